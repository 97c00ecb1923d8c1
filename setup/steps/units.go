package steps

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// changed are the files of a service's programs that the plan changes, and those
// of the others that are named.
func (b *builder) changed(service string, others ...string) []string {
	var names []string
	for _, main := range b.mains(service) {
		for _, order := range b.reading(main) {
			names = append(names, order...)
		}
	}
	names = append(names, others...)
	var all []string
	for _, d := range b.edited {
		if !d.unchanged() && slices.ContainsFunc(names, func(name string) bool { return b.docs[name] == d }) && !slices.Contains(all, d.file.Path) {
			all = append(all, d.file.Path)
		}
	}
	return all
}

// asked reports whether units can be seen and told something. Otherwise the
// step lists the commands.
func (b *builder) asked(s *step, units []string) bool {
	if !b.f.System.InitRunning && b.away(s) {
		return true
	}
	if !b.f.System.InitRunning {
		s.is(setup.NotHere, "systemd does not run here")
		for _, u := range units {
			s.Manual = append(s.Manual, "systemctl restart "+u)
		}
		return false
	}
	return true
}

// run makes Ceilometer's own units enabled and running. Packages that the plan
// installs may bring them.
func (b *builder) run(s *step, units, because []string, installing bool) {
	if !b.asked(s, units) {
		return
	}
	for _, name := range units {
		u, known := b.f.Unit(name)
		switch {
		case !known && !installing && !s.away:
			s.block("there is no unit "+name, "install the package that brings it")
			return
		case u.Enabled == "masked":
			s.block(name+" is masked", "systemctl unmask "+name)
			return
		}
	}
	for _, name := range units {
		u, known := b.f.Unit(name)
		if !known || u.Enabled == "disabled" {
			s.do(setup.ControlUnit{Unit: name, Verb: setup.Enable})
		}
		switch {
		case s.away:
			s.do(setup.ControlUnit{Unit: name, Verb: setup.Start})
			if len(because) > 0 {
				s.do(setup.ControlUnit{Unit: name, Verb: setup.TryRestart, Because: because})
			}
		case !u.Running():
			s.found("%s is %s", name, cmp.Or(sources.Visible(u.Active), "not there yet"))
			s.do(setup.ControlUnit{Unit: name, Verb: setup.Start})
		case len(because) > 0:
			s.found("%s runs with the old files", name)
			s.do(setup.ControlUnit{Unit: name, Verb: setup.Restart, Because: because})
		default:
			s.found("%s runs", name)
		}
	}
}

// restart restarts those units of another service that run, when their files
// change. One that is stopped reads its files when it starts.
func (b *builder) restart(s *step, service string, units, because []string) {
	if !b.asked(s, units) {
		return
	}
	some := false
	for _, name := range units {
		u, known := b.f.Unit(name)
		if s.away && len(because) > 0 {
			some = true
			s.do(setup.ControlUnit{Unit: name, Verb: setup.TryRestart, Because: because})
			continue
		}
		if !known {
			continue
		}
		some = true
		switch {
		case u.Running() && len(because) > 0:
			s.found("%s runs with the old files", name)
			s.do(setup.ControlUnit{Unit: name, Verb: setup.Restart, Because: because})
		case u.Running():
			s.found("%s runs with the files that are there", name)
		case u.Enabled == "masked" && len(because) > 0 && len(units) == 1:
			s.block(name+" is masked", "systemctl unmask "+name)
		default:
			s.found("%s is %s and is left so", name, cmp.Or(sources.Visible(u.Active), "stopped"))
		}
	}
	switch {
	case some:
	case len(because) == 0:
		s.found("no file of %s changes", service)
	default:
		s.block(fmt.Sprintf("no unit of %s is known here (%s)", service, strings.Join(units, ", ")), "restart "+service+" by hand")
	}
}
