package gnocchi

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pageRows is how many rows to ask for at once: the most that Gnocchi gives
// unless [api] max_limit says otherwise. It gives less where it says less.
const pageRows = 1000

// identified is a row that can be a marker.
type identified interface{ key() string }

// pages lists what a query asks for, a page at a time. Rows are sorted by id:
// in Gnocchi's own order of resources a resource that changes moves to the end,
// and as a marker it would take with it all that lies between.
//
// Gnocchi 4.1 and later say with a Link header that there is more. Before that,
// and where something on the way drops the header, only an empty page says that
// there is not.
func pages[T identified](ctx context.Context, s *Store, q query, limit int) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var last []string // the ids of the page before
		var marker string
		back, linked := 0, false
		for {
			args := url.Values{"limit": {strconv.Itoa(limit)}, "sort": {"id:asc"}}
			maps.Copy(args, q.args)
			if marker != "" {
				args.Set("marker", marker)
			}
			var rows []T
			header, err := s.ask(ctx, query{q.method, q.path, args, q.body}, &rows)
			if markerIsGone(err) && back < len(last)-1 {
				// The row was deleted since. One before it does as well, and
				// what comes twice is dropped.
				back = min(2*back+1, len(last)-1)
				marker = last[len(last)-1-back]
				continue
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if len(rows) == 0 {
				return
			}
			fresh := without(rows, last)
			last = last[:0]
			for _, row := range rows {
				last = append(last, row.key())
			}
			switch {
			case slices.Contains(last, ""):
				yield(nil, fmt.Errorf("%s %s: a row has no id", q.method, q.path))
				return
			case len(fresh) == 0:
				yield(nil, fmt.Errorf("%s %s: the page after %s is the one before it again", q.method, q.path, clip(marker)))
				return
			case !yield(fresh, nil):
				return
			}
			next, more := nextMarker(header)
			if linked && !more {
				return
			}
			linked = linked || more
			back = 0
			if marker = next; marker == "" {
				marker = last[len(last)-1]
			}
		}
	}
}

// markerIsGone reports whether a page was refused because its marker does not
// exist.
func markerIsGone(err error) bool {
	code, words := status(err)
	return code == http.StatusBadRequest && strings.Contains(strings.ToLower(words), "invalid marker")
}

// without drops the rows of the page before.
func without[T identified](rows []T, last []string) []T {
	if len(last) == 0 || len(rows) == 0 {
		return rows
	}
	seen := make(map[string]bool, len(last))
	for _, id := range last {
		seen[id] = true
	}
	kept := rows[:0:0]
	for _, row := range rows {
		if !seen[row.key()] {
			kept = append(kept, row)
		}
	}
	return kept
}
