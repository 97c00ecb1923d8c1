package meterdef

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
	"github.com/ceilotop/ceilotop/sources/meterdef/pyre"
)

// attributes are the fields of a sample that are paths, in the order in which
// Ceilometer fills them.
var attributes = []string{"name", "type", "volume", "unit", "timestamp", "user_id", "project_id", "resource_id"}

// rule is one entry of a file, compiled.
type rule struct {
	source   *source
	events   []eventPattern
	literal  map[string]jsonpath.Value // name, type and unit as they are written
	fields   map[string]*field
	lookup   []string // nil for a single sample
	meta     []namedField
	user     *field // user_metadata
	reserved Reserved

	fallbackUser, fallbackProject *field
}

type namedField struct {
	name string
	*field
}

// eventPattern takes event types: a glob or the beginning of a regular
// expression, by release.
type eventPattern struct {
	text string
	re   *pyre.Regexp // nil for a glob
}

func (p eventPattern) takes(eventType string) bool {
	if p.re == nil {
		return sources.Fnmatch(p.text, eventType)
	}
	ok, err := p.re.Match(eventType)
	return ok && err == nil
}

func (d *rule) takes(eventType string) bool {
	return slices.ContainsFunc(d.events, func(p eventPattern) bool { return p.takes(eventType) })
}

// newRule compiles an entry. An errStops ends the agent that reads it, any
// other error only leaves the entry out.
func newRule(cfg *jsonpath.Object, r release, globs bool) (*rule, error) {
	get := func(name string) jsonpath.Value { v, _ := cfg.Get(name); return v }
	var missing []string
	for _, name := range []string{"name", "type", "event_type", "unit", "volume", "resource_id"} {
		if !jsonpath.True(get(name)) {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		reason := "it has no " + strings.Join(missing, ", ")
		if v, ok := cfg.Get("volume"); ok && slices.Contains(missing, "volume") && v != nil {
			reason += " (Ceilometer takes a volume of 0 for a missing one)"
		}
		return nil, errors.New(reason)
	}
	d := &rule{literal: map[string]jsonpath.Value{}, fields: map[string]*field{}}
	var err error
	if d.events, err = eventPatterns(get("event_type"), globs); err != nil {
		return nil, errStops{err}
	}
	if err := d.setLookup(cfg); err != nil {
		return nil, err
	}
	for _, name := range []string{"name", "type", "unit"} {
		d.literal[name] = get(name)
	}
	for _, name := range attributes {
		if v := get(name); jsonpath.True(v) {
			if d.fields[name], err = compile(v, r); err != nil {
				return nil, in(name, err)
			}
		}
	}
	if err := d.setMetadata(cfg, r); err != nil {
		return nil, err
	}
	user, project := "ctxt.user_id|ctxt.user", "ctxt.project_id|ctxt.tenant_id"
	if r.oldContext() {
		user, project = "_context_user_id|_context_user", "_context_tenant_id|_context_tenant"
	}
	d.fallbackUser, _ = compile(user, r)
	d.fallbackProject, _ = compile(project, r)
	return d, nil
}

func in(name string, err error) error {
	if stops, ok := err.(errStops); ok {
		return errStops{fmt.Errorf("%s: %w", name, stops.error)}
	}
	return fmt.Errorf("%s: %w", name, err)
}

func eventPatterns(v jsonpath.Value, globs bool) ([]eventPattern, error) {
	var texts []jsonpath.Value
	switch v := v.(type) {
	case string:
		texts = []jsonpath.Value{v}
	case []jsonpath.Value:
		texts = v
	default:
		return nil, errors.New("event_type is neither a text nor a list")
	}
	all := make([]eventPattern, len(texts))
	for i, v := range texts {
		text, ok := v.(string)
		if !ok {
			return nil, errors.New("an event_type is no text")
		}
		all[i].text = text
		if globs {
			continue
		}
		var err error
		if all[i].re, err = pyre.Compile(text); err != nil {
			return nil, fmt.Errorf("event_type: %w", err)
		}
	}
	return all, nil
}

// setLookup reads lookup, and type, which must be one unless it is looked up.
func (d *rule) setLookup(cfg *jsonpath.Object) error {
	v, given := cfg.Get("lookup")
	looked := false
	switch v := v.(type) {
	case string:
		looked = strings.Contains(v, "type")
		d.lookup = []string{v} // even of ""
	case []jsonpath.Value:
		for _, e := range v {
			d.lookup = append(d.lookup, jsonpath.Text(e))
		}
		looked = slices.Contains(d.lookup, "type")
	case *jsonpath.Object:
		return errStops{errors.New("lookup is a mapping")}
	default:
		if given {
			return errStops{errors.New("lookup is empty or no list")}
		}
	}
	kind, _ := cfg.Get("type")
	if !looked && kind != gauge && kind != delta && kind != cumulative {
		return fmt.Errorf("%q is no type of a meter", jsonpath.Text(kind))
	}
	return nil
}

func (d *rule) setMetadata(cfg *jsonpath.Object, r release) error {
	if v, ok := cfg.Get("metadata"); ok {
		o, ok := v.(*jsonpath.Object)
		if !ok {
			return errStops{errors.New("metadata is no mapping")}
		}
		for _, name := range o.Keys {
			f, err := compile(o.Values[name], r)
			if err != nil {
				return in("metadata: "+name, err)
			}
			d.meta = append(d.meta, namedField{name, f})
		}
	}
	if v, _ := cfg.Get("user_metadata"); jsonpath.True(v) {
		f, err := compile(v, r)
		if err != nil {
			return in("user_metadata", err)
		}
		d.user = f
	}
	return nil
}
