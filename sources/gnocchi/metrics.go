package gnocchi

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
)

const (
	// pagesAhead is how many pages of metrics are read while resources are
	// looked up: the first of them name many resources, the later few.
	pagesAhead = 16
	// fewResources is how many resources are asked for their metrics one by
	// one, rather than all metrics for their resources.
	fewResources = 20
)

// found is a metric with its resource, which is nil if it has none or none that
// can be found.
type found struct {
	metric   metricRow
	resource *resourceRow
}

// metrics lists the metrics that a filter and a name let pass, "" being any.
// Without resources it does not look for them, and the filter must be one that
// lets all pass. A limit bounds what is read ahead; more may come.
func (s *Store) metrics(ctx context.Context, f *filter, name string, withResources bool, limit int) iter.Seq2[found, error] {
	return func(yield func(found, error) bool) {
		terms, ok := f.terms()
		if ok {
			few, isAll, err := s.search(ctx, terms, fewResources)
			if err != nil {
				yield(found{}, err)
				return
			}
			if isAll {
				s.metricsOf(ctx, f, few, name, yield)
				return
			}
		}
		s.allMetrics(ctx, f, name, withResources, limit, yield)
	}
}

// search finds resources, up to so many, and whether these are all.
func (s *Store) search(ctx context.Context, terms []term, most int) (rows []resourceRow, isAll bool, err error) {
	q := query{"POST", searchPath, url.Values{"attrs": joinAttributes}, all(terms)}
	for page, err := range pages[resourceRow](ctx, s, q, most+1) {
		if err != nil {
			return nil, false, err
		}
		if rows = append(rows, page...); len(rows) > most {
			return nil, false, nil
		}
	}
	return rows, true, nil
}

// metricsOf lists the metrics of a few resources.
func (s *Store) metricsOf(ctx context.Context, f *filter, few []resourceRow, name string, yield func(found, error) bool) {
	var list []found
	for _, r := range few {
		var rows []metricRow
		_, err := s.ask(ctx, query{method: "GET", path: "/v1/resource/generic/" + r.ID + "/metric"}, &rows)
		if code, _ := status(err); code == http.StatusNotFound {
			continue // it was deleted since, and its metrics with it
		}
		if err != nil {
			yield(found{}, err)
			return
		}
		for _, m := range rows {
			// A database may find what differs in case.
			if (name == "" || m.Name.Known && m.Name.Value == name) && f.has(m, &r) {
				list = append(list, found{m, &r})
			}
		}
	}
	slices.SortFunc(list, func(a, b found) int { return cmp.Compare(a.metric.ID, b.metric.ID) })
	for _, m := range list {
		if !yield(m, nil) {
			return
		}
	}
}

// page is a page of metrics, or why there is none.
type metricPage struct {
	rows []metricRow
	err  error
}

// allMetrics reads all metrics a page at a time, and, while the next pages are
// on their way, the resources that no earlier page had.
func (s *Store) allMetrics(ctx context.Context, f *filter, name string, withResources bool, limit int, yield func(found, error) bool) {
	ctx, cancel := context.WithCancel(ctx)
	ahead := s.readAhead(ctx, f, name, limit)
	defer func() {
		cancel()
		for range ahead { // ends when the reader has
		}
	}()
	known := map[string]*resourceRow{} // nil: there is none
	for first := true; ; first = false {
		batch := gather(ahead, known, first || !withResources)
		if len(batch) == 0 {
			if err := ctx.Err(); err != nil { // the reader may have ended of it
				yield(found{}, fmt.Errorf("list metrics: %w", err))
			}
			return
		}
		if withResources {
			if err := s.learn(ctx, batch, known); err != nil {
				yield(found{}, err)
				return
			}
		}
		for _, page := range batch {
			if page.err != nil {
				yield(found{}, page.err)
				return
			}
			for _, m := range page.rows {
				r := known[m.ResourceID.Value]
				if (name == "" || m.Name.Known && m.Name.Value == name) && f.has(m, r) && !yield(found{m, r}, nil) {
					return
				}
			}
		}
	}
}

// readAhead reads pages of metrics until there are no more, or enough.
func (s *Store) readAhead(ctx context.Context, f *filter, name string, limit int) <-chan metricPage {
	ahead := make(chan metricPage, pagesAhead)
	q := query{method: "GET", path: "/v1/metric"}
	if name != "" {
		q.args = url.Values{"name": {name}} // before version 4 it is not heeded
	}
	size := pageRows
	exact := limit > 0 && name == "" && f.any()
	if exact {
		size = min(size, limit)
	}
	go func() {
		defer close(ahead)
		n := 0
		for rows, err := range pages[metricRow](ctx, s, q, size) {
			select {
			case ahead <- metricPage{rows, err}:
			case <-ctx.Done():
				return
			}
			if n += len(rows); exact && n >= limit {
				return
			}
		}
	}()
	return ahead
}

// gather takes the next page, and with it those that have come already, as long
// as the resources that they need fit into one search. The first page goes
// alone, so that its rows come soon.
func gather(ahead <-chan metricPage, known map[string]*resourceRow, one bool) []metricPage {
	page, ok := <-ahead
	if !ok {
		return nil
	}
	batch := []metricPage{page}
	needed := len(missing(batch, known))
	for !one && needed < pageRows/2 {
		select {
		case page, ok := <-ahead:
			if !ok {
				return batch
			}
			batch = append(batch, page)
			needed = len(missing(batch, known))
		default:
			return batch
		}
	}
	return batch
}

// missing are the resources that pages name and nobody has looked up.
func missing(batch []metricPage, known map[string]*resourceRow) []string {
	var ids []string
	seen := map[string]bool{}
	for _, page := range batch {
		for _, m := range page.rows {
			id := m.ResourceID.Value
			if _, ok := known[id]; id != "" && !ok && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// learn looks up the resources of pages.
func (s *Store) learn(ctx context.Context, batch []metricPage, known map[string]*resourceRow) error {
	ids := missing(batch, known)
	if err := s.resourcesByID(ctx, ids, known); err != nil {
		return err
	}
	for _, id := range ids {
		if known[id] == nil {
			known[id] = nil
		}
	}
	return nil
}
