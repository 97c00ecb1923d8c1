package gnocchi

import (
	"context"
	"maps"
	"slices"
)

// Kinds are the names of the resource types and of the archive policies, sorted.
// Everybody may know them.
func (s *Store) Kinds(ctx context.Context) (types, policies []string, err error) {
	var list []struct {
		Name string `json:"name"`
	}
	if _, err := s.ask(ctx, query{method: "GET", path: "/v1/resource_type"}, &list); err != nil {
		return nil, nil, err
	}
	types = []string{}
	for _, t := range list {
		types = append(types, t.Name)
	}
	slices.Sort(types)
	known, err := s.policies(ctx)
	if err != nil {
		return nil, nil, err
	}
	return types, slices.Sorted(maps.Keys(known)), nil
}

// HTTPStatus is the status of the answer.
func (r *refusal) HTTPStatus() int { return r.status }
