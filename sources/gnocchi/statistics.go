package gnocchi

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// metricsAtOnce is how many metrics' granules are held at a time.
const metricsAtOnce = askers * aggregatesAtOnce / 5

// Statistics puts the granules of all metrics of a meter together. Rows come by period, and within one as their groups are
// seen first.
func (s *Store) Statistics(ctx context.Context, q sources.StatisticsQuery) iter.Seq2[sources.Statistic, error] {
	return func(yield func(sources.Statistic, error) bool) {
		rows, err := s.statistics(ctx, q)
		if err != nil {
			yield(sources.Statistic{}, err)
			return
		}
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func (s *Store) statistics(ctx context.Context, q sources.StatisticsQuery) ([]sources.Statistic, error) {
	f, err := statistics.parse(q.Conditions)
	if err != nil {
		return nil, err
	}
	if err := supported(q); err != nil {
		return nil, err
	}
	list, err := s.series(ctx, &f, q.Meter)
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		if err := computable(q, one); err != nil {
			return nil, err
		}
	}
	sum := summary{query: q, bounds: f.bounds, index: map[groupKey]*group{}}
	during := f.period()
	for part := range slices.Chunk(list, metricsAtOnce) {
		var wanted []aggregate
		var of []series
		for _, one := range part {
			for _, method := range one.methods() {
				wanted = append(wanted, aggregate{one.metric.ID, method, one.granularity})
				of = append(of, one)
			}
		}
		parts, err := s.measures(ctx, wanted, during)
		if err != nil {
			return nil, err
		}
		for i, measures := range parts {
			sum.add(of[i], wanted[i].method, measures)
		}
	}
	return sum.rows(), nil
}

// summed are the methods whose granules can be put together, and mean, which
// stands in where sum or count are not kept.
var summed = []string{"max", "min", "sum", "count", "mean"}

// methods are those of summed that the archive policy keeps.
func (one series) methods() []string {
	return slices.DeleteFunc(slices.Clone(summed), func(m string) bool { return !one.policy.keeps(m) })
}

var groupFields = []string{"resource_id", "project_id", "user_id"}

// supported refuses what no archive policy can help with.
func supported(q sources.StatisticsQuery) error {
	if q.Period < 0 {
		return fmt.Errorf("statistics with a period of %d s: it must be positive", q.Period)
	}
	for _, field := range q.GroupBy {
		if !slices.Contains(groupFields, field) {
			return unsupported("groups by %s", sources.Visible(field))
		}
	}
	for _, a := range q.Aggregates {
		switch {
		case slices.Contains([]string{"max", "min", "avg", "sum", "count"}, a.Func) && a.Param == "":
		case a.Func == "cardinality" && slices.Contains(groupFields, a.Param):
		default:
			return unsupported("the aggregate %s", sources.Visible(a.Name()))
		}
	}
	return nil
}

// computable refuses what the archive policy of a metric does not keep.
func computable(q sources.StatisticsQuery, one series) error {
	p, period := one.policy, time.Duration(q.Period)*time.Second
	if period%one.granularity != 0 {
		return unsupported("a period of %v over granules of %s, as archive policy %s has them", period, span(one.granularity), sources.Visible(p.Name))
	}
	refuse := func(what string) error {
		return unsupported("%s of %s: %s", what, sources.Visible(one.metric.Name.Value), p)
	}
	if len(one.methods()) == 0 {
		return refuse("statistics")
	}
	for _, a := range q.Aggregates {
		kept := p.keeps(a.Func)
		switch a.Func {
		case "avg":
			kept = p.keeps("sum") && p.keeps("count") || p.keeps("mean")
		case "cardinality":
			kept = true
		}
		if !kept {
			return refuse("the aggregate " + a.Func)
		}
	}
	return nil
}
