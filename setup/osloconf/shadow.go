package osloconf

import "slices"

// Settings returns every assignment of a plain option over all files. The first
// is the value that takes effect, as Get returns it; the others are shadowed by
// it.
func (c *Config) Settings(group, key string, deprecated ...Name) []Value {
	var all []Value
	for _, l := range c.files {
		for _, name := range names(group, key, deprecated) {
			for _, e := range slices.Backward(l.values[name]) {
				all = append(all, c.value(l, e, group))
			}
		}
	}
	return all
}

// Shadow returns the value that takes effect in place of the one that a file
// sets, if there is such a one: it stands in a file that is read later.
func (c *Config) Shadow(file, group, key string, deprecated ...Name) (Value, bool) {
	all := c.Settings(group, key, deprecated...)
	i := slices.IndexFunc(all, func(v Value) bool { return v.File == file })
	if i <= 0 {
		return Value{}, false
	}
	return all[0], true
}
