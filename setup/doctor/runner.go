package doctor

import (
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// Runner is a program that runs on this machine.
type Runner struct {
	Service, Program, Unit string

	Started time.Time
	// Stale is a file that it reads and that was changed after it was started;
	// its Path is "" when there is none.
	Stale setup.File
	// Unread is a file that it reads and whose time is not known; "" there is
	// none.
	Unread string
}

// Runners are the programs of services that run here, as far as it is known when
// they were started. Keystone has no unit of its own where Apache runs it.
func (s *Seen) Runners() (all []Runner) {
	found := s.runners()
	if !slices.ContainsFunc(found, func(r runner) bool { return r.service == "keystone" }) {
		unit, _ := profile.HTTPD(s.Facts.System.Family)
		if u, ok := s.Facts.Unit(unit); ok && u.Running() {
			if started, ok := begun(u); ok {
				found = append(found, runner{name: strings.TrimSuffix(unit, ".service"), unit: unit, service: "keystone", started: started})
			}
		}
	}
	for _, r := range found {
		one := Runner{Service: r.service, Program: r.name, Unit: r.unit, Started: r.started}
		files := s.filesOf(r)
		for _, f := range files {
			if f.Changed.After(r.started.Add(grain)) && (one.Stale.Path == "" || f.Changed.After(one.Stale.Changed)) {
				one.Stale = f
			}
		}
		names := r.files
		if len(names) == 0 {
			names = s.programOf(r).Files
		}
		for _, name := range names {
			if !strings.HasPrefix(name, "/usr/") && !slices.ContainsFunc(files, func(f setup.File) bool { return f.Path == name }) {
				one.Unread = name
			}
		}
		if len(names) == 0 {
			one.Unread = "its configuration"
		}
		all = append(all, one)
	}
	return all
}

// begun is when a unit's process was started; systemd writes it in the zone of
// the machine.
func begun(u setup.Unit) (time.Time, bool) {
	t, err := time.ParseInLocation("Mon 2006-01-02 15:04:05 MST", u.Started, time.Local)
	return t, err == nil
}
