package servers

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// brokerB tests the port, the administration, and each user's login and rights.
func (p *prober) brokerB(ctx context.Context, b setup.BrokerAnswers, f setup.Facts) {
	v, address := brokerVeil(b), url(b).Hosts[0].Address()
	users := plannedUsers(b)
	// The others ask what these two found out.
	reached := make(chan bool, len(users))
	known := make(chan *managed, 2*len(users))
	p.start(ctx, "tcp", "broker B's port", address, func(ctx context.Context) outcome {
		limited, cancel := p.limit(ctx)
		defer cancel()
		end := knock(limited, address, v)
		for range users {
			reached <- end.state == setup.ProbePassed
		}
		return end
	})
	p.administration(ctx, b, f, users, known)
	for i, u := range users {
		suffix := ""
		if i > 0 {
			suffix = ":" + u.name
		}
		login := make(chan bool, 1)
		p.start(ctx, "amqp"+suffix, fmt.Sprintf("AMQP login as %s in %s", u.name, cmp.Or(b.VHost, "/")), address, func(ctx context.Context) outcome {
			end := p.login(ctx, b, u, v, reached, known)
			login <- end.state == setup.ProbePassed
			return end
		})
		p.start(ctx, "permissions"+suffix, fmt.Sprintf("permissions of %s in %s", u.name, cmp.Or(b.VHost, "/")), address, func(ctx context.Context) outcome {
			return p.rights(ctx, b, u, v, login, known)
		})
	}
}

// knock opens a connection and says nothing.
func knock(ctx context.Context, address string, v veil) outcome {
	began := time.Now()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	took := time.Since(began)
	if err != nil {
		return failed(v.reason(ctx, err), "check broker_b.host and broker_b.port, and that no firewall is in between")
	}
	_ = conn.Close()
	end := passed("the port is open")
	end.took = took
	return end
}

// managed is what the broker's administration says about what is planned; nil
// that it could not be asked.
type managed struct {
	vhost bool
	users []setup.BrokerUser
}

func (m *managed) user(name string) setup.BrokerUser {
	i := slices.IndexFunc(m.users, func(u setup.BrokerUser) bool { return u.Name == name })
	return m.users[i] // they were asked for by the same list
}

func (p *prober) administration(ctx context.Context, b setup.BrokerAnswers, f setup.Facts, users []planned, known chan<- *managed) {
	tell := func(m *managed) {
		for range 2 * len(users) {
			known <- m
		}
	}
	_, lacking := local(b, f, p.options)
	if b.AdminURL == "" && lacking != nil {
		tell(nil)
		return // rabbitmqctl is run on the broker, by hand or by the bundle
	}
	title, address := "management API as "+b.AdminUser, b.AdminURL
	unnamed := b.AdminUser == "" || !b.AdminPassword.Set()
	patience := p.options.timeout()
	if b.AdminURL == "" || unnamed && lacking == nil {
		title, address = "rabbitmqctl on this machine", b.Host
		patience *= ctlFactor
	} else if unnamed {
		title = "management API"
	}
	p.start(ctx, "management", title, address, func(ctx context.Context) outcome {
		if unnamed && lacking != nil {
			tell(nil)
			return skipped("no administrator is named")
		}
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		began := time.Now()
		server, err := connectB(ctx, b, f, p.options)
		took := time.Since(began)
		var s setup.BrokerServer
		if err == nil {
			for _, u := range users {
				userOf(&s, u.name)
			}
			err = inspect(ctx, &s, server, cmp.Or(b.VHost, "/"))
		}
		if err != nil {
			tell(nil)
			return failing(err)
		}
		tell(&managed{s.VHost, s.Users})
		end := passed("administrator of RabbitMQ " + cmp.Or(s.Version, "of an unknown version"))
		end.took = took
		return end
	})
}

// login tries the planned password, if the broker can know it already.
func (p *prober) login(ctx context.Context, b setup.BrokerAnswers, u planned, v veil, reached <-chan bool, known <-chan *managed) outcome {
	tried := u.password.Set() && !u.password.Fresh
	var g rabbitmq.Greeting
	var reason string
	began := time.Now()
	if tried {
		limited, cancel := p.limit(ctx)
		defer cancel()
		g = login(limited, b, u.name, u.password.Value)
		if g.Err == nil {
			return passed("RabbitMQ " + cmp.Or(short(g.Version), "of an unknown version"))
		}
		reason = v.trying(limited, g.Err, sources.Visible(url(b).Hosts[0].Address()))
	}
	took := time.Since(began)
	if !await(ctx, reached) && !g.Reached {
		return skipped("the port is closed")
	}
	m := await(ctx, known)
	switch {
	case m == nil && !tried:
		return skipped(unplanned)
	case m != nil && !m.vhost:
		return skipped("the virtual host is made by the plan")
	case m != nil && !m.user(u.name).Exists:
		return skipped(madeByThePlan)
	case !tried:
		return skipped(newPassword)
	}
	end := failed(reason, sources.HintOf(g.Err))
	end.took = took
	switch {
	case m != nil:
		end.hint = "correct the password of " + u.name + ", or the plan replaces it: who uses the old one is locked out"
	case g.Reached && b.AdminUser == "":
		end.hint = "correct broker_b.user, broker_b.password and broker_b.vhost, or name the administrator who makes them: broker_b.admin_user"
	}
	return end
}

// rights are judged by what the broker's administration says, and without one
// by what the broker answers to the user himself.
func (p *prober) rights(ctx context.Context, b setup.BrokerAnswers, u planned, v veil, login <-chan bool, known <-chan *managed) outcome {
	if m := await(ctx, known); m != nil {
		user := m.user(u.name)
		if !m.vhost || !user.Exists || user.Permissions == nil {
			return skipped("granted by the plan")
		}
		may := rightsOf(*user.Permissions)
		if lacking := lacks(b, u, may); lacking != "" {
			return skipped("the plan grants what is lacking: " + lacking)
		}
		return passed(fmt.Sprintf("configure %s, write %s, read %s", user.Permissions.Configure, user.Permissions.Write, user.Permissions.Read))
	}
	if !await(ctx, login) {
		return skipped("he is not logged in")
	}
	t := url(b)
	t.Hosts[0].Username, t.Hosts[0].Password = u.name, u.password.Value
	ctx, cancel := p.limit(ctx)
	defer cancel()
	began := time.Now()
	may, err := rabbitmq.May(ctx, t, t.Hosts[0], prefixOf(b, u))
	if err != nil {
		return failed(v.trying(ctx, err, sources.Visible(t.Hosts[0].Address())), sources.HintOf(err))
	}
	end := passed("configure, write and read")
	if lacking := lacks(b, u, may); lacking != "" {
		end = failed("refused: "+lacking, fmt.Sprintf("on the broker run: rabbitmqctl set_permissions -p %s %s '.*' '.*' '.*'", word(cmp.Or(b.VHost, "/")), word(u.name)))
	}
	end.took = time.Since(began)
	return end
}

// prefixOf begins the names of what a user works with.
func prefixOf(b setup.BrokerAnswers, u planned) string {
	if u.name != b.User && u.name == "ceilotop" {
		return "ceilotop."
	}
	return "notifications."
}

// rightsOf tries expressions on the queue that each cloud has. One that Go cannot
// read, unlike RabbitMQ, is believed.
func rightsOf(p setup.Permissions) rabbitmq.Rights {
	matches := func(expression string) bool {
		re, err := regexp.Compile(expression)
		return err != nil || re.MatchString("notifications.info") || re.MatchString("ceilotop.tap")
	}
	return rabbitmq.Rights{Configure: matches(p.Configure), Write: matches(p.Write), Read: matches(p.Read)}
}

// lacks names the rights that a user needs and has not. Who only notifies reads
// nothing.
func lacks(b setup.BrokerAnswers, u planned, may rabbitmq.Rights) string {
	var lacking []string
	for _, r := range []struct {
		name string
		has  bool
	}{{"configure", may.Configure}, {"write", may.Write}, {"read", may.Read || b.StrictUsers && u.name == b.User}} {
		if !r.has {
			lacking = append(lacking, r.name)
		}
	}
	return strings.Join(lacking, ", ")
}
