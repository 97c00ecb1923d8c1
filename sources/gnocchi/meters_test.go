package gnocchi

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

var null = sources.Text{}

// oddIDs are what a resource may be called by whoever makes it.
var oddIDs = []string{
	"instance-00000001-tap0",
	"磁盘 ① with blanks ",
	"evil\x1b[2Jname\x07\u202e",
	"plus+and&percent%2Fquery?#",
	strings.Repeat("長", 255),
	`quote"back\slash`,
	strings.ToUpper(sourcestest.UUID()),
}

func TestMetersOfResourcesWithOddIDs(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Second)
	var want []sources.Meter
	for i, id := range oddIDs {
		project := sources.Known(fmt.Sprintf("project-%d", i%2))
		resource := g.Resource(t, sourcestest.GnocchiResource{ID: id, ProjectID: project})
		g.Metric(t, sources.Known(resource), sources.Known("memory"), sources.Known("MB"), policy)
		want = append(want, sources.Meter{Name: "memory", Type: sources.Known("gauge"), Unit: sources.Known("MB"), ResourceID: sources.Known(id), ProjectID: project})
	}
	for name, s := range map[string]*Store{"one page": storeOf(g), "short pages": shortPages(g)} {
		if got := listed(collect(t, s.Meters(t.Context(), sources.MeterQuery{}))); got != listed(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, listed(want))
		}
		for i, id := range oddIDs {
			got := collect(t, s.Meters(t.Context(), sources.MeterQuery{Conditions: []sources.Condition{equal("resource_id", id)}}))
			if listed(got) != listed(want[i:i+1]) {
				t.Errorf("%s: meters of %q: got\n%s\nwant\n%s", name, id, listed(got), listed(want[i:i+1]))
			}
		}
	}
}

func TestMetersWithNulls(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Second)
	resource := g.Resource(t, sourcestest.GnocchiResource{ID: "web-0", UserID: sources.Known("alice")})
	g.Metric(t, sources.Known(resource), sources.Known("no.unit"), null, policy)
	g.Metric(t, sources.Known(resource), sources.Known("evil\x1b[2Jname"), sources.Known(""), policy)

	got := listed(collect(t, storeOf(g).Meters(t.Context(), sources.MeterQuery{})))
	want := listed([]sources.Meter{
		{Name: "no.unit", ResourceID: sources.Known("web-0"), UserID: sources.Known("alice")},
		{Name: "evil\x1b[2Jname", Unit: sources.Known(""), ResourceID: sources.Known("web-0"), UserID: sources.Known("alice")},
	})
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	// Behind Keystone Gnocchi hides metrics without a resource from everybody
	// but the administrator, who sees those of all tests.
	free := g.Metric(t, null, sources.Known("free-"+g.ProjectID), sources.Known("B"), policy)
	nameless := g.Metric(t, null, null, null, policy)
	found := map[string]sources.Meter{}
	s := New(Config{Endpoint: g.BasicURL})
	if at := s.Where().URL; strings.Contains(at, "admin") {
		t.Errorf("Where() shows credentials: %s", at)
	}
	for _, q := range []sources.MeterQuery{{}, {Conditions: []sources.Condition{equal("resource", "None")}}, {Conditions: []sources.Condition{equal("project_id", "None")}}} {
		for _, m := range collect(t, s.Meters(t.Context(), q)) {
			found[m.Metric] = m
		}
		if m, want := found[free], (sources.Meter{Name: "free-" + g.ProjectID, Unit: sources.Known("B"), Metric: free}); m != want {
			t.Errorf("%v: without a resource: got %+v, want %+v", q, m, want)
		}
		if m, want := found[nameless], (sources.Meter{Metric: nameless}); m != want {
			t.Errorf("%v: without a name: got %+v, want %+v", q, m, want)
		}
		clear(found)
	}
}

func TestUniqueMetersAndLimits(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Second)
	for i := range 5 {
		resource := g.Resource(t, sourcestest.GnocchiResource{ID: fmt.Sprintf("web-%d", i), ProjectID: sources.Known("red")})
		for _, name := range []string{"memory", "vcpus", "disk.root.size"} {
			g.Metric(t, sources.Known(resource), sources.Known(name), sources.Known("x"), policy)
		}
	}
	for name, s := range map[string]*Store{"one page": storeOf(g), "short pages": shortPages(g)} {
		all := collect(t, s.Meters(t.Context(), sources.MeterQuery{}))
		if len(all) != 15 {
			t.Fatalf("%s: got %d meters, want 15", name, len(all))
		}
		for _, limit := range []int{1, 4, 7, 15, 16} {
			got := collect(t, s.Meters(t.Context(), sources.MeterQuery{Limit: limit}))
			if listed(got) != listed(all[:min(limit, 15)]) {
				t.Errorf("%s: limit %d: got\n%s\nwant\n%s", name, limit, listed(got), listed(all[:min(limit, 15)]))
			}
		}
		unique := []sources.Meter{
			{Name: "memory", Type: sources.Known("gauge"), Unit: sources.Known("x")},
			{Name: "vcpus", Unit: sources.Known("x")},
			{Name: "disk.root.size", Unit: sources.Known("x")},
		}
		for _, conditions := range [][]sources.Condition{nil, {equal("project", "red")}, {equal("resource_id", "web-3")}} {
			got := collect(t, s.Meters(t.Context(), sources.MeterQuery{Unique: true, Conditions: conditions}))
			if listed(got) != listed(unique) {
				t.Errorf("%s: unique of %v: got\n%s", name, conditions, listed(got))
			}
		}
		if got := collect(t, s.Meters(t.Context(), sources.MeterQuery{Unique: true, Limit: 2})); len(got) != 2 {
			t.Errorf("%s: unique, limit 2: got %d rows", name, len(got))
		}
	}
}

// TestMetersOfManyResources takes the way of conditions that too many resources
// fulfil to be asked one by one.
func TestMetersOfManyResources(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.Fill(t, 3*fewResources, 2)
	all := collect(t, storeOf(g).Meters(t.Context(), sources.MeterQuery{}))
	if len(all) != 6*fewResources {
		t.Fatalf("got %d meters, want %d", len(all), 6*fewResources)
	}
	for _, s := range []*Store{storeOf(g), shortPages(g)} {
		for _, field := range []string{"project_id", "user_id"} {
			value, want := "", []sources.Meter(nil)
			for _, m := range all {
				is := map[string]sources.Text{"project_id": m.ProjectID, "user_id": m.UserID}[field]
				if value == "" {
					value = is.Value
				}
				if is.Value == value {
					want = append(want, m)
				}
			}
			got := collect(t, s.Meters(t.Context(), sources.MeterQuery{Conditions: []sources.Condition{equal(field, value)}}))
			if listed(got) != listed(want) || len(want) == 0 {
				t.Errorf("%s=%s: got %d meters, want %d", field, value, len(got), len(want))
			}
		}
	}
}

func TestWhatGnocchiDoesNotKnowIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	s := New(Config{Endpoint: "http://127.0.0.1:9"}) // nobody answers there
	for _, c := range []sources.Condition{
		equal("source", "openstack"),
		equal("metadata.display_name", "web"),
		equal("timestamp", "2026-01-15"),
		{Field: "project_id", Op: sources.NotEqual, Value: "red"},
		equal("no\x1bfield", ""),
	} {
		_, err := read(s.Meters(t.Context(), sources.MeterQuery{Conditions: []sources.Condition{c}}))
		var unsupported *sources.UnsupportedError
		if !errors.As(err, &unsupported) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%v: got the error %v, want an UnsupportedError", c, err)
		}
	}
}

func TestListsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.Fill(t, 10, 2)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows := 0
	var failed error
	for _, err := range shortPages(g).Meters(ctx, sources.MeterQuery{}) {
		if failed = err; err == nil {
			rows++
		}
		cancel()
	}
	if rows >= 20 || !errors.Is(failed, context.Canceled) {
		t.Errorf("got %d rows and the error %v, want fewer than 20 and context.Canceled", rows, failed)
	}
}
