package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

const (
	// loginsFor is how long a login counts before it is tried again: the
	// doctor's page looks every few seconds, and each refusal is a line in the
	// broker's log.
	loginsFor = time.Minute
	// rightsFor is the same for rights, of which each question is three lines
	// there.
	rightsFor = 10 * time.Minute
	// loginsAtOnce bounds the connections.
	loginsAtOnce = 8
)

// logins remembers how the brokers received the users that options name.
type logins struct {
	mu    sync.Mutex
	known map[loginKey]*rememberedLogin
}

// loginKey tells logins apart. It holds a password and is never shown.
type loginKey struct {
	broker, vhost, user, password, address string
	tls                                    bool
}

type rememberedLogin struct {
	doctor.Login
	at, asked time.Time // of the login and of the rights
}

// attempt is a login to be tried.
type attempt struct {
	url    oslo.TransportURL
	from   []setup.Origin
	rights []string // that its services need for queues of notifications
}

// needs adds what a service does with its notifications: it declares and binds
// the queue, and Ceilometer's agent reads it too. A transport for calls may or
// may not carry them.
func (t *attempt) needs(from setup.Origin) {
	t.from = append(t.from, from)
	want := []string{"configure", "write"}
	switch {
	case from.Role == setup.RPC:
		return
	case from.Service == "ceilometer":
		want = append(want, "read")
	}
	for _, right := range want {
		if !slices.Contains(t.rights, right) {
			t.rights = append(t.rights, right)
		}
	}
}

func lookLogins(ctx context.Context, o *observer, facts setup.Facts, _ []broker) (glance, error) {
	if len(o.a.urls) > 0 {
		return nil, nil // the files are not asked which brokers there are
	}
	return o.logins.look(ctx, facts)
}

// look logs in to each broker as each user that the options name, where
// they name him, and asks what he may do with queues of notifications where he
// sends or listens to them.
func (l *logins) look(ctx context.Context, facts setup.Facts) (glance, error) {
	trials := make(map[loginKey]*attempt)
	var order []loginKey
	for _, b := range facts.Brokers {
		for _, u := range b.Uses {
			if len(u.URL.Hosts) == 0 || u.URL.Hosts[0].Username == "" {
				continue
			}
			h := u.URL.Hosts[0]
			k := loginKey{b.Name, u.URL.VirtualHost, h.Username, h.Password.Reveal(), h.Address(), u.URL.TLS != nil}
			if trials[k] == nil {
				trials[k] = &attempt{url: u.URL}
				order = append(order, k)
			}
			trials[k].needs(u.From)
		}
	}
	all := make([]doctor.Login, len(order))
	slots := make(chan struct{}, loginsAtOnce)
	var running sync.WaitGroup
	for i, k := range order {
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			all[i] = l.try(ctx, k, trials[k].url, trials[k].rights)
			all[i].From = trials[k].from
		})
	}
	running.Wait()
	if err := context.Cause(ctx); err != nil && errors.Is(err, context.Canceled) {
		return nil, err
	}
	return func(s *doctor.Seen) { s.Logins = all }, nil
}

// try gives what is remembered, or tries. The hosts of a URL are one cluster: the
// first that answers speaks for all.
func (l *logins) try(ctx context.Context, k loginKey, u oslo.TransportURL, rights []string) doctor.Login {
	now := time.Now()
	l.mu.Lock()
	old := l.known[k]
	l.mu.Unlock()
	if old != nil && now.Sub(old.at) < loginsFor {
		return old.Login
	}
	fresh := rememberedLogin{Login: doctor.Login{Broker: k.broker, VHost: cmp.Or(u.VirtualHost, "/"), User: sources.Visible(k.user), Address: sources.Visible(k.address)}, at: now}
	var host oslo.Host
	for _, host = range u.Hosts {
		g := rabbitmq.Try(ctx, u, host)
		fresh.Address, fresh.Reached, fresh.Err, fresh.Hint, fresh.Refused = sources.Visible(host.Address()), g.Reached, "", "", false
		if g.Err == nil {
			break
		}
		fresh.Err, fresh.Hint, fresh.Refused = g.Err.Error(), sources.HintOf(g.Err), errors.As(g.Err, new(*rabbitmq.RefusedError))
		if g.Reached {
			break
		}
	}
	if fresh.Err == "" && len(rights) > 0 {
		if old != nil && old.Known && now.Sub(old.asked) < rightsFor && len(old.Denied) == 0 {
			fresh.Denied, fresh.Known, fresh.asked = old.Denied, true, old.asked
		} else if may, err := rabbitmq.May(ctx, u, host, "notifications."); err == nil {
			fresh.Known, fresh.asked = true, now
			has := map[string]bool{"configure": may.Configure, "write": may.Write, "read": may.Read}
			for _, right := range rights {
				if !has[right] {
					fresh.Denied = append(fresh.Denied, right)
				}
			}
		}
	}
	if ctx.Err() != nil { // cut off, which says nothing about the broker
		return fresh.Login
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = make(map[loginKey]*rememberedLogin)
	}
	l.known[k] = &fresh
	return fresh.Login
}
