package servers

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// askA looks on broker A for queues of notifications that nobody reads, with
// the credentials that the services themselves have. Its Queues are those and
// no others. The first host of the URL that answers counts.
func askA(ctx context.Context, u oslo.TransportURL, o Options) *setup.BrokerServer {
	ctx, cancel := context.WithTimeout(ctx, o.timeout())
	defer cancel()
	s := &setup.BrokerServer{}
	for i, h := range u.Hosts {
		v := veil{}.with(h.Password)
		g := rabbitmq.Try(ctx, u, h)
		if !g.Reached && i < len(u.Hosts)-1 && ctx.Err() == nil {
			continue
		}
		s.Address, s.Version, s.Reachable = sources.Visible(h.Address()), short(g.Version), g.Reached
		user := setup.BrokerUser{Name: h.Username, Login: g.Err == nil, Exists: g.Err == nil}
		switch {
		case g.Err == nil:
			s.VHost = true
		case g.Reached:
			user.LoginError = v.trying(ctx, g.Err, s.Address)
		default:
			s.ReachError = v.trying(ctx, g.Err, s.Address)
		}
		s.Users = []setup.BrokerUser{user}
		if err := unread(ctx, s, u, h); err != nil {
			s.Error, s.Hint = err.Error(), sources.HintOf(err)
		}
		break
	}
	return s
}

// unread asks the management API, which is looked for at its usual place: a
// password that goes to the broker through TLS goes nowhere without it.
func unread(ctx context.Context, s *setup.BrokerServer, u oslo.TransportURL, h oslo.Host) error {
	if !s.Reachable {
		return &failure{text: "look for queues that nobody reads: the broker does not answer"}
	}
	scheme, usual, ca := "http://", 15672, ""
	if u.TLS != nil {
		scheme, usual, ca = "https://", 15671, u.TLS.CAFile
	}
	ports := slices.Compact([]int{h.Port + 10000, usual})
	var last error
	for _, port := range slices.DeleteFunc(ports, func(p int) bool { return p > 65535 }) {
		a, err := newAdmin(scheme+net.JoinHostPort(h.Name, strconv.Itoa(port)), h.Username, h.Password, ca, nil)
		if err == nil {
			var queues []setup.Queue
			if queues, err = a.queues(ctx, u.VirtualHost); err == nil {
				s.Admin = sources.Visible(a.base)
				s.Queues = slices.DeleteFunc(queues, func(q setup.Queue) bool {
					return !strings.HasPrefix(q.Name, "notifications.") || q.Consumers > 0
				})
				return nil
			}
		}
		if last = err; status(err) != 0 || ctx.Err() != nil {
			break
		}
	}
	hint := "on broker A run: rabbitmqctl list_queues -p " + word(u.VirtualHost) + " name messages consumers"
	return &failure{"look for queues that nobody reads: " + last.Error(), hint, last}
}
