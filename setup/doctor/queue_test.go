package doctor_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

func TestCeilometerReadsItsQueues(t *testing.T) {
	t.Parallel()
	specify(t, "queue-unread", "zed-debian", []outcome{
		{name: "it does", seen: healthyServers, result: doctor.OK},
		{name: "the agent is stopped", seen: onBrokerB(queue("notifications.info", 0, 0, 0)), result: doctor.Critical, says: []string{"nobody reads notifications.info on broker B", "0 messages; no consumer", "start ceilometer-agent-notification"}, at: "B:/:notifications.info"},
		{name: "and it grows", seen: onBrokerB(queue("notifications.sample", 812, 0, 2.25)), result: doctor.Critical, says: []string{"nobody reads notifications.sample", "it grows by 2.2 messages a second"}},
		{name: "the collector is stopped", seen: onBrokerB(queue("metering.sample", 5, 0, 1)), result: doctor.Critical, says: []string{"start ceilometer-collector"}},
		{name: "who reads it was not said", seen: onBrokerB(sources.QueueStatistics{VHost: "/", Name: "notifications.info", Messages: known(3)}), result: doctor.Unknown, says: []string{"who reads notifications.info is not known"}},
		{name: "there is no broker B", result: doctor.NotApplicable},
		{name: "B could not be asked", seen: func(s *doctor.Seen) { s.Lacks = map[doctor.Part]error{doctor.BrokerB: errAway} }, result: doctor.Unknown, says: []string{"no answer in time", "look whether it runs"}},
	})
}

func TestNoQueueGrowsThatIsRead(t *testing.T) {
	t.Parallel()
	twice := func(then, now_ int) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) {
			q := queue("notifications.info", now_, 1, 0)
			q.Growth = nil
			put(s.B, q)
			before := *s
			earlier := *healthyB()
			earlier.At = now.Add(-10 * time.Second)
			put(&earlier, queue("notifications.info", then, 1, 0))
			before.B = &earlier
			s.Before = &before
		})
	}
	specify(t, "queue-growing", "zed-debian", []outcome{
		{name: "all are empty", seen: healthyServers, result: doctor.OK},
		{name: "a burst", seen: onBrokerB(queue("notifications.info", 400, 1, 40)), result: doctor.OK},
		{name: "a backlog that shrinks", seen: onBrokerB(queue("notifications.info", 40_000, 1, -12)), result: doctor.OK},
		{name: "the agent is too slow", seen: onBrokerB(queue("notifications.info", 40_000, 1, 12)), result: doctor.Warning, says: []string{"notifications.info on broker B grows although it is read", "40000 messages; 1 consumer", "12 messages a second", "raise workers"}, at: "B:/:notifications.info"},
		{name: "no rate, and one sight", seen: also(func(s *doctor.Seen) {
			q := queue("notifications.info", 40_000, 1, 0)
			q.Growth = nil
			put(s.B, q)
		}), result: doctor.Unknown, says: []string{"whether notifications.info grows is not known"}},
		{name: "no rate, and two sights that grow", seen: twice(39_000, 40_000), result: doctor.Warning, says: []string{"grows by 100 messages a second"}},
		{name: "no rate, and two sights that do not", seen: twice(41_000, 40_000), result: doctor.OK},
		{name: "A could not be asked", seen: also(func(s *doctor.Seen) { s.A, s.Lacks = nil, map[doctor.Part]error{doctor.BrokerA: errAway} }), result: doctor.Unknown, says: []string{"broker A", "no answer in time"}},
	})
}

func TestVersionedNotificationsDoNotPileUp(t *testing.T) {
	t.Parallel()
	const name = "versioned_notifications.info"
	bounded := func(policy string, known bool) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) {
			q := queue(name, 90_000, 0, 3)
			q.Policy = policy
			put(s.B, q)
			if known {
				s.Facts.Servers.BrokerB = &setup.BrokerServer{Policies: []setup.Policy{{Name: "ceilotop-bounds", Definition: map[string]any{"message-ttl": 1}}, {Name: "ha", Definition: map[string]any{"ha-mode": "all"}}}}
			}
		})
	}
	specify(t, "queue-versioned", "zed-debian", []outcome{
		{name: "there are none", seen: healthyServers, result: doctor.OK},
		{name: "nobody reads them", seen: onBrokerB(queue(name, 1704, 0, 2)), result: doctor.Warning, says: []string{"versioned_notifications.info on broker B piles up", "1704 messages; no consumer", "notification_format = unversioned", `rabbitmqctl set_policy -p '/' --priority 1 --apply-to queues ceilotop-versioned '^versioned_notifications\.'`}, at: "B:/:" + name},
		{name: "on A as well", seen: also(func(s *doctor.Seen) { put(s.A, queue(name, 12, 0, 0)) }), result: doctor.Warning, says: []string{"on broker A"}, at: "A:/:" + name},
		{name: "seen over AMQP alone", seen: also(func(s *doctor.Seen) { put(s.B, queue(name, 7, 0, 1)); closedManagement(s) }), result: doctor.Warning, says: []string{"7 messages; no consumer"}},
		{name: "in another virtual host", seen: also(func(s *doctor.Seen) {
			q := queue(name, 12, 0, 0)
			q.VHost = "nova"
			put(s.B, q)
		}), result: doctor.Warning, says: []string{"-p 'nova'"}, at: "B:nova:" + name},
		{name: "somebody reads them", seen: onBrokerB(queue(name, 4, 1, 0)), result: doctor.OK},
		{name: "a policy bounds them", seen: bounded("ceilotop-bounds", true), result: doctor.Info, says: []string{"ceilotop-bounds bounds it"}},
		{name: "a policy does something else", seen: bounded("ha", true), result: doctor.Warning},
		{name: "a policy whose text is not known", seen: bounded("ceilotop-bounds", false), result: doctor.Warning, says: []string{"whether the policy ceilotop-bounds bounds it is not known"}},
	})
}

func TestNoLevelPilesUpUnread(t *testing.T) {
	t.Parallel()
	specify(t, "queue-level", "zed-debian", []outcome{
		{name: "the agent reads all", seen: healthyServers, result: doctor.OK},
		{name: "Mitaka's agent leaves errors", seen: onBrokerB(queue("notifications.error", 31, 0, 0.1)), result: doctor.Warning, says: []string{"notifications.error on broker B piles up unread", `'^notifications\.'`}, at: "B:/:notifications.error"},
		{name: "a topic that nobody reads", seen: onBrokerB(queue("billing.info", 9, 0, 0.1)), result: doctor.Warning, says: []string{"billing.info on broker B", "ceilotop-billing"}},
		{name: "it is empty", seen: onBrokerB(queue("notifications.error", 0, 0, 0)), result: doctor.OK},
		{name: "its messages are not known", seen: onBrokerB(sources.QueueStatistics{VHost: "/", Name: "notifications.error", Readers: known(0)}), result: doctor.Unknown},
	})
}

func TestTheAgentsOwnEventsDoNotPileUp(t *testing.T) {
	t.Parallel()
	specify(t, "queue-events", "zed-debian", []outcome{
		{name: "its event pipeline is off", seen: healthyServers, result: doctor.OK},
		{name: "it is on", seen: onBrokerB(queue("event.sample", 1704, 0, 2.2)), result: doctor.Warning, says: []string{"event.sample on broker B piles up", "event_pipeline.yaml", `'^event\.sample$'`}, at: "B:/:event.sample"},
	})
}

func TestNothingIsLeftOnA(t *testing.T) {
	t.Parallel()
	left := func(messages, readers int) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) { put(s.A, queue("notifications.info", messages, readers, 0)) })
	}
	specify(t, "queue-leftover", "zed-debian", []outcome{
		{name: "A has calls alone", seen: healthyServers, result: doctor.OK},
		{name: "messages of before the move", seen: left(5121, 0), result: doctor.Warning, says: []string{"notifications.info is left on broker A", "5121 messages", "messaging_urls", "ceilotop-leftover"}, at: "A:/:notifications.info"},
		{name: "the advised policy was set", seen: also(func(s *doctor.Seen) {
			left(3, 0)(s)
			q := &s.A.Queues[len(s.A.Queues)-1]
			q.Policy, q.Bounds = "ceilotop-leftover", map[string]any{"max-length": 1000000}
		}), result: doctor.Info, says: []string{"ceilotop-leftover bounds it"}},
		{name: "services send there now", seen: also(func(s *doctor.Seen) { s.A = healthyA(); put(s.A, queue("notifications.info", 3, 0, 0.1)) }), result: doctor.OK},
		{name: "virtual hosts that were not seen", seen: also(func(s *doctor.Seen) { s.A.Hidden = known(2) }), result: doctor.Unknown, says: []string{"may not enter: 2"}},
		{name: "an empty queue", seen: left(0, 0), result: doctor.Info, says: []string{"rabbitmqctl delete_queue -p '/' 'notifications.info' --if-empty --if-unused"}},
		{name: "an agent reads A as well", seen: left(3, 1), result: doctor.OK},
		{name: "there is one broker alone", seen: func(s *doctor.Seen) { s.A = healthyA(); put(s.A, queue("notifications.info", 3, 1, 0)) }, result: doctor.NotApplicable},
	})
}

func TestTheWatermarkIsFar(t *testing.T) {
	t.Parallel()
	filling := func(growth float64, memory uint64) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) {
			put(s.B, queue("versioned_notifications.info", 1000, 0, growth))
			s.B.Nodes[0].Memory = known(memory)
		})
	}
	specify(t, "queue-memory", "zed-debian", []outcome{
		{name: "nothing grows", seen: healthyServers, result: doctor.OK},
		{name: "in days", seen: filling(1, 120<<20), result: doctor.OK},
		{name: "in hours", seen: filling(20, 120<<20), result: doctor.Warning, says: []string{"fills the memory of broker B in 5h45m0s", "1480 MiB are left to the watermark, and a message takes some 3750 bytes"}},
		{name: "in minutes", seen: filling(100, 1300<<20), result: doctor.Critical, says: []string{"in 14m0s"}},
		{name: "the management API is closed", seen: also(closedManagement), result: doctor.Unknown, says: []string{"refuses the user ceilometer"}},
		{name: "the memory is not known", seen: also(func(s *doctor.Seen) { s.B.Nodes[0].Memory = nil }), result: doctor.Unknown},
	})
}

func TestCeilometerAloneReadsItsQueue(t *testing.T) {
	t.Parallel()
	second := func(program, user string) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) {
			s.B.Connections = append(s.B.Connections, sources.Connection{Name: "c2", Program: program, User: user, Peer: "192.0.2.99"})
			s.B.Consumers = append(s.B.Consumers, sources.Consumer{VHost: "/", Queue: "notifications.info", Connection: "c2", User: user, Peer: "192.0.2.99"})
		})
	}
	specify(t, "queue-shared", "zed-debian", []outcome{
		{name: "one agent", seen: healthyServers, result: doctor.OK},
		{name: "two agents", seen: second("/usr/bin/ceilometer-agent-notification", "ceilometer"), result: doctor.OK},
		{name: "StackTach", seen: second("stacktach-worker", "stacktach"), result: doctor.Critical, says: []string{"stacktach-worker as user stacktach on 192.0.2.99 reads notifications.info too", "ceilometer-agent-notification as user ceilometer on 192.0.2.11"}, at: "B:/:notifications.info"},
		{name: "a program without a name", seen: second("", "ceilometer"), result: doctor.Critical, says: []string{"an unknown program as user ceilometer"}},
		{name: "agents of two clouds", seen: second("ceilometer-agent-notification", "other"), result: doctor.Warning, says: []string{"agents with several users"}},
		{name: "nobody reads", seen: onBrokerB(queue("notifications.info", 0, 0, 0)), result: doctor.OK},
		{name: "the consumers were not listed", seen: also(func(s *doctor.Seen) { s.B.Consumers = nil }), result: doctor.Unknown},
		{name: "the management API is closed", seen: also(closedManagement), result: doctor.Unknown},
	})
}
