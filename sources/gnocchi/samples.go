package gnocchi

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// series is a metric whose measures are read.
type series struct {
	found
	policy      policy
	granularity time.Duration
	points      int // that are kept at most, 0 without a bound
}

// series lists the metrics that a filter and a name let pass, with their
// archive policies.
func (s *Store) series(ctx context.Context, f *filter, name string) ([]series, error) {
	var list []series
	for m, err := range s.metrics(ctx, f, name, true, 0) {
		if err != nil {
			return nil, err
		}
		list = append(list, series{found: m})
	}
	if len(list) == 0 {
		return nil, nil
	}
	policies, err := s.policies(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		p := policies[list[i].metric.policy()]
		granularity, points := p.finest()
		if granularity <= 0 || p.method() == "" {
			return nil, fmt.Errorf("metric %s: what its archive policy %q keeps is unknown", list[i].metric.ID, clip(list[i].metric.policy()))
		}
		list[i].policy, list[i].granularity, list[i].points = p, granularity, points
	}
	return list, nil
}

// Samples are measures. Of several metrics none comes before all have been
// asked. What may be too much to hold is asked for in parts of the time, the
// newest first, and the next one when it is wanted.
func (s *Store) Samples(ctx context.Context, q sources.SampleQuery) iter.Seq2[sources.Sample, error] {
	return func(yield func(sources.Sample, error) bool) {
		f, err := samples.parse(q.Conditions)
		if err != nil {
			yield(sources.Sample{}, err)
			return
		}
		list, err := s.series(ctx, &f, q.Meter)
		if err != nil {
			yield(sources.Sample{}, err)
			return
		}
		if len(list) == 0 {
			return
		}
		n := 0
		for w := newWindow(list, f.bounds, q.Limit, s.atOnce); ; {
			part, err := s.newestFirst(ctx, list, w)
			if err != nil {
				yield(sources.Sample{}, after(n, "samples", err))
				return
			}
			for _, m := range part {
				if !f.during(m.at) {
					continue
				}
				if !yield(s.sample(list[m.of], m.measure), nil) {
					return
				}
				if n++; n == q.Limit {
					return
				}
			}
			if !w.older(len(part)) {
				return
			}
		}
	}
}

func (s *Store) sample(of series, m measure) sources.Sample {
	row := s.meter(of.found)
	return sources.Sample{
		Meter: row.Name, Type: row.Type, Unit: row.Unit, Volume: m.value, Timestamp: m.at,
		ResourceID: row.ResourceID, ProjectID: row.ProjectID, UserID: row.UserID,
	}
}

// owned is a measure of one of several series.
type owned struct {
	measure
	of int
}

// newestFirst are the measures of a window. Those of one time come as their
// series do.
func (s *Store) newestFirst(ctx context.Context, list []series, w *window) ([]owned, error) {
	wanted := make([]aggregate, len(list))
	for i, one := range list {
		wanted[i] = aggregate{one.metric.ID, one.policy.method(), one.granularity}
	}
	parts, err := s.measures(ctx, wanted, w.period)
	if err != nil {
		return nil, err
	}
	var all []owned
	for i, part := range parts {
		for _, m := range part {
			all = append(all, owned{m, i})
		}
	}
	slices.SortFunc(all, func(a, b owned) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return a.of - b.of
	})
	return all, nil
}
