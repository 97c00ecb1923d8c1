package topology_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
)

// find is the station of that id.
func find(p topology.Picture, id string) (topology.Node, bool) {
	if p.Store.ID == id {
		return p.Store, true
	}
	for _, b := range p.Brokers {
		if i := slices.IndexFunc(b.Nodes, func(n topology.Node) bool { return n.ID == id }); i >= 0 {
			return b.Nodes[i], true
		}
	}
	return topology.Node{}, false
}

func queueOf(s *sources.Statistics, name string) *sources.QueueStatistics {
	i := slices.IndexFunc(s.Queues, func(q sources.QueueStatistics) bool { return q.Name == name })
	return &s.Queues[i]
}

func TestWhatIsBrokenAndWhy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		seen func(s *doctor.Seen)
		id   string
		why  string // "" it is not broken
	}{
		{"a queue that is read", func(*doctor.Seen) {}, "B/queue//notifications.info", ""},
		{"a queue that nobody reads", func(s *doctor.Seen) { queueOf(s.B, "notifications.info").Readers = known(0) }, "B/queue//notifications.info", "nobody reads it"},
		{"a queue of which it is not known", func(s *doctor.Seen) { queueOf(s.B, "notifications.info").Readers = nil }, "B/queue//notifications.info", ""},
		{"a queue that grows although it is read", func(s *doctor.Seen) {
			q := queueOf(s.B, "notifications.info")
			q.Messages, q.Growth = known(5000), known(3.0)
		}, "B/queue//notifications.info", "it grows although it is read"},
		{"a queue that fills for a moment", func(s *doctor.Seen) {
			q := queueOf(s.B, "notifications.info")
			q.Messages, q.Growth = known(50), known(3.0)
		}, "B/queue//notifications.info", ""},
		{"a queue that is not bound", func(s *doctor.Seen) { s.B.Bindings = nil }, "B/queue//notifications.info", "no exchange leads to it"},
		{"a queue of which the bindings are not known", func(s *doctor.Seen) { s.B.Bindings, s.B.Management = nil, false }, "B/queue//notifications.info", ""},
		{"the agent's queue is not there", func(s *doctor.Seen) { s.B.Queues = nil }, "B/queue//notifications.info", "it is not there: what is sent is lost"},
		{"an exchange that events come over", func(*doctor.Seen) {}, "B/exchange/nova", ""},
		{"an exchange that leads nowhere", func(s *doctor.Seen) {
			s.B.Bindings = slices.DeleteFunc(s.B.Bindings, func(b sources.Binding) bool { return b.Exchange == "nova" })
		}, "B/exchange/nova", "its events reach no queue of notifications, and are lost"},
		{"an exchange without a publisher", func(*doctor.Seen) {}, "B/exchange/heat", ""},
		{"an exchange whose events come over A", func(s *doctor.Seen) {
			s.Arrivals = []doctor.Arrival{arrival("A", "nova", "node1", "nova", 1, time.Second, 0)}
		}, "B/exchange/nova", "nobody publishes here, and its events come over broker A"},
		{"a publisher", func(*doctor.Seen) {}, "B/publisher/nova@node1", ""},
		{"a publisher on A", func(s *doctor.Seen) {
			s.Arrivals = []doctor.Arrival{arrival("A", "nova", "node1", "nova", 1, time.Second, 0)}
		}, "A/publisher/nova@node1", "on node1, not readable from here"},
		{"a publisher on A that stopped long ago", func(s *doctor.Seen) {
			s.Arrivals = []doctor.Arrival{arrival("A", "nova", "node1", "nova", 1, 40*time.Minute, 0)}
		}, "A/publisher/nova@node1", ""},
		{"a publisher on A where there is no B", func(s *doctor.Seen) {
			s.B, s.Taps = nil, s.Taps[:1]
			s.Facts.Brokers = s.Facts.Brokers[:1]
			s.Arrivals = []doctor.Arrival{arrival("A", "nova", "node1", "nova", 1, time.Second, 0)}
		}, "A/publisher/nova@node1", ""},
		{"a publisher of a broker with an alarm", func(s *doctor.Seen) { s.B.Nodes[0].DiskAlarm = true }, "B/publisher/nova@ctl1", "the broker takes no messages now"},
		{"a publisher of a broker that blocks the tap", func(s *doctor.Seen) { s.Taps[1].Blocked = "low on memory" }, "B/publisher/nova@ctl1", "the broker takes no messages now"},
		{"a connection that is blocked", func(s *doctor.Seen) { s.B.Connections[2].State = "blocked" }, "B/publisher/uwsgi@192.0.2.11", "the broker has stopped its connection"},
		{"Ceilometer's agent", func(*doctor.Seen) {}, "B/consumer/ceilometer-agent-notification@192.0.2.11", ""},
		{"a stranger at the agent's queue", func(s *doctor.Seen) { s.B.Connections[0].Program = "vendor" }, "B/consumer/vendor@192.0.2.11", "it is not Ceilometer's, and takes messages away from it"},
		{"a consumer that has no name", func(s *doctor.Seen) { s.B.Connections[0].Program = "" }, "B/consumer/unknown@192.0.2.11", ""},
		{"a queue of A that nobody reads", func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, sources.QueueStatistics{VHost: "/", Name: "notifications.info", Messages: known(9), Readers: known(0)})
		}, "A/queue//notifications.info", "left over from before: nobody reads it"},
		{"an empty queue of A", func(s *doctor.Seen) {
			s.A.Queues = append(s.A.Queues, sources.QueueStatistics{VHost: "/", Name: "notifications.info", Messages: known(0), Readers: known(0)})
		}, "A/queue//notifications.info", ""},
		{"the store", func(*doctor.Seen) {}, "store", ""},
		{"a store that does not answer", func(s *doctor.Seen) { s.Store.Err = "ask Gnocchi: connection refused" }, "store", "ask Gnocchi: connection refused"},
		{"a store that gets nothing", func(s *doctor.Seen) { s.Store.Newest = map[string]time.Time{"cpu": now.Add(-2 * time.Hour)} }, "store", "silent: events come, and its newest sample is of 2026-11-28 12:30:00"},
		{"a store that gets nothing while nothing comes", func(s *doctor.Seen) {
			s.Arrivals, s.Store.Newest = nil, map[string]time.Time{"cpu": now.Add(-2 * time.Hour)}
		}, "store", ""},
		{"a store that has not said what it has", func(s *doctor.Seen) { s.Store.Newest = nil }, "store", ""},
		{"a store whose workers are gone", func(s *doctor.Seen) { s.Store.Idle = true }, "store", "no gnocchi-metricd works on what was sent to it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := healthy(t)
			tt.seen(s)
			p := topology.Draw(s)
			n, ok := find(p, tt.id)
			if !ok {
				t.Fatalf("there is no %s in\n%s", tt.id, p.Text(topology.TextOptions{}))
			}
			if n.Broken != (tt.why != "") || n.Broken && n.Why != tt.why {
				t.Errorf("broken is %v, because %q; want %q", n.Broken, n.Why, tt.why)
			}
		})
	}
}

func TestAHealthyCloudHasNothingBroken(t *testing.T) {
	t.Parallel()
	p := topology.Draw(healthy(t))
	if text := p.Text(topology.TextOptions{}); strings.Contains(text, "BROKEN") || strings.Contains(text, "ALARM") {
		t.Errorf("something is:\n%s", text)
	}
}

// TestAPictureIsWhole holds what everybody who draws it relies on.
func TestAPictureIsWhole(t *testing.T) {
	t.Parallel()
	for name, seen := range map[string]func(*testing.T) *doctor.Seen{"healthy": healthy, "broken": broken, "closed": closed, "hostile": hostile, "nothing": func(*testing.T) *doctor.Seen { return &doctor.Seen{At: now} }} {
		p := topology.Draw(seen(t))
		ids := map[string]bool{p.Store.ID: true}
		for _, b := range p.Brokers {
			for _, n := range b.Nodes {
				if ids[n.ID] {
					t.Errorf("%s: %s is there twice", name, n.ID)
				}
				ids[n.ID] = true
				if n.Broken && n.Why == "" {
					t.Errorf("%s: %s is broken without a reason", name, n.ID)
				}
			}
			for _, e := range b.Edges {
				if !ids[e.From] || !ids[e.To] {
					t.Errorf("%s: an edge from %s to %s leads nowhere", name, e.From, e.To)
				}
			}
		}
	}
}

func TestTheOrderOfWhatWasSeenDoesNotMatter(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	for name, seen := range map[string]func(*testing.T) *doctor.Seen{"healthy": healthy, "broken": broken} {
		s := seen(t)
		want := topology.Draw(s)
		for range 30 {
			r.Shuffle(len(s.Arrivals), func(i, j int) { s.Arrivals[i], s.Arrivals[j] = s.Arrivals[j], s.Arrivals[i] })
			shuffle(r, s.B.Queues)
			shuffle(r, s.B.Bindings)
			shuffle(r, s.B.Consumers)
			shuffle(r, s.B.Connections)
			shuffle(r, s.B.Exchanges)
			if got := topology.Draw(s); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: in another order it is\n%s\nand not\n%s", name, got.Text(topology.TextOptions{}), want.Text(topology.TextOptions{}))
			}
		}
	}
}

func shuffle[T any](r *rand.Rand, all []T) {
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
}

// TestANumberThatIsNotKnownStaysSo takes every number away: none of them comes
// back as a zero.
func TestANumberThatIsNotKnownStaysSo(t *testing.T) {
	t.Parallel()
	s := healthy(t)
	for i := range s.B.Queues {
		q := &s.B.Queues[i]
		q.Messages, q.Ready, q.Unacked, q.Readers, q.Published, q.Delivered, q.Growth = nil, nil, nil, nil, nil, nil, nil
	}
	for i := range s.B.Connections {
		s.B.Connections[i].Published = nil
	}
	for i := range s.Arrivals {
		s.Arrivals[i].LagKnown = false
	}
	s.Store.Backlog = nil
	p := topology.Draw(s)
	for _, b := range p.Brokers {
		for _, n := range append(slices.Clone(b.Nodes), p.Store) {
			if n.Rate != nil || n.Depth != nil || n.Growth != nil || n.Readers != nil || n.Lag != nil {
				t.Errorf("%s has a number: %+v", n.ID, n)
			}
		}
		for _, e := range b.Edges {
			if e.Rate != nil {
				t.Errorf("the edge from %s has a rate", e.From)
			}
		}
	}
	text, err := p.JSON()
	if err != nil || strings.Contains(string(text), `"rate": 0`) || strings.Contains(string(text), `"depth": 0`) {
		t.Errorf("the JSON has a zero: %v", err)
	}
}

func TestRatesOfEventsComeFromTwoSights(t *testing.T) {
	t.Parallel()
	s := healthy(t)
	before := *s
	before.At = now.Add(-10 * time.Second)
	before.Arrivals = slices.Clone(s.Arrivals)
	before.Arrivals[0].Count -= 30
	s.Before = &before
	if n, _ := find(topology.Draw(s), "B/publisher/nova@ctl1"); n.Rate == nil || *n.Rate != 3 {
		t.Errorf("30 events in 10 s are %v a second", n.Rate)
	}
	before.Arrivals[0].Count += 100 // whoever counts was started anew
	if n, _ := find(topology.Draw(s), "B/publisher/nova@ctl1"); n.Rate != nil {
		t.Errorf("a count that went back is %v a second", *n.Rate)
	}
}

func TestAConnectionHasItsServiceFromEventsAndUnits(t *testing.T) {
	t.Parallel()
	s := healthy(t)
	if _, ok := find(topology.Draw(s), "B/publisher/uwsgi@192.0.2.11"); !ok {
		t.Error("a program of which nothing is known is not drawn")
	}
	if _, ok := find(topology.Draw(s), "B/publisher/nova-compute@192.0.2.21"); ok {
		t.Error("nova-compute is drawn although Nova's events were heard")
	}
	s.B.Connections[2].Peer, s.B.Connections[3].Peer = "127.0.0.1", "127.0.0.1"
	s.Processes = []doctor.Process{{PID: 4711, Program: "uwsgi", Unit: "glance-api.service"}, {PID: 4712, Program: "uwsgi", Unit: "nova-api.service"}}
	if n, ok := find(topology.Draw(s), "B/publisher/uwsgi@127.0.0.1"); ok {
		t.Errorf("both are known by their units, and it is still drawn: %+v", n)
	}
}

func TestFindingsAreMarkedWhereTheyWereMade(t *testing.T) {
	t.Parallel()
	p := topology.Draw(healthy(t))
	p.Mark([]doctor.Finding{
		{Check: "queue-unread", Result: doctor.Critical, Evidence: []doctor.Evidence{{Queue: &doctor.QueueName{Broker: "B", VHost: "/", Name: "notifications.info"}}}},
		{Check: "event-clock", Result: doctor.Warning, Subject: "nova@node1"},
		{Check: "queue-level", Result: doctor.OK, Evidence: []doctor.Evidence{{Queue: &doctor.QueueName{Broker: "B", VHost: "/", Name: "notifications.info"}}}},
	})
	for id, want := range map[string]string{"B/queue//notifications.info": "[queue-unread]", "B/publisher/nova@node1": "[event-clock]", "B/exchange/nova": "[]"} {
		if n, _ := find(p, id); fmt.Sprint(n.Findings) != want {
			t.Errorf("%s is marked %v, want %s", id, n.Findings, want)
		}
	}
}

func TestALargeCloudIsPrintedInFewLines(t *testing.T) {
	t.Parallel()
	s := healthy(t)
	for i := range 3000 {
		s.Arrivals = append(s.Arrivals, arrival("B", "nova", fmt.Sprintf("node%04d", i), "nova", 1, time.Second, 0))
	}
	p := topology.Draw(s)
	text := p.Text(topology.TextOptions{})
	if n := strings.Count(text, "\n"); n > 120 || !strings.Contains(text, "and 2965 more") {
		t.Errorf("%d lines:\n%.6000s", n, text)
	}
	if _, ok := find(p, "B/publisher/nova@node2999"); !ok {
		t.Error("the picture itself is not whole")
	}
}
