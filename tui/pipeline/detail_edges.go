package pipeline

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
)

// edges are what leads to a station and what leads on.
func (b *builder) edges(side *topology.Broker, n *topology.Node) {
	p := b.page
	t, w := p.theme, p.w
	for i := range side.Edges {
		e := &side.Edges[i]
		name, other := w.From, e.From
		switch n.ID {
		case e.To:
		case e.From:
			name, other = w.To, e.To
		default:
			continue
		}
		to := subject{kind: ofNode, broker: side.Name, id: other}
		_, node := p.station(to)
		if node == nil {
			continue
		}
		style, text := t.Text, node.Name
		if e.Key != "" {
			text += "  " + w.Key + " " + e.Key
		}
		if e.Rate != nil {
			text += "  " + rate(e.Rate) + "/s"
		}
		if e.Broken {
			style, text = t.Error, signBroken+" "+text
		}
		b.field(name, text, style, to)
	}
}

// exchange is an exchange with what is bound to it.
func (b *builder) exchange(side *topology.Broker, n *topology.Node) {
	p, d := b.page, b.detail
	t, w := p.theme, p.w
	d.filter = "=exchange == " + quote(n.Name) + " && broker == " + quote(side.Name)
	s := p.statistics(side.Name)
	if s != nil {
		for i := range s.Exchanges {
			if x := &s.Exchanges[i]; x.Name == n.Name {
				b.plain(w.VHost, x.VHost)
				b.plain(w.Type, x.Type)
				b.plain(w.Durable, p.yesNo(x.Durable))
				b.plain(w.AutoDelete, p.yesNo(x.AutoDelete))
				value, style := b.known(rate(x.Published))
				b.field(w.Published, value, style, subject{})
			}
		}
	}
	b.plain(w.State, p.lastWords(n))
	b.edges(side, n)
	if s == nil || !s.Management {
		b.text(t.Warn, w.NeedsManagement, subject{})
		return
	}
	begun := false
	for i := range s.Bindings {
		x := &s.Bindings[i]
		if x.Exchange != n.Name {
			continue
		}
		if !begun {
			b.heading(w.Bindings)
			begun = true
		}
		b.row(subject{kind: ofQueue, broker: side.Name, queue: queueName{x.VHost, x.Queue}},
			piece{t.Text, padded(x.Queue, max(b.width/2, 10))}, piece{t.Muted, w.Key + " " + x.Key})
	}
}

// reader is a program that consumes, with its connections.
func (b *builder) reader(side *topology.Broker, n *topology.Node) {
	p := b.page
	b.plain(p.w.State, p.lastWords(n))
	b.numbers(n)
	b.edges(side, n)
	s := p.statistics(side.Name)
	if s == nil || !s.Management {
		b.text(p.theme.Warn, p.w.NeedsManagement, subject{})
		return
	}
	reads := map[string]bool{}
	for i := range s.Consumers {
		reads[s.Consumers[i].Connection] = true
	}
	b.connections(s, func(c *sources.Connection) bool { return reads[c.Name] && ofReader(c, n.Name) })
}

// ofReader reports whether a connection is that of a consumer of the picture,
// which is called by its program, perhaps with a host.
func ofReader(c *sources.Connection, name string) bool {
	program, _, _ := strings.Cut(name, "@")
	return c.Program != "" && sameProgram(c.Program, program) || c.Name == name || c.Peer == name
}
