package main

import (
	"strconv"
	"time"

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
	{"nova-compute", 1801, "nova", "nova-compute.service", "/etc/nova/nova.conf", true},
	{"nova-conductor", 1802, "nova", "nova-conductor.service", "/etc/nova/nova.conf", true},
	{"nova-scheduler", 1803, "nova", "nova-scheduler.service", "/etc/nova/nova.conf", true},
	{"nova-api", 1804, "nova", "nova-api.service", "/etc/nova/nova.conf", true},
	{"glance-api", 1811, "glance", "glance-api.service", "/etc/glance/glance-api.conf", false},
	{"cinder-volume", 1821, "cinder", "cinder-volume.service", "/etc/cinder/cinder.conf", true},
	{"cinder-scheduler", 1822, "cinder", "cinder-scheduler.service", "/etc/cinder/cinder.conf", true},
	{"cinder-api", 1823, "cinder", "cinder-api.service", "/etc/cinder/cinder.conf", true},
	{"uwsgi", 1831, "keystone", "keystone.service", "/etc/keystone/keystone.conf", false},
	{"ceilometer-polling", 2102, "ceilometer", "ceilometer-polling.service", "/etc/ceilometer/ceilometer.conf", false},
}

// rehearsedProcesses are the programs as they run. A stopped agent is not there.
func rehearsedProcesses(since time.Time, agent bool) (all []doctor.Process) {
	for _, p := range rehearsedPrograms {
		all = append(all, doctor.Process{PID: p.pid, Program: p.name, Unit: p.unit, Started: since, Files: []string{p.file}})
	}
	if agent {
		all = append(all, doctor.Process{PID: agentPID, Program: agentProgram, Unit: agentProgram + ".service", Started: since, Files: []string{"/etc/ceilometer/ceilometer.conf"}})
	}
	return all
}

// rehearsedIdentity is a Keystone that lets Ceilometer in, with a clock that
// agrees.
func rehearsedIdentity(s *doctor.Seen) {
	s.Identity = doctor.IdentityFacts{
		Asked: rehearsedKeystone, SkewKnown: true,
		Metering: []setup.CatalogueEndpoint{{ID: "demo", ServiceID: "demo", Interface: "internal", Region: sandboxRegion, URL: "http://192.0.2.10:8777"}},
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
