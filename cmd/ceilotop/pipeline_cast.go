package main

import (
	"strconv"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

const (
	agentProgram = "ceilometer-agent-notification"
	agentPID     = 2101
)

// rehearsedPrograms are those of the demo's controller: which exchange each
// notifies on, and whether it is a client of broker A for calls.
var rehearsedPrograms = []struct {
	name    string
	pid     int
	service string
	unit    string
	file    string
	rpc     bool
}{
	{"nova-conductor", 1802, "nova", "nova-conductor.service", "/etc/nova/nova.conf", true},
	{"nova-scheduler", 1803, "nova", "nova-scheduler.service", "/etc/nova/nova.conf", true},
	{"nova-api", 1804, "nova", "nova-api.service", "/etc/nova/nova.conf", true},
	{"glance-api", 1811, "glance", "glance-api.service", "/etc/glance/glance-api.conf", false},
	{"cinder-volume", 1821, "cinder", "cinder-volume.service", "/etc/cinder/cinder.conf", true},
	{"cinder-scheduler", 1822, "cinder", "cinder-scheduler.service", "/etc/cinder/cinder.conf", true},
	{"cinder-api", 1823, "cinder", "cinder-api.service", "/etc/cinder/cinder.conf", true},
	{"uwsgi", 1831, "keystone", "apache2.service", "/etc/keystone/keystone.conf", false},
	{"ceilometer-polling", 2102, "ceilometer", "ceilometer-agent-central.service", "/etc/ceilometer/ceilometer.conf", false},
}

// rehearsedProcesses are the programs as they run. That of a stopped unit is not
// there.
func rehearsedProcesses(u *units) (all []doctor.Process) {
	add := func(pid int, program, unit, file string) {
		if since, runs := u.began(unit); runs {
			all = append(all, doctor.Process{PID: pid, Program: program, Unit: unit, Started: since, Files: []string{file}})
		}
	}
	for _, p := range rehearsedPrograms {
		add(p.pid, p.name, p.unit, p.file)
	}
	add(agentPID, agentProgram, agentUnit, "/etc/ceilometer/ceilometer.conf")
	return all
}

// rehearsedIdentity is a Keystone that lets Ceilometer in, with a clock that
// agrees.
func rehearsedIdentity(s *doctor.Seen, in *sandbox) {
	s.Identity = doctor.IdentityFacts{
		Asked: in.keystone.URL(), SkewKnown: true,
		Metering: []setup.CatalogueEndpoint{{ID: "demo", ServiceID: "demo", Interface: "internal", Region: sandboxRegion, URL: "http://127.0.0.1:8777"}},
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
