package steps

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// target is the URL of broker B for one service and one user; false blocks the
// step.
func (b *builder) target(s *step, p profile.Service, user string, pw setup.Password) (string, bool) {
	br := b.a.BrokerB
	switch {
	case br.Host == "":
		s.block("the answers do not name broker B", "set broker_b.host in the answers")
		return "", false
	case !b.apart(s):
		return "", false
	case user == "":
		s.block("the answers name no user of broker B", "set broker_b.user in the answers")
		return "", false
	case !pw.Set():
		s.block("there is no password for the user of broker B", "set broker_b.password in the answers, or let it be generated")
		return "", false
	case !p.Unescapes() && !plain(pw.Value.Reveal()+user+strings.TrimPrefix(b.vhost(), "/")):
		s.block(fmt.Sprintf("%s's oslo.messaging %s does not decode escapes in a URL", p.Name, p.Messaging), "choose a password of letters and digits alone")
		return "", false
	case br.TLS && !p.Query():
		s.block(fmt.Sprintf("%s's oslo.messaging %s cannot use TLS for broker B alone", p.Name, p.Messaging), "let broker B listen without TLS, or upgrade "+p.Name)
		return "", false
	case !br.TLS && !p.Query() && b.secure(p):
		s.block(fmt.Sprintf("%s's rabbit_use_ssl holds for all brokers, and its oslo.messaging %s cannot do without TLS for broker B alone", p.Name, p.Messaging), "upgrade "+p.Name+": from Pike on the URL of one broker can switch TLS off")
		return "", false
	}
	login := url.PathEscape(user) + ":" + escape(pw.Value.Reveal())
	var hosts []string
	for _, host := range br.Hosts() {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		hosts = append(hosts, fmt.Sprintf("%s@%s:%d", strings.ReplaceAll(login, ",", "%2C"), host, b.port()))
	}
	vhost := b.vhost()
	if vhost != "/" {
		vhost = escape(vhost)
	}
	text := "rabbit://" + strings.Join(hosts, ",") + "/" + vhost
	if query := b.query(p); len(query) > 0 {
		text += "?" + query.Encode()
	}
	if _, err := oslo.ParseTransportURL(text); err != nil {
		s.block("broker B's URL cannot be written: "+err.Error(), "look at broker_b in the answers")
		return "", false
	}
	return text, true
}

func (b *builder) port() int {
	if b.a.BrokerB.Port != 0 {
		return b.a.BrokerB.Port
	}
	if b.a.BrokerB.TLS {
		return 5671
	}
	return 5672
}

func (b *builder) vhost() string {
	if v := b.a.BrokerB.VHost; v != "" {
		return v
	}
	return "/"
}

// query are the options that hold for B and not for A.
func (b *builder) query(p profile.Service) url.Values {
	q := make(url.Values)
	switch {
	case !b.a.BrokerB.TLS:
		if p.Query() && b.secure(p) {
			q.Set("ssl", "0")
		}
	default:
		q.Set("ssl", "1")
		if b.a.BrokerB.CAFile != "" {
			// As the services know it, who live below the root.
			name := b.a.BrokerB.CAFile
			if inside, found := strings.CutPrefix(name, strings.TrimRight(b.f.System.Root, "/")+"/"); found {
				name = "/" + inside
			}
			q.Set("ssl_ca_file", name)
		}
	}
	if args := b.queueArguments(); args != "" && p.Query() {
		if args == quorum && !p.Quorum() {
			args = durable
		}
		if !isTrue(b.rabbit(p.Name, args)) {
			q.Set(args, "true")
		}
	}
	return q
}

// rabbit is what a service's files say in the driver's group.
func (b *builder) rabbit(service, key string) string {
	for _, main := range b.mains(service) {
		if v, ok := b.get(main, "oslo_messaging_rabbit", key); ok {
			return v.Text
		}
	}
	return ""
}

// escape writes every byte that could mean something in a URL as %XX.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// plain reports whether a text is the same with and without escapes.
func plain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-_.~", r)
	})
}

// leads accepts every URL that leads to the same broker with the same user and
// the same settings, as the programs of a file read it. Further settings are the
// operator's own.
func (b *builder) leads(p profile.Service, main, to string) func(string) bool {
	want, err := oslo.ParseTransportURL(to)
	vhost := "/"
	if v, found := b.get(main, driver, "rabbit_virtual_host"); found && v.Text != "" && p.RabbitOptions() {
		vhost = v.Text
	}
	return func(v string) bool {
		have, wrong := oslo.ParseTransportURL(v)
		if err != nil || wrong != nil || v == to {
			return v == to
		}
		if have.NoVirtualHost {
			have.VirtualHost = vhost
		}
		if before, _, query := strings.Cut(v, "?"); !p.Unescapes() && (query || strings.Contains(before, "%")) {
			return false // Mitaka takes % as it is, and refuses a query.
		}
		if !want.Same(have) || have.NoHost || !rabbitMQ(have) || (want.TLS == nil) != (have.TLS == nil) {
			return false
		}
		for _, h := range have.Hosts {
			if h.Username != want.Hosts[0].Username || h.Password != want.Hosts[0].Password {
				return false
			}
		}
		for _, name := range slices.Sorted(maps.Keys(want.Options)) {
			if o := have.Options[name]; o != want.Options[name] && !(isTrue(o) && isTrue(want.Options[name])) && !(isFalse(o) && isFalse(want.Options[name])) {
				return false
			}
		}
		return true
	}
}

// rabbitMQ reports whether a URL is for RabbitMQ's driver: oslo.messaging chooses
// it by what is before the plus. The driver amqp is another one, for AMQP 1.0,
// which went in 2025.1.
func rabbitMQ(u oslo.TransportURL) bool {
	name, _, _ := strings.Cut(u.Scheme, "+")
	return name == "rabbit" || name == "kombu"
}

// The options that give B's queues their arguments. All that declare them have
// to agree.
const (
	quorum  = "rabbit_quorum_queue"
	durable = "amqp_durable_queues"
)

// queueArguments is the option that everybody on B needs; "" is none. It
// follows the queue that B has, else what one of the services says already;
// RabbitMQ 4.3 refuses queues that are neither durable nor exclusive.
func (b *builder) queueArguments() string {
	if b.args != nil {
		return *b.args
	}
	args := ""
	b.args = &args // for the calls below
	var with, without []string
	for _, service := range witnesses {
		mains := b.mains(service)
		if len(mains) == 0 {
			continue
		}
		switch {
		case isTrue(b.rabbit(service, quorum)):
			args = quorum
			with = append(with, service)
		case isTrue(b.rabbit(service, durable)):
			if args == "" {
				args = durable
			}
			with = append(with, service)
		default:
			without = append(without, service)
		}
	}
	if len(with) > 0 && len(without) > 0 {
		b.note("Durable or quorum queues are set for %s and not for %s: on broker B all get the same.", strings.Join(with, ", "), strings.Join(without, ", "))
	}
	if br := b.f.Servers.BrokerB; br != nil {
		if v, ok := profile.ParseVersion(br.Version); ok && !v.Before(4, 3) && args == "" {
			args = durable
			b.note("RabbitMQ %s refuses queues that are not durable, so every URL of broker B asks for durable ones.", v)
		}
		for _, q := range br.Queues {
			if q.Name == "notifications.info" && q.Type == "quorum" {
				args = quorum
			} else if q.Name == "notifications.info" && q.Durable && args == "" {
				args = durable
			} else if q.Name == "notifications.info" && !q.Durable && args != "" {
				b.note("Broker B's queue notifications.info is not durable; delete it when all services were changed, before they are restarted.")
			}
		}
	}
	return args
}
