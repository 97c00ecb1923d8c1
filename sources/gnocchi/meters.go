package gnocchi

import (
	"context"
	"iter"

	"github.com/ceilotop/ceilotop/sources"
)

// Meters lists metrics, sorted by their ids. Unique ones have the unit of the
// first metric of the name in that order.
func (s *Store) Meters(ctx context.Context, q sources.MeterQuery) iter.Seq2[sources.Meter, error] {
	return func(yield func(sources.Meter, error) bool) {
		f, err := meters.parse(q.Conditions)
		if err != nil {
			yield(sources.Meter{}, err)
			return
		}
		limit := q.Limit
		if q.Unique {
			limit = 0 // of metrics it says nothing
		}
		names := map[string]bool{}
		n := 0
		for m, err := range s.metrics(ctx, &f, "", !q.Unique || !f.any(), limit) {
			if err != nil {
				yield(sources.Meter{}, after(n, "meters", err))
				return
			}
			row := s.meter(m)
			if q.Unique {
				if names[row.Name] {
					continue
				}
				names[row.Name] = true
				row = sources.Meter{Name: row.Name, Type: row.Type, Unit: row.Unit}
			}
			if !yield(row, nil) {
				return
			}
			if n++; n == q.Limit {
				return
			}
		}
	}
}

func (s *Store) meter(m found) sources.Meter {
	row := sources.Meter{Name: m.metric.Name.Value, Type: s.typeOf(m.metric), Unit: m.metric.Unit, Metric: m.metric.ID}
	row.ResourceID, row.ProjectID, row.UserID = identity(m.metric, m.resource)
	return row
}

func (s *Store) typeOf(m metricRow) sources.Text {
	if kind, ok := s.known(m.Name.Value); ok && kind.Type != "" {
		return sources.Known(kind.Type)
	}
	return sources.Text{}
}
