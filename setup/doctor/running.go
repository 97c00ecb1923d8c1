package doctor

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
)

// runningChecks are about units and processes.
var runningChecks = []Check{
	{
		ID: "unit-down", Title: "every unit that is enabled runs", Severity: Critical,
		Why:    "What does not run neither sends nor stores anything.",
		Fix:    "look at journalctl -u UNIT, and start it",
		Source: "systemctl show",
		Needs:  []Part{Configuration}, Judge: unitDown,
	},
	{
		ID: "process-stale", Title: "every process has read its files as they are", Severity: Warning,
		Why:    "A service reads its files when it starts. What was changed since has no effect, so that the configuration looks right and the behaviour is the old one.",
		Fix:    "restart the unit",
		Source: "oslo.config reads once; start of the process against the file's time",
		Needs:  []Part{Configuration}, Wants: []Part{Processes}, Judge: processStale,
	},
}

// cloud are the services whose units are looked at, beside what they need.
var cloud = []string{"nova", "cinder", "glance", "neutron", "heat", "keystone", ceilometer, "gnocchi"}

// serviceOfUnit is the service that a unit belongs to, by the names of both
// families; "" none that telemetry needs.
func serviceOfUnit(unit string) string {
	name := strings.TrimPrefix(strings.TrimSuffix(unit, ".service"), "openstack-")
	for _, service := range cloud {
		if name == service || strings.HasPrefix(name, service+"-") {
			return service
		}
	}
	return ""
}

// restless is how many restarts are no accident.
const restless = 5

func unitDown(s *Seen) (found []Finding) {
	asked := false
	for _, u := range s.Facts.Units {
		service := serviceOfUnit(u.Name)
		asked = asked || u.Active != ""
		if service == "" || u.Enabled == "masked" {
			continue
		}
		f := Finding{Result: Warning, Subject: u.Name, Evidence: []Evidence{{Text: u.Name + " is " + u.Active, Unit: u.Name}}, Fix: "systemctl start " + u.Name}
		if service == ceilometer || service == "gnocchi" {
			f.Result = Critical
		}
		switch {
		case u.Active == "failed":
			f.Title, f.Fix = u.Name+" has failed", "journalctl -u "+u.Name
		case u.Active == "inactive" && u.Enabled == "enabled":
			f.Title = u.Name + " is stopped"
		case u.Active == "activating" && u.Restarts >= restless:
			f.Title, f.Fix = fmt.Sprintf("%s crashes again and again: %d restarts", u.Name, u.Restarts), "journalctl -u "+u.Name
		default:
			continue
		}
		found = append(found, f)
	}
	if !asked {
		return []Finding{{Result: NotApplicable, Why: "there is no systemd here that could be asked what runs"}}
	}
	return found
}

// grain is how far a file's time and a process' start may be apart by rounding.
const grain = 2 * time.Second

// runner is what runs of a program: a process, or else a unit.
type runner struct {
	name, unit, service string
	files               []string
	started             time.Time
}

// runners are the oldest process of each program: the others are its workers, or
// children that it has made later. Where no process could be seen there are
// units.
func (s *Seen) runners() (all []runner) {
	for _, p := range s.Processes {
		r := runner{p.Program, p.Unit, serviceOfUnit(p.Program), p.Files, p.Started}
		if r.service == "" {
			r.service = serviceOfUnit(p.Unit)
		}
		if r.service == "" || p.Started.IsZero() {
			continue
		}
		i := slices.IndexFunc(all, func(o runner) bool { return o.name == r.name && o.unit == r.unit })
		switch {
		case i < 0:
			all = append(all, r)
		case r.started.Before(all[i].started):
			all[i].started = r.started
		}
	}
	for _, u := range s.Facts.Units {
		started, ok := begun(u)
		service := serviceOfUnit(u.Name)
		if !ok || service == "" || !u.Running() || slices.ContainsFunc(all, func(o runner) bool { return o.unit == u.Name }) {
			continue
		}
		name := strings.TrimPrefix(strings.TrimSuffix(u.Name, ".service"), "openstack-")
		all = append(all, runner{name, u.Name, service, nil, started})
	}
	return all
}

func processStale(s *Seen) (found []Finding) {
	all := s.runners()
	if len(all) == 0 {
		if err := s.Lacks[Processes]; err != nil {
			return []Finding{{Result: Unknown, Why: err.Error()}}
		}
		return []Finding{{Result: NotApplicable, Why: "no process of OpenStack's services was seen on this machine"}}
	}
	for _, r := range all {
		for _, f := range s.filesOf(r) {
			if !f.Changed.After(r.started.Add(grain)) {
				continue
			}
			one := Finding{
				Result: Warning, Subject: r.name, Title: fmt.Sprintf("%s was started before %s was changed", r.name, f.Path),
				Evidence: []Evidence{
					{Text: r.name + " runs since " + clock(r.started), Unit: r.unit},
					{Text: "changed at " + clock(f.Changed), File: f.Path},
				},
			}
			if r.unit != "" {
				one.Fix = "systemctl restart " + r.unit
			}
			found = append(found, one)
		}
	}
	return once(found)
}

// clock is a moment as findings show it.
func clock(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// filesOf are what a program reads: those that its command line names, or else
// those that its service's program of that name has.
func (s *Seen) filesOf(r runner) (all []setup.File) {
	names := slices.Clone(r.files)
	if len(names) == 0 {
		names = s.programOf(r).Files
	}
	if r.service == ceilometer {
		names = append(names, yamls(r.name)...)
	}
	for _, name := range names {
		if f, ok := s.Facts.File(name); ok && !f.Changed.IsZero() && !strings.HasPrefix(name, "/usr/") {
			all = append(all, f)
		}
	}
	return all
}

// yamls are what an agent of Ceilometer reads beside its options.
func yamls(program string) []string {
	switch {
	case strings.Contains(program, "notification"):
		return []string{"/etc/ceilometer/pipeline.yaml", "/etc/ceilometer/event_pipeline.yaml", "/etc/ceilometer/meters.yaml", "/etc/ceilometer/meters.d/meters.yaml"}
	case strings.Contains(program, "central"), strings.Contains(program, "compute"), strings.Contains(program, "polling"):
		return []string{"/etc/ceilometer/polling.yaml"}
	}
	return nil
}

// programOf is the program that runs, by its name, or by its service's first.
func (s *Seen) programOf(r runner) setup.Program {
	var first *program
	for _, p := range s.programs() {
		switch {
		case p.Service != r.service:
		case strings.ReplaceAll(p.name, "_", "-") == r.name:
			return p.Program
		case first == nil && (path.Dir(p.Main) == "/etc/"+p.Service || len(r.unit) == 0) && !strings.Contains(p.name, "registry") && p.name != "nova-compute":
			first = &p
		}
	}
	if first == nil {
		return setup.Program{}
	}
	return first.Program
}
