package topology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
)

// Draw makes the picture of what was seen: A and B, and what else is tapped.
// What cannot be known without a broker's management API is said in Lacks.
func Draw(seen *doctor.Seen) Picture {
	s := seen.Read()
	p := Picture{At: s.At, Store: store(s)}
	leaks := isolation.Judge(s, isolation.Options{}).Leaks
	for _, name := range brokers(s) {
		p.Brokers = append(p.Brokers, newSide(s, name, leaks, p.Store).draw())
	}
	p.clean()
	return p
}

// brokers are the names of those that something is known about.
func brokers(s *doctor.Seen) (all []string) {
	named := func(name string) bool {
		return slices.ContainsFunc(s.Facts.Brokers, func(b setup.Broker) bool { return b.Name == name }) ||
			slices.ContainsFunc(s.Taps, func(b sources.BrokerStatus) bool { return b.Broker == name })
	}
	if s.A != nil || named("A") {
		all = append(all, "A")
	}
	if s.B != nil || named("B") {
		all = append(all, "B")
	}
	for _, tap := range s.Taps {
		if !slices.Contains(all, tap.Broker) {
			all = append(all, tap.Broker)
		}
	}
	return all
}

// side is one broker while it is drawn.
type side struct {
	seen  *doctor.Seen
	name  string
	part  doctor.Part
	now   *sources.Statistics // nil: it could not be asked
	tap   *sources.BrokerStatus
	vhost string
	leaks []isolation.Leak
	other bool // there is a B, where the notifications should be
	store Node

	arrivals []doctor.Arrival // over this broker
	counts   map[flow]uint64  // of them
	before   map[flow]uint64  // of the sight before; nil: there is none
	index    map[string]int   // of Nodes, by ID

	b Broker
}

func newSide(s *doctor.Seen, name string, leaks []isolation.Leak, store Node) *side {
	d := &side{seen: s, name: name, leaks: leaks, store: store, vhost: "/", index: make(map[string]int), b: Broker{Name: name}}
	d.count()
	switch name {
	case "A":
		d.part, d.now = doctor.BrokerA, s.A
		d.other = slices.Contains(brokers(s), "B")
	case "B":
		d.part, d.now = doctor.BrokerB, s.B
	}
	for i := range s.Taps {
		if s.Taps[i].Broker == name {
			d.tap = &s.Taps[i]
			d.b.Address = d.tap.Address
		}
	}
	for _, b := range s.Facts.Brokers {
		if b.Name == name && d.b.Address == "" && len(b.URL.Hosts) > 0 {
			d.b.Address = b.URL.Hosts[0].Address() + "/" + b.URL.VirtualHost
		}
	}
	if d.now != nil {
		d.b.Address = cmp.Or(d.now.Address, d.b.Address)
		d.vhost = s.VirtualHost(d.now)
	}
	return d
}

func (d *side) draw() Broker {
	d.lacks()
	d.alarms()
	d.publishers()
	d.exchanges()
	d.queues()
	d.consumers()
	order := []Kind{Publisher, Exchange, Queue, Consumer}
	slices.SortStableFunc(d.b.Nodes, func(x, y Node) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Kind), slices.Index(order, y.Kind)), cmp.Compare(x.Name, y.Name))
	})
	for i, n := range d.b.Nodes {
		d.index[n.ID] = i
	}
	at := func(id string) int {
		if i, ok := d.index[id]; ok {
			return i
		}
		return len(d.b.Nodes) // the store, which is nobody's own
	}
	slices.SortStableFunc(d.b.Edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(at(x.From), at(y.From)), cmp.Compare(at(x.To), at(y.To)), cmp.Compare(x.Key, y.Key))
	})
	for i := range d.b.Edges {
		e := &d.b.Edges[i]
		if from := d.node(e.From); from != nil && from.Broken && from.Kind != Queue {
			e.Broken = true
		}
	}
	d.b.Edges = slices.CompactFunc(d.b.Edges, func(x, y Edge) bool { return x.From == y.From && x.To == y.To && x.Key == y.Key })
	return d.b
}

// id names a node: B/exchange/nova.
func (d *side) id(kind Kind, name string) string { return d.name + "/" + string(kind) + "/" + name }

// queueID names a queue: B/queue//notifications.info.
func queueID(broker, vhost, name string) string {
	return broker + "/" + string(Queue) + "/" + strings.TrimPrefix(vhost, "/") + "/" + name
}

// node is the one of that id, or nil. It is good until the next one is added.
func (d *side) node(id string) *Node {
	if i, ok := d.index[id]; ok {
		return &d.b.Nodes[i]
	}
	return nil
}

func (d *side) add(n Node) *Node {
	d.index[n.ID] = len(d.b.Nodes)
	d.b.Nodes = append(d.b.Nodes, n)
	return &d.b.Nodes[len(d.b.Nodes)-1]
}

func (d *side) join(from, to, key string, rate *float64, broken bool) {
	d.b.Edges = append(d.b.Edges, Edge{From: from, To: to, Key: key, Rate: rate, Broken: broken})
}

// whole reports whether what is not in a table of the broker is not there.
func (d *side) whole(t sources.Table) bool { return d.now.Whole(t) }

// lacks says what cannot be known, and why.
func (d *side) lacks() {
	say := func(text string) {
		if !slices.Contains(d.b.Lacks, text) {
			d.b.Lacks = append(d.b.Lacks, text)
		}
	}
	if err := d.seen.Lacks[d.part]; err != nil {
		say(err.Error())
	}
	if d.now != nil {
		for _, text := range d.now.Lacks {
			say(text)
		}
	}
	switch {
	case d.now == nil:
		say("its queues, bindings and consumers are not known")
	case !d.now.Management:
		say("without the management API bindings, connections, consumers and rates are not known")
	}
	switch {
	case d.tap == nil:
		say("it is not tapped: what is sent there is not seen")
	case d.tap.State != sources.Live && d.tap.Err != nil:
		say(d.tap.Err.Error())
		fallthrough
	case d.tap.State != sources.Live:
		say(fmt.Sprintf("its tap is %s: what is sent there is not seen", d.tap.State))
	}
	if d.tap != nil {
		for _, name := range d.tap.Denied {
			say(fmt.Sprintf("the exchange %s may not be read", name))
		}
	}
}

// alarms are what stops the publishers.
func (d *side) alarms() {
	say := func(text string) {
		if !slices.Contains(d.b.Alarms, text) {
			d.b.Alarms = append(d.b.Alarms, text)
		}
	}
	if d.now != nil {
		for _, n := range d.now.Nodes {
			if n.MemoryAlarm {
				say(fmt.Sprintf("memory alarm of %s", n.Name))
			}
			if n.DiskAlarm {
				say(fmt.Sprintf("disk alarm of %s", n.Name))
			}
			if !n.Running {
				say(fmt.Sprintf("the node %s does not run", n.Name))
			}
		}
	}
	if d.tap != nil {
		if d.tap.Blocked != "" {
			say(d.tap.Blocked)
		}
		if len(d.b.Alarms) == 0 {
			for _, text := range d.tap.Alarms {
				say(text)
			}
		}
	}
}

// stopped reports whether the broker takes nothing from publishers.
func (d *side) stopped() bool {
	if d.tap != nil && (d.tap.Blocked != "" || len(d.tap.Alarms) > 0) {
		return true
	}
	return d.now != nil && slices.ContainsFunc(d.now.Nodes, func(n sources.BrokerNode) bool { return n.MemoryAlarm || n.DiskAlarm })
}

// clean makes what came from outside visible.
func (p *Picture) clean() {
	node := func(n *Node) {
		n.ID, n.Name, n.Why = sources.Visible(n.ID), sources.Visible(n.Name), sources.Visible(n.Why)
	}
	node(&p.Store)
	for i := range p.Brokers {
		b := &p.Brokers[i]
		b.Name, b.Address = sources.Visible(b.Name), sources.Visible(b.Address)
		for _, all := range [][]string{b.Lacks, b.Alarms} {
			for n := range all {
				all[n] = sources.Visible(all[n])
			}
		}
		for n := range b.Nodes {
			node(&b.Nodes[n])
		}
		for n := range b.Edges {
			e := &b.Edges[n]
			e.From, e.To, e.Key = sources.Visible(e.From), sources.Visible(e.To), sources.Visible(e.Key)
		}
	}
}
