package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// edits are the steps that configure each service.
var edits = map[string][]string{
	"glance": {"G1"}, "nova": {"N1", "K3"}, "cinder": {"S1"}, "neutron": {"E1"}, "heat": {"E3"}, "keystone": {"E5"},
	ceilometer: {"C10", "C11", "C12", "C13", "C14"},
}

const ceilometer = "ceilometer"

// against is the first check that speaks against a service on this machine, and
// what to do; "" none does.
func (s Sight) against(service string) (why, hint string) {
	for _, id := range edits[service] {
		step, ok := s.Plan.Step(id)
		if !ok {
			continue
		}
		switch step.State {
		case setup.Change:
			return fmt.Sprintf("step %s is not done: %s", id, step.Why), "ceilotop setup apply"
		case setup.Blocked:
			return fmt.Sprintf("step %s is blocked: %s", id, step.Why), step.Hint
		}
	}
	for _, u := range s.units(service) {
		switch {
		case u.Active == "failed":
			return u.Name + " has failed", "journalctl -u " + u.Name
		case u.Active == "inactive" && u.Enabled == "enabled":
			return u.Name + " is stopped", "systemctl start " + u.Name
		}
	}
	for _, u := range s.units(service) {
		started, ok := begun(u)
		if !ok || !u.Running() {
			continue
		}
		for _, file := range s.files(service) {
			if file.Changed.After(started.Add(second)) {
				return fmt.Sprintf("%s runs since %s, and %s was changed at %s", u.Name, clock(started), file.Path, clock(file.Changed)), "systemctl restart " + u.Name
			}
		}
	}
	return "", ""
}

// second is what systemd's times are good for.
const second = time.Second

// begun is when the unit's process was started. systemd writes it in the zone of
// the machine.
func begun(u setup.Unit) (time.Time, bool) {
	t, err := time.ParseInLocation("Mon 2006-01-02 15:04:05 MST", u.Started, time.Local)
	return t, err == nil
}

// units are those of a service on this machine, under the names of both
// families. Keystone has none of its own: Apache runs it.
func (s Sight) units(service string) []setup.Unit {
	var all []setup.Unit
	for _, u := range s.Facts.Units {
		name := strings.TrimPrefix(strings.TrimSuffix(u.Name, ".service"), "openstack-")
		if name == service || strings.HasPrefix(name, service+"-") {
			all = append(all, u)
		}
	}
	if len(all) == 0 && service == "keystone" && s.configured(service) {
		httpd, _ := profile.HTTPD(s.Facts.System.Family)
		if u, ok := s.Facts.Unit(httpd); ok {
			all = append(all, u)
		}
	}
	return all
}

// restarted is when the last of a service's units here was started, as far as
// that is after the setup began. Where no unit of it is known, as below another
// root, it is when the last of its files was changed: no program can have read
// the change before.
func (s Sight) restarted(service string) time.Time {
	last := s.Since
	units := s.units(service)
	if len(units) == 0 {
		for _, f := range s.files(service) {
			if f.Changed.Add(second).After(last) && f.Changed.Before(s.Now) {
				last = f.Changed.Add(second)
			}
		}
	}
	for _, u := range units {
		if started, ok := begun(u); ok && u.Running() && started.Add(second).After(last) {
			last = started.Add(second)
		}
	}
	return last
}

// files are what a service's programs read here.
func (s Sight) files(service string) []setup.File {
	var all []setup.File
	for _, p := range s.Facts.Programs {
		if p.Service != service {
			continue
		}
		for _, name := range p.Files {
			if f, ok := s.Facts.File(name); ok && !slices.ContainsFunc(all, func(o setup.File) bool { return o.Path == f.Path }) {
				all = append(all, f)
			}
		}
	}
	return all
}

// configured reports whether the service has a configuration here.
func (s Sight) configured(service string) bool {
	return slices.ContainsFunc(s.Facts.Programs, func(p setup.Program) bool { return p.Service == service })
}
