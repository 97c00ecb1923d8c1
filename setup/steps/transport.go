package steps

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
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
		wants = append(wants, set(notifications, "transport_url", to).like(b.leads(p, main, to)))
	case b.oldOptions(main):
		wants = append(wants, set("oslo_messaging_rabbit", "rabbit_host", br.Host), set("oslo_messaging_rabbit", "rabbit_userid", br.User), set("oslo_messaging_rabbit", "rabbit_password", br.Password.Value.Reveal()))
		if v, found := b.get(main, "oslo_messaging_rabbit", "rabbit_port"); found && v.Text != "5672" {
			wants = append(wants, set("oslo_messaging_rabbit", "rabbit_port", "5672"))
		}
		if v, found := b.get(main, "oslo_messaging_rabbit", "rabbit_virtual_host"); found && v.Text != "/" {
			wants = append(wants, set("oslo_messaging_rabbit", "rabbit_virtual_host", "/"))
		}
	default:
		wants = append(wants, set("DEFAULT", "transport_url", to).like(b.leads(p, main, to)))
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
