package gnocchi

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// one makes a metric of a resource of its own with measures a minute apart.
func one(t *testing.T, g *sourcestest.MetricStore, resource, name, policy string, values ...float64) (metric string) {
	t.Helper()
	id := g.Resource(t, sourcestest.GnocchiResource{ID: resource, ProjectID: sources.Known("red"), UserID: sources.Known("alice")})
	metric = g.Metric(t, sources.Known(id), sources.Known(name), sources.Known("MB"), policy)
	var measures []sourcestest.Measure
	for i, v := range values {
		measures = append(measures, sourcestest.Measure{At: start.Add(time.Duration(i) * time.Minute), Value: v})
	}
	if len(measures) > 0 {
		g.Measure(t, metric, measures...)
	}
	return metric
}

// told are samples in one line each.
func told(rows []sources.Sample) string {
	var lines []string
	for _, s := range rows {
		lines = append(lines, fmt.Sprintf("%s %s %v %s", s.Timestamp.Format("15:04:05"), s.Meter, s.Volume, s.ResourceID))
	}
	return strings.Join(lines, "\n")
}

func TestSamplesAreMeansOfTheFinestGranules(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	metric := one(t, g, "web-0", "memory", g.Policy(t, []string{"max", "mean", "count"}, 10*time.Minute, time.Minute, time.Hour))
	g.Measure(t, metric,
		sourcestest.Measure{At: start.Add(2 * time.Second), Value: 1},
		sourcestest.Measure{At: start.Add(59 * time.Second), Value: 4},
		sourcestest.Measure{At: start.Add(60 * time.Second), Value: 1e16})
	got := collect(t, storeOf(g).Samples(t.Context(), sources.SampleQuery{Meter: "memory"}))
	want := "10:01:00 memory 1e+16 web-0\n10:00:00 memory 2.5 web-0"
	if told(got) != want {
		t.Errorf("got\n%s\nwant\n%s", told(got), want)
	}
	first := sources.Sample{
		Meter: "memory", Type: sources.Known("gauge"), Unit: sources.Known("MB"), Volume: 2.5, Timestamp: start,
		ResourceID: sources.Known("web-0"), ProjectID: sources.Known("red"), UserID: sources.Known("alice"),
	}
	if fmt.Sprintf("%+v", got[1]) != fmt.Sprintf("%+v", first) {
		t.Errorf("got %+v, want %+v", got[1], first)
	}
}

func TestSamplesOfPoliciesWithoutAMean(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	one(t, g, "last", "a", g.Policy(t, []string{"count", "last"}, time.Hour), 1, 2, 7)
	one(t, g, "rate", "a", g.Policy(t, []string{"rate:mean", "rate:max"}, time.Minute), 1, 2, 7)
	got := told(collect(t, storeOf(g).Samples(t.Context(), sources.SampleQuery{Meter: "a"})))
	if want := "10:02:00 a 5 rate\n10:01:00 a 1 rate\n10:00:00 a 7 last"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSamplesInParts holds so few at a time that the list has many parts, in
// which there is much, little and nothing.
func TestSamplesInParts(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Minute)
	for i := range 3 {
		one(t, g, fmt.Sprintf("web-%d", i), "memory", policy, slices.Repeat([]float64{float64(i)}, 40)...)
	}
	later := one(t, g, "later", "memory", policy)
	g.Measure(t, later, sourcestest.Measure{At: start.Add(90 * 24 * time.Hour), Value: 9}, sourcestest.Measure{At: time.Now().Add(time.Hour), Value: 10})
	all := collect(t, storeOf(g).Samples(t.Context(), sources.SampleQuery{Meter: "memory"}))
	if len(all) != 3*40+1 { // the policy keeps a day
		t.Fatalf("got %d samples, want 121", len(all))
	}
	s := storeOf(g)
	s.atOnce = 30
	for _, limit := range []int{0, 1, 50} {
		got := collect(t, s.Samples(t.Context(), sources.SampleQuery{Meter: "memory", Limit: limit}))
		want := all
		if limit > 0 {
			want = all[:limit]
		}
		// Of one time the order is by the metrics' ids, in parts as in the whole.
		if told(got) != told(want) {
			t.Errorf("limit %d: got\n%s\nwant\n%s", limit, told(got), told(want))
		}
	}
}

func TestSamplesWithinBounds(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	one(t, g, "web-0", "memory", g.Policy(t, []string{"mean"}, time.Minute), 0, 1, 2, 3)
	at := func(op string, minute int) sources.Condition {
		return sources.Condition{Field: "timestamp", Op: op, Value: start.Add(time.Duration(minute) * time.Minute).Format("2006-01-02T15:04:05")}
	}
	for want, conditions := range map[string][]sources.Condition{
		"3 2 1":   {at(sources.GreaterOrEqual, 1)},
		"3 2":     {at(sources.Greater, 1)},
		"0":       {at(sources.Less, 1)},
		"1 0":     {at(sources.LessOrEqual, 1)},
		"2 1":     {at(sources.GreaterOrEqual, 1), at(sources.Less, 3)},
		"":        {at(sources.Greater, 3)},
		"3 2 1 0": {equal("project", "red"), equal("user_id", "alice"), equal("resource", "web-0")},
		" ":       {equal("project", "blue")},
	} {
		var got []string
		for _, row := range collect(t, storeOf(g).Samples(t.Context(), sources.SampleQuery{Meter: "memory", Conditions: conditions})) {
			got = append(got, fmt.Sprint(row.Volume))
		}
		if text := strings.Join(got, " "); text != strings.TrimSpace(want) {
			t.Errorf("%v: got %q, want %q", conditions, text, want)
		}
	}
	_, err := read(storeOf(g).Samples(t.Context(), sources.SampleQuery{Conditions: []sources.Condition{{Field: "timestamp", Op: sources.Less, Value: "yesterday"}}}))
	if err == nil || sources.HintOf(err) == "" {
		t.Errorf("yesterday: got the error %v, want one with a hint", err)
	}
}

// TestMetricDeletedBeforeItsMeasuresAreRead: the others are there all the same.
func TestMetricDeletedBeforeItsMeasuresAreRead(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Minute)
	one(t, g, "web-0", "memory", policy, 1)
	gone := one(t, g, "web-1", "memory", policy, 2)
	var once atomic.Bool
	endpoint := between(t, g.URL, func(r *http.Request) int {
		if r.URL.Path == "/v1/archive_policy" && !once.Swap(true) {
			g.Delete(t, "/v1/metric/"+gone)
		}
		return 0
	}, nil)
	got := collect(t, New(Config{Endpoint: endpoint, HTTP: g.HTTP}).Samples(t.Context(), sources.SampleQuery{Meter: "memory"}))
	if want := "10:00:00 memory 1 web-0"; told(got) != want || !once.Load() {
		t.Errorf("got\n%s\nwant\n%s", told(got), want)
	}
}

// TestSamplesBeforeGnocchi41 has something in between that does not know
// /v1/aggregates, which came then.
func TestSamplesBeforeGnocchi41(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Minute)
	one(t, g, "web-0", "memory", policy, 1)
	one(t, g, "web-1", "memory", policy, 2, 3)
	var asked atomic.Int32
	for _, code := range []int{http.StatusNotFound, http.StatusForbidden} {
		endpoint := between(t, g.URL, func(r *http.Request) int {
			if strings.HasSuffix(r.URL.Path, "/aggregates") {
				asked.Add(1)
				return code
			}
			return 0
		}, nil)
		s := New(Config{Endpoint: endpoint, HTTP: g.HTTP})
		for range 2 {
			got := collect(t, s.Samples(t.Context(), sources.SampleQuery{Meter: "memory"}))
			if len(got) != 3 || got[0].Volume != 3 {
				t.Errorf("%d: got\n%s", code, told(got))
			}
		}
	}
	if asked.Load() == 0 {
		t.Error("nothing was refused")
	}
}

func TestUnknownArchivePolicy(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	one(t, g, "web-0", "memory", g.Policy(t, []string{"mean"}, time.Minute), 1)
	// A policy cannot be deleted while it is used; what answers is the test's own.
	endpoint := between(t, g.URL, nil, func(r *http.Response) {
		if strings.HasSuffix(r.Request.URL.Path, "/archive_policy") {
			replace(r, `[{"name":"low","definition":[]}]`)
		}
	})
	_, err := read(New(Config{Endpoint: endpoint, HTTP: g.HTTP}).Samples(t.Context(), sources.SampleQuery{Meter: "memory"}))
	if err == nil || !strings.Contains(err.Error(), "archive policy") || errors.As(err, new(*sources.UnsupportedError)) {
		t.Errorf("got the error %v", err)
	}
}
