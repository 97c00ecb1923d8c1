package steps

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// want is what one option shall be.
type want struct {
	section, key string
	value        string // as the service shall see it: not yet escaped for interpolation
	same         func(value string) bool
	// absent means that the default is right: the option is written only where a
	// file says something else.
	absent bool
	// multi is an option that adds up. Keep says which other values stay.
	multi bool
	keep  func(value string) bool
	all   []string // the values of a multi, for more than one
	// unset means that the option must not be there.
	unset bool
}

func set(section, key, value string) want { return want{section: section, key: key, value: value} }

// like accepts other ways of writing the value.
func (w want) like(same func(string) bool) want { w.same = same; return w }

// orAbsent accepts that the option is nowhere.
func (w want) orAbsent() want { w.absent = true; return w }

func gone(section, key string) want { return want{section: section, key: key, unset: true} }

func several(section, key string, keep func(string) bool, values ...string) want {
	return want{section: section, key: key, multi: true, keep: keep, all: values}
}

func none(string) bool { return false }

func isTrue(v string) bool {
	return slices.Contains([]string{"true", "1", "on", "yes"}, strings.ToLower(strings.TrimSpace(v)))
}

func isFalse(v string) bool {
	return slices.Contains([]string{"false", "0", "off", "no"}, strings.ToLower(strings.TrimSpace(v)))
}

func is(value string) func(string) bool {
	return func(v string) bool { return strings.EqualFold(strings.TrimSpace(v), value) }
}

func lists(item string) func(string) bool {
	return func(v string) bool {
		for part := range strings.SplitSeq(v, ",") {
			if strings.TrimSpace(part) == item {
				return true
			}
		}
		return false
	}
}

func (w want) ok(value string) bool {
	if w.same != nil {
		return w.same(value)
	}
	return value == w.value
}

// names are those under which the option is looked for.
func (w want) names(oldNames bool) []osloconf.Name {
	if !oldNames && w.section == notifications {
		return nil
	}
	return osloconf.Deprecated(w.section, w.key)
}

// wrong returns the value that is not what is wanted, or an empty one; false
// means that all is well.
func (w want) wrong(c *osloconf.Config, oldNames bool) (osloconf.Value, bool) {
	deprecated := w.names(oldNames)
	if !w.multi {
		v, found := c.Get(w.section, w.key, deprecated...)
		switch {
		case !found:
			return v, !w.unset && !w.absent
		case w.unset, v.Err != nil, !w.ok(v.Text):
			return v, true
		}
		return v, false
	}
	seen := make(map[string]bool)
	for _, v := range c.GetMulti(w.section, w.key, deprecated...) {
		if v.Err != nil || seen[v.Text] || !slices.Contains(w.all, v.Text) && !w.keep(v.Text) {
			return v, true
		}
		seen[v.Text] = true
	}
	for _, value := range w.all {
		if !seen[value] {
			return osloconf.Value{}, true
		}
	}
	return osloconf.Value{}, false
}

// values are all that a file says about the option, under each of its names.
func (w want) values(f *osloconf.File, oldNames bool) []string {
	var all []string
	for _, n := range append([]osloconf.Name{{Group: w.section, Key: w.key}}, w.names(oldNames)...) {
		for _, e := range f.Find(n.Group, n.Key) {
			all = append(all, n.Key+"="+e.Value)
		}
	}
	return all
}

// changes are the edits of one file. For an option that adds up, seen holds the
// values that files read earlier have already.
func (w want) changes(f *osloconf.File, main bool, oldNames bool, seen map[string]bool) []osloconf.Change {
	var all []osloconf.Change
	own := osloconf.Name{Group: w.section, Key: w.key}
	for _, n := range append([]osloconf.Name{own}, w.names(oldNames)...) {
		entries := f.Find(n.Group, n.Key)
		switch {
		case w.multi:
			// Below.
		case w.unset:
			if len(entries) > 0 {
				all = append(all, osloconf.Unset(n.Group, n.Key))
			}
			continue
		case main && n == own:
			all = append(all, osloconf.Set(n.Group, n.Key, osloconf.Literal(w.value)))
			continue
		case len(entries) > 0 && !main:
			all = append(all, osloconf.Set(n.Group, n.Key, osloconf.Literal(w.value)))
			continue
		default:
			continue
		}
		var values []string
		c := osloconf.Merge(f)
		for _, v := range c.GetMulti(n.Group, n.Key) {
			if v.Err == nil && !seen[v.Text] && (slices.Contains(w.all, v.Text) || w.keep(v.Text)) {
				seen[v.Text] = true
				values = append(values, osloconf.Literal(v.Text))
			}
		}
		if main && n == own {
			for _, value := range w.all {
				if !seen[value] {
					seen[value] = true
					values = append(values, osloconf.Literal(value))
				}
			}
		}
		switch {
		case len(values) > 0:
			all = append(all, osloconf.SetMulti(n.Group, n.Key, values...))
		case len(entries) > 0:
			all = append(all, osloconf.Unset(n.Group, n.Key))
		}
	}
	return all
}
