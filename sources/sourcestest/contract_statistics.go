package sourcestest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// statistic asks for one statistics query and compares.
func (c *contract) statistic(t *testing.T, q sources.StatisticsQuery) {
	t.Helper()
	want, refused := c.docs.statisticRows(q)
	if refused != nil {
		t.Fatalf("%+v: %v", q, refused)
	}
	if got, answered := ask(t, c, q.Conditions, c.store.Statistics(t.Context(), q)); answered {
		near(t, fmt.Sprintf("%+v", q), got, convert(want, c.asStatistic))
	}
}

// measured are meters whose documents all have the key counter_unit. Of the
// others MongoDB's $group makes a group without a unit, over which the API
// itself fails.
func (c *contract) measured() []string {
	var names, without []string
	for _, s := range c.docs.Samples {
		if s.Meter.NoUnit {
			without = append(without, s.Meter.Name)
		} else if !slices.Contains(names, s.Meter.Name) {
			names = append(names, s.Meter.Name)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(without, name) })
}

// statistics over all the time: one row for each unit of a meter.
func (c *contract) statistics(t *testing.T) {
	for _, name := range append(c.measured(), "no.such.meter") {
		c.statistic(t, sources.StatisticsQuery{Meter: name})
	}
	name := c.measured()[0]
	for _, conditions := range append(c.bounds(), c.queries()...) {
		c.statistic(t, sources.StatisticsQuery{Meter: name, Conditions: conditions})
	}
}

// statisticsByPeriod: periods start at the bound asked for, or else with the
// first sample of all meters; one without samples has no row.
func (c *contract) statisticsByPeriod(t *testing.T) {
	for _, name := range c.measured() {
		for _, period := range []int{60, 600, 86400} {
			c.statistic(t, sources.StatisticsQuery{Meter: name, Period: period})
		}
	}
	for _, conditions := range c.bounds() {
		c.statistic(t, sources.StatisticsQuery{Meter: c.measured()[0], Period: 300, Conditions: conditions})
	}
}

func (c *contract) statisticsByGroup(t *testing.T) {
	for _, name := range c.measured() {
		for _, fields := range [][]string{{"resource_id"}, {"project_id"}, {"user_id"}, {"source"}, {"project_id", "resource_id"}} {
			if slices.ContainsFunc(fields, func(f string) bool { return slices.Contains(c.refused, shortName(f)) }) {
				continue
			}
			c.statistic(t, sources.StatisticsQuery{Meter: name, GroupBy: fields})
			c.statistic(t, sources.StatisticsQuery{Meter: name, GroupBy: fields, Period: 600})
		}
	}
}

func (c *contract) statisticsByAggregate(t *testing.T) {
	for _, name := range c.measured() {
		c.statistic(t, sources.StatisticsQuery{Meter: name, Aggregates: []sources.Aggregate{{Func: "max"}}})
		c.statistic(t, sources.StatisticsQuery{Meter: name, Period: 600, GroupBy: []string{"project_id"}, Aggregates: []sources.Aggregate{
			{Func: "cardinality", Param: "resource_id"}, {Func: "min"}, {Func: "max"}, {Func: "avg"}, {Func: "sum"}, {Func: "count"}, {Func: "stddev"},
		}})
		c.statistic(t, sources.StatisticsQuery{Meter: name, Aggregates: []sources.Aggregate{
			{Func: "cardinality", Param: "user_id"}, {Func: "cardinality", Param: "project_id"}, {Func: "count"},
		}})
	}
}
