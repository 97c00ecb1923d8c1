package servers

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// planned is a user of broker B that the answers want.
type planned struct {
	name     string
	password setup.Password
}

// plannedUsers are one for everything or, in strict mode, one for each purpose.
func plannedUsers(b setup.BrokerAnswers) []planned {
	users := []planned{{b.User, b.Password}}
	if b.StrictUsers {
		users = append(users, planned{b.User + "-listener", b.ListenerPassword}, planned{"ceilotop", b.TapPassword})
	}
	return slices.DeleteFunc(users, func(u planned) bool { return u.name == "" })
}

// url is broker B as AMQP clients reach it, without a user.
func url(b setup.BrokerAnswers) oslo.TransportURL {
	port := 5672
	u := oslo.TransportURL{Scheme: "rabbit", VirtualHost: cmp.Or(b.VHost, "/")}
	if b.TLS {
		port, u.TLS = 5671, &oslo.TLS{CAFile: b.CAFile}
	}
	for _, name := range b.Hosts() {
		u.Hosts = append(u.Hosts, oslo.Host{Name: name, Port: cmp.Or(b.Port, port)})
	}
	return u
}

// login tries a user's password on broker B: of a cluster on the first host that
// answers.
func login(ctx context.Context, b setup.BrokerAnswers, user string, password sources.Secret) (g rabbitmq.Greeting) {
	u := url(b)
	for _, h := range u.Hosts {
		h.Username, h.Password = user, password
		if g = rabbitmq.Try(ctx, u, h); g.Reached || ctx.Err() != nil {
			break
		}
	}
	return g
}

// brokerVeil hides all that is secret about broker B.
func brokerVeil(b setup.BrokerAnswers) veil {
	return veil{}.with(b.Password.Value, b.AdminPassword.Value, b.ListenerPassword.Value, b.TapPassword.Value)
}

// trying is why a login, or a connection, came to nothing.
func (v veil) trying(ctx context.Context, err error, address string) string {
	var refused *rabbitmq.RefusedError
	switch {
	case errors.As(err, &refused):
		return v.hide(refused.Reason)
	case ctx.Err() != nil:
		return "connect to " + address + ": " + v.reason(ctx, err)
	}
	return v.hide(err.Error())
}

func askB(ctx context.Context, b setup.BrokerAnswers, f setup.Facts, o Options) *setup.BrokerServer {
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, o.timeout())
	defer cancel()
	v := brokerVeil(b)
	address := url(b).Hosts[0].Address()
	s := &setup.BrokerServer{Address: sources.Visible(address)}
	users := plannedUsers(b)
	greetings := make(chan []rabbitmq.Greeting, 1)
	go func() { greetings <- greet(ctx, b, users) }()
	manage(whole, s, b, f, o, users)
	for i, g := range <-greetings {
		if i == 0 { // nobody's
			if s.Reachable = g.Reached; g.Err != nil {
				s.ReachError = v.trying(ctx, g.Err, s.Address)
			}
			s.Version = cmp.Or(s.Version, short(g.Version))
			continue
		}
		u := userOf(s, users[i-1].name)
		switch {
		case !s.Reachable:
			u.LoginError = "not tried: " + s.ReachError
		case !users[i-1].password.Set():
			u.LoginError = "not tried: no password is planned"
		case users[i-1].password.Fresh:
			u.LoginError = "not tried: the planned password is new"
		case g.Err != nil:
			u.LoginError = v.trying(ctx, g.Err, s.Address)
		default:
			u.Login, u.Exists, s.VHost = true, true, true
		}
	}
	return s
}

// greet tries nobody's connection, and then those of the users whose password
// the broker may know.
func greet(ctx context.Context, b setup.BrokerAnswers, users []planned) []rabbitmq.Greeting {
	all := make([]rabbitmq.Greeting, 1+len(users))
	if all[0] = login(ctx, b, "", ""); !all[0].Reached {
		return all
	}
	for i, u := range users {
		if u.password.Set() && !u.password.Fresh {
			all[i+1] = login(ctx, b, u.name, u.password.Value)
		}
	}
	return all
}

func userOf(s *setup.BrokerServer, name string) *setup.BrokerUser {
	for i := range s.Users {
		if s.Users[i].Name == name {
			return &s.Users[i]
		}
	}
	s.Users = append(s.Users, setup.BrokerUser{Name: name})
	return &s.Users[len(s.Users)-1]
}

// manage asks the management API, or rabbitmqctl where the broker is here.
func manage(ctx context.Context, s *setup.BrokerServer, b setup.BrokerAnswers, f setup.Facts, o Options, users []planned) {
	for _, u := range users {
		userOf(s, u.name)
	}
	limited, cancel := context.WithTimeout(ctx, o.timeout())
	server, err := connectB(limited, b, f, o)
	cancel()
	if err == nil {
		patience := o.timeout()
		if a, ok := server.(*admin); ok {
			s.Admin = sources.Visible(a.base)
		} else {
			patience *= ctlFactor
		}
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		err = inspect(ctx, s, server, cmp.Or(b.VHost, "/"))
	}
	if err != nil {
		s.Error, s.Hint, s.Refused = err.Error(), sources.HintOf(err), refuses(err)
	}
}

// inspect stops at the first question without an answer: the others would get
// none either.
func inspect(ctx context.Context, s *setup.BrokerServer, server broker, vhost string) (err error) {
	if s.Version, err = server.version(ctx); err != nil {
		return err
	}
	if s.VHost, err = server.vhost(ctx, vhost); err != nil {
		return err
	}
	for i := range s.Users {
		u := &s.Users[i]
		if u.Tags, u.Exists, err = server.user(ctx, u.Name); err != nil {
			return err
		}
		if !u.Exists {
			continue
		}
		of, err := server.permissionsOf(ctx, u.Name)
		if err != nil {
			return err
		}
		if p, ok := of[vhost]; ok {
			u.Permissions = &p
		}
	}
	if !s.VHost {
		return nil
	}
	if s.Policies, err = server.policies(ctx, vhost); err != nil {
		return err
	}
	s.Queues, err = server.queues(ctx, vhost)
	return err
}
