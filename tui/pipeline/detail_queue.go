package pipeline

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
)

// queueOf is the name in full of a queue that is a station: the picture may
// have two of one name in two virtual hosts.
func (p *Page) queueOf(broker string, n *topology.Node) queueName {
	found := queueName{name: n.Name}
	s := p.statistics(broker)
	if s == nil {
		return found
	}
	for i := range s.Queues {
		q := &s.Queues[i]
		if q.Name != n.Name {
			continue
		}
		if strings.HasSuffix(n.ID, "/"+q.VHost+"/"+q.Name) || strings.HasSuffix(n.ID, "/"+q.VHost+q.Name) {
			return queueName{q.VHost, q.Name}
		}
		if found.vhost == "" {
			found.vhost = q.VHost
		}
	}
	return found
}

// queue is all that is known of a queue.
func (b *builder) queue(broker string, name queueName) {
	p := b.page
	t, w := p.theme, p.w
	s := p.statistics(broker)
	var q *sources.QueueStatistics
	if s != nil {
		for i := range s.Queues {
			if x := &s.Queues[i]; x.Name == name.name && (x.VHost == name.vhost || name.vhost == "") {
				q = x
			}
		}
	}
	b.plain(w.Broker, broker)
	b.plain(w.VHost, name.vhost)
	b.plain(w.Name, name.name)
	closed := s == nil || !s.Management
	if closed {
		b.text(t.Warn, w.NeedsManagement, subject{})
	}
	if q == nil {
		if !closed {
			b.gone(w.Gone)
		}
		return
	}
	b.queueNumbers(q)
	b.findings(p.about(func(f *doctor.Finding) bool {
		return slices.ContainsFunc(f.Evidence, func(e doctor.Evidence) bool {
			return e.Queue != nil && e.Queue.Broker == broker && e.Queue.VHost == q.VHost && e.Queue.Name == q.Name
		})
	}))
	if closed {
		return
	}
	b.heading(w.Consumers)
	b.consumers(s, q)
	b.heading(w.Bindings)
	some := false
	for i := range s.Bindings {
		x := &s.Bindings[i]
		if x.Queue != q.Name || x.VHost != q.VHost {
			continue
		}
		some = true
		b.row(p.exchangeNode(broker, x.Exchange), piece{t.Text, padded(x.Exchange, max(b.width/2, 10))}, piece{t.Muted, w.Key + " " + x.Key})
	}
	if !some {
		b.text(t.Muted, w.None, subject{})
	}
	b.heading(w.Type)
	b.plain(w.Type, q.Type)
	b.plain(w.Durable, p.yesNo(q.Durable))
	b.plain(w.AutoDelete, p.yesNo(q.AutoDelete))
	b.plain(w.Exclusive, p.yesNo(q.Exclusive))
	b.plain(w.Policy, q.Policy)
	var names []string
	for name := range q.Arguments {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.plain(sprintf(w.Argument, name), sprintf("%v", q.Arguments[name]))
	}
}

// queueNumbers are a queue's counts and rates.
func (b *builder) queueNumbers(q *sources.QueueStatistics) {
	w := b.page.w
	for _, f := range []struct{ name, value string }{
		{w.Messages, count(q.Messages)},
		{w.Growth, growth(q.Growth)},
		{w.Ready, count(q.Ready)},
		{w.Unacked, count(q.Unacked)},
		{w.Bytes, bytes(q.Bytes)},
		{w.Consumers, count(q.Readers)},
		{w.Published, rate(q.Published)},
		{w.Delivered, rate(q.Delivered)},
		{w.Acked, rate(q.Acked)},
	} {
		value, style := b.known(f.value)
		b.field(f.name, value, style, subject{})
	}
}

// consumers are those of a queue. Each leads to its connection.
func (b *builder) consumers(s *sources.Statistics, q *sources.QueueStatistics) {
	p := b.page
	some := false
	for i := range s.Consumers {
		c := &s.Consumers[i]
		if c.Queue != q.Name || c.VHost != q.VHost {
			continue
		}
		some = true
		who := c.Tag
		for j := range s.Connections {
			if s.Connections[j].Name == c.Connection {
				who = program(&s.Connections[j])
			}
		}
		b.consumer(s.Broker, c, who, subject{kind: ofConnection, broker: s.Broker, id: c.Connection})
	}
	if !some {
		style := p.theme.Muted
		if q.Readers != nil && *q.Readers == 0 {
			style = p.theme.Warn
		}
		b.text(style, p.w.None, subject{})
	}
}

// consumer is one that reads a queue.
func (b *builder) consumer(_ string, c *sources.Consumer, who string, to subject) {
	p := b.page
	t, w := p.theme, p.w
	prefetch := w.Unlimited
	if c.Prefetch > 0 {
		prefetch = sprintf("%d", c.Prefetch)
	}
	pieces := []piece{
		{t.Text, padded(who, max(b.width/2, 10))},
		{t.Text, padded(c.Peer, 16)},
		{t.Muted, w.Prefetch + " " + prefetch},
	}
	if !c.AckRequired {
		pieces = append(pieces, piece{t.Warn, " " + w.NoAck})
	}
	b.row(to, pieces...)
}

// exchangeNode is the station of an exchange, or nothing when it is none.
func (p *Page) exchangeNode(broker, name string) subject {
	side := p.drawn(broker)
	if side == nil {
		return subject{}
	}
	for i := range side.Nodes {
		if n := &side.Nodes[i]; n.Kind == topology.Exchange && n.Name == name {
			return subject{kind: ofNode, broker: broker, id: n.ID}
		}
	}
	return subject{}
}
