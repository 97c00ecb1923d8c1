package main

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// watch taps brokers A and B beside a setup, from before the first change on, and
// counts what arrives. Broker B may not let it in before the setup has made its
// user: it is tried again whenever the watch is looked at.
type watch struct {
	feed *feed
	log  *eventlog.Log

	mu       sync.Mutex
	since    time.Time
	next     uint64 // the first event that is not counted yet
	arrivals map[arrivalKey]*verify.Arrival
}

type arrivalKey struct{ broker, service, host, kind string }

// maxArrivals bounds what is told apart: the types that a cloud sends are some
// 240, and few of its hosts send more than ten.
const maxArrivals = 1 << 14

// watchMemory is for events whose bodies nobody looks at.
const watchMemory = 8 << 20

func (a *app) newWatch(wanted setup.Answers, found setup.Facts) *watch {
	log, _ := a.openLog()
	w := &watch{
		feed: a.newFeed(watched(wanted, found), &subjects{}, log),
		log:  eventlog.New(eventlog.Options{MaxBytes: watchMemory}),
	}
	w.feed.list = true
	return w
}

// run taps until ctx ends.
func (w *watch) run(ctx context.Context) {
	defer w.log.Close()
	if len(w.feed.taps) == 0 {
		return
	}
	_ = w.feed.run(ctx, true, func(string) receiver { // the statuses say what is wrong
		return func(m *sources.Message, e *sources.Event) { w.log.Put(m, e) }
	})
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

// taps are how the taps stand. One that was refused is told to try again.
func (w *watch) taps() []sources.BrokerStatus {
	all := w.feed.statuses()
	for _, s := range all {
		if s.State == sources.Refused {
			w.feed.again(s.Broker)
		}
	}
	return all
}

// since counts what arrived at that time or later. The same time again counts
// only what is new.
func (w *watch) arrived(since time.Time) []verify.Arrival {
	w.mu.Lock()
	defer w.mu.Unlock()
	first, next := w.log.Bounds()
	if w.arrivals == nil || !since.Equal(w.since) {
		w.since, w.next, w.arrivals = since, first, make(map[arrivalKey]*verify.Arrival)
	}
	var e sources.Event
	for seq := max(w.next, first); seq < next; seq++ {
		if w.log.Row(seq, &e) && !e.ReceivedAt.Before(since) && e.Err == "" {
			w.count(&e)
		}
	}
	w.next = next
	all := make([]verify.Arrival, 0, len(w.arrivals))
	for _, a := range w.arrivals {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(x, y verify.Arrival) int {
		return cmp.Or(cmp.Compare(x.Broker, y.Broker), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Host, y.Host), cmp.Compare(x.Type, y.Type))
	})
	return all
}

func (w *watch) count(e *sources.Event) {
	k := arrivalKey{e.Broker, e.Service, e.Host, e.EventType}
	a := w.arrivals[k]
	if a == nil {
		if len(w.arrivals) >= maxArrivals {
			k.host, k.kind = "", eventlog.Other
			a = w.arrivals[k]
		}
		if a == nil {
			a = &verify.Arrival{Broker: k.broker, Service: k.service, Host: k.host, Type: k.kind, First: e.ReceivedAt}
			w.arrivals[k] = a
		}
	}
	a.Count++
	a.Last, a.Resource = e.ReceivedAt, cmp.Or(e.ResourceID, a.Resource)
}
