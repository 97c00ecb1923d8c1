package gnocchi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// sized is a resource with measures of its meters, the newest of which is of a
// time.
func sized(t *testing.T, g *sourcestest.MetricStore, policy string, r sourcestest.GnocchiResource, at time.Time, meters map[string]float64) string {
	t.Helper()
	r.ProjectID, r.UserID = sources.Known(g.ProjectID), sources.Known(g.UserID)
	id := g.Resource(t, r)
	for name, value := range meters {
		metric := g.Metric(t, sources.Known(id), sources.Known(name), sources.Text{}, policy)
		defer g.Refresh(t, metric) // they are worked off together
		g.Post(t, metric, sourcestest.Measure{At: at.Add(-time.Hour), Value: value + 1}, sourcestest.Measure{At: at, Value: value})
	}
	return id
}

func TestAnInventoryOfWhatCeilometerHasTold(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.CeilometerTypes(t)
	policy := g.Policy(t, []string{"mean"}, time.Minute)
	now := time.Now().UTC().Truncate(time.Minute)
	flavor := map[string]float64{"vcpus": 2, "memory": 4096, "disk.root.size": 40, "disk.ephemeral.size": 0}
	web, gone, lost, bare := sourcestest.UUID(), sourcestest.UUID(), sourcestest.UUID(), sourcestest.UUID()
	sized(t, g, policy, sourcestest.GnocchiResource{ID: web, Type: "instance", StartedAt: now.Add(-48 * time.Hour), Attributes: map[string]string{
		"display_name": "web", "flavor_name": "m1.medium", "launched_at": now.Add(-49 * time.Hour).Format(time.RFC3339), "created_at": now.Add(-50 * time.Hour).Format(time.RFC3339),
	}}, now.Add(-5*time.Minute), flavor)
	// Its last measures are of yesterday: that it is there since is not known.
	sized(t, g, policy, sourcestest.GnocchiResource{ID: lost, Type: "instance", StartedAt: now.Add(-30 * time.Hour)}, now.Add(-20*time.Hour), flavor)
	sized(t, g, policy, sourcestest.GnocchiResource{ID: bare, Type: "instance", StartedAt: now.Add(-time.Hour)}, now, map[string]float64{"vcpus": 1})
	sized(t, g, policy, sourcestest.GnocchiResource{ID: gone, Type: "instance", StartedAt: now.Add(-30 * time.Hour)}, now.Add(-3*time.Hour), flavor)
	g.End(t, "instance", gone, now.Add(-2*time.Hour))
	volume := sized(t, g, policy, sourcestest.GnocchiResource{ID: sourcestest.UUID(), Type: "volume", StartedAt: now.Add(-time.Hour), Attributes: map[string]string{"display_name": "data"}},
		now, map[string]float64{"volume.size": 100})
	sized(t, g, policy, sourcestest.GnocchiResource{ID: sourcestest.UUID(), Type: "volume"}, now, map[string]float64{"snapshot.size": 100})
	image := sized(t, g, policy, sourcestest.GnocchiResource{ID: sourcestest.UUID(), Type: "image", StartedAt: now.Add(-time.Hour), Attributes: map[string]string{"name": "cirros"}},
		now, map[string]float64{"image.size": 12716032})

	admin := New(Config{Endpoint: g.URL, HTTP: g.As("admin")})
	all, err := admin.Inventory(t.Context(), time.Time{})
	if err != nil || len(all.Unlisted) > 0 || all.Store != "gnocchi" {
		t.Fatalf("%+v, %v", all.Unlisted, err)
	}
	server := func(v *sources.Inventory, id string) *sources.Server {
		if i := slices.IndexFunc(v.Servers, func(s sources.Server) bool { return s.ID == id }); i >= 0 {
			return &v.Servers[i]
		}
		return nil
	}
	if s := server(&all, web); s == nil || s.Name != "web" || s.ProjectID != g.ProjectID || s.UserID != g.UserID || *s.Flavor != (sources.Flavor{Name: "m1.medium", VCPUs: 2, MemoryMB: 4096, RootGB: 40}) ||
		!s.LaunchedAt.Equal(now.Add(-49*time.Hour)) || !s.CreatedAt.Equal(now.Add(-50*time.Hour)) || !s.SeenAt.Equal(now.Add(-5*time.Minute)) || !s.TerminatedAt.IsZero() {
		t.Errorf("%+v", s)
	}
	if s := server(&all, lost); s == nil || !s.SeenAt.Equal(now.Add(-20*time.Hour)) || !s.LaunchedAt.Equal(now.Add(-30*time.Hour)) || s.Flavor.VCPUs != 2 {
		t.Errorf("%+v", s)
	}
	if s := server(&all, bare); s == nil || s.Flavor != nil {
		t.Errorf("of an unknown size: %+v", s)
	}
	if s := server(&all, gone); s != nil {
		t.Errorf("what has ended: %+v", s)
	}
	if i := slices.IndexFunc(all.Volumes, func(v sources.Volume) bool { return v.ID == volume }); i < 0 || all.Volumes[i].SizeGB != 100 || all.Volumes[i].Name != "data" ||
		!all.Volumes[i].CreatedAt.Equal(now.Add(-time.Hour)) {
		t.Errorf("%+v", all.Volumes)
	}
	if i := slices.IndexFunc(all.Images, func(v sources.Image) bool { return v.ID == image }); i < 0 || *all.Images[i].Size != 12716032 || all.Images[i].Name != "cirros" {
		t.Errorf("%+v", all.Images)
	}

	// A member sees the project's own, is told so, and asks for what ended too.
	some, err := storeOf(g).Inventory(t.Context(), now.Add(-4*time.Hour))
	if err != nil || len(some.Servers) != 4 || len(some.Volumes) != 1 || len(some.Images) != 1 {
		t.Fatalf("%+v, %v", some, err)
	}
	if len(some.Unlisted) != 3 || !strings.Contains(some.Unlisted[0].Why, "without the role admin") {
		t.Errorf("%+v", some.Unlisted)
	}
	if s := server(&some, gone); s == nil || !s.TerminatedAt.Equal(now.Add(-2*time.Hour)) {
		t.Errorf("%+v", s)
	}
}
