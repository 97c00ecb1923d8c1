package jsonpath

import (
	"errors"
	"fmt"
	"strconv"
)

// datum is a value and where it was found. The one that everything was found in
// has no context, and neither has what was computed.
type datum struct {
	value   Value
	path    string
	context *datum
}

// node is a part of a path.
type node interface {
	find(d *datum) ([]*datum, error)
}

type (
	root   struct{}
	this   struct{}
	parent struct{}
	fields []string
	index  struct{ at int }
	slice  struct{ start, end *int }
	child  struct{ left, right node }
	where  struct{ left, right node }
	union  struct{ left, right node }
	// intersection can be written but not evaluated.
	intersection struct{ left, right node }
	descendants  struct{ left, right node }
)

func (root) find(d *datum) ([]*datum, error) {
	for d.context != nil {
		d = d.context
	}
	return []*datum{{value: d.value}}, nil
}

func (this) find(d *datum) ([]*datum, error) {
	if d == nowhere {
		d = &datum{}
	}
	return []*datum{d}, nil
}

// nowhere is the parent of what has none. A path can go on from it and finds
// nothing; to take it for a value fails.
var nowhere = &datum{}

var errNowhere = errors.New("`parent` of what has no parent")

func (parent) find(d *datum) ([]*datum, error) {
	if d.context == nil {
		return []*datum{nowhere}, nil
	}
	return []*datum{d.context}, nil
}

func (f fields) find(d *datum) ([]*datum, error) {
	o, ok := d.value.(*Object)
	if !ok {
		return nil, nil
	}
	keys := []string(f)
	for _, key := range f {
		if key == "*" {
			keys = o.Keys
		}
	}
	var all []*datum
	for _, key := range keys {
		if v, ok := o.Get(key); ok {
			all = append(all, &datum{v, key, d})
		}
	}
	return all, nil
}

func (n index) find(d *datum) ([]*datum, error) {
	var length int
	var at func(i int) Value
	switch v := d.value.(type) {
	case []Value:
		length, at = len(v), func(i int) Value { return v[i] }
	case string:
		runes := []rune(v)
		length, at = len(runes), func(i int) Value { return string(runes[i]) }
	case *Object:
		if len(v.Keys) > n.at {
			return nil, fmt.Errorf("[%d] of an object", n.at)
		}
		return nil, nil
	default:
		return nil, fmt.Errorf("[%d] of %s", n.at, kindOf(v))
	}
	if length <= n.at {
		return nil, nil
	}
	i := n.at
	if i < 0 {
		i += length
	}
	if i < 0 {
		return nil, fmt.Errorf("[%d] of only %d", n.at, length)
	}
	return []*datum{{at(i), "[" + strconv.Itoa(n.at) + "]", d}}, nil
}

func (s slice) find(d *datum) ([]*datum, error) {
	list, ok := d.value.([]Value)
	if !ok {
		switch v := d.value.(type) {
		case nil, float64:
			return nil, fmt.Errorf("[*] of %s", kindOf(v))
		default:
			list = []Value{v}
			d = &datum{list, d.path, d.context}
		}
	}
	lo, hi := 0, len(list)
	if s.start != nil {
		lo = clamp(*s.start, len(list))
	}
	if s.end != nil {
		hi = clamp(*s.end, len(list))
	}
	var all []*datum
	for i := lo; i < hi; i++ {
		all = append(all, &datum{list[i], "[" + strconv.Itoa(i) + "]", d})
	}
	return all, nil
}

// clamp is where a slice's end lies that may count from behind.
func clamp(i, length int) int {
	if i < 0 {
		i += length
	}
	return max(0, min(i, length))
}

func (c child) find(d *datum) ([]*datum, error) {
	left, err := c.left.find(d)
	if err != nil {
		return nil, err
	}
	var all []*datum
	for _, l := range left {
		right, err := c.right.find(l)
		if err != nil {
			return nil, err
		}
		if all = append(all, right...); len(all) > maxFound {
			return nil, errFound
		}
	}
	return all, nil
}

func (w where) find(d *datum) ([]*datum, error) {
	left, err := w.left.find(d)
	if err != nil {
		return nil, err
	}
	var all []*datum
	for _, l := range left {
		right, err := w.right.find(l)
		if err != nil {
			return nil, err
		}
		if len(right) > 0 {
			all = append(all, l)
		}
	}
	return all, nil
}

func (u union) find(d *datum) ([]*datum, error) {
	left, err := u.left.find(d)
	if err != nil {
		return nil, err
	}
	right, err := u.right.find(d)
	return append(left[:len(left):len(left)], right...), err
}

func (intersection) find(*datum) ([]*datum, error) {
	return nil, errors.New("& is not implemented in the library that Ceilometer uses")
}

func (n descendants) find(d *datum) ([]*datum, error) {
	left, err := n.left.find(d)
	if err != nil {
		return nil, err
	}
	var all []*datum
	for _, l := range left {
		if all, err = n.collect(all, l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (n descendants) collect(all []*datum, d *datum) ([]*datum, error) {
	if d == nowhere {
		return nil, errNowhere
	}
	here, err := n.right.find(d)
	if err != nil {
		return nil, err
	}
	if all = append(all, here...); len(all) > maxFound {
		return nil, errFound
	}
	switch v := d.value.(type) {
	case []Value:
		for i, e := range v {
			if all, err = n.collect(all, &datum{e, "[" + strconv.Itoa(i) + "]", d}); err != nil {
				return nil, err
			}
		}
	case *Object:
		for _, key := range v.Keys {
			if all, err = n.collect(all, &datum{v.Values[key], key, d}); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// maxFound bounds what nested .. can find, which grows with each as the value.
const maxFound = 100_000

var errFound = errors.New("the path finds too much")

func kindOf(v Value) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a text"
	case []Value:
		return "a list"
	case *Object:
		return "an object"
	}
	return "a number"
}
