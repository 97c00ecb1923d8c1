package main

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
)

// statisticsFlags are what statistics has beside the common ones.
type statisticsFlags struct {
	list       listFlags
	meter      string
	period     string
	groupBy    []string
	aggregates []string
}

func newStatistics(a *app) *cobra.Command {
	var f statisticsFlags
	cmd := &cobra.Command{
		Use:   "statistics",
		Short: "Sum up the samples of a meter, as ceilometer statistics does",
		Long: `statistics sums up the samples of one meter: over all the time or by period, of
all resources or by group. Without -a there are max, min, avg, sum and count.

The formats are those of meter-list. Times are in UTC, durations in seconds.`,
		Example: `ceilotop statistics -m cpu_util
ceilotop statistics -m cpu_util -p 3600 -g resource_id -q 'timestamp>=2026-01-15T00:00:00'
ceilotop statistics -m memory -a avg -a 'cardinality<-resource_id'`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := meterNamed(cmd, f.meter, true); err != nil {
				return err
			}
			return a.statistics(cmd, &f)
		},
	}
	flags := cmd.Flags()
	f.list.add(flags, "statistics", false)
	flags.StringVarP(&f.meter, "meter", "m", "", "the meter NAME whose samples are summed up (needed)")
	flags.StringVarP(&f.period, "period", "p", "", "one row for each period of so many SECONDS")
	flags.StringArrayVarP(&f.groupBy, "groupby", "g", nil, "one row for each value of FIELD: user_id, resource_id, project_id, source, resource_metadata.… (repeatable)")
	flags.StringArrayVarP(&f.aggregates, "aggregate", "a", nil, "compute FUNCTION or FUNCTION<-PARAMETER instead of the usual five: "+strings.Join(functions, ", ")+" (repeatable)")
	return cmd
}

func (a *app) statistics(cmd *cobra.Command, f *statisticsFlags) error {
	aggregates, err := parseAggregates(f.aggregates)
	if err != nil {
		return err
	}
	period, err := parsePeriod(f.period)
	if err != nil {
		return err
	}
	// The client sorts these too, by its first column.
	l, err := a.newListing(cmd.Flags(), &f.list, "statistics", statisticsColumns(f.groupBy, aggregates), 0)
	if err != nil {
		return err
	}
	store, err := a.store(cmd.Context(), &f.list.store)
	if err != nil {
		return err
	}
	query := sources.StatisticsQuery{Meter: f.meter, Conditions: l.conditions, Period: period, GroupBy: f.groupBy, Aggregates: aggregates}
	return writeList(cmd.Context(), l, func(ctx context.Context) iter.Seq2[sources.Statistic, error] {
		return store.Statistics(ctx, query)
	}, statisticsRow(f.groupBy, aggregates))
}

// functions are the aggregates that a store may know, and headings what the
// client calls their columns. One with a parameter is called as it is.
var (
	functions = []string{"max", "min", "avg", "sum", "count", "stddev", "cardinality"}
	headings  = map[string]string{
		"max": "Max", "min": "Min", "avg": "Avg", "sum": "Sum", "count": "Count",
		"stddev": "Standard deviation", "cardinality": "Cardinality",
	}
)

func statisticsColumns(groupBy []string, aggregates []sources.Aggregate) []string {
	columns := []string{"Period", "Period Start", "Period End"}
	if len(groupBy) > 0 {
		columns = append(columns, "Group By")
	}
	for _, g := range aggregates {
		heading, known := headings[g.Name()]
		if !known {
			heading = g.Name()
		}
		columns = append(columns, heading)
	}
	if len(aggregates) == 0 {
		columns = append(columns, "Max", "Min", "Avg", "Sum", "Count")
	}
	return append(columns, "Duration", "Duration Start", "Duration End")
}

func statisticsRow(groupBy []string, aggregates []sources.Aggregate) func([]rows.Value, *sources.Statistic) []rows.Value {
	return func(row []rows.Value, s *sources.Statistic) []rows.Value {
		row = append(row, rows.Int(s.Period), rows.Time(s.PeriodStart), rows.Time(s.PeriodEnd))
		if len(groupBy) > 0 {
			row = append(row, rows.Group(s.GroupBy, groupBy))
		}
		for _, g := range aggregates {
			value, known := s.Aggregates[g.Name()]
			row = append(row, rows.Number(sources.Number{Value: value, Known: known}))
		}
		if len(aggregates) == 0 {
			row = append(row, rows.Number(s.Max), rows.Number(s.Min), rows.Number(s.Avg), rows.Number(s.Sum), countValue(s.Count))
		}
		return append(row, rows.Float(s.Duration), rows.Time(s.DurationStart), rows.Time(s.DurationEnd))
	}
}

// countValue is the one of the five that the API writes without a point.
func countValue(n sources.Number) rows.Value {
	if !n.Known || n.Value != math.Trunc(n.Value) || math.Abs(n.Value) >= 1<<53 {
		return rows.Number(n)
	}
	return rows.Int(int(n.Value))
}

// parseAggregates reads each -a: a function, or function<-parameter.
func parseAggregates(texts []string) (all []sources.Aggregate, err error) {
	for _, text := range texts {
		var g sources.Aggregate
		g.Func, g.Param, _ = strings.Cut(text, "<-")
		if !slices.Contains(functions, g.Func) {
			return nil, misused("-a %s: the functions are %s", text, strings.Join(functions, ", "))
		}
		if slices.Contains(all, g) {
			return nil, misused("-a %s is given twice", text)
		}
		all = append(all, g)
	}
	return all, nil
}

// parsePeriod reads -p; none and 0 are one period for all the time. The client
// leaves what is negative to the server; its words are kept.
func parsePeriod(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("-p %s: a number of seconds is needed", text) // the server's refusal for the client
	}
	if n < 0 {
		return 0, fmt.Errorf("-p %s: Period must be positive", text)
	}
	return n, nil
}
