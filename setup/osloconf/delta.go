package osloconf

import "slices"

// meaning is all that oslo.config takes from a file.
func (f *File) meaning() map[Name][]string {
	m := make(map[Name][]string, len(f.entries))
	for _, e := range f.entries {
		name := Name{Normalise(e.Section), e.Key}
		m[name] = append(m[name], e.Value)
	}
	return m
}

// unexpected compares the meaning of the edited file with what the changes
// should have made of it, and gives a change to name when they differ.
func (f *File) unexpected(edited *File, changes []Change) (Change, bool) {
	want, got := f.meaning(), edited.meaning()
	sections := f.Sections()
	for _, c := range changes {
		name := c.name()
		want[name] = c.outcome(f.Find(c.section, c.key))
		if !equal(want[name], got[name]) {
			return c, true
		}
		if len(want[name]) == 0 {
			delete(want, name)
		} else if !slices.Contains(sections, name.Group) {
			sections = append(sections, name.Group)
		}
	}
	if len(want) != len(got) || !slices.Equal(sections, edited.Sections()) {
		return changes[0], true
	}
	for name, values := range want {
		if !equal(values, got[name]) {
			return changes[0], true
		}
	}
	return Change{}, false
}

// outcome is the list of values that an option has after the change.
func (c Change) outcome(found []Entry) []string {
	var values []string
	for _, e := range found {
		values = append(values, e.Value)
	}
	switch {
	case c.op == opUnset:
		return nil
	case c.op == opSet && len(values) > 0:
		values[len(values)-1] = c.values[0]
		return values
	case len(values) == 0:
		return c.values
	}
	goes, comes := difference(found, c.values)
	var all []string
	for _, e := range found {
		switch {
		case len(goes) == 0 || e.Line != goes[0].Line:
			all = append(all, e.Value)
		case len(comes) > 0:
			all = append(all, comes[0])
			goes, comes = goes[1:], comes[1:]
		default:
			goes = goes[1:]
		}
	}
	return append(all, comes...)
}

func equal(a, b []string) bool { return slices.EqualFunc(a, b, same) }
