package osloconf

// Config is what a service sees after it has read several files.
type Config struct {
	files []layer // the file that wins first
}

type layer struct {
	name   string
	values map[Name][]Entry
}

// Name is where an option may stand. The group DEFAULT is the one without a
// name of its own.
type Name struct{ Group, Key string }

// Value is what an option is set to, and where.
type Value struct {
	Text    string // interpolated; "" when Err is set
	File    string
	Line    int
	Section string // as written in the file
	Key     string // as found: it may be a deprecated name
	Err     error  // a *ValueError: the text cannot be interpolated
}

// Merge puts files together in the order in which the service reads them: the
// distribution's defaults first, then each --config-file, then the drop-ins.
func Merge(files ...*File) *Config {
	c := &Config{files: make([]layer, 0, len(files))}
	for i := len(files) - 1; i >= 0; i-- {
		f := files[i]
		l := layer{name: f.name, values: make(map[Name][]Entry, len(f.entries))}
		for _, e := range f.entries {
			name := Name{Normalise(e.Section), e.Key}
			l.values[name] = append(l.values[name], e)
		}
		c.files = append(c.files, l)
	}
	return c
}

// Get returns the value that takes effect: the last assignment in the last file
// that has one. Within a file the option's own name wins over its deprecated
// ones, but a deprecated name in a later file wins over both.
func (c *Config) Get(group, key string, deprecated ...Name) (Value, bool) {
	for _, l := range c.files {
		for _, name := range names(group, key, deprecated) {
			if found := l.values[name]; len(found) > 0 {
				return c.value(l, found[len(found)-1], group), true
			}
		}
	}
	return Value{}, false
}

// GetMulti returns all values of an option that adds up (MultiStrOpt), over all
// files, in the order in which the service gets them.
func (c *Config) GetMulti(group, key string, deprecated ...Name) []Value {
	var all []Value
	for _, l := range c.files {
		for _, name := range names(group, key, deprecated) {
			var found []Value
			for _, e := range l.values[name] {
				found = append(found, c.value(l, e, group))
			}
			all = append(found, all...)
		}
	}
	return all
}

func names(group, key string, deprecated []Name) []Name {
	all := append([]Name{{group, key}}, deprecated...)
	for i := range all {
		all[i].Group = Normalise(all[i].Group)
	}
	return all
}

// value interpolates in the option's own group, wherever it was found: a
// deprecated name may stand in another.
func (c *Config) value(l layer, e Entry, group string) Value {
	v := Value{File: l.name, Line: e.Line, Section: e.Section, Key: e.Key}
	text, failure := (&interpolation{config: c}).text(e, Normalise(group))
	if failure != "" {
		v.Err = &ValueError{File: l.name, Line: e.Line, Reason: failure, advice: "Write $$ for a dollar sign that is meant as one."}
		return v
	}
	v.Text = text
	return v
}
