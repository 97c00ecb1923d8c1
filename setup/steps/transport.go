package steps

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// transport points Ceilometer at broker B. Up to Ocata its whole transport goes
// there, because it reads no other; from Pike on only its notifications do.
func (b *builder) transport(s *step, p profile.Service, main string, agent bool) {
	br := b.a.BrokerB
	to, ok := b.target(s, p, br.User, br.Password)
	if !ok {
		return
	}
	uses := []setup.Password{br.Password}
	var wants []want
	switch {
	case p.HonoursNotificationURL():
		wants = append(wants, set(notifications, "transport_url", to).like(leads(to)))
	case b.oldOptions(main):
		wants = append(wants, set("oslo_messaging_rabbit", "rabbit_host", br.Host), set("oslo_messaging_rabbit", "rabbit_userid", br.User), set("oslo_messaging_rabbit", "rabbit_password", br.Password.Value.Reveal()))
		if v, found := b.get(main, "oslo_messaging_rabbit", "rabbit_port"); found && v.Text != "5672" {
			wants = append(wants, set("oslo_messaging_rabbit", "rabbit_port", "5672"))
		}
		if v, found := b.get(main, "oslo_messaging_rabbit", "rabbit_virtual_host"); found && v.Text != "/" {
			wants = append(wants, set("oslo_messaging_rabbit", "rabbit_virtual_host", "/"))
		}
	default:
		wants = append(wants, set("DEFAULT", "transport_url", to).like(leads(to)))
	}
	wants = append(wants, b.topics(main))
	if agent {
		listen, more, ok := b.listens(s, p, main, to)
		if !ok {
			return
		}
		wants = append(wants, listen...)
		uses = append(uses, more...)
	}
	b.configure(s, p, main, uses, wants...)
}

// oldOptions reports whether rabbit_host and its kin do: a transport_url or
// rabbit_hosts would win over them, and they know one host without TLS.
func (b *builder) oldOptions(main string) bool {
	br := b.a.BrokerB
	_, hosts := b.get(main, "oslo_messaging_rabbit", "rabbit_hosts")
	_, url := b.get(main, "DEFAULT", "transport_url")
	return !hosts && !url && !br.TLS && b.port() == 5672 && b.vhost() == "/" && !strings.ContainsAny(br.Host, ",:")
}

// topics has to hold the one that everybody sends to. It is the default.
func (b *builder) topics(main string) want {
	value := "notifications"
	if v, found := b.get(main, notifications, "topics"); found && v.Text != "" && !lists(value)(v.Text) {
		value = strings.TrimRight(v.Text, ", ") + ",notifications"
	}
	return set(notifications, "topics", value).like(lists("notifications"))
}

// listens are the brokers that the agent listens on. Without messaging_urls it
// is Ceilometer's own transport, which is B. They are needed with A while the
// notifiers move, or where some of them stay there; and for a user of its own.
func (b *builder) listens(s *step, p profile.Service, main, to string) (wants []want, uses []setup.Password, ok bool) {
	br := b.a.BrokerB
	var all []string
	if br.StrictUsers {
		if to, ok = b.target(s, p, b.listener(), br.ListenerPassword); !ok {
			return nil, nil, false
		}
		uses = append(uses, br.ListenerPassword)
		all = append(all, to)
	}
	if why := b.staysOnA(); why != "" {
		a, found := b.brokerA()
		if !found {
			s.block("broker A's URL is not known here, and the agent has to listen there as well: "+why, "run ceilotop where nova.conf or cinder.conf is")
			return nil, nil, false
		}
		b.note("Ceilometer's agent listens on broker A as well: %s.", why)
		if len(all) == 0 {
			all = append(all, to)
		}
		if !slices.ContainsFunc(all, leads(a)) {
			all = append(all, a)
		}
	}
	if len(all) == 0 {
		if len(b.multi(main, "notification", "messaging_urls")) == 0 {
			return nil, nil, true
		}
		all = append(all, to)
	}
	return []want{several("notification", "messaging_urls", none, all...)}, uses, true
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

// brokerA is broker A's URL, as one of the services' files has it.
func (b *builder) brokerA() (string, bool) {
	var own setup.Broker
	for _, br := range b.f.Brokers {
		if br.Name == "A" {
			own = br
		}
	}
	for _, service := range []string{"cinder", "nova", "neutron"} {
		for _, main := range b.mains(service) {
			set, ok := b.open(&step{}, main)
			if !ok {
				continue
			}
			c := set.config(set.orders[0], false)
			if v, found := c.Get("DEFAULT", "transport_url"); found && v.Err == nil && v.Text != "" {
				return v.Text, true
			}
			if text, found := oldURL(c); found {
				return text, true
			}
		}
	}
	if len(own.URL.Hosts) == 0 {
		return "", false
	}
	var hosts []string
	for _, h := range own.URL.Hosts {
		hosts = append(hosts, escape(h.Username)+":"+escape(h.Password.Reveal())+"@"+h.Address())
	}
	vhost := own.URL.VirtualHost
	if vhost != "/" {
		vhost = escape(vhost)
	}
	return "rabbit://" + strings.Join(hosts, ",") + "/" + vhost, true
}

// oldURL puts rabbit_host and its kin together.
func oldURL(c *osloconf.Config) (string, bool) {
	get := func(key, otherwise string) string {
		if v, found := c.Get("oslo_messaging_rabbit", key, osloconf.Deprecated("oslo_messaging_rabbit", key)...); found && v.Err == nil {
			return v.Text
		}
		return otherwise
	}
	host := get("rabbit_host", "")
	if host == "" {
		return "", false
	}
	vhost := get("rabbit_virtual_host", "/")
	if vhost != "/" {
		vhost = escape(vhost)
	}
	return "rabbit://" + escape(get("rabbit_userid", "guest")) + ":" + escape(get("rabbit_password", "guest")) + "@" + host + ":" + get("rabbit_port", "5672") + "/" + vhost, true
}
