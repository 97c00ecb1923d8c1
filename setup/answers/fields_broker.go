package answers

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

func brokerFields() []field {
	b := func(f field, at func(*setup.BrokerAnswers) *string) field {
		f.get, f.set = text(func(a *setup.Answers) *string { return at(&a.BrokerB) })
		return f
	}
	host := b(field{
		key: "broker_b.host", title: "host of broker B", check: cluster, required: true,
		why:    "Telemetry's own RabbitMQ, of a cluster all hosts with commas between them: notifications go there, so that a flood of them cannot slow the RPC of broker A. Every controller, storage and compute node must reach it.",
		source: "oslo.messaging, [oslo_messaging_notifications] transport_url",
	}, func(b *setup.BrokerAnswers) *string { return &b.Host })
	port := field{
		advice: amqpPort, key: "broker_b.port", title: "AMQP port of broker B", check: port, required: true,
		why: "5672, or 5671 with TLS.", source: "rabbitmq.com/docs/networking",
		get: func(a *setup.Answers) string { return number(a.BrokerB.Port) },
		set: func(a *setup.Answers, items []string) { a.BrokerB.Port = atoi(items) },
		otherwise: func(a setup.Answers, _ setup.Facts) string {
			if a.BrokerB.TLS {
				return "5671"
			}
			return "5672"
		},
	}
	vhost := field{
		advice: constant("broker B is telemetry's own"), key: "broker_b.vhost", title: "virtual host of broker B", check: vhostName, required: true,
		why:    "/ unless the broker is shared. In a URL it stands behind the host's slash: …:5672// and …:5672/ both mean the virtual host /.",
		source: "kombu's URL grammar", otherwise: constant("/"),
		get: func(a *setup.Answers) string { return a.BrokerB.VHost },
		set: func(a *setup.Answers, items []string) { a.BrokerB.VHost = VHost(strings.Join(items, "")) },
		doubt: func(s string, _ setup.Facts) string {
			if v := VHost(s); v != s {
				return "this is understood as the virtual host " + v
			}
			return ""
		},
	}
	tls := field{
		advice: constant("it needs a certificate on the broker and its CA on every node"), key: "broker_b.tls", title: "TLS to broker B", check: boolean, required: true, otherwise: constant("false"),
		why: "Up to 2025.2 oslo.messaging checks no name in the broker's certificate, with a CA file only who signed it.", source: "oslo.messaging 18.1.0, rabbit-ssl-hostname-verification-option",
	}
	tls.get, tls.set = flag(func(a *setup.Answers) *bool { return &a.BrokerB.TLS })
	ca := b(field{
		key: "broker_b.ca_file", title: "CA file of broker B", check: absolute,
		when: func(a setup.Answers, _ setup.Facts) bool { return a.BrokerB.TLS },
		why:  "Without one the broker's certificate is not checked at all. The file must be there on every node.", source: "oslo.messaging, ssl_ca_file",
	}, func(b *setup.BrokerAnswers) *string { return &b.CAFile })
	user := b(field{
		advice: constant("so it is called in the installation guides"), key: "broker_b.user", title: "user on broker B", check: userName, required: true, otherwise: constant("ceilometer"),
		why: "What the services log in as.", source: "rabbitmq.com/docs/access-control",
	}, func(b *setup.BrokerAnswers) *string { return &b.User })
	admin := b(field{
		advice: managementPort, key: "broker_b.admin_url", title: "management API of broker B", check: adminURL, required: true,
		why:    "Users and permissions are made there, without a password in clear text. none leaves it to rabbitmqctl on the broker itself.",
		source: "rabbitmq.com/docs/management",
		otherwise: func(a setup.Answers, _ setup.Facts) string {
			switch {
			case a.BrokerB.Host == "":
				return "none"
			case a.BrokerB.TLS:
				return "https://" + hostPort(a.BrokerB.Hosts()[0], 15671)
			}
			return "http://" + hostPort(a.BrokerB.Hosts()[0], 15672)
		},
	}, func(b *setup.BrokerAnswers) *string { return &b.AdminURL })
	adminGet := admin.get
	admin.get = func(a *setup.Answers) string { return orNone(adminGet(a)) }
	adminSet := admin.set
	admin.set = func(a *setup.Answers, items []string) { adminSet(a, without(items, "none")) }
	admin.pending = func(a *setup.Answers) bool { return a.BrokerB.Host == "" && a.BrokerB.AdminURL == "" }
	managed := func(a setup.Answers, _ setup.Facts) bool { return a.BrokerB.AdminURL != "" }
	adminUser := b(field{
		key: "broker_b.admin_user", title: "administrator of broker B", check: userName, when: managed,
		why: "He needs the tag administrator. RabbitMQ takes guest from the broker's own machine alone.", source: "rabbitmq.com/docs/access-control",
	}, func(b *setup.BrokerAnswers) *string { return &b.AdminUser })
	strict := field{
		advice: constant("one user is enough where all of them are yours"), key: "broker_b.strict_users", title: "a user for each purpose on broker B", check: boolean, required: true, otherwise: constant("false"),
		why:    "Notifiers, Ceilometer and ceilotop get a user each with the least permissions, so that a stolen nova.conf cannot read the cloud's events.",
		source: "tried permission by permission on RabbitMQ 3.10",
	}
	strict.get, strict.set = flag(func(a *setup.Answers) *bool { return &a.BrokerB.StrictUsers })
	severalUsers := func(a setup.Answers, _ setup.Facts) bool { return a.BrokerB.StrictUsers }
	return []field{
		host, tls, port, vhost, ca, user,
		secret("broker_b.password", "broker_b", "password on broker B", true, nil, func(a *setup.Answers) *setup.Password { return &a.BrokerB.Password }),
		strict,
		secret("broker_b.listener_password", "broker_b_listener", "password of Ceilometer's user on broker B", true, severalUsers, func(a *setup.Answers) *setup.Password { return &a.BrokerB.ListenerPassword }),
		secret("broker_b.tap_password", "broker_b_tap", "password of ceilotop's user on broker B", true, severalUsers, func(a *setup.Answers) *setup.Password { return &a.BrokerB.TapPassword }),
		admin, adminUser,
		secret("broker_b.admin_password", "", "password of broker B's administrator", false, managed, func(a *setup.Answers) *setup.Password { return &a.BrokerB.AdminPassword }),
	}
}

// notifying are the names of the passwords that stand in URLs of oslo.messaging.
var notifying = map[string]bool{"broker_b": true, "broker_b_listener": true}

// notifier checks what stands in a URL of oslo.messaging as well.
func notifier(check func(string) error) func(string) error {
	return func(s string) error {
		if err := check(s); err != nil || isReference(s) {
			return err
		}
		return slash(s)
	}
}

// slash refuses what no release of oslo.messaging can log in with. It decodes
// %2F and writes the URL for kombu with urllib's quote, which leaves a slash
// alone, so that kombu takes the host for what stands before it. Of all printable
// characters this one alone is lost (measured with oslo.messaging 14.0.3 and kombu
// 5.2.4; the line is the same in every release). No user's name may hold one.
func slash(s string) error {
	if !strings.Contains(s, "/") {
		return nil
	}
	return wrong("there is a / in it, which oslo.messaging gives to kombu unescaped even where the URL has %2F: no service could log in", "Choose one without a slash, or write generate to get one.")
}

// amqpPort says where brokers listen.
func amqpPort(a setup.Answers, _ setup.Facts) string {
	if a.BrokerB.TLS {
		return "RabbitMQ listens there with TLS"
	}
	return "RabbitMQ listens there"
}

// managementPort says where the management API listens.
func managementPort(a setup.Answers, _ setup.Facts) string {
	if a.BrokerB.Host == "" {
		return "broker B's host is not known yet"
	}
	return "RabbitMQ's management API listens there"
}

// secret is a field for a password. Under a name it can be generated.
func secret(key, name, title string, generated bool, when func(setup.Answers, setup.Facts) bool, at func(*setup.Answers) *setup.Password) field {
	f := field{
		key: key, title: title, secret: true, when: when, check: reference(generated),
		why:    "env:NAME takes it from the environment, file:PATH from the first line of a file.",
		source: "oslo.config's interpolation and oslo.messaging's URL grammar",
	}
	if generated {
		f.why += " generate makes one of 32 letters and digits, which need no escaping anywhere, and keeps it in /var/lib/ceilotop/secrets."
		f.otherwise = constant(generate)
		f.advice = constant("nobody has to know it or to type it")
	}
	if notifying[name] {
		f.check = notifier(f.check)
	}
	f.get, f.set = password(name, at)
	return f
}
