package main

import (
	"cmp"
	"context"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// watch taps brokers A and B beside a setup that another process does, from before
// the first change on. Broker B may not let it in before the setup has made its
// user: it is tried again whenever the watch is looked at.
type watch struct {
	*counter
	feed *feed
}

// watchMemory is for events whose bodies nobody looks at.
const watchMemory = 8 << 20

func (a *app) newWatch(wanted setup.Answers, found setup.Facts) *watch {
	log, _ := a.openLog()
	w := &watch{feed: a.newFeed(watched(wanted, found), &subjects{}, log)}
	w.feed.list = true
	w.counter = newCounter(eventlog.New(eventlog.Options{MaxBytes: watchMemory}), w.feed.statuses)
	return w
}

// run taps until ctx ends. What is wrong with a tap, its status says.
func (w *watch) run(ctx context.Context) {
	defer w.log.Close()
	if len(w.feed.taps) == 0 {
		return
	}
	_ = w.feed.run(ctx, true, func(string) receiver {
		return func(m *sources.Message, e *sources.Event) { w.log.Put(m, e) }
	})
}

// taps are how the taps stand. One that was refused is told to try again.
func (w *watch) taps() []sources.BrokerStatus {
	all := w.counter.statuses()
	for _, s := range all {
		if s.State == sources.Refused {
			w.feed.again(s.Broker)
		}
	}
	return all
}

// watched are broker A as the machine's files name it, and B as the answers do.
func watched(wanted setup.Answers, found setup.Facts) []broker {
	b := wanted.BrokerB
	port := 5672
	u := oslo.TransportURL{Scheme: "rabbit", VirtualHost: cmp.Or(b.VHost, "/")}
	if b.TLS {
		port, u.TLS = 5671, &oslo.TLS{CAFile: b.CAFile}
	}
	host := oslo.Host{Name: b.Host, Port: cmp.Or(b.Port, port), Username: b.User, Password: b.Password.Value}
	if b.StrictUsers {
		host.Username, host.Password = "ceilotop", b.TapPassword.Value
	}
	u.Hosts = []oslo.Host{host}
	var all []broker
	for _, known := range found.Brokers {
		if known.Name == "A" && !known.URL.Same(u) {
			all = append(all, broker{name: "A", url: known.URL})
		}
	}
	if b.Host != "" {
		all = append(all, broker{name: "B", url: u})
	}
	return all
}
