package gnocchi

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/ceilotop/ceilotop/sources"
)

// Health asks for the version, the backlog and the archive policies. Only an
// administrator may know the backlog; to others it is unknown, as is the version
// where the server in front serves nothing but /v1.
func (s *Store) Health(ctx context.Context) (sources.StoreHealth, error) {
	h := sources.StoreHealth{Waiting: -1, Metrics: -1}
	policies, err := s.policies(ctx)
	if err != nil {
		return sources.StoreHealth{}, err
	}
	var versions struct {
		Build string `json:"build"`
	}
	if _, err := s.ask(ctx, query{method: "GET", path: "/"}, &versions); err != nil {
		if ctx.Err() != nil {
			return sources.StoreHealth{}, err
		}
		h.Notes = append(h.Notes, "the version is unknown: "+err.Error())
	}
	h.Version = sources.Visible(versions.Build)
	if err := s.backlog(ctx, &h); err != nil {
		return sources.StoreHealth{}, err
	}
	for _, p := range slices.SortedFunc(maps.Values(policies), func(a, b policy) int { return cmp.Compare(a.Name, b.Name) }) {
		h.Notes = append(h.Notes, p.String())
	}
	return h, nil
}

func (s *Store) backlog(ctx context.Context, h *sources.StoreHealth) error {
	var report struct {
		Storage struct {
			Summary struct {
				Metrics  int `json:"metrics"`
				Measures int `json:"measures"`
			} `json:"summary"`
		} `json:"storage"`
		Metricd struct {
			Processors *[]string `json:"processors"`
		} `json:"metricd"`
	}
	// Without this it is an answer of all metrics that wait.
	args := map[string][]string{"details": {"False"}}
	_, err := s.ask(ctx, query{method: "GET", path: "/v1/status", args: args}, &report)
	code, _ := status(err)
	switch {
	case code == http.StatusForbidden:
		h.Notes = append(h.Notes, "the backlog is unknown: only a user with the role admin may ask for it")
		return nil
	case code == http.StatusServiceUnavailable:
		h.Notes = append(h.Notes, "the backlog is unknown: "+err.Error())
		return nil
	case err != nil:
		return err
	}
	h.Waiting, h.Metrics = report.Storage.Summary.Measures, report.Storage.Summary.Metrics
	if p := report.Metricd.Processors; p != nil && len(*p) == 0 {
		h.Notes = append(h.Notes, "no gnocchi-metricd runs: what is posted is not worked off")
	}
	return nil
}
