package topology_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

var now = time.Date(2026, 11, 28, 14, 30, 0, 0, time.UTC)

var levels = []string{"audit", "critical", "debug", "error", "info", "sample", "warn"}

func known[T any](v T) *T { return &v }

// machineWith is what a survey of a controller finds, after an edit of nova.conf.
func machineWith(t *testing.T, old, with string) *doctor.Seen {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "testdata", "zed-debian.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		text := string(f.Data)
		if f.Name == "etc/nova/nova.conf" {
			text = strings.Replace(text, old, with, 1)
		}
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	facts, err := machine.Survey(t.Context(), root, func(context.Context, string, ...string) ([]byte, error) {
		return nil, errors.New("there is no such program")
	})
	if err != nil {
		t.Fatal(err)
	}
	return &doctor.Seen{At: now, Facts: facts}
}

// arrival is a kind of event that came n times, the last one some time ago.
func arrival(broker, service, host, exchange string, n uint64, ago, lag time.Duration) doctor.Arrival {
	return doctor.Arrival{
		Broker: broker, Service: service, Host: host, Exchange: exchange, Type: service + ".create.end",
		Count: n, First: now.Add(-time.Hour), Last: now.Add(-ago), Lag: lag, LagKnown: lag != 0,
	}
}

// read is a queue of B that Ceilometer's agent reads.
func read(s *sources.Statistics, name string, messages int, rate float64) {
	s.Queues = append(s.Queues, sources.QueueStatistics{
		VHost: "/", Name: name, Messages: &messages, Readers: known(1), Published: known(rate), Delivered: known(rate), Growth: known(0.0),
	})
	s.Consumers = append(s.Consumers, sources.Consumer{VHost: "/", Queue: name, Tag: "1", Connection: "agent", Peer: "192.0.2.11", User: "ceilometer"})
}

func bind(s *sources.Statistics, exchange string, queues ...string) {
	s.Exchanges = append(s.Exchanges, sources.Exchange{VHost: "/", Name: exchange, Type: "topic"})
	for _, q := range queues {
		s.Bindings = append(s.Bindings, sources.Binding{VHost: "/", Exchange: exchange, Queue: q, Key: q})
	}
}

// healthy is a cloud where all is well: services notify B, the agent reads its
// queues, the store gets samples.
func healthy(t *testing.T) *doctor.Seen {
	t.Helper()
	s := machineWith(t, "", "")
	s.Taps = []sources.BrokerStatus{
		{Broker: "A", Address: "192.0.2.11:5672/", State: sources.Live, Since: now.Add(-time.Hour), Exchanges: []string{"nova"}},
		{Broker: "B", Address: "192.0.2.71:5672/", State: sources.Live, Since: now.Add(-time.Hour), Exchanges: []string{"glance", "heat", "nova", "openstack", "swift"}},
	}
	s.A = &sources.Statistics{
		Broker: "A", Address: "192.0.2.11:5672/", At: now, Management: true,
		Queues:    []sources.QueueStatistics{{VHost: "/", Name: "conductor", Messages: known(0), Readers: known(4)}},
		Exchanges: []sources.Exchange{{VHost: "/", Name: "nova", Type: "topic", Published: known(40.0)}},
	}
	s.B = &sources.Statistics{
		Broker: "B", Address: "192.0.2.71:5672/", At: now, Management: true,
		Nodes: []sources.BrokerNode{{Name: "rabbit@b", Running: true}},
		Connections: []sources.Connection{
			{Name: "agent", VHost: "/", Peer: "192.0.2.11", Program: "/usr/bin/ceilometer-agent-notification", PID: 812, State: "running"},
			{Name: "compute", VHost: "/", Peer: "192.0.2.21", Program: "/usr/bin/nova-compute", PID: 99, State: "running", Published: known(0.2)},
			{Name: "wsgi1", VHost: "/", Peer: "192.0.2.11", Program: "uwsgi", PID: 4711, State: "running", Published: known(0.5)},
			{Name: "wsgi2", VHost: "/", Peer: "192.0.2.11", Program: "uwsgi", PID: 4712, State: "running", Published: known(0.1)},
			{Name: "tap", VHost: "/", Peer: "192.0.2.11", Program: "ceilotop", PID: 5, State: "running"},
		},
	}
	for _, level := range levels {
		read(s.B, "notifications."+level, 0, map[string]float64{"info": 1.2}[level])
	}
	for _, exchange := range []string{"glance", "heat", "nova", "openstack", "swift"} {
		for _, level := range levels {
			bind(s.B, exchange, "notifications."+level)
		}
	}
	bind(s.B, "nova", "ceilotop.q1.info")
	s.Arrivals = []doctor.Arrival{
		arrival("B", "nova", "ctl1", "nova", 90, 3*time.Second, 20*time.Millisecond),
		arrival("B", "nova", "node1", "nova", 12, 70*time.Second, 31*time.Millisecond),
		arrival("B", "cinder", "ctl1", "openstack", 4, 5*time.Minute, 12*time.Millisecond),
		arrival("B", "glance", "", "glance", 2, 3*time.Hour, 0),
	}
	s.Store = doctor.StoreFacts{Kind: sources.Gnocchi, Address: "http://192.0.2.11:8041", Status: 200, Backlog: known(3), Newest: map[string]time.Time{"vcpus": now.Add(-40 * time.Second)}}
	return s
}

// broken is one where much is wrong: Nova leaks to A, an agent's queue has no
// exchange, others have no reader, a stranger takes a part, and the store is
// behind.
func broken(t *testing.T) *doctor.Seen {
	t.Helper()
	s := machineWith(t, "driver = messagingv2\ntransport_url = rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/", "driver = messagingv2")
	was := healthy(t)
	s.Taps, s.A, s.B, s.Store = was.Taps, was.A, was.B, was.Store
	s.A.Queues = append(s.A.Queues, sources.QueueStatistics{VHost: "/", Name: "notifications.info", Messages: known(5120), Readers: known(0), Published: known(2.0), Growth: known(2.0)})
	bind(s.A, "nova", "notifications.info")
	s.B.Nodes[0].MemoryAlarm = true
	for i := range s.B.Queues {
		q := &s.B.Queues[i]
		switch q.Name {
		case "notifications.info":
			q.Messages, q.Growth, q.Readers = known(240311), known(12.5), known(2)
		case "notifications.sample":
			q.Messages, q.Readers = known(1704), known(0)
		}
	}
	// Somebody deleted the bindings of one of them.
	s.B.Bindings = slices.DeleteFunc(s.B.Bindings, func(b sources.Binding) bool { return b.Queue == "notifications.audit" })
	s.B.Queues = append(s.B.Queues, sources.QueueStatistics{VHost: "/", Name: "versioned_notifications.info", Messages: known(70), Readers: known(0), Growth: known(0.4)})
	s.B.Connections = append(s.B.Connections, sources.Connection{Name: "other", VHost: "/", Peer: "192.0.2.99", Program: "stacktach-worker", PID: 7})
	s.B.Consumers = append(s.B.Consumers, sources.Consumer{VHost: "/", Queue: "notifications.info", Connection: "other", Peer: "192.0.2.99"})
	s.Arrivals = []doctor.Arrival{
		arrival("A", "nova", "ctl1", "nova", 9, 3*time.Second, 20*time.Millisecond),
		arrival("A", "nova", "node1", "nova", 3, 2*time.Minute, 0),
		arrival("B", "cinder", "ctl1", "openstack", 4, 5*time.Minute, 12*time.Millisecond),
		arrival("B", "ironic", "node7", "ironic", 4, 5*time.Second, -3*time.Second),
	}
	s.Store.Newest = map[string]time.Time{"vcpus": now.Add(-30 * time.Hour)}
	return s
}

// closed is the healthy cloud as it is seen without a management API.
func closed(t *testing.T) *doctor.Seen {
	t.Helper()
	s := healthy(t)
	s.A = nil
	s.Lacks = map[doctor.Part]error{doctor.BrokerA: errors.New("ask 192.0.2.11:5672: the user ceilometer was refused")}
	s.Taps[0].State, s.Taps[0].Err = sources.Refused, errors.New("log in to 192.0.2.11:5672: refused")
	s.B = &sources.Statistics{
		Broker: "B", Address: "192.0.2.71:5672/", At: now, Lacks: []string{"the management API of 192.0.2.71:15672 did not answer"},
		Queues: []sources.QueueStatistics{
			{VHost: "/", Name: "notifications.info", Ready: known(4), Readers: known(2)},
			{VHost: "/", Name: "versioned_notifications.info", Ready: known(70), Readers: known(0)},
		},
	}
	s.Store = doctor.StoreFacts{}
	return s
}
