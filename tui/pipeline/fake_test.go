package pipeline_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/pipeline"
)

// fake is a cloud. It gives the ages of today, and counts its calls.
type fake struct {
	mu      sync.Mutex
	sight   func(now time.Time) pipeline.Sight
	verdict func(now time.Time) isolation.Verdict // nil: that of the sight
	err     error
	takes   time.Duration // a look

	looks, judges int
	looking       bool
	judging       bool
	clashes       []string
	excerpts      map[string]pipeline.Excerpt
}

// look runs f while nobody calls the backend.
func (f *fake) look(at func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at()
}

func (f *fake) Look(ctx context.Context) (pipeline.Sight, error) {
	f.mu.Lock()
	if f.looking {
		f.clashes = append(f.clashes, "Look")
	}
	f.looking = true
	f.looks++
	sight, err, takes := f.sight, f.err, f.takes
	f.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		err = ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looking = false
	if err != nil {
		return pipeline.Sight{}, err
	}
	return sight(time.Now()), nil
}

func (f *fake) Judge(_ context.Context, last *pipeline.Sight) isolation.Verdict {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.judging {
		f.clashes = append(f.clashes, "Judge")
	}
	f.judges++
	if f.verdict != nil {
		return f.verdict(time.Now())
	}
	return last.Verdict
}

func (f *fake) Excerpt(_ context.Context, at setup.Place) (pipeline.Excerpt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e, ok := f.excerpts[at.File]; ok {
		return e, nil
	}
	return pipeline.Excerpt{}, errors.New("read " + at.File + ": permission denied")
}

func p[T any](v T) *T { return &v }

// leaking is a cloud whose Nova was forgotten: it notifies on A.
func leaking() *fake {
	return &fake{
		sight: leakingSight,
		excerpts: map[string]pipeline.Excerpt{"/etc/nova/nova.conf": {First: 9, Lines: []string{
			"[oslo_messaging_notifications]", "# notifications\x1b[2J", "driver = messagingv2", "#transport_url =", "topics = notifications", "",
			"[database]", "connection = mysql+pymysql://nova:******@10.0.0.4/nova",
		}}},
	}
}

var novaConf = setup.Place{File: "/etc/nova/nova.conf", Line: 12}

func leakingSight(now time.Time) pipeline.Sight {
	s := &doctor.Seen{
		At: now,
		A: &sources.Statistics{
			Broker: "A", Address: "10.0.0.11:5672//", Version: "3.10.8", At: now, Management: true,
			Nodes: []sources.BrokerNode{{Name: "rabbit@ctl1", Running: true, Memory: p(uint64(512 << 20)), MemoryLimit: p(uint64(2 << 30)), DiskFree: p(uint64(9 << 30)), DiskFreeLimit: p(uint64(50 << 20))}},
			Queues: []sources.QueueStatistics{
				{VHost: "/", Name: "notifications.info", Type: "classic", Messages: p(1704), Ready: p(1704), Unacked: p(0), Bytes: p(uint64(9 << 20)), Readers: p(0), Published: p(2.1), Growth: p(2.1), Arguments: map[string]any{"x-max-length": 10000}},
			},
			Exchanges: []sources.Exchange{{VHost: "/", Name: "nova", Type: "topic", Published: p(2.1)}},
			Bindings:  []sources.Binding{{VHost: "/", Exchange: "nova", Queue: "notifications.info", Key: "notifications.info"}},
		},
		B: &sources.Statistics{
			Broker: "B", Address: "10.0.0.12:5672//", Version: "3.10.8", At: now, Management: true,
			Queues: []sources.QueueStatistics{
				{VHost: "/", Name: "notifications.info", Type: "classic", Messages: p(3), Ready: p(0), Unacked: p(3), Readers: p(1), Published: p(12.3), Delivered: p(12.3), Acked: p(12.3), Growth: p(0.0)},
				{VHost: "/", Name: "notifications.error", Type: "classic", Messages: p(0), Readers: p(1)},
			},
			Exchanges:   []sources.Exchange{{VHost: "/", Name: "cinder", Type: "topic"}, {VHost: "/", Name: "glance", Type: "topic"}},
			Bindings:    []sources.Binding{{VHost: "/", Exchange: "glance", Queue: "notifications.info", Key: "notifications.info"}},
			Connections: []sources.Connection{{Name: "10.0.0.21:40112 -> 10.0.0.12:5672", User: "ceilometer", VHost: "/", Peer: "10.0.0.21", Program: "ceilometer-agent-notification", PID: 4242, State: "running", Since: now.Add(-time.Hour)}},
			Consumers:   []sources.Consumer{{VHost: "/", Queue: "notifications.info", Tag: "5", Connection: "10.0.0.21:40112 -> 10.0.0.12:5672", Peer: "10.0.0.21", User: "ceilometer", Prefetch: 100, AckRequired: true}},
		},
		Arrivals: []doctor.Arrival{
			{Broker: "A", Exchange: "nova", Service: "nova", Host: "ctl1", Type: "compute.instance.update", Count: 41, Last: now.Add(-2 * time.Second), MessageID: "m-41", Lag: 40 * time.Millisecond, LagKnown: true},
			{Broker: "A", Exchange: "nova", Service: "nova", Host: "ctl1", Type: "compute.instance.create.end", Count: 3, Last: now.Add(-time.Minute), MessageID: "m-3"},
			{Broker: "B", Exchange: "glance", Service: "glance", Host: "ctl1", Type: "image.upload", Count: 7, Last: now.Add(-4 * time.Second), MessageID: "g-7"},
		},
		Processes: []doctor.Process{{PID: 4242, Program: "/usr/bin/ceilometer-agent-notification", Unit: "ceilometer-agent-notification.service", Started: now.Add(-time.Hour), Files: []string{"/etc/ceilometer/ceilometer.conf"}}},
		Store:     doctor.StoreFacts{Kind: sources.Gnocchi, Address: "http://10.0.0.13:8041", Status: 200, Newest: map[string]time.Time{"image.size": now.Add(-3 * time.Minute)}, Backlog: p(17)},
	}
	station := func(b string, k topology.Kind, name string) topology.Node {
		return topology.Node{ID: b + "/" + string(k) + "/" + name, Kind: k, Name: name}
	}
	with := func(n topology.Node, set func(*topology.Node)) topology.Node {
		set(&n)
		return n
	}
	a := topology.Broker{Name: "A", Address: "10.0.0.11:5672", Nodes: []topology.Node{
		with(station("A", topology.Publisher, "nova@ctl1"), func(n *topology.Node) {
			n.Rate, n.Lag, n.Last, n.Broken, n.Why = p(2.1), p(40*time.Millisecond), now.Add(-2*time.Second), true, "it notifies on broker A"
		}),
		with(station("A", topology.Exchange, "nova"), func(n *topology.Node) { n.Rate, n.Last = p(2.1), now.Add(-2*time.Second) }),
		{
			ID: "A/queue//notifications.info", Kind: topology.Queue, Name: "notifications.info", Depth: p(1704), Growth: p(2.1), Readers: p(0), Broken: true,
			Why: "nobody reads it", Findings: []string{"queue-without-consumer"},
		},
	}}
	a.Edges = []topology.Edge{
		{From: a.Nodes[0].ID, To: a.Nodes[1].ID, Rate: p(2.1), Broken: true},
		{From: a.Nodes[1].ID, To: a.Nodes[2].ID, Key: "notifications.info", Broken: true},
	}
	b := topology.Broker{Name: "B", Address: "10.0.0.12:5672"}
	for i, name := range []string{"glance@ctl1", "cinder@ctl1", "keystone@ctl1", "ceilometer@ctl1", "neutron@ctl1"} {
		b.Nodes = append(b.Nodes, with(station("B", topology.Publisher, name), func(n *topology.Node) {
			n.Rate, n.Last = p(0.3*float64(i)), now.Add(-time.Duration(4+9*i)*time.Second)
		}))
	}
	for _, name := range []string{"glance", "cinder", "keystone", "ceilometer"} {
		b.Nodes = append(b.Nodes, with(station("B", topology.Exchange, name), func(n *topology.Node) { n.Rate = p(1.5) }))
	}
	for i, name := range []string{"notifications.info", "notifications.error", "notifications.audit", "notifications.sample", "notifications.warn"} {
		n := topology.Node{ID: "B/queue//" + name, Kind: topology.Queue, Name: name, Depth: p(3 - min(i, 3)), Readers: p(1)}
		if i == 0 {
			n.Growth = p(0.0)
		}
		b.Nodes = append(b.Nodes, n)
	}
	b.Nodes = append(b.Nodes, with(station("B", topology.Consumer, "ceilometer-agent-notification"), func(n *topology.Node) { n.Rate = p(12.3) }))
	b.Edges = []topology.Edge{{From: b.Nodes[0].ID, To: b.Nodes[5].ID}, {From: b.Nodes[9].ID, To: b.Nodes[14].ID}}
	return pipeline.Sight{
		Seen: s,
		Picture: topology.Picture{At: now, Brokers: []topology.Broker{a, b}, Store: topology.Node{
			ID: "store", Kind: topology.Store, Name: "gnocchi", Lag: p(95 * time.Second), Last: now.Add(-3 * time.Minute),
		}},
		Verdict: isolation.Verdict{
			State: isolation.Leaking, At: now,
			Leaks: []isolation.Leak{{Service: "nova", Host: "ctl1", Exchange: "nova", Last: now.Add(-2 * time.Second), Count: 44, Because: novaConf, Reason: "no transport_url in [oslo_messaging_notifications]"}},
			Why:   []string{"44 events of nova have arrived on broker A"}, Fix: "Set transport_url in [oslo_messaging_notifications] of /etc/nova/nova.conf to broker B.", Step: "C10",
		},
		Findings: []doctor.Finding{
			{
				Check: "queue-without-consumer", Title: "notifications.info on broker A has no consumer", Result: doctor.Critical, Subject: "A:/:notifications.info",
				Evidence: []doctor.Evidence{{Text: "1704 messages, no consumer", Queue: &doctor.QueueName{Broker: "A", VHost: "/", Name: "notifications.info"}}},
				Why:      "Messages wait there without limit and fill the memory of the broker that carries RPC.", Fix: "Let Nova notify broker B.", Step: "C10",
			},
			{
				Check: "notifies-a", Title: "nova notifies on broker A", Result: doctor.Critical, Subject: "nova@ctl1",
				Evidence: []doctor.Evidence{
					{Text: "#transport_url =", File: novaConf.File, Line: novaConf.Line},
					{Text: "compute.instance.update came over A", Event: "m-41"},
					{Text: "it runs", Unit: "nova-compute.service"},
				},
				Why: "What is sent to A does not become a meter.", Fix: "Set transport_url.", Step: "C10",
			},
			{Check: "clock-skew", Title: "the clock of Keystone could not be read", Result: doctor.Unknown, Subject: "keystone"},
			{Check: "fine", Title: "all is well here", Result: doctor.OK, Subject: "b"},
		},
	}
}
