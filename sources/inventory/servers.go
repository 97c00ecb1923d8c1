package inventory

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/sources"
)

// withFlavor is the first microversion in which a server has its flavor as it
// was when the server was made or resized, not as the flavor is now (Pike).
const withFlavor = "2.47"

// server is a row of GET /servers/detail.
type server struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Project    string  `json:"tenant_id"`
	User       string  `json:"user_id"`
	Status     string  `json:"status"`
	Created    instant `json:"created"`
	Launched   instant `json:"OS-SRV-USG:launched_at"`
	Terminated instant `json:"OS-SRV-USG:terminated_at"`
	Updated    instant `json:"updated"`
	Flavor     struct {
		ID        string `json:"id"` // before 2.47
		Name      string `json:"original_name"`
		VCPUs     *int64 `json:"vcpus"`
		Memory    int64  `json:"ram"`
		Root      int64  `json:"disk"`
		Ephemeral int64  `json:"ephemeral"`
	} `json:"flavor"`
}

func servers(ctx context.Context, s *service, all *sources.Inventory) error {
	unsized := make(map[int]string) // index of a server whose flavor's id is known
	ask := func(query url.Values) error {
		return pages(ctx, s, "servers/detail", "servers", query, func(v *server) string { return v.ID }, func(v *server) {
			one := sources.Server{
				ID: v.ID, Name: v.Name, ProjectID: v.Project, UserID: v.User, Status: v.Status,
				CreatedAt: v.Created.Time, LaunchedAt: v.Launched.Time, TerminatedAt: v.Terminated.Time,
			}
			if one.TerminatedAt.IsZero() && v.Status == "DELETED" {
				one.TerminatedAt = v.Updated.Time // it was on no host any more
			}
			if f := &v.Flavor; f.VCPUs != nil {
				one.Flavor = &sources.Flavor{Name: f.Name, VCPUs: *f.VCPUs, MemoryMB: f.Memory, RootGB: f.Root, EphemeralGB: f.Ephemeral}
			} else {
				unsized[len(all.Servers)] = f.ID
			}
			all.Servers = append(all.Servers, one)
		})
	}
	// Deleted servers are in a list of their own, for as long as nobody archives
	// the deleted rows of Nova's database. Only an administrator is given it.
	list := func() error {
		if err := ask(url.Values{"all_tenants": {"1"}}); err != nil || s.options.Since.IsZero() {
			return err
		}
		return ask(url.Values{"all_tenants": {"1"}, "deleted": {"True"}, "changes-since": {s.options.Since.UTC().Format(time.RFC3339)}})
	}
	s.client.Microversion = withFlavor
	err := list()
	if gophercloud.ResponseCodeIs(err, http.StatusNotAcceptable) { // before Pike
		s.client.Microversion = ""
		err = list()
	}
	if err != nil || len(unsized) == 0 {
		return s.failed("list servers", err)
	}
	known, err := flavors(ctx, s)
	for i, id := range unsized {
		all.Servers[i].Flavor = known[id]
	}
	return s.failed("list flavors", err)
}

// flavors are all there are now, by id, those of single projects as well.
func flavors(ctx context.Context, s *service) (map[string]*sources.Flavor, error) {
	type flavor struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		VCPUs     int64  `json:"vcpus"`
		Memory    int64  `json:"ram"`
		Root      int64  `json:"disk"`
		Ephemeral int64  `json:"OS-FLV-EXT-DATA:ephemeral"`
	}
	known := make(map[string]*sources.Flavor)
	err := pages(ctx, s, "flavors/detail", "flavors", url.Values{"is_public": {"None"}}, func(f *flavor) string { return f.ID }, func(f *flavor) {
		known[f.ID] = &sources.Flavor{Name: f.Name, VCPUs: f.VCPUs, MemoryMB: f.Memory, RootGB: f.Root, EphemeralGB: f.Ephemeral}
	})
	return known, err
}
