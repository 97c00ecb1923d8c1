package statistics

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The management API gives a value of an unexpected kind where it has none: [] in
// place of an object, "undefined" or "" in place of a number, null anywhere;
// or it leaves the value out. Decoded into a plain type the first would cost the
// whole list, and the last would be a zero that nobody has counted. These types
// take everything that is JSON, and know when there was nothing.

// number is a sample, which may be missing.
type number struct {
	value float64
	known bool
}

func (n *number) UnmarshalJSON(data []byte) error {
	said := string(data)
	if data[0] == '"' {
		if json.Unmarshal(data, &said) != nil {
			return nil
		}
		said = strings.TrimSpace(said)
	}
	v, err := strconv.ParseFloat(said, 64)
	*n = number{v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)}
	return nil
}

// count is nil for what cannot be one.
func (n number) count() *int {
	if !n.known || n.value < 0 || n.value > 1<<53 {
		return nil
	}
	v := int(n.value)
	return &v
}

func (n number) size() *uint64 {
	if !n.known || n.value < 0 || n.value > 1<<63 {
		return nil
	}
	v := uint64(n.value)
	return &v
}

func (n number) rate() *float64 {
	if !n.known {
		return nil
	}
	return &n.value
}

// text is "" where there is none.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	if said, ok := plainly(data); ok {
		*t = text(said)
		return nil
	}
	var s string
	if data[0] == '"' && json.Unmarshal(data, &s) == nil {
		*t = text(s)
	}
	return nil
}

// plainly reads a string that is written as it is, as nearly all are: a list has
// tens of thousands.
func plainly(data []byte) (string, bool) {
	if len(data) < 2 || data[0] != '"' || bytes.IndexByte(data, '\\') >= 0 || !utf8.Valid(data) {
		return "", false
	}
	return string(data[1 : len(data)-1]), true
}

// flag is false where nobody says that it is true.
type flag bool

func (f *flag) UnmarshalJSON(data []byte) error {
	*f = flag(strings.EqualFold(strings.Trim(string(data), `"`), "true"))
	return nil
}

// maybe is an object, or its zero where there is none.
type maybe[T any] struct {
	value T
	known bool
}

func (m *maybe[T]) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		var v T
		if json.Unmarshal(data, &v) == nil {
			*m = maybe[T]{v, true}
		}
	}
	return nil
}

// pace is the object beside a counter that has the rate, per second.
type pace struct {
	Rate number `json:"rate"`
}

// maybeList is a list of objects, or nothing where there is none. What is no
// object in it is left out.
type maybeList[T any] []T

func (l *maybeList[T]) UnmarshalJSON(data []byte) error {
	var all []maybe[T]
	if bytes.HasPrefix(data, []byte("[")) && json.Unmarshal(data, &all) == nil {
		for _, m := range all {
			if m.known {
				*l = append(*l, m.value)
			}
		}
	}
	return nil
}
