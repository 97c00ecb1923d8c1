package gnocchi

import (
	"context"
	"iter"
	"net/url"

	"github.com/ceilotop/ceilotop/sources"
)

// Resources lists resources, sorted by the ids that Gnocchi gave them.
func (s *Store) Resources(ctx context.Context, q sources.ResourceQuery) iter.Seq2[sources.Resource, error] {
	return func(yield func(sources.Resource, error) bool) {
		f, err := resources.parse(q.Conditions)
		if err != nil {
			yield(sources.Resource{}, err)
			return
		}
		// With details each has the attributes of its own type.
		list := query{method: "GET", path: "/v1/resource/generic", args: url.Values{"details": {"true"}}}
		if terms, ok := f.terms(); ok {
			list.method, list.path, list.body = "POST", searchPath, all(terms)
		}
		size := pageRows
		if q.Limit > 0 {
			size = min(size, q.Limit)
		}
		n := 0
		for rows, err := range pages[describedRow](ctx, s, list, size) {
			if err != nil {
				yield(sources.Resource{}, after(n, "resources", err))
				return
			}
			for _, r := range rows {
				if !f.has(metricRow{ResourceID: sources.Known(r.ID)}, &r.resourceRow) {
					continue // a database may find what differs in case
				}
				row := sources.Resource{ID: r.name(), ProjectID: r.ProjectID, UserID: r.UserID, Metadata: r.metadata}
				if !yield(row, nil) {
					return
				}
				if n++; n == q.Limit {
					return
				}
			}
		}
	}
}
