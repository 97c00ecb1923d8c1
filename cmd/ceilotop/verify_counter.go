package main

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
)

// counter counts what arrives, out of the log that the taps fill.
type counter struct {
	log      *eventlog.Log
	statuses func() []sources.BrokerStatus

	mu       sync.Mutex
	since    time.Time
	next     uint64 // the first event that is not counted yet
	arrivals map[arrivalKey]*verify.Arrival
}

type arrivalKey struct{ broker, service, host, kind string }

// maxArrivals bounds what is told apart: the types that a cloud sends are some
// 240, and few of its hosts send more than ten.
const maxArrivals = 1 << 14

func newCounter(log *eventlog.Log, statuses func() []sources.BrokerStatus) *counter {
	return &counter{log: log, statuses: statuses}
}

// arrived counts what arrived at that time or later. The same time again counts
// only what is new.
func (c *counter) arrived(since time.Time) []verify.Arrival {
	c.mu.Lock()
	defer c.mu.Unlock()
	first, next := c.log.Bounds()
	if c.arrivals == nil || !since.Equal(c.since) {
		c.since, c.next, c.arrivals = since, first, make(map[arrivalKey]*verify.Arrival)
	}
	var e sources.Event
	for seq := max(c.next, first); seq < next; seq++ {
		if c.log.Row(seq, &e) && !e.ReceivedAt.Before(since) && e.Err == "" {
			c.count(&e)
		}
	}
	c.next = next
	all := make([]verify.Arrival, 0, len(c.arrivals))
	for _, a := range c.arrivals {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(x, y verify.Arrival) int {
		return cmp.Or(cmp.Compare(x.Broker, y.Broker), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Host, y.Host), cmp.Compare(x.Type, y.Type))
	})
	return all
}

func (c *counter) count(e *sources.Event) {
	k := arrivalKey{e.Broker, e.Service, e.Host, e.EventType}
	a := c.arrivals[k]
	if a == nil && len(c.arrivals) >= maxArrivals {
		k.host, k.kind = "", eventlog.Other
		a = c.arrivals[k]
	}
	if a == nil {
		a = &verify.Arrival{Broker: k.broker, Service: k.service, Host: k.host, Type: k.kind, First: e.ReceivedAt}
		c.arrivals[k] = a
	}
	a.Count++
	a.Last, a.Resource = e.ReceivedAt, cmp.Or(e.ResourceID, a.Resource)
}
