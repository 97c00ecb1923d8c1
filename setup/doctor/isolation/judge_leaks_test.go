package isolation_test

import (
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// leaks are what is a message on A, and the line that makes it.
var leaks = []scenario{
	{
		name: "the files agree, and all that runs has read them",
		want: "ISOLATED: every service here notifies another broker, and runs with its files as they are: ceilometer, cinder, glance, keystone, neutron, nova",
		says: []string{"A is quiet since 14:28:00, which is all that tells of other nodes"},
	},

	// Leaks, and the line that makes them.
	{
		name:  "nova has no URL of its own",
		edits: []edit{{"/etc/nova/nova.conf", line, ""}},
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "ctl1", "nova", "14:29:57"))
			s.Plan = mends("N1")
		},
		want: "LEAKING nova@ctl1 via nova because /etc/nova/nova.conf:2: no transport_url in [oslo_messaging_notifications], last 3s ago",
		fix:  "ceilotop setup apply", step: "N1",
	},
	{
		name:  "nova names A",
		edits: []edit{{"/etc/nova/nova.conf", ours, theirs}},
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "ctl1.example.org", "nova", "14:25:00"))
		},
		want: "LEAKING nova@ctl1.example.org via nova because /etc/nova/nova.conf:10: [oslo_messaging_notifications] transport_url names broker A, last 5m0s ago",
		fix:  "write broker B into transport_url of [oslo_messaging_notifications] in /etc/nova/nova.conf, and restart nova",
	},
	{
		name:  "Mitaka's Cinder pays no heed to the option",
		edits: []edit{{"/var/lib/dpkg/status", "2:21.3.1-1", "2:8.1.1-1"}},
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "cinder", "ctl1", "openstack", "14:29:00"))
		},
		want: "LEAKING cinder@ctl1 via openstack because /etc/cinder/cinder.conf:6: cinder of mitaka ignores [oslo_messaging_notifications] transport_url",
		fix:  "upgrade cinder, or let Ceilometer's agent listen on A as well",
	},
	{
		name: "Keystone of Liberty, which has no such option",
		edits: []edit{
			{"/var/lib/dpkg/status", "2:22.0.0-2", "2:8.1.0-2"},
			{"/etc/keystone/keystone.conf", "[oslo_messaging_notifications]", "[DEFAULT]\ntransport_url = " + theirs + "\n[oslo_messaging_notifications]"},
		},
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "keystone", "ctl1", "keystone", "14:29:00"))
		},
		want: "LEAKING keystone@ctl1 via keystone because /etc/keystone/keystone.conf:5: keystone of version 8.1.0 ignores",
	},
	{
		name: "the process is older than the file",
		seen: func(s *doctor.Seen) {
			s.Processes[1].Started = edited.Add(-time.Hour)
			s.Arrivals = append(s.Arrivals, event("A", "nova", "ctl1", "nova", "14:29:00"))
		},
		want: "LEAKING nova@ctl1 via nova because /etc/nova/nova.conf: nova-scheduler was started before the file was changed",
		fix:  "systemctl restart nova-scheduler.service",
	},
	{
		name: "a node of which nothing can be read here",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "node1", "nova", "14:29:00"))
		},
		want: "LEAKING nova@node1 via nova, on node1, not readable from here",
		fix:  "run ceilotop setup plan on node1",
	},
	{
		name: "everything here leads to B, and yet",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "ctl1", "nova", "14:29:00"))
		},
		want: "LEAKING nova@ctl1 via nova, its files here lead to another broker: a program of it runs that has read others",
	},
	{
		name: "versioned notifications are a leak as well",
		seen: func(s *doctor.Seen) {
			a := event("A", "nova", "node1", "nova", "14:29:00")
			a.Type = "instance.update"
			s.Arrivals = append(s.Arrivals, a)
		},
		want: "LEAKING nova@node1",
	},
	{
		name: "Ceilometer's own samples are a leak as well",
		edits: []edit{
			{"/etc/ceilometer/ceilometer.conf", "[oslo_messaging_notifications]\n" + line, "[oslo_messaging_notifications]\n"},
		},
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "ceilometer", "", "ceilometer", "14:29:00"))
		},
		want: "LEAKING ceilometer via ceilometer because /etc/ceilometer/ceilometer.conf:2: no transport_url in [oslo_messaging_notifications]",
	},
	{
		name: "a message that says nothing of its sender",
		seen: func(s *doctor.Seen) { s.Arrivals = append(s.Arrivals, event("A", "", "", "x", "14:29:00")) },
		want: "LEAKING ? via x, which service sends it does not stand in the message",
	},
	{
		name: "two leaks, of which one can be mended here",
		edits: []edit{
			{"/etc/nova/nova.conf", line, ""},
		},
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "cinder", "node1", "openstack", "14:29:30"), event("A", "nova", "ctl1", "nova", "14:29:00"))
			s.Plan = mends("N1")
		},
		want: "LEAKING cinder@node1 via openstack, on node1, not readable from here, last 30s ago; and 1 more",
		fix:  "ceilotop setup apply", step: "N1",
	},
	{
		name: "a tap that was refused since, while the leak is young",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "node1", "nova", "14:29:00"))
			s.Taps[0].State = sources.Refused
			s.A = nil
		},
		want: "LEAKING nova@node1",
	},
	{
		name: "no event was heard, and a queue of A takes messages all the same",
		seen: func(s *doctor.Seen) {
			q := queue("custom.info", 10, known(0), known(2.0))
			q.Published = known(2.0)
			s.A.Queues = append(s.A.Queues, q)
			s.A.Bindings = append(s.A.Bindings, sources.Binding{VHost: "/", Exchange: "private", Queue: "custom.info", Key: "custom.info"})
		},
		want: "LEAKING ? via private, custom.info takes 2.0 messages a second, and no event of them was heard",
	},
	{
		name: "a queue without a reader grows, by what AMQP says",
		seen: func(s *doctor.Seen) {
			ready := func(n int, at time.Time) *sources.Statistics {
				return &sources.Statistics{Broker: "A", Address: "192.0.2.11:5672/", At: at, Queues: []sources.QueueStatistics{{VHost: "/", Name: "notifications.info", Ready: &n, Readers: known(0)}}}
			}
			s.Before = &doctor.Seen{A: ready(10, now.Add(-10*time.Second))}
			s.A = ready(30, now)
		},
		want: "LEAKING ?, notifications.info takes 2.0 messages a second",
	},
}
