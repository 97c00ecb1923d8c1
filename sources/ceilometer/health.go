package ceilometer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Health asks for the API's capabilities and versions. The version is the one
// of the API; of its release it tells nothing. Notes name what its database
// cannot do.
func (s *Store) Health(ctx context.Context) (sources.StoreHealth, error) {
	h := sources.StoreHealth{Waiting: -1, Metrics: -1}
	var able struct {
		API     map[string]bool `json:"api"`
		Storage map[string]bool `json:"storage"`
	}
	if err := s.document(ctx, call{what: "ask for the capabilities", path: "/v2/capabilities"}, &able); err != nil {
		return sources.StoreHealth{}, err
	}
	var versions struct {
		Versions struct {
			Values []struct{ ID, Status string }
		}
	}
	if err := s.document(ctx, call{what: "ask for the versions", path: "/"}, &versions); err != nil {
		if ctx.Err() != nil {
			return sources.StoreHealth{}, err
		}
		// Where the API is below a path, what is above it may not be served.
		h.Notes = append(h.Notes, "its versions are not known: "+err.Error())
	}
	var names []string
	for _, v := range versions.Versions.Values {
		names = append(names, shorten(v.ID, 20))
	}
	h.Version = strings.Join(names, ", ")
	if ready, told := able.Storage["storage:production_ready"]; told && !ready {
		h.Notes = append(h.Notes, "its database is of a kind that is not ready for production")
	}
	var not []string
	for name, can := range able.API {
		if kind, _, _ := strings.Cut(name, ":"); !can && slices.Contains([]string{"meters", "samples", "resources", "statistics"}, kind) {
			not = append(not, shorten(name, 60))
		}
	}
	if slices.Sort(not); len(not) > 0 {
		h.Notes = append(h.Notes, "its database cannot do "+strings.Join(not, ", "))
	}
	return h, nil
}

// longestDocument is more than any document has, 1 kB.
const longestDocument = 1 << 20

// document reads an answer that is one object.
func (s *Store) document(ctx context.Context, c call, into any) error {
	a, err := s.open(ctx, func() call { return c })
	if err != nil {
		return err
	}
	defer a.Close()
	body, err := io.ReadAll(io.LimitReader(a, longestDocument))
	if err != nil {
		return a.trouble(err)
	}
	if len(body) == 0 {
		return a.explain(&cutOff{}, &list{})
	}
	if err := json.Unmarshal(body, into); err != nil {
		return sources.WithHint(fmt.Errorf("%s: the answer is not what was asked for: it begins with %q", a.asked, shorten(string(body), 60)), checkEndpoint)
	}
	return nil
}
