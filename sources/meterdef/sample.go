package meterdef

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// values are the fields of one sample by their names, and its metadata.
type values struct {
	fields   map[string]jsonpath.Value
	metadata *jsonpath.Object
}

// why says that a definition gave nothing, and why.
type why struct {
	reason Reason
	detail string
}

// samples makes the samples of one message as MeterDefinition.to_samples does. An
// error is an exception in Ceilometer, which costs it the samples of every
// definition for this message.
func (d *rule) samples(m *jsonpath.Object) ([]values, *why, error) {
	s := map[string]jsonpath.Value{"volume": nil, "timestamp": nil, "resource_id": nil}
	for name, v := range d.literal {
		s[name] = v
	}
	var err error
	if s["user_id"], err = d.fallbackUser.first(m); err != nil {
		return nil, nil, err
	}
	if s["project_id"], err = d.fallbackProject.first(m); err != nil {
		return nil, nil, err
	}
	metadata, err := d.metadata(m)
	if err != nil {
		return nil, nil, err
	}
	if d.lookup != nil {
		return d.lookedUp(m, s, metadata)
	}
	for _, name := range attributes {
		f := d.fields[name]
		if f == nil {
			continue
		}
		v, err := f.first(m)
		if err != nil {
			return nil, nil, in(name, err)
		}
		if v != nil {
			s[name] = v
		}
	}
	return []values{{s, metadata}}, nil, nil
}

// lookedUp makes as many samples as names are found. Each field is a list: of as
// many, or, unless it is looked up, of one for all.
func (d *rule) lookedUp(m *jsonpath.Object, literal map[string]jsonpath.Value, metadata *jsonpath.Object) ([]values, *why, error) {
	lists := map[string][]jsonpath.Value{}
	for name, v := range literal {
		lists[name] = []jsonpath.Value{v}
	}
	for _, name := range attributes {
		f := d.fields[name]
		if f == nil {
			continue
		}
		if f.path == nil {
			lists[name] = nil // it comes to grief when it is counted
			continue
		}
		found, err := f.all(m)
		if err != nil {
			return nil, nil, in(name, err)
		}
		if name == "name" || slices.Contains(d.lookup, name) || len(found) > 0 {
			lists[name] = found
		}
	}
	uncounted := func(name string) error {
		if f := d.fields[name]; f != nil && f.path == nil {
			return in(name, fmt.Errorf("%s is not a list of values", jsonpath.Text(f.constant)))
		}
		return nil
	}
	if err := uncounted("name"); err != nil {
		return nil, nil, err
	}
	n := len(lists["name"])
	if n == 0 {
		return nil, &why{reason: NoNames, detail: d.fields["name"].path.String()}, nil
	}
	for _, name := range attributes {
		if err := uncounted(name); err != nil {
			return nil, nil, err
		}
		if has := len(lists[name]); has != n && (has != 1 || slices.Contains(d.lookup, name)) {
			return nil, &why{Uneven, fmt.Sprintf("%s: %d for %d names", name, has, n)}, nil
		}
	}
	if n > 1 && (slices.Contains(d.lookup, "message") || slices.Contains(d.lookup, "metadata")) {
		return nil, &why{Uneven, fmt.Sprintf("%s: 1 for %d names", strings.Join(d.lookup, ", "), n)}, nil
	}
	all := make([]values, n)
	for i := range all {
		all[i] = values{map[string]jsonpath.Value{}, metadata}
		for _, name := range attributes {
			list := lists[name]
			all[i].fields[name] = list[min(i, len(list)-1)]
		}
	}
	return all, nil, nil
}

// metadata are the values that are there and, to Python, true, with the user's own
// below user_metadata.
func (d *rule) metadata(m *jsonpath.Object) (*jsonpath.Object, error) {
	o := &jsonpath.Object{}
	for _, f := range d.meta {
		v, err := f.first(m)
		if err != nil {
			return nil, in("metadata: "+f.name, err)
		}
		if jsonpath.True(v) {
			o.Set(f.name, v)
		}
	}
	if d.user == nil {
		return o, nil
	}
	v, err := d.user.first(m)
	if err != nil || !jsonpath.True(v) {
		return o, err
	}
	own, ok := v.(*jsonpath.Object)
	if !ok {
		return nil, fmt.Errorf("user_metadata: %s is no mapping", d.user.path)
	}
	if reserved := d.reserved.of(own, o); len(reserved.Keys) > 0 {
		o.Set("user_metadata", reserved)
	}
	return o, nil
}
