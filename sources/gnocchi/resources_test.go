package gnocchi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestResourcesWithWhatIsKeptOfThem(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	kind := g.ResourceType(t, "display_name", "host")
	g.Resource(t, sourcestest.GnocchiResource{
		ID: "web-0", Type: kind, ProjectID: sources.Known("red"), UserID: sources.Known("alice"), StartedAt: start,
		Attributes: map[string]string{"display_name": "网\x1b站"},
	})
	for i := range 2*sourcestest.PageRows + 1 {
		g.Resource(t, sourcestest.GnocchiResource{ID: strings.Repeat("x", i+1), StartedAt: start})
	}
	for name, s := range map[string]*Store{"one page": storeOf(g), "short pages": shortPages(g)} {
		all := collect(t, s.Resources(t.Context(), sources.ResourceQuery{}))
		if len(all) != 2*sourcestest.PageRows+2 {
			t.Fatalf("%s: got %d resources, want %d", name, len(all), 2*sourcestest.PageRows+2)
		}
		i := slices.IndexFunc(all, func(r sources.Resource) bool { return r.ID == "web-0" })
		if i < 0 {
			t.Fatalf("%s: web-0 is not there", name)
		}
		const metadata = `{"display_name":"\u7f51\u001b\u7ad9","ended_at":null,"host":null,"started_at":"2026-01-15T10:00:00+00:00","type":"`
		if r := all[i]; r.ProjectID != sources.Known("red") || r.UserID != sources.Known("alice") || string(r.Metadata) != metadata+kind+`"}` || !r.FirstSample.IsZero() {
			t.Errorf("%s: got %+v %s", name, r, r.Metadata)
		}
		if got := collect(t, s.Resources(t.Context(), sources.ResourceQuery{Limit: 5})); len(got) != 5 || got[4].ID != all[4].ID {
			t.Errorf("%s: limit 5: got %d resources", name, len(got))
		}
		for value, want := range map[string]int{"web-0": 1, "WEB-0": 0, "xx": 1, "none": 0} {
			if got := collect(t, s.Resources(t.Context(), sources.ResourceQuery{Conditions: []sources.Condition{equal("resource", value)}})); len(got) != want {
				t.Errorf("%s: resource=%s: got %d resources, want %d", name, value, len(got), want)
			}
		}
		// On resources the text None is what it says.
		if got := collect(t, s.Resources(t.Context(), sources.ResourceQuery{Conditions: []sources.Condition{equal("project_id", "None")}})); len(got) != 0 {
			t.Errorf("%s: project_id=None: got %d resources, want none", name, len(got))
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean", "max"}, 5*time.Minute)
	note := "archive policy " + policy + " keeps max, mean: 5m for 1d"

	admin, err := New(Config{Endpoint: g.BasicURL}).Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(admin.Version, ".") || admin.Waiting < 0 || admin.Metrics < 0 || !slices.Contains(admin.Notes, note) {
		t.Errorf("as the administrator: got %+v, want a version, a backlog and %q", admin, note)
	}
	member, err := storeOf(g).Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if member.Version != admin.Version || member.Waiting != -1 || member.Metrics != -1 || !slices.ContainsFunc(member.Notes, func(n string) bool { return strings.HasPrefix(n, "the backlog is unknown") }) {
		t.Errorf("as a member: got %+v, want an unknown backlog", member)
	}
}
