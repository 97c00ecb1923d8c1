package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// publishers are known from their events, from the files of this machine, and
// from connections, in this order: a connection tells the program alone.
func (d *side) publishers() {
	for _, a := range d.arrivals {
		d.heard(a)
	}
	d.lags()
	for _, one := range d.seen.Senders() {
		if one.Sends && one.Unknown == "" && one.Broker == d.name {
			d.expected(one)
		}
	}
	if d.name != "A" { // where all that call each other are connected
		d.connected()
	}
	for i := range d.b.Nodes {
		if n := &d.b.Nodes[i]; n.Kind == Publisher {
			d.judge(n)
		}
	}
}

// heard draws the sender of an event, and the exchange that it came over.
func (d *side) heard(a doctor.Arrival) {
	name := doctor.At(a.Service, a.Host)
	id := d.id(Publisher, name)
	n := d.node(id)
	if n == nil {
		n = d.add(Node{ID: id, Kind: Publisher, Name: name, Rate: d.rate(flow{a.Service, a.Host, all})})
		if a.Service == "" {
			n.Why = "its messages do not say which service it is"
		}
	}
	if a.Last.After(n.Last) {
		n.Last = a.Last
	}
	if a.Exchange != "" {
		d.join(id, d.id(Exchange, a.Exchange), "", d.rate(flow{a.Service, a.Host, a.Exchange}), false)
	}
}

// lags are those of the type that comes most often from each.
func (d *side) lags() {
	most := make(map[string]uint64)
	for _, a := range d.arrivals {
		n := d.node(d.id(Publisher, doctor.At(a.Service, a.Host)))
		if n == nil || !a.LagKnown {
			continue
		}
		if m := most[n.ID]; a.Count > m || a.Count == m && a.Lag > *n.Lag {
			lag := a.Lag
			most[n.ID], n.Lag = a.Count, &lag
		}
	}
}

// unheard is what is said of a publisher that is known by its files alone.
const unheard = "its files send it here, and no event of it was seen"

// expected draws what the files of this machine send here, once, whether it was
// heard or not.
func (d *side) expected(one doctor.Sender) {
	for _, a := range d.arrivals {
		if a.Service == one.Service && d.seen.Here(a.Service, a.Host) {
			return
		}
	}
	name := doctor.At(one.Service, d.seen.Facts.System.Hostname)
	id := d.id(Publisher, name)
	if d.node(id) == nil {
		n := d.add(Node{ID: id, Kind: Publisher, Name: name, Why: unheard})
		if d.other {
			n.Broken, n.Why = true, fmt.Sprintf("%s sends it here, and not to broker B: %s", one.From, one.Reason)
		}
	}
	d.join(id, d.id(Exchange, one.Exchange), "", nil, false)
}

// client is a program on a host that is connected.
type client struct{ program, peer string }

// connected draws the clients whose events nobody has heard. Those that consume
// are drawn as consumers.
func (d *side) connected() {
	if d.now == nil {
		return
	}
	rates := make(map[client]*float64)
	states := make(map[client]string)
	var order []client
	for i := range d.now.Connections {
		c := &d.now.Connections[i]
		if c.VHost != d.vhost || c.Program == "" || strings.HasPrefix(base(c.Program), "ceilo") || d.consumes(c.Name) {
			continue
		}
		who := client{base(c.Program), c.Peer}
		if _, known := states[who]; !known {
			order = append(order, who)
			states[who] = ""
		}
		if c.State == "blocked" || c.State == "blocking" {
			states[who] = c.State
		}
		if c.Published != nil {
			sum := *c.Published
			if rates[who] != nil {
				sum += *rates[who]
			}
			rates[who] = &sum
		}
		if service := d.service(c); service != "" && d.speaks(service, true) {
			if states[who] != "" {
				n := d.of(service)
				n.Broken, n.Why = true, "the broker has stopped its connection"
			}
			delete(states, who) // it is drawn with its events
			order = slices.DeleteFunc(order, func(o client) bool { return o == who })
		}
	}
	for _, who := range order {
		// nova-compute of a node is one of those that were heard.
		if d.speaks(doctor.ServiceOf(who.program), false) && states[who] == "" {
			continue
		}
		name := who.program + "@" + who.peer
		n := d.add(Node{ID: d.id(Publisher, name), Kind: Publisher, Name: name, Rate: rates[who], Why: "which service this is its connection does not say"})
		if states[who] != "" {
			n.Broken, n.Why = true, "the broker has stopped its connection"
		}
	}
}

// base is a program without its directory.
func base(program string) string { return program[strings.LastIndexByte(program, '/')+1:] }

// service is what a connection of this machine belongs to, by its process.
func (d *side) service(c *sources.Connection) string {
	peer, err := netip.ParseAddr(c.Peer)
	if err != nil || c.PID == 0 {
		return ""
	}
	own := peer.IsLoopback() || slices.ContainsFunc(d.seen.Facts.System.Addresses, func(p netip.Prefix) bool { return p.Addr() == peer })
	if !own {
		return ""
	}
	for _, p := range d.seen.Processes {
		if p.PID == c.PID {
			if service := doctor.ServiceOf(p.Unit); service != "" {
				return service
			}
			return doctor.ServiceOf(p.Program)
		}
	}
	return ""
}

// speaks reports whether a service is drawn already, here or anywhere.
func (d *side) speaks(service string, here bool) bool {
	if service == "" {
		return false
	}
	if here {
		return d.of(service) != nil
	}
	return slices.ContainsFunc(d.b.Nodes, func(n Node) bool {
		name, _, _ := strings.Cut(n.Name, "@")
		return n.Kind == Publisher && name == service
	})
}

// of is the publisher of a service on this machine, or nil.
func (d *side) of(service string) *Node {
	for i := range d.b.Nodes {
		n := &d.b.Nodes[i]
		if name, host, _ := strings.Cut(n.Name, "@"); n.Kind == Publisher && name == service && d.seen.Here(service, host) {
			return n
		}
	}
	return nil
}

// judge says what is wrong with a publisher: it sends to A, or the broker has
// stopped it.
func (d *side) judge(n *Node) {
	if d.stopped() {
		n.Broken, n.Why = true, "the broker takes no messages now"
		return
	}
	if d.name != "A" || !d.other {
		return
	}
	for _, l := range d.leaks {
		if doctor.At(l.Service, l.Host) == sources.Visible(n.Name) && l.Count > 0 {
			n.Broken, n.Why = true, l.Reason
			if l.Because.File != "" {
				n.Why = fmt.Sprintf("%s sends it here, and not to broker B: %s", l.Because, l.Reason)
			}
			return
		}
	}
	if !n.Last.IsZero() {
		n.Why = "it sent until " + n.Last.UTC().Format(time.TimeOnly) + ", and not since"
	}
}
