package meterdef

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// field is one value of a sample: a path and perhaps a plugin, or an integer that
// is used as it is.
type field struct {
	path     *jsonpath.Path
	constant jsonpath.Value // with a nil path
	plugin   plugin
}

// errStops is what no agent survives that reads its definitions.
type errStops struct{ error }

// compile reads a field as Ceilometer's declarative.Definition does.
func compile(cfg jsonpath.Value, r release) (*field, error) {
	f := &field{}
	fields := cfg
	if o, ok := cfg.(*jsonpath.Object); ok {
		if fields, ok = o.Get("fields"); !ok {
			return nil, errors.New("it has no fields")
		}
		if p, ok := o.Get("plugin"); ok {
			var err error
			if f.plugin, err = newPlugin(p, r); err != nil {
				return nil, err
			}
		}
	}
	if list, ok := fields.([]jsonpath.Value); ok {
		fields = union(list)
	}
	switch v := fields.(type) {
	case string:
		var err error
		f.path, err = jsonpath.Parse(v)
		return f, err
	case bool, int64:
		f.constant = v
		return f, nil
	case nil:
		return nil, errors.New("it is empty")
	}
	return nil, fmt.Errorf("%s is no path", jsonpath.Text(fields))
}

func union(list []jsonpath.Value) jsonpath.Value {
	if len(list) == 1 {
		return list[0]
	}
	paths := make([]string, len(list))
	for i, v := range list {
		paths[i] = "(" + jsonpath.Text(v) + ")"
	}
	return strings.Join(paths, "|")
}

// first is the first value that is not null, or null.
func (f *field) first(message jsonpath.Value) (jsonpath.Value, error) {
	if f.path == nil {
		return f.constant, nil
	}
	values, err := f.find(message, false)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return values[0], nil
}

// all are all values, with those that are null.
func (f *field) all(message jsonpath.Value) ([]jsonpath.Value, error) {
	if _, ok := f.plugin.(splitter); f.plugin != nil && !ok {
		return nil, errors.New("its plugin cannot give more than one value")
	}
	return f.find(message, true)
}

func (f *field) find(message jsonpath.Value, nulls bool) ([]jsonpath.Value, error) {
	found, err := f.path.Find(message)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	matches := found[:0]
	for _, m := range found {
		if nulls || m.Value != nil {
			matches = append(matches, m)
		}
	}
	if f.plugin != nil {
		return f.plugin.values(matches)
	}
	values := make([]jsonpath.Value, len(matches))
	for i, m := range matches {
		values[i] = m.Value
	}
	return values, nil
}
