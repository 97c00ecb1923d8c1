package steps

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// moved tells what goes to broker B unasked, and what is left behind: each loses
// somebody's notifications without a word.
func (b *builder) moved() {
	a, controller := b.a.Features, []setup.NodeRole{setup.Controller}
	for _, n := range []struct {
		service string
		on      bool
		roles   []setup.NodeRole
	}{
		{"glance", a.Glance, controller},
		{"nova", a.Nova, []setup.NodeRole{setup.Controller, setup.Compute}},
		{"cinder", a.Cinder, []setup.NodeRole{setup.Controller, setup.Storage}},
		{"neutron", a.Neutron, controller},
		{"heat", a.Heat, controller},
		{"keystone", a.Keystone, controller},
	} {
		if !slices.ContainsFunc(n.roles, func(r setup.NodeRole) bool { return slices.Contains(b.plan.Roles, r) }) {
			continue
		}
		for _, main := range b.mains(n.service) {
			set, ok := b.open(&step{}, main)
			switch {
			case !ok:
			case n.on:
				b.otherTopics(n.service, set)
			default:
				b.leftBehind(n.service, set)
			}
		}
	}
	if slices.Contains(b.plan.Roles, setup.Controller) {
		for _, main := range b.mains("ceilometer") {
			if set, ok := b.open(&step{}, main); ok {
				b.noLongerHeard(set)
			}
		}
	}
}

// leftBehind notes a service that notifies and that the answers leave alone.
func (b *builder) leftBehind(service string, set settings) {
	c := set.config(set.orders[0], false)
	for _, v := range c.GetMulti(notifications, "driver", osloconf.Deprecated(notifications, "driver")...) {
		if v.Err != nil || !strings.HasPrefix(v.Text, "messaging") {
			continue
		}
		p := b.profile(service)
		if v.Key != "driver" && !p.OldNames() || b.sendsToB(p, c) {
			continue
		}
		where := "broker A"
		if p.HonoursNotificationURL() {
			if _, found := c.Get(notifications, "transport_url", old(p, "transport_url")...); found {
				where = "another broker than B"
			}
		}
		b.note("%s notifies (%s:%d) and goes on sending to %s, where nobody reads it when Ceilometer listens on broker B alone: the answer features.%s: true moves it.", title(service), v.File, v.Line, where, service)
		return
	}
}

// otherTopics notes topics beside Ceilometer's that move with a service: who
// reads them on broker A gets nothing any more.
func (b *builder) otherTopics(service string, set settings) {
	p := b.profile(service)
	was, now := set.config(set.orders[0], true), set.config(set.orders[0], false)
	if b.sendsToB(p, was) || !b.sendsToB(p, now) {
		return
	}
	v, found := was.Get(notifications, "topics", old(p, "topics")...)
	if !found || v.Err != nil {
		return
	}
	var others []string
	for topic := range strings.SplitSeq(v.Text, ",") {
		if topic = strings.TrimSpace(topic); topic != "" && topic != "notifications" {
			others = append(others, topic)
		}
	}
	if len(others) > 0 {
		b.note("%s's topics %s go to broker B with it (%s:%d): whoever reads them on broker A has to read them there.", title(service), strings.Join(others, ", "), v.File, v.Line)
	}
}

// sendsToB reports whether a service's notifications go to broker B.
func (b *builder) sendsToB(p profile.Service, c *osloconf.Config) bool {
	v, found := osloconf.Value{}, false
	if p.HonoursNotificationURL() {
		v, found = c.Get(notifications, "transport_url", old(p, "transport_url")...)
	}
	if !found {
		v, found = c.Get("DEFAULT", "transport_url")
	}
	return found && v.Err == nil && b.leadsToB(v.Text)
}

// leadsToB compares a URL's first host and its virtual host with the answers.
func (b *builder) leadsToB(text string) bool {
	u, err := oslo.ParseTransportURL(text)
	if err != nil || u.NoHost || u.VirtualHost != b.vhost() {
		return false
	}
	return u.Hosts[0].Port == b.port() && slices.ContainsFunc(b.a.BrokerB.Hosts(), func(host string) bool { return strings.EqualFold(u.Hosts[0].Name, host) })
}

// old are the old names of an option of notifications, where they are read.
func old(p profile.Service, key string) []osloconf.Name {
	if !p.OldNames() {
		return nil
	}
	return osloconf.Deprecated(notifications, key)
}

// noLongerHeard notes the brokers that the agent listened on and will not.
func (b *builder) noLongerHeard(set settings) {
	urls := func(was bool) []osloconf.Value {
		return set.config(set.orders[0], was).GetMulti("notification", "messaging_urls")
	}
	now := urls(false)
	for _, v := range urls(true) {
		have, err := oslo.ParseTransportURL(v.Text)
		if v.Err != nil || err != nil || slices.ContainsFunc(now, func(n osloconf.Value) bool {
			u, err := oslo.ParseTransportURL(n.Text)
			return err == nil && u.Same(have)
		}) {
			continue
		}
		b.note("Ceilometer's agent no longer listens on %s (%s:%d): whoever notifies there is heard no more, unless the answer migration is true.", sources.Visible(osloconf.Mask("messaging_urls", v.Text)), v.File, v.Line)
	}
}
