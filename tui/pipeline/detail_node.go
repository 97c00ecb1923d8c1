package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/tui/header"
)

// station is the node of a subject.
func (p *Page) station(s subject) (*topology.Broker, *topology.Node) {
	side := p.drawn(s.broker)
	if side == nil {
		return nil, nil
	}
	for i := range side.Nodes {
		if side.Nodes[i].ID == s.id {
			return side, &side.Nodes[i]
		}
	}
	if st := &p.sight.Picture.Store; st.ID == s.id {
		return side, st
	}
	return side, nil
}

// node is a station of the picture.
func (b *builder) node() {
	p, d := b.page, b.detail
	t, w := p.theme, p.w
	side, n := p.station(d.of)
	if n == nil {
		d.title = d.of.id
		b.gone(w.Gone)
		return
	}
	d.title = n.Name
	if n.Kind != topology.Store {
		d.title = side.Name + " " + d.title
	}
	if n.Why != "" {
		style, sign := t.Warn, signUnknown
		if n.Broken {
			style, sign = t.Error, signBroken
		}
		b.text(style, sign+" "+p.say(n.Why), subject{})
	}
	switch n.Kind {
	case topology.Publisher:
		b.publisher(side, n)
	case topology.Exchange:
		b.exchange(side, n)
	case topology.Queue:
		b.queue(side.Name, p.queueOf(side.Name, n))
	case topology.Consumer:
		b.reader(side, n)
	case topology.Store:
		b.storeFacts(n)
	}
	if n.Kind != topology.Queue { // which has told of them
		b.findings(p.findingsOf(n))
	}
}

// findingsOf are the findings of the checks that a station names, about it.
func (p *Page) findingsOf(n *topology.Node) []*doctor.Finding {
	return p.about(func(f *doctor.Finding) bool {
		if f.Subject == n.Name {
			return true
		}
		return slices.Contains(n.Findings, f.Check) && (n.Kind == topology.Store || strings.Contains(f.Subject, n.Name) || evidenceNames(f, n.Name))
	})
}

func evidenceNames(f *doctor.Finding, queue string) bool {
	return slices.ContainsFunc(f.Evidence, func(e doctor.Evidence) bool { return e.Queue != nil && e.Queue.Name == queue })
}

// publisher is a service on a host: its events by type, the newest first.
func (b *builder) publisher(side *topology.Broker, n *topology.Node) {
	p, d := b.page, b.detail
	w := p.w
	service, host, _ := strings.Cut(n.Name, "@")
	d.filter = publisherFilter(service, host, side.Name)
	b.plain(w.Service, service)
	b.plain(w.State, p.lastWords(n))
	b.numbers(n)
	b.edges(side, n)
	var all []*doctor.Arrival
	if p.sight.Seen != nil {
		for i := range p.sight.Seen.Arrivals {
			if a := &p.sight.Seen.Arrivals[i]; a.Broker == side.Name && a.Service == service && (host == "" || a.Host == host) {
				all = append(all, a)
			}
		}
	}
	b.arrivals(all, d.filter)
}

// lastWords say when the last event came.
func (p *Page) lastWords(n *topology.Node) string {
	if n.Last.IsZero() {
		return p.w.NoEvents
	}
	return sprintf(p.w.LastEvent, p.ago(n.Last))
}

// arrivals are events by type. Each leads to the last of its type.
func (b *builder) arrivals(all []*doctor.Arrival, filter string) {
	p := b.page
	t, w := p.theme, p.w
	if len(all) == 0 {
		return
	}
	b.heading(w.Events)
	b.row(subject{kind: ofEvents, id: filter}, piece{t.Info, w.Keys.Events})
	slices.SortStableFunc(all, func(x, y *doctor.Arrival) int {
		return cmp.Or(y.Last.Compare(x.Last), cmp.Compare(x.Type, y.Type))
	})
	for _, a := range all {
		to := subject{}
		if a.MessageID != "" {
			to = subject{kind: ofEvents, id: "=message_id == " + quote(a.MessageID)}
		}
		lag := missing
		if a.LagKnown {
			lag = p.lag(&a.Lag)
		}
		b.row(to, piece{t.Text, padded(a.Type, max(b.width-32, 12))}, piece{t.Text, padded(header.Number(a.Count), 9)},
			piece{t.Text, padded(p.ago(a.Last), 6)}, piece{t.Muted, w.Lag + " " + lag})
	}
}

// numbers are the figures of a station that has them.
func (b *builder) numbers(n *topology.Node) {
	p := b.page
	names, values := p.titles(n.Kind), p.numbers(n)
	for _, i := range has[n.Kind] {
		if i >= 0 {
			value, style := b.known(values[i])
			b.field(names[i], value, style, subject{})
		}
	}
}

func (b *builder) storeFacts(n *topology.Node) {
	p := b.page
	t, w := p.theme, p.w
	b.plain(w.State, p.lastWords(n))
	b.numbers(n)
	if p.sight.Seen == nil {
		return
	}
	st := &p.sight.Seen.Store
	b.plain(w.Kind, string(st.Kind))
	b.plain(w.Address, st.Address)
	if st.Status != 0 {
		b.plain(w.Status, sprintf("%d", st.Status))
	}
	if st.Err != "" {
		b.field(w.Error, p.say(st.Err), t.Error, subject{})
	}
	if st.Hint != "" {
		b.field("", sprintf(w.Hint, p.say(st.Hint)), t.Warn, subject{})
	}
	value, style := b.known(count(st.Backlog))
	b.field(w.Backlog, value, style, subject{})
	names := make([]string, 0, len(st.Newest))
	for name := range st.Newest {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) > 0 {
		b.heading(w.Newest)
	}
	for _, name := range names {
		b.plain(name, p.ago(st.Newest[name]))
	}
}

func (p *Page) yesNo(yes bool) string {
	if yes {
		return p.w.Yes
	}
	return p.w.No
}
