package keystone

import "context"

// Endpoint is one row of the catalogue.
type Endpoint struct {
	Service   string // the id of its service
	ID        string
	Interface string // public, internal, admin
	Region    string
	URL       string
}

// Endpoints are all that the catalogue has of a type, in every region. It logs
// in if need be. None at all is no error.
func (s *Session) Endpoints(ctx context.Context, kind string) ([]Endpoint, error) {
	if s.base == "" {
		return nil, nil
	}
	t, err := s.token(ctx)
	if err != nil {
		return nil, err
	}
	var all []Endpoint
	for _, entry := range t.catalogue {
		if entry.Type != kind {
			continue
		}
		for _, e := range entry.Endpoints {
			region := e.RegionID
			if region == "" {
				region = e.Region
			}
			all = append(all, Endpoint{Service: entry.ID, ID: e.ID, Interface: e.Interface, Region: region, URL: e.URL})
		}
	}
	return all, nil
}
