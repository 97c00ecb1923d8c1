package isolation_test

import (
	"errors"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// silences are what follows when nothing comes over A any more, or cannot be seen.
var silences = []scenario{
	// Leaks that have ended.
	{
		name: "it was mended and restarted since",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "ctl1", "nova", "14:00:00"))
			for i := range s.Processes {
				s.Processes[i].Started = at("14:25:00")
			}
		},
		want: "ISOLATED: every service here notifies another broker",
	},
	{
		name: "the other node was silent for long enough since",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "node1", "nova", "14:15:00"))
			s.Taps[0].Since = at("14:00:00")
		},
		want: "ISOLATED: every service here notifies another broker",
		says: []string{"A is quiet since 14:15:00"},
	},
	{
		name: "the other node was silent, but the tap has not listened all the time",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "node1", "nova", "14:15:00"))
		},
		want: "UNKNOWN: nova@node1 sent to broker A at 14:15:00, and the tap has not listened for long enough since",
	},

	// Queues of A.
	{
		name: "an agent reads what is left",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, queue("notifications.info", 1200, known(1), known(-40.0)))
		},
		want: "DRAINING notifications.info: 1200 left, -40 a second",
	},
	{
		name: "it has a reader, and how fast is not known",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, queue("notifications.info", 1200, known(1), nil))
		},
		want: "DRAINING notifications.info: 1200 left",
	},
	{
		name: "it shrinks without a reader, by a policy",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, queue("notifications.info", 1200, known(0), known(-3.0)))
		},
		want: "DRAINING notifications.info: 1200 left, -3.0 a second",
	},
	{
		name: "nobody reads what is left",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, queue("notifications.info", 1200, known(0), known(0.0)))
		},
		want: "ISOLATED: every service here",
		says: []string{"1200 messages are left over in notifications.info, and nobody reads them"},
		fix:  "rabbitmqctl purge_queue -p '/' 'notifications.info'",
	},
	{
		name: "one is drained, and another is left over",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, queue("versioned_notifications.info", 1, known(0), nil), queue("notifications.info", 5, known(2), known(-1.0)))
		},
		want: "DRAINING notifications.info: 5 left, -1.0 a second",
		says: []string{"1 message is left over in versioned_notifications.info, and nobody reads it"},
	},
	{
		name: "queues of calls, of other virtual hosts and of taps are none of them",
		seen: func(s *doctor.Seen) {
			other, tap := queue("notifications.info", 7, known(0), known(1.0)), queue("ceilotop.abc.info", 7, known(1), known(1.0))
			other.VHost = "/telemetry"
			s.A.Queues = append(s.A.Queues, queue("conductor", 7, known(0), known(1.0)), other, tap)
		},
		want: "ISOLATED: every service here",
	},

	// What the files leave open, and what silence says then.
	{
		name: "the release decides, and is not known",
		edits: []edit{
			{"/var/lib/dpkg/status", "Version: 2:25.1.0-2\n", ""},
		},
		want: "UNKNOWN: /etc/glance/glance-api.conf:5: the release of glance is not known, and with it whether it heeds [oslo_messaging_notifications] transport_url",
		says: []string{"A is quiet for 2m0s, and silence alone proves it after 10m0s"},
	},
	{
		name: "the release decides, and A was silent for long",
		edits: []edit{
			{"/var/lib/dpkg/status", "Version: 2:25.1.0-2\n", ""},
		},
		seen: func(s *doctor.Seen) { s.Taps[0].Since = at("14:10:00") },
		want: "ISOLATED: no notification came over broker A for 20m0s",
	},
	{
		name:  "the files name A, and nothing has come yet",
		edits: []edit{{"/etc/nova/nova.conf", line, ""}},
		seen: func(s *doctor.Seen) {
			s.Taps[0].Since = at("10:00:00")
			s.Plan = mends("N1")
		},
		want: "UNKNOWN: nova will notify broker A, because of /etc/nova/nova.conf:2: no transport_url in [oslo_messaging_notifications]",
		fix:  "ceilotop setup apply", step: "N1",
	},
	{
		name:  "a service without a driver sends nothing, whatever it names",
		edits: []edit{{"/etc/nova/nova.conf", "driver = messagingv2\n" + line, "driver = noop\n"}},
		want:  "ISOLATED: every service here",
	},
	{
		name: "a process is older than its file, and a silent night says nothing about it",
		seen: func(s *doctor.Seen) {
			s.Taps[0].Since = at("10:00:00")
			s.Processes[0].Started = edited.Add(-time.Hour)
		},
		want: "UNKNOWN: nova-api was started before /etc/nova/nova.conf was changed",
		fix:  "systemctl restart nova-api.service",
	},
	{
		name: "a process is older than its file, but its events come over B and A was silent",
		seen: func(s *doctor.Seen) {
			s.Taps[0].Since = at("10:00:00")
			s.Processes[0].Started = edited.Add(-time.Hour)
			s.Arrivals = append(s.Arrivals, event("B", "nova", "ctl1", "nova", "14:29:00"))
		},
		want: "ISOLATED: no notification came over broker A for 4h30m0s",
	},
	{
		name: "when a service was started is not known",
		seen: func(s *doctor.Seen) { s.Processes = s.Processes[:2] },
		want: "UNKNOWN: when ceilometer was started is not known: no process of it was seen",
	},
	{
		name: "a service that does not run sends nothing",
		seen: func(s *doctor.Seen) {
			s.Processes = s.Processes[2:]
			s.Facts.Units = append(s.Facts.Units, setup.Unit{Name: "nova-api.service", Active: "inactive"})
		},
		want: "ISOLATED: every service here",
	},
	{
		name: "a file that may not be read",
		seen: func(s *doctor.Seen) {
			s.Facts.Unreadable = append(s.Facts.Unreadable, setup.Unreadable{Path: "/etc/heat/heat.conf", Owner: "root:heat", Mode: 0o640})
		},
		want: "UNKNOWN: reading /etc/heat/heat.conf: permission denied (root:heat 0640)",
		fix:  "sudo ceilotop",
	},
	{
		name: "a machine without any service, and a young silence",
		seen: func(s *doctor.Seen) { s.Facts.Programs = nil },
		want: "UNKNOWN: no service that notifies has its configuration on this machine; A is quiet for 2m0s, and silence alone proves it after 10m0s",
	},

	// What is out of sight proves nothing.
	{
		name: "the tap of A is refused",
		seen: func(s *doctor.Seen) {
			s.Taps[0].State = sources.Refused
			s.Taps[0].Err = sources.WithHint(errors.New("log in to 192.0.2.11:5672: refused"), "rabbitmqctl set_permissions")
		},
		want: "UNKNOWN: broker A: log in to 192.0.2.11:5672: refused",
		fix:  "rabbitmqctl set_permissions",
	},
	{
		name: "an exchange of A may not be read",
		seen: func(s *doctor.Seen) {
			s.Taps[0].Denied, s.Taps[0].DeniedHint = []string{"nova"}, "rabbitmqctl set_permissions -p / ceilotop"
		},
		want: "UNKNOWN: the exchange nova of broker A may not be read",
		fix:  "rabbitmqctl set_permissions -p / ceilotop",
	},
	{
		name: "A is not tapped",
		seen: func(s *doctor.Seen) { s.Taps = s.Taps[1:] },
		want: "UNKNOWN: broker A is not tapped",
	},
	{
		name: "A could not be asked for its queues",
		seen: func(s *doctor.Seen) {
			s.A = nil
			s.Lacks = map[doctor.Part]error{doctor.BrokerA: sources.WithHint(errors.New("ask broker A: no answer"), "look whether it runs")}
		},
		want: "UNKNOWN: ask broker A: no answer",
		fix:  "look whether it runs",
	},
	{
		name: "the numbers of A are old",
		seen: func(s *doctor.Seen) { s.A.At = now.Add(-time.Hour) },
		want: "UNKNOWN: the last numbers of broker A are of 13:30:00",
	},
	{
		name: "how many messages a queue of A holds is not known",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, sources.QueueStatistics{VHost: "/", Name: "notifications.info"})
		},
		want: "UNKNOWN: how many messages notifications.info of broker A holds is not known",
	},
	{
		name: "who reads a queue of A is not known",
		seen: func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, queue("notifications.info", 3, nil, known(0.0)))
		},
		want: "UNKNOWN: who reads the 3 messages in notifications.info of broker A is not known",
	},
	{
		name: "whether a queue of A grows is not known",
		seen: func(s *doctor.Seen) {
			q := queue("notifications.info", 3, known(0), nil)
			q.Published = nil
			s.A.Queues = append(s.A.Queues, q)
		},
		want: "UNKNOWN: whether notifications.info of broker A, which holds 3 messages, still takes more is not known yet",
	},
	{
		name: "there is no A",
		seen: func(s *doctor.Seen) { s.Facts.Brokers, s.Taps, s.A = nil, nil, nil },
		want: "UNKNOWN: no broker A is known",
	},
	{
		name: "the management API of A is closed",
		seen: func(s *doctor.Seen) { s.A.Management = false },
		want: "ISOLATED: every service here",
		says: []string{"the management API of broker A is closed: queues of other topics were not looked at"},
	},
	{
		name: "a name that would write to the terminal",
		seen: func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, event("A", "nova", "node\x1b[2J\n1", "nova", "14:29:00"))
		},
		want: `LEAKING nova@node\x1b[2J\n1 via nova, on node\x1b[2J\n1, not readable from here`,
	},
}
