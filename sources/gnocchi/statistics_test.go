package gnocchi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// figures are statistics in one line each.
func figures(rows []sources.Statistic) string {
	var lines []string
	for _, s := range rows {
		n := func(n sources.Number) string {
			if !n.Known {
				return "-"
			}
			return fmt.Sprint(n.Value)
		}
		line := fmt.Sprintf("%s+%d %s–%s max %s min %s avg %s sum %s count %s", s.PeriodStart.Format("15:04"), s.Period,
			s.DurationStart.Format("15:04"), s.DurationEnd.Format("15:04"), n(s.Max), n(s.Min), n(s.Avg), n(s.Sum), n(s.Count))
		if s.GroupBy != nil || s.Aggregates != nil {
			text, _ := json.Marshal([]any{s.GroupBy, s.Aggregates})
			line += " " + string(text)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TestStatisticsAreThoseOfTheSamples: granules of several samples each, put
// together, are as exact as the samples themselves.
func TestStatisticsAreThoseOfTheSamples(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, everything, 5*time.Minute)
	one(t, g, "web-0", "memory", policy, 1, 2, 3, 4, 5, 6, 7)
	one(t, g, "web-1", "memory", policy, 100)
	s := storeOf(g)
	at := func(op string, minute int) sources.Condition {
		return sources.Condition{Field: "timestamp", Op: op, Value: start.Add(time.Duration(minute) * time.Minute).Format("2006-01-02T15:04:05")}
	}
	for _, c := range []struct {
		name string
		q    sources.StatisticsQuery
		want string
	}{
		{"all", sources.StatisticsQuery{}, "10:00+0 10:00–10:05 max 100 min 1 avg 16 sum 128 count 8"},
		{"period", sources.StatisticsQuery{Period: 300}, "10:00+300 10:00–10:00 max 100 min 1 avg 19.166666666666668 sum 115 count 6\n10:05+300 10:05–10:05 max 7 min 6 avg 6.5 sum 13 count 2"},
		{"period from a time", sources.StatisticsQuery{Period: 600, Conditions: []sources.Condition{at(sources.GreaterOrEqual, -5)}}, "09:55+600 10:00–10:00 max 100 min 1 avg 19.166666666666668 sum 115 count 6\n10:05+600 10:05–10:05 max 7 min 6 avg 6.5 sum 13 count 2"},
		{"bounds", sources.StatisticsQuery{Conditions: []sources.Condition{at(sources.Greater, 0)}}, "10:00+0 10:05–10:05 max 7 min 6 avg 6.5 sum 13 count 2"},
		{"nothing", sources.StatisticsQuery{Conditions: []sources.Condition{at(sources.Greater, 5)}}, ""},
		{"group", sources.StatisticsQuery{GroupBy: []string{"resource_id"}, Conditions: []sources.Condition{equal("resource_id", "web-1")}}, `10:00+0 10:00–10:00 max 100 min 100 avg 100 sum 100 count 1 [{"resource_id":"web-1"},null]`},
		{"aggregates", sources.StatisticsQuery{Aggregates: []sources.Aggregate{{Func: "max"}, {Func: "avg"}, {Func: "cardinality", Param: "resource_id"}, {Func: "cardinality", Param: "project_id"}}}, `10:00+0 10:00–10:05 max - min - avg - sum - count - [null,{"avg":16,"cardinality/project_id":1,"cardinality/resource_id":2,"max":100}]`},
	} {
		c.q.Meter = "memory"
		if got := figures(collect(t, s.Statistics(t.Context(), c.q))); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestStatisticsOfWhatIsNotKept: null where a policy does not keep it, and the
// mean of means where it keeps nothing better.
func TestStatisticsOfWhatIsNotKept(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	low := g.Policy(t, []string{"mean"}, 5*time.Minute)
	one(t, g, "web-0", "mean.only", low, 1, 2, 3, 4, 5, 6)
	one(t, g, "web-1", "both", low, 1, 1, 1)
	one(t, g, "web-2", "both", g.Policy(t, everything, time.Minute), 7)
	one(t, g, "web-3", "last.only", g.Policy(t, []string{"last"}, time.Minute), 7)
	s := storeOf(g)
	for meter, want := range map[string]string{
		"mean.only": "10:00+0 10:00–10:05 max - min - avg 4.5 sum - count -",
		"both":      "10:00+0 10:00–10:00 max - min - avg 4 sum - count -",
	} {
		if got := figures(collect(t, s.Statistics(t.Context(), sources.StatisticsQuery{Meter: meter}))); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", meter, got, want)
		}
	}
	for what, q := range map[string]sources.StatisticsQuery{
		"keeps last":                 {Meter: "last.only"},
		"the aggregate max":          {Meter: "mean.only", Aggregates: []sources.Aggregate{{Func: "max"}}},
		"the aggregate stddev":       {Meter: "both", Aggregates: []sources.Aggregate{{Func: "stddev"}}},
		"cardinality/source":         {Meter: "both", Aggregates: []sources.Aggregate{{Func: "cardinality", Param: "source"}}},
		"a period of 1m0s":           {Meter: "mean.only", Period: 60},
		"groups by source":           {Meter: "both", GroupBy: []string{"source"}},
		"resource_metadata.instance": {Meter: "both", GroupBy: []string{"resource_metadata.instance_type"}},
	} {
		rows, err := read(s.Statistics(t.Context(), q))
		if !errors.As(err, new(*sources.UnsupportedError)) || len(rows) > 0 || !strings.Contains(err.Error(), what) {
			t.Errorf("%+v: got %d rows and the error %v, want an UnsupportedError about %q", q, len(rows), err, what)
		}
	}
	if got := collect(t, s.Statistics(t.Context(), sources.StatisticsQuery{Meter: "no.such.meter"})); len(got) > 0 {
		t.Errorf("of no meter: got %v", got)
	}
}
