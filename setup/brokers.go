package setup

import (
	"slices"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Use is one option that names a broker.
type Use struct {
	URL  oslo.TransportURL
	From Origin
}

// Brokers puts the uses of one broker together and names the brokers.
//
// A is where most of the services do their RPC. Nova, Neutron and Cinder are
// asked first, because Glance and Keystone use theirs for notifications only,
// and because up to Ocata Ceilometer's own transport has to point at B.
//
// B is where most of the services send their notifications although their RPC
// goes elsewhere; when none does, it is where Ceilometer listens, if nobody's
// RPC is there. All others are called C, D, and so on. There may be no B.
func Brokers(uses []Use) []Broker {
	var groups []*group
	for _, u := range uses {
		i := slices.IndexFunc(groups, func(g *group) bool { return g.uses[0].URL.Same(u.URL) })
		if i < 0 {
			groups = append(groups, &group{})
			i = len(groups) - 1
		}
		groups[i].add(u)
	}
	// Those with more uses first; among equals the order of the uses.
	slices.SortStableFunc(groups, func(x, y *group) int { return len(y.uses) - len(x.uses) })

	a := best(groups, rankA)
	rest := slices.DeleteFunc(slices.Clone(groups), func(g *group) bool { return g == a })
	b := best(rest, rankB(rest))
	rest = slices.DeleteFunc(rest, func(g *group) bool { return g == b })

	var all []Broker
	if a != nil {
		all = append(all, a.broker("A"))
	}
	if b != nil {
		all = append(all, b.broker("B"))
	}
	for i, g := range rest {
		all = append(all, g.broker(letters(i+2)))
	}
	return all
}

// group is all uses of one broker.
type group struct{ uses []Use }

// add takes each option once: programs of one service share their drop-ins.
func (g *group) add(u Use) {
	if !slices.ContainsFunc(g.uses, func(v Use) bool { return v.From == u.From && equal(v.URL, u.URL) }) {
		g.uses = append(g.uses, u)
	}
}

// services are those that use the broker in one of the roles, each once.
func (g *group) services(roles ...Role) []string {
	var names []string
	for _, u := range g.uses {
		if slices.Contains(roles, u.From.Role) && !slices.Contains(names, u.From.Service) {
			names = append(names, u.From.Service)
		}
	}
	return names
}

const ceilometer = "ceilometer"

// speaksRPC tells the services that call each other over the broker.
func speaksRPC(service string) bool {
	return service == "nova" || service == "neutron" || service == "cinder"
}

// rank orders candidates, the first number first. All zero is no candidate.
type rank [3]int

func best(groups []*group, of func(*group) rank) *group {
	var winner *group
	var highest rank
	for _, g := range groups {
		if r := of(g); slices.Compare(r[:], highest[:]) > 0 {
			winner, highest = g, r
		}
	}
	return winner
}

func rankA(g *group) (r rank) {
	for _, s := range g.services(RPC) {
		switch {
		case speaksRPC(s):
			r[0]++
		case s != ceilometer:
			r[1]++
		case len(g.senders()) == 0:
			r[2]++
		}
	}
	return r
}

// senders are the services that send only their notifications here.
func (g *group) senders() []string {
	rpc := g.services(RPC)
	return slices.DeleteFunc(g.services(Notifications), func(s string) bool {
		return s == ceilometer || slices.Contains(rpc, s)
	})
}

func rankB(groups []*group) func(*group) rank {
	listens := slices.ContainsFunc(groups, func(g *group) bool {
		return slices.Contains(g.services(Notifications, Listening), ceilometer)
	})
	return func(g *group) (r rank) {
		r[0] = len(g.senders())
		if slices.ContainsFunc(g.services(RPC), func(s string) bool { return s != ceilometer }) {
			return r
		}
		if slices.Contains(g.services(Notifications, Listening), ceilometer) {
			r[1] = 1
		}
		// Up to Ocata the agent listens on Ceilometer's own transport.
		if !listens && slices.Contains(g.services(RPC), ceilometer) {
			r[2] = 1
		}
		return r
	}
}

// broker takes the URL that most of the uses agree on: credentials and TLS may
// differ from service to service.
func (g *group) broker(name string) Broker {
	b := Broker{Name: name, Uses: g.uses}
	most := 0
	for _, u := range g.uses {
		agree := 0
		for _, v := range g.uses {
			if equal(u.URL, v.URL) {
				agree++
			}
		}
		if agree > most {
			b.URL, most = u.URL, agree
		}
		b.From = append(b.From, u.From)
	}
	return b
}

func equal(u, v oslo.TransportURL) bool {
	return slices.Equal(u.Hosts, v.Hosts) && (u.TLS == nil) == (v.TLS == nil) && (u.TLS == nil || *u.TLS == *v.TLS)
}

// letters counts A, B, …, Z, AA, AB.
func letters(i int) string {
	name := string(rune('A' + i%26))
	if i >= 26 {
		name = letters(i/26-1) + name
	}
	return name
}
