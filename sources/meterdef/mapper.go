package meterdef

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/text/cases"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// mapper is the plugin map: it gives each value another one, those that it does
// not know the default.
type mapper struct {
	keys, to []jsonpath.Value
	other    jsonpath.Value // nil: none
	folds    bool
}

func newMapper(parameters *jsonpath.Object) (plugin, error) {
	v, _ := parameters.Get("values")
	values, ok := v.(*jsonpath.Object)
	switch {
	case !jsonpath.True(v):
		return nil, errStops{errors.New("map has no values")}
	case !ok:
		return nil, errStops{errors.New("the values of map are no mapping")}
	}
	m := &mapper{}
	m.other, _ = parameters.Get("default")
	if sensitive, ok := parameters.Get("case_sensitive"); ok {
		m.folds = !jsonpath.True(sensitive)
	}
	for _, key := range values.Keys {
		m.keys = append(m.keys, m.fold(values.Key(key)))
		m.to = append(m.to, values.Values[key])
	}
	return m, nil
}

// fold is Python's casefold of a text.
func (m *mapper) fold(v jsonpath.Value) jsonpath.Value {
	if s, ok := v.(string); ok && m.folds {
		return cases.Fold().String(s)
	}
	return v
}

func (m *mapper) values(matches []jsonpath.Match) ([]jsonpath.Value, error) {
	var all []jsonpath.Value
	for _, match := range matches {
		switch match.Value.(type) {
		case []jsonpath.Value, *jsonpath.Object:
			return nil, fmt.Errorf("map cannot look up %s, a list or a mapping", match.Where())
		}
		to := m.other
		for i, key := range slices.Backward(m.keys) { // of two that fold into one the last counts
			if jsonpath.Equal(key, m.fold(match.Value)) {
				to = m.to[i]
				break
			}
		}
		if to != nil {
			all = append(all, to)
		}
	}
	return all, nil
}
