package keystone

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"

	"github.com/ceilotop/ceilotop/sources"
)

// MissingError says that the catalogue has no such endpoint.
type MissingError struct {
	Service string // its type
	Known   bool   // it is there, in another region or by another interface
	Reason  string // what the catalogue has instead
	Advice  string
}

func (e *MissingError) Error() string {
	return "find the service " + e.Service + " in the catalogue: " + e.Reason
}

// Hint is the one thing to do about it.
func (e *MissingError) Hint() string { return e.Advice }

// Endpoint looks a service up by its type (metering, metric, identity) in the
// login's region and by its interface, and returns the URL without a slash at
// its end. It logs in if need be. What is not there is a *MissingError.
func (s *Session) Endpoint(ctx context.Context, kind string) (string, error) {
	if s.base == "" {
		return "", sources.WithHint(fmt.Errorf("find the service %s: a token alone has no catalogue", kind), "name the endpoint too, or set OS_AUTH_URL")
	}
	t, err := s.token(ctx)
	if err != nil {
		return "", err
	}
	found, err := s.login.endpoint(t.catalogue, kind)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(found)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", &MissingError{
			Service: kind, Known: true,
			Reason: "its endpoint there is no URL: " + sources.Visible(found),
			Advice: "openstack endpoint list --service " + kind,
		}
	}
	return strings.TrimRight(found, "/"), nil
}

func (l *Login) endpoint(catalogue []tokens.CatalogEntry, kind string) (string, error) {
	face := l.Interface
	if face == "" {
		face = faces[0]
	}
	var inRegion, all []tokens.Endpoint
	for _, entry := range catalogue {
		if entry.Type != kind {
			continue
		}
		for _, e := range entry.Endpoints {
			all = append(all, e)
			if l.Region != "" && e.RegionID != l.Region && e.Region != l.Region {
				continue
			}
			if inRegion = append(inRegion, e); e.Interface == face {
				return e.URL, nil
			}
		}
	}
	e := &MissingError{Service: kind, Known: len(all) > 0}
	switch {
	case len(catalogue) == 0 && !l.Scope.given() && l.Credential.Secret == "":
		e.Reason = "it is empty, because the login is for no project"
		e.Advice = "set " + l.option("project_name") + " and " + l.option("project_domain_name")
	case len(catalogue) == 0:
		e.Reason = "it is empty for " + l.Scope.String()
		e.Advice = "openstack catalog list"
	case len(all) == 0:
		e.Reason = "it has " + list(catalogue, func(c tokens.CatalogEntry) string { return c.Type })
		e.Advice = "openstack endpoint create --region REGION " + kind + " public URL"
	case len(inRegion) == 0:
		e.Reason = "it is not in region " + sources.Visible(l.Region) + "; its regions are " + list(all, func(e tokens.Endpoint) string { return e.Region })
		e.Advice = "set " + l.option("region_name") + " to one of these"
	default:
		e.Reason = "it has no " + face + " endpoint; its interfaces are " + list(inRegion, func(e tokens.Endpoint) string { return e.Interface })
		e.Advice = "set " + l.option("interface") + " to one of these"
	}
	return "", e
}

// list names each once, in order.
func list[E any](all []E, name func(E) string) string {
	const most = 30
	var names []string
	for _, e := range all {
		names = append(names, sources.Visible(name(e)))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}
