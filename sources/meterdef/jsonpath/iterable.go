package jsonpath

import (
	"errors"
	"slices"
	"strings"
)

type length struct{}

func (length) find(d *datum) ([]*datum, error) {
	n := 0
	switch v := d.value.(type) {
	case string:
		n = len([]rune(v))
	case []Value:
		n = len(v)
	case *Object:
		n = len(v.Keys)
	default:
		return nil, nil
	}
	return []*datum{{value: int64(n), path: "`len`"}}, nil
}

// sorted is the list sorted by keys, or, without any, by its elements.
type sorted []sortKey

type sortKey struct {
	path    node
	reverse bool
}

var errOrder = errors.New("a sort of values that have no order")

func (s sorted) find(d *datum) ([]*datum, error) {
	var list []Value
	switch v := d.value.(type) {
	case []Value:
		list = slices.Clone(v)
	case *Object:
		if len(s) > 0 {
			return nil, errors.New("a sort by keys of an object")
		}
		for _, key := range v.Keys {
			list = append(list, key)
		}
	default:
		return nil, errors.New("a sort of " + kindOf(v))
	}
	var failed error
	slices.SortStableFunc(list, func(a, b Value) int {
		order, err := s.compare(a, b)
		if failed == nil {
			failed = err
		}
		return order
	})
	if failed != nil {
		return nil, failed
	}
	return []*datum{{value: list}}, nil
}

func (s sorted) compare(a, b Value) (int, error) {
	if len(s) == 0 {
		order, ok := compare(a, b)
		if !ok {
			return 0, errOrder
		}
		return order, nil
	}
	for _, key := range s {
		l, err := key.path.find(&datum{value: a})
		if err != nil {
			return 0, err
		}
		r, err := key.path.find(&datum{value: b})
		if err != nil {
			return 0, err
		}
		if len(l) != 1 || len(r) != 1 || Equal(l[0].value, r[0].value) {
			continue
		}
		order, ok := compare(l[0].value, r[0].value)
		if !ok {
			return 0, errOrder
		}
		if key.reverse {
			order = -order
		}
		return order, nil
	}
	return 0, nil
}

// cut is `split(separator, segment, most)`.
type cut struct {
	separator     string
	segment, most int
}

func (c cut) find(d *datum) ([]*datum, error) {
	s, ok := d.value.(string)
	if !ok {
		return nil, nil
	}
	parts := Split(s, c.separator, c.most)
	if c.segment >= len(parts) {
		return nil, nil
	}
	return []*datum{{value: parts[c.segment]}}, nil
}

// Split is Python's s.split(separator, most), where a most below 0 is none.
func Split(s, separator string, most int) []string {
	if most < 0 || most > len(s) {
		return strings.Split(s, separator)
	}
	return strings.SplitN(s, separator, most+1)
}
