package pipeline

import (
	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/sources"
)

// statistics are a broker's own words, nil when it said none.
func (p *Page) statistics(broker string) *sources.Statistics {
	if p.sight == nil || p.sight.Seen == nil {
		return nil
	}
	for _, s := range []*sources.Statistics{p.sight.Seen.A, p.sight.Seen.B} {
		if s != nil && s.Broker == broker {
			return s
		}
	}
	return nil
}

// drawn is a broker's side of the picture, nil when it has none.
func (p *Page) drawn(broker string) *topology.Broker {
	if p.sight == nil {
		return nil
	}
	for i := range p.sight.Picture.Brokers {
		if b := &p.sight.Picture.Brokers[i]; b.Name == broker {
			return b
		}
	}
	return nil
}

// broker is what a broker says about itself, and what it does not.
func (b *builder) broker() {
	p, d := b.page, b.detail
	t, w := p.theme, p.w
	d.title = w.Broker + " " + d.of.broker
	side := p.drawn(d.of.broker)
	if side == nil {
		b.gone(w.Gone)
		return
	}
	b.plain(w.Address, side.Address)
	for _, alarm := range side.Alarms {
		b.text(t.Error, signBroken+" "+sprintf(w.Alarm, p.say(alarm)), subject{})
	}
	for _, lack := range side.Lacks {
		b.text(t.Warn, signUnknown+" "+sprintf(w.Lacks, p.say(lack)), subject{})
	}
	s := p.statistics(d.of.broker)
	if s == nil || !s.Management {
		b.text(t.Warn, w.NeedsManagement, subject{})
	}
	if s == nil {
		return
	}
	b.nodes(s)
	for _, lack := range s.Lacks {
		b.text(t.Muted, signUnknown+" "+p.say(lack), subject{})
	}
	b.findings(p.about(func(f *doctor.Finding) bool {
		return f.Subject == "broker "+s.Broker || f.Subject == s.Broker
	}))
	b.connections(s, func(*sources.Connection) bool { return true })
}

// nodes are the nodes of a broker with their alarms and limits.
func (b *builder) nodes(s *sources.Statistics) {
	p := b.page
	t, w := p.theme, p.w
	for i := range s.Nodes {
		n := &s.Nodes[i]
		style := t.Text
		if n.MemoryAlarm || n.DiskAlarm || !n.Running {
			style = t.Error
		}
		b.heading(n.Name)
		b.field("", sprintf(w.NodeMemory, bytes(n.Memory), bytes(n.MemoryLimit)), style, subject{})
		b.field("", sprintf(w.NodeDisk, bytes(n.DiskFree), bytes(n.DiskFreeLimit)), style, subject{})
	}
}

// maxConnections bounds a list of connections: a cloud has thousands.
const maxConnections = 200

// connections lists those that are wanted.
func (b *builder) connections(s *sources.Statistics, wanted func(*sources.Connection) bool) {
	p := b.page
	t, w := p.theme, p.w
	begun, shown, more := false, 0, 0
	for i := range s.Connections {
		c := &s.Connections[i]
		if !wanted(c) {
			continue
		}
		if shown++; shown > maxConnections {
			more++
			continue
		}
		if !begun {
			b.heading(w.Connections)
			begun = true
		}
		state := piece{t.OK, c.State}
		if c.State != "running" {
			state.style = t.Warn
		}
		b.row(subject{kind: ofConnection, broker: s.Broker, id: c.Name},
			piece{t.Text, padded(program(c), 30)}, piece{t.Text, padded(c.Peer, 18)}, piece{t.Text, padded(c.User, 12)}, state)
	}
	if more > 0 {
		b.row(subject{}, piece{t.Muted, "… " + sprintf(w.More, more)})
	}
}

// program is what is known of a client's program.
func program(c *sources.Connection) string {
	switch {
	case c.Program == "":
		return missing
	case c.PID == 0:
		return c.Program
	}
	return sprintf("%s:%d", c.Program, c.PID)
}

// connection is a client of a broker.
func (b *builder) connection() {
	p, d := b.page, b.detail
	t, w := p.theme, p.w
	d.title = d.of.id
	s := p.statistics(d.of.broker)
	var c *sources.Connection
	if s != nil {
		for i := range s.Connections {
			if s.Connections[i].Name == d.of.id {
				c = &s.Connections[i]
			}
		}
	}
	if c == nil {
		b.gone(w.ConnectionGone)
		return
	}
	b.plain(w.Name, c.Name)
	b.plain(w.Program, c.Program)
	pid := missing
	if c.PID != 0 {
		pid = sprintf("%d", c.PID)
	}
	value, style := b.known(pid)
	b.field(w.PID, value, style, subject{})
	b.plain(w.Peer, c.Peer)
	b.plain(w.User, c.User)
	b.plain(w.VHost, c.VHost)
	style = t.OK
	if c.State != "running" {
		style = t.Warn
	}
	b.field(w.State, c.State, style, subject{})
	b.plain(w.Since, moment(c.Since))
	value, style = b.known(rate(c.Published))
	b.field(w.Published, value, style, subject{})
	b.service(c)
	var queues []*sources.Consumer
	for i := range s.Consumers {
		if s.Consumers[i].Connection == c.Name {
			queues = append(queues, &s.Consumers[i])
		}
	}
	if len(queues) > 0 {
		b.heading(w.QueuesTitle)
	}
	for _, q := range queues {
		b.consumer(s.Broker, q, q.Queue, subject{kind: ofQueue, broker: s.Broker, queue: queueName{q.VHost, q.Queue}})
	}
}

// service says which service a connection belongs to, and how that is known: a
// program of this machine has a unit, and the programs of a service whose events
// have arrived begin with its name. A server of WSGI has neither.
func (b *builder) service(c *sources.Connection) {
	p := b.page
	t, w := p.theme, p.w
	seen := p.sight.Seen
	for i := range seen.Processes {
		pr := &seen.Processes[i]
		if c.PID != 0 && pr.PID == c.PID && pr.Unit != "" && sameProgram(pr.Program, c.Program) {
			b.field(w.Service, sprintf(w.ServiceOfUnit, pr.Unit), t.Text, subject{kind: ofUnit, id: pr.Unit})
			return
		}
	}
	for i := range seen.Arrivals {
		if a := &seen.Arrivals[i]; a.Service != "" && startsWithWord(c.Program, a.Service) {
			b.field(w.Service, sprintf(w.ServiceOfEvents, a.Service), t.Text, subject{kind: ofEvents, id: publisherFilter(a.Service, "", "")})
			return
		}
	}
	b.field(w.Service, w.ServiceUnknown, t.Muted, subject{})
}

// unit is what is known of the processes of a unit.
func (b *builder) unit(name string) {
	p := b.page
	if p.sight == nil || p.sight.Seen == nil {
		return
	}
	for i := range p.sight.Seen.Processes {
		pr := &p.sight.Seen.Processes[i]
		if pr.Unit != name {
			continue
		}
		b.plain(p.w.Program, pr.Program)
		b.plain(p.w.PID, sprintf("%d", pr.PID))
		b.plain(p.w.Since, moment(pr.Started))
		for _, f := range pr.Files {
			b.field(p.w.File, f, p.theme.Text, subject{kind: ofFile, at: setup.Place{File: f}})
		}
	}
}
