package gnocchi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

const searchPath = "/v1/search/resource/generic"

// spelledIDs is how many ids one search may have without the operator "in".
const spelledIDs = 100

// resourcesByID looks resources up and puts those that exist into a map.
func (s *Store) resourcesByID(ctx context.Context, ids []string, into map[string]*resourceRow) error {
	for len(ids) > 0 {
		if !s.spelled.Load() {
			n := min(len(ids), pageRows)
			err := s.lookUp(ctx, term{"in": term{"id": ids[:n]}}, n, into)
			if code, words := status(err); code == http.StatusBadRequest && !strings.Contains(words, "marker") {
				// Before 3.1 a comma is missing in Gnocchi's list of operators,
				// which makes "in" and "like" one word.
				s.spelled.Store(true)
				continue
			}
			if err != nil {
				return err
			}
			ids = ids[n:]
			continue
		}
		n := min(len(ids), spelledIDs)
		var terms []term
		for _, id := range ids[:n] {
			terms = append(terms, term{"=": term{"id": id}})
		}
		if err := s.lookUp(ctx, term{"or": terms}, n, into); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// lookUp makes a search that can find so many resources and no more.
func (s *Store) lookUp(ctx context.Context, search term, most int, into map[string]*resourceRow) error {
	q := query{"POST", searchPath, url.Values{"attrs": joinAttributes}, search}
	for rows, err := range pages[resourceRow](ctx, s, q, pageRows) {
		if err != nil {
			return err
		}
		for _, row := range rows {
			into[row.ID] = &row
		}
		if most -= len(rows); most <= 0 {
			return nil
		}
	}
	return nil
}
