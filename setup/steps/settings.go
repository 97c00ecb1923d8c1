package steps

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// mains are the files that a service's programs are configured in.
func (b *builder) mains(service string) []string {
	var all []string
	for _, p := range b.f.Programs {
		if p.Service == service && !slices.Contains(all, p.Main) && b.known(p.Main) {
			all = append(all, p.Main)
		}
	}
	for _, name := range defaults[service] {
		if len(all) == 0 && b.known(name) {
			all = append(all, name)
		}
	}
	return all
}

var defaults = map[string][]string{
	"nova": {"/etc/nova/nova.conf"}, "cinder": {"/etc/cinder/cinder.conf"}, "neutron": {"/etc/neutron/neutron.conf"},
	"keystone": {"/etc/keystone/keystone.conf"}, "heat": {"/etc/heat/heat.conf"},
	"glance":     {"/etc/glance/glance-api.conf"},
	"ceilometer": {"/etc/ceilometer/ceilometer.conf"},
}

// known reports whether a file is there, or may be there.
func (b *builder) known(name string) bool {
	if _, ok := b.f.File(name); ok {
		return true
	}
	_, hidden := b.f.Hidden(name)
	_, unusable := b.f.Unusable(name)
	return hidden || unusable
}

// reading are the orders in which the programs of a file read their files. A
// program with drop-ins has two, because it is not known whether it is started
// with --config-file; both have to give the same.
func (b *builder) reading(main string) [][]string {
	var all [][]string
	add := func(order []string) {
		if !slices.ContainsFunc(all, func(o []string) bool { return slices.Equal(o, order) }) {
			all = append(all, order)
		}
	}
	for _, p := range b.f.Programs {
		if p.Main != main {
			continue
		}
		files := slices.DeleteFunc(slices.Clone(p.Files), func(name string) bool { return !b.known(name) })
		if !slices.Contains(files, main) {
			files = append(files, main)
		}
		add(files)
		late := func(name string) bool { return name != main && slices.Contains(p.Late, name) }
		if slices.ContainsFunc(files, late) {
			var order []string
			rest := slices.DeleteFunc(slices.Clone(files), late)
			at := slices.Index(rest, main)
			order = append(order, rest[:at]...)
			for _, name := range files {
				if late(name) {
					order = append(order, name)
				}
			}
			add(append(order, rest[at:]...))
		}
	}
	if len(all) == 0 {
		add([]string{main})
	}
	return all
}

// ours reports whether a file may be edited at all: what packages bring below
// /usr is the distribution's.
func ours(name string) bool { return !strings.HasPrefix(name, "/usr/") }

// settings is what a file's programs see.
type settings struct {
	orders [][]string
	docs   map[string]*doc
}

// open reads all files that count for a main file. It blocks the step when one
// of them is unknown or broken.
func (b *builder) open(s *step, main string) (settings, bool) {
	set := settings{orders: b.reading(main), docs: make(map[string]*doc)}
	if !b.may(s, main) {
		return set, false
	}
	for _, order := range set.orders {
		for _, name := range order {
			if hidden, ok := b.f.Hidden(name); ok {
				s.block(hidden.Error(), hidden.Hint())
				return set, false
			}
			d := b.doc(name)
			if _, err := d.oslo(); err != nil {
				s.block(err.Error(), sources.HintOf(err))
				return set, false
			}
			set.docs[name] = d
		}
	}
	return set, true
}

// config merges the files of one order, as they are or as they were.
func (set settings) config(order []string, was bool) *osloconf.Config {
	files := make([]*osloconf.File, 0, len(order))
	for _, name := range order {
		d := set.docs[name]
		if was {
			files = append(files, d.old)
		} else {
			files = append(files, d.new)
		}
	}
	return osloconf.Merge(files...)
}

// get is what a program of the main file sees; false where nothing is set or
// nothing is known.
func (b *builder) get(main, section, key string) (osloconf.Value, bool) {
	set, ok := b.open(&step{}, main)
	if !ok {
		return osloconf.Value{}, false
	}
	v, found := set.config(set.orders[0], false).Get(section, key, osloconf.Deprecated(section, key)...)
	return v, found && v.Err == nil
}
