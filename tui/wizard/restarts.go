package wizard

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/words"
)

// restart is a unit that the plan stops, starts or restarts.
type restart struct {
	unit string
	verb setup.Verb
}

func (r restart) name() string { return strings.TrimSuffix(r.unit, ".service") }

// restart notes what a step does to running services.
func (s *summary) restart(step setup.Step) {
	for _, a := range step.Actions {
		c, ok := a.(setup.ControlUnit)
		if !ok {
			continue
		}
		switch c.Verb {
		case setup.Enable, setup.Disable, setup.Start:
			continue // that interrupts nothing
		}
		if r := (restart{c.Unit, c.Verb}); !slices.Contains(s.restarts, r) {
			s.restarts = append(s.restarts, r)
		}
	}
}

// interrupts says what is felt while a unit is restarted.
func interrupts(unit string, verb setup.Verb, w *words.Impact) string {
	name := strings.TrimSuffix(unit, ".service")
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	switch {
	case verb == setup.Reload:
		return w.Reload
	case has("ceilometer-polling", "ceilometer-agent-compute", "ceilometer-agent-central", "ceilometer-compute", "ceilometer-central"):
		return w.Polling
	case has("ceilometer"):
		return w.Listener
	case has("nova-compute"):
		return w.Compute
	case has("nova-conductor", "nova-scheduler"):
		return w.Scheduler
	case has("cinder-volume", "cinder-backup"):
		return w.Volume
	case has("neutron-") && has("agent"):
		return w.Agent
	case has("rabbitmq"):
		return w.Broker
	case has("mongo"):
		return w.Database
	case has("memcached"):
		return w.Cache
	case has("httpd", "apache", "uwsgi"):
		return w.WebServer
	case strings.HasSuffix(name, ".timer"):
		return w.Timer
	case has("api", "keystone", "neutron-server", "heat"):
		return w.API
	}
	return w.Other
}

// joined is a list of words with no one twice.
func joined(all []string) string {
	var once []string
	for _, s := range all {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return strings.Join(once, ", ")
}
