package steps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

const notifications = "oslo_messaging_notifications"

// configure brings the options of one file's programs to what is wanted, or
// blocks the step and changes nothing.
func (b *builder) configure(s *step, p profile.Service, main string, uses []setup.Password, wants ...want) {
	if !b.released(s, p.Name) {
		return
	}
	set, ok := b.open(s, main)
	if !ok || s.State == setup.Blocked {
		return
	}
	was, now := set.configs(true), set.configs(false)
	var open []want
	pending := false
	for _, w := range wants {
		switch {
		case wrongIn(now, w, p):
			open = append(open, w)
		case wrongIn(was, w, p):
			pending = true
		}
	}
	if pending && len(open) == 0 {
		s.State = setup.Change
		for name, d := range set.docs {
			if d.step != nil && d.step != s && name == main {
				s.found("in the edit of %s by step %s", d.file.Path, d.step.ID)
			}
		}
	}
	if len(open) == 0 {
		if !pending {
			s.found("%s is as it should be", main)
		}
		return
	}
	edited, ok := set.edit(b, s, p, main, open)
	if !ok || !set.proven(s, p, edited, open) {
		return
	}
	set.differs(s, p, now, open)
	for _, name := range set.names() {
		f, d := edited[name], set.docs[name]
		if f == nil || f == d.new {
			continue
		}
		b.remember(s, d)
		changes := describe(name, main, d.new, f, p, open)
		d.new = f
		d.uses = append(d.uses, uses...)
		for _, u := range uses {
			d.secrets = append(d.secrets, u.Value)
		}
		b.write(s, d, f.Bytes(), changes...)
	}
}

// differs tells the step what the files say now.
func (set settings) differs(s *step, p profile.Service, now []*osloconf.Config, wants []want) {
	var missing []string
	for _, w := range wants {
		for _, c := range now {
			v, wrong := w.wrong(c, p.OldNames())
			switch {
			case !wrong:
				continue
			case v.File == "":
				missing = append(missing, w.key)
			default:
				s.found("%s:%d has another [%s] %s", v.File, v.Line, v.Section, v.Key)
			}
			break
		}
	}
	if len(missing) > 0 {
		s.found("not set: %s", strings.Join(missing, ", "))
	}
}

func (set settings) configs(was bool) []*osloconf.Config {
	var all []*osloconf.Config
	for _, order := range set.orders {
		all = append(all, set.config(order, was))
	}
	return all
}

func wrongIn(configs []*osloconf.Config, w want, p profile.Service) bool {
	return slices.ContainsFunc(configs, func(c *osloconf.Config) bool {
		_, wrong := w.wrong(c, p.OldNames())
		return wrong
	})
}

// names are all files, each once, in the order in which they are read.
func (set settings) names() []string {
	var all []string
	for _, order := range set.orders {
		for _, name := range order {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// edit changes the main file, and each other one that says something else.
func (set settings) edit(b *builder, s *step, p profile.Service, main string, wants []want) (map[string]*osloconf.File, bool) {
	seen := make([]map[string]bool, len(wants))
	for i := range seen {
		seen[i] = make(map[string]bool)
	}
	names := set.names()
	// What adds up is counted in the files that stay as they are first, and the
	// main file is the last, which gets what is missing.
	slices.SortStableFunc(names, func(x, y string) int { return rank(x, main) - rank(y, main) })
	edited := make(map[string]*osloconf.File)
	for _, name := range names {
		d := set.docs[name]
		if !ours(name) {
			for i, w := range wants {
				if w.multi {
					for _, v := range osloconf.Merge(d.new).GetMulti(w.section, w.key, w.names(p.OldNames())...) {
						seen[i][v.Text] = true
					}
				}
			}
			continue
		}
		var changes []osloconf.Change
		for i, w := range wants {
			if name == main || w.multi || w.unset || set.after(name, main) {
				changes = append(changes, w.changes(d.new, name == main, p.OldNames(), seen[i])...)
			}
		}
		if len(changes) == 0 {
			continue
		}
		f, err := d.new.Edit(changes...)
		if err != nil {
			s.block(err.Error(), sources.HintOf(err))
			return nil, false
		}
		if f != d.new && !b.may(s, name) {
			return nil, false
		}
		edited[name] = f
	}
	return edited, true
}

// after reports whether a file is read after the main one, in one of the orders.
func (set settings) after(name, main string) bool {
	return slices.ContainsFunc(set.orders, func(order []string) bool {
		return slices.Index(order, name) > slices.Index(order, main)
	})
}

func rank(name, main string) int {
	switch {
	case !ours(name):
		return 0
	case name != main:
		return 1
	}
	return 2
}

// proven reports whether the options will be what is wanted after the edit, in
// each order of reading. If not, the step names the line that wins.
func (set settings) proven(s *step, p profile.Service, edited map[string]*osloconf.File, wants []want) bool {
	for _, order := range set.orders {
		var files []*osloconf.File
		for _, name := range order {
			if f := edited[name]; f != nil {
				files = append(files, f)
			} else {
				files = append(files, set.docs[name].new)
			}
		}
		c := osloconf.Merge(files...)
		for _, w := range wants {
			v, wrong := w.wrong(c, p.OldNames())
			if !wrong {
				continue
			}
			if v.File == "" {
				s.block(fmt.Sprintf("[%s] %s cannot be set", w.section, w.key), "set it by hand")
			} else {
				hint := "remove that line"
				if !ours(v.File) {
					hint = "a package owns that file: comment the line out by hand, again after each update of the package"
				}
				s.block(fmt.Sprintf("%s:%d wins with another [%s] %s", v.File, v.Line, w.section, w.key), hint)
			}
			return false
		}
	}
	return true
}

// describe are the changes of one file for people.
func describe(name, main string, before, after *osloconf.File, p profile.Service, wants []want) []string {
	var all []string
	for _, w := range wants {
		if slices.Equal(w.values(before, p.OldNames()), w.values(after, p.OldNames())) {
			continue
		}
		place := fmt.Sprintf("[%s] %s", w.section, w.key)
		switch {
		case w.unset:
			all = append(all, place+" is removed")
		case w.multi && name != main:
			all = append(all, place+" no longer adds to "+main)
		case w.multi:
			for _, v := range w.all {
				all = append(all, place+" = "+sources.Visible(osloconf.Mask(w.key, v)))
			}
		default:
			all = append(all, place+" = "+sources.Visible(osloconf.Mask(w.key, w.value)))
		}
	}
	return all
}
