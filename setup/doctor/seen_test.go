package doctor_test

import (
	"errors"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

func known[T any](v T) *T { return &v }

// queue is one that the broker says everything about.
func queue(name string, messages, readers int, growth float64) sources.QueueStatistics {
	return sources.QueueStatistics{
		VHost: "/", Name: name, Type: "classic", Messages: known(messages), Ready: known(messages), Unacked: known(0),
		Bytes: known(uint64(messages) * 3000), Readers: known(readers), Growth: known(growth), Published: known(1.0), Delivered: known(1.0 - growth),
	}
}

// healthyB is a broker B as the testbed has it: the agent reads all of its
// queues, and Cinder sends to the exchange openstack.
func healthyB() *sources.Statistics {
	s := &sources.Statistics{
		Broker: "B", Address: "192.0.2.71:5672/", Version: "3.10.8", At: now, Management: true, Unroutable: known(uint64(0)),
		Nodes:       []sources.BrokerNode{{Name: "rabbit@b", Running: true, Memory: known(uint64(120 << 20)), MemoryLimit: known(uint64(1600 << 20)), DiskFree: known(uint64(9 << 30)), DiskFreeLimit: known(uint64(50 << 20))}},
		Exchanges:   []sources.Exchange{{VHost: "/", Name: "nova", Type: "topic"}, {VHost: "/", Name: "openstack", Type: "topic"}},
		Connections: []sources.Connection{{Name: "192.0.2.11:40000 -> 192.0.2.71:5672", User: "ceilometer", VHost: "/", Peer: "192.0.2.11", Program: "ceilometer-agent-notification", PID: 812, State: "running"}},
	}
	for _, level := range []string{"audit", "critical", "debug", "error", "info", "sample", "warn"} {
		name := "notifications." + level
		s.Queues = append(s.Queues, queue(name, 0, 1, 0))
		s.Consumers = append(s.Consumers, sources.Consumer{VHost: "/", Queue: name, Tag: level, Connection: s.Connections[0].Name, Peer: "192.0.2.11", User: "ceilometer", Prefetch: 100, AckRequired: true})
		s.Bindings = append(s.Bindings, sources.Binding{VHost: "/", Exchange: "nova", Queue: name, Key: name})
	}
	return s
}

// healthyA carries calls alone.
func healthyA() *sources.Statistics {
	return &sources.Statistics{
		Broker: "A", Address: "192.0.2.11:5672/", Version: "3.10.8", At: now, Management: true, Unroutable: known(uint64(7)),
		Nodes:  []sources.BrokerNode{{Name: "rabbit@a", Running: true, Memory: known(uint64(200 << 20)), MemoryLimit: known(uint64(1600 << 20))}},
		Queues: []sources.QueueStatistics{queue("conductor", 0, 4, 0), queue("cinder-scheduler", 0, 2, 0)},
	}
}

// healthyServers is all that servers say of a cloud where nothing is wrong.
func healthyServers(s *doctor.Seen) {
	s.A, s.B = healthyA(), healthyB()
	s.Taps = []sources.BrokerStatus{{Broker: "A", Address: "192.0.2.11:5672/", State: sources.Live}, {Broker: "B", Address: "192.0.2.71:5672/", State: sources.Live, Exchanges: []string{"nova"}}}
	s.Logins = []doctor.Login{{Broker: "B", Address: "192.0.2.71:5672", VHost: "/", User: "ceilometer", Reached: true, Known: true}}
	s.Arrivals = []doctor.Arrival{{Broker: "B", Exchange: "nova", Service: "nova", Host: "ctl1", Type: "compute.instance.create.end", Count: 9, First: now, Last: now, MessageID: "m1", Lag: 20 * time.Millisecond, LagKnown: true}}
	s.Identity = doctor.IdentityFacts{Asked: "http://192.0.2.11:5000", Skew: time.Second, SkewKnown: true}
	s.Store = doctor.StoreFacts{
		Kind: sources.Gnocchi, Address: "http://192.0.2.11:8041", Status: 200, Rows: 12, Backlog: known(3),
		Newest: map[string]time.Time{"vcpus": now, "cpu": now}, Types: []string{"generic", "image", "instance", "volume"}, Policies: []string{"ceilometer-low", "low"},
	}
}

// also is a healthy cloud with a change.
func also(change func(s *doctor.Seen)) func(*doctor.Seen) {
	return func(s *doctor.Seen) {
		healthyServers(s)
		change(s)
	}
}

// onBrokerB changes a queue of B, or adds it.
func onBrokerB(q sources.QueueStatistics) func(*doctor.Seen) {
	return also(func(s *doctor.Seen) { put(s.B, q) })
}

func put(s *sources.Statistics, q sources.QueueStatistics) {
	for i := range s.Queues {
		if s.Queues[i].Name == q.Name && s.Queues[i].VHost == q.VHost {
			s.Queues[i] = q
			return
		}
	}
	s.Queues = append(s.Queues, q)
}

// closedManagement is broker B as AMQP alone shows it.
func closedManagement(s *doctor.Seen) {
	s.B.Management, s.B.Lacks = false, []string{"the management API refuses the user ceilometer"}
	for i := range s.B.Queues { // a passive declare tells what is ready, and who reads
		q := &s.B.Queues[i]
		*q = sources.QueueStatistics{VHost: q.VHost, Name: q.Name, Ready: q.Ready, Readers: q.Readers}
	}
	s.B.Nodes, s.B.Exchanges, s.B.Bindings, s.B.Connections, s.B.Consumers, s.B.Unroutable, s.B.Version = nil, nil, nil, nil, nil, nil, ""
}

var errAway = sources.WithHint(errors.New("ask broker A: no answer in time"), "look whether it runs")
