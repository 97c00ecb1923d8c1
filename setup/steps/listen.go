package steps

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// notifiers are the services that may notify.
var notifiers = []string{"nova", "cinder", "glance", "neutron", "heat", "keystone"}

// listens are the brokers that the agent listens on. Without messaging_urls it
// is Ceilometer's own transport, which is B. They are needed with others while
// the notifiers move, or where some of them stay; and for a user of its own.
func (b *builder) listens(s *step, p profile.Service, main, to string) (wants []want, uses []setup.Password, ok bool) {
	br := b.a.BrokerB
	if br.StrictUsers {
		if to, ok = b.target(s, p, b.listener(), br.ListenerPassword); !ok {
			return nil, nil, false
		}
		uses = append(uses, br.ListenerPassword)
	}
	now := b.multi(main, "notification", "messaging_urls")
	e := &ears{b: b, s: s, p: p, main: main, all: []string{to}}
	if i := slices.IndexFunc(now, b.leads(p, main, to)); i >= 0 {
		e.all[0] = now[i]
	}
	why := b.staysOnA()
	switch {
	case b.a.Migration:
		ok = e.today(now)
	case why != "":
		ok = e.brokerA()
		for i, url := range e.all[1:] {
			if j := slices.IndexFunc(now, b.leads(p, main, url)); j >= 0 {
				e.all[i+1] = now[j]
			}
		}
	default:
		ok = true
	}
	if !ok {
		return nil, nil, false
	}
	if others := e.addresses(); others != "" {
		b.note("Ceilometer's agent listens on %s as well: %s.", others, why)
	}
	if len(e.all) == 1 && !br.StrictUsers && len(now) == 0 {
		return nil, nil, true
	}
	return []want{several("notification", "messaging_urls", none, e.all...)}, uses, true
}

// staysOnA says why there are notifications on broker A still; "" is none.
func (b *builder) staysOnA() string {
	if b.a.Migration {
		return "the notifiers move one by one"
	}
	if b.a.Features.Cinder && !b.profile("cinder").HonoursNotificationURL() {
		return "Cinder of Mitaka cannot send its notifications elsewhere"
	}
	return ""
}

// ears are the URLs that an agent is to listen on: B's first.
type ears struct {
	b    *builder
	s    *step
	p    profile.Service
	main string
	all  []string
}

// today adds where the agent listens, and where somebody sends, before the
// plan: it stays until the last notifier has moved.
func (e *ears) today(now []string) bool {
	b := e.b
	if !b.whole(e.s, e.main, "notification", "messaging_urls") {
		return false
	}
	for _, text := range now {
		// Another one of broker B is what the first one stands in for.
		if u, err := oslo.ParseTransportURL(text); (err != nil || !u.Same(e.url(0))) && !slices.Contains(e.all, text) {
			e.all = append(e.all, text)
		}
	}
	if len(now) == 0 {
		if x, found := b.notifies("ceilometer", e.main); found && !e.add(x) {
			return false
		}
	}
	for _, service := range notifiers {
		for _, main := range b.mains(service) {
			if x, found := b.notifies(service, main); found && x.sends() && !e.add(x) {
				return false
			}
		}
	}
	if b.a.Features.Cinder && !b.profile("cinder").HonoursNotificationURL() || len(e.all) == 1 {
		return e.brokerA()
	}
	return true
}

// brokerA adds broker A, as one of the services' files has it.
func (e *ears) brokerA() bool {
	for _, service := range []string{"cinder", "nova", "neutron"} {
		for _, main := range e.b.mains(service) {
			if x, found := e.b.rpc(service, main); found {
				return e.add(x)
			}
		}
	}
	for _, br := range e.b.f.Brokers {
		if br.Name == "A" && len(br.URL.Hosts) > 0 {
			var hosts []string
			for _, h := range br.URL.Hosts {
				hosts = append(hosts, escape(h.Username)+":"+escape(h.Password.Reveal())+"@"+h.Address())
			}
			vhost := br.URL.VirtualHost
			if vhost != "/" {
				vhost = escape(vhost)
			}
			x, ok := e.b.program("ceilometer", e.main)
			x.text, x.escaped, x.url = "rabbit://"+strings.Join(hosts, ",")+"/"+vhost, true, br.URL
			return ok && e.add(x)
		}
	}
	e.s.block("broker A's URL is not known here, and the agent has to listen there as well: "+e.b.staysOnA(), "run ceilotop where nova.conf or cinder.conf is")
	return false
}

// add appends a bus, unless the agent listens there already.
func (e *ears) add(x bus) bool {
	for i := range e.all {
		if x.url.Same(e.url(i)) {
			return true
		}
	}
	text, ok := e.b.carried(e.s, e.p, e.main, x)
	if ok {
		e.all = append(e.all, text)
	}
	return ok
}

// url is one of them; what is not RabbitMQ's is none.
func (e *ears) url(i int) oslo.TransportURL {
	u, _ := oslo.ParseTransportURL(e.all[i])
	return u
}

// addresses are all but broker B's.
func (e *ears) addresses() string {
	var all []string
	for i := range e.all[1:] {
		if u := e.url(i + 1); len(u.Hosts) > 0 {
			address := u.Hosts[0].Address()
			if u.VirtualHost != "/" {
				address += ", virtual host " + u.VirtualHost
			}
			all = append(all, address)
		}
	}
	return strings.Join(all, " and ")
}

// whole blocks a step that has to keep values, one of which cannot be read.
func (b *builder) whole(s *step, main, section, key string) bool {
	set, ok := b.open(s, main)
	if !ok {
		return false
	}
	for _, v := range set.config(set.orders[0], false).GetMulti(section, key) {
		if v.Err != nil {
			s.block(v.Err.Error(), "mend that line, which has to be kept")
			return false
		}
	}
	return true
}
