package rows

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Value is one value of a row. The zero Value is null, Python's None.
type Value struct {
	kind  kind
	text  string
	num   float64
	group *[]pair
}

// The order of kinds is the one in which Python 2 sorted values of different
// types; Python 3 refuses to compare them, and the client fails.
type kind uint8

const (
	null kind = iota
	whole
	float
	group
	text
)

type pair struct {
	key   string
	value sources.Text
}

// String is a text that is there.
func String(s string) Value { return Value{kind: text, text: s} }

// Text is a text or null.
func Text(t sources.Text) Value {
	if !t.Known {
		return Value{}
	}
	return String(t.Value)
}

// Float is a number that the API writes with a point: 1.0.
func Float(f float64) Value { return Value{kind: float, num: f} }

// Number is a Float or null.
func Number(n sources.Number) Value {
	if !n.Known {
		return Value{}
	}
	return Float(n.Value)
}

// Int is a number that the API writes without a point.
func Int(n int) Value { return Value{kind: whole, num: float64(n)} }

// Time is a time as Python's isoformat writes it, without a zone; the zero
// time is null.
func Time(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return String(isoformat(t))
}

// Group is a dictionary of texts, in this order of keys; what is not among
// them follows, sorted. A nil map is null.
func Group(texts map[string]sources.Text, keys []string) Value {
	if texts == nil {
		return Value{}
	}
	pairs := make([]pair, 0, len(texts))
	for _, key := range slices.Concat(keys, slices.Sorted(maps.Keys(texts))) {
		value, there := texts[key]
		if there && !slices.ContainsFunc(pairs, func(p pair) bool { return p.key == key }) {
			pairs = append(pairs, pair{key, value})
		}
	}
	return Value{kind: group, group: &pairs}
}

// compare orders values as Python 2 did. Texts are compared by code point,
// which in UTF-8 is by byte.
func compare(a, b *Value) int {
	switch {
	case a.kind != b.kind:
		return cmp.Compare(a.kind, b.kind)
	case a.kind == text:
		return strings.Compare(a.text, b.text)
	case a.kind == group:
		return slices.CompareFunc(*a.group, *b.group, func(a, b pair) int {
			x, y := Text(a.value), Text(b.value)
			return cmp.Or(strings.Compare(a.key, b.key), compare(&x, &y))
		})
	}
	return cmp.Compare(a.num, b.num)
}

// compareRows orders rows by one column first, then by all of them.
func compareRows(a, b []Value, by int) int {
	if c := compare(&a[by], &b[by]); c != 0 {
		return c
	}
	for i := range a {
		if i == by { // equal, as was just seen
			continue
		}
		if c := compare(&a[i], &b[i]); c != 0 {
			return c
		}
	}
	return 0
}
