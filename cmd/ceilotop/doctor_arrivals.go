package main

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
)

// census counts what arrives by broker, exchange, service, host and type, out of
// the log that the taps fill. It looks at each event once.
type census struct {
	log *eventlog.Log

	mu       sync.Mutex
	next     uint64
	arrivals map[censusKey]*doctor.Arrival
	lags     map[censusKey][]time.Duration
}

type censusKey struct{ broker, exchange, service, host, kind string }

// lagSample is how many of the last lags make the median.
const lagSample = 64

func newCensus(log *eventlog.Log) *census {
	return &census{log: log, arrivals: make(map[censusKey]*doctor.Arrival), lags: make(map[censusKey][]time.Duration)}
}

// arrived is what has come until now.
func (c *census) arrived() []doctor.Arrival {
	c.mu.Lock()
	defer c.mu.Unlock()
	first, next := c.log.Bounds()
	var e sources.Event
	for seq := max(c.next, first); seq < next; seq++ {
		if c.log.Row(seq, &e) && e.Err == "" {
			c.count(&e)
		}
	}
	c.next = next
	all := make([]doctor.Arrival, 0, len(c.arrivals))
	for k, a := range c.arrivals {
		one := *a
		one.Lag, one.LagKnown = middle(c.lags[k])
		all = append(all, one)
	}
	slices.SortFunc(all, func(x, y doctor.Arrival) int {
		return cmp.Or(cmp.Compare(x.Broker, y.Broker), cmp.Compare(x.Exchange, y.Exchange), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Host, y.Host), cmp.Compare(x.Type, y.Type))
	})
	return all
}

func (c *census) count(e *sources.Event) {
	k := censusKey{e.Broker, e.Exchange, e.Service, e.Host, e.EventType}
	a := c.arrivals[k]
	if a == nil && len(c.arrivals) >= maxArrivals {
		k.host, k.kind = "", eventlog.Other
		a = c.arrivals[k]
	}
	if a == nil {
		a = &doctor.Arrival{Broker: k.broker, Exchange: k.exchange, Service: k.service, Host: k.host, Type: k.kind, First: e.ReceivedAt}
		c.arrivals[k] = a
	}
	a.Count++
	if e.Duplicate {
		a.Duplicates++
	}
	a.Last, a.MessageID = e.ReceivedAt, cmp.Or(e.MessageID, a.MessageID)
	if lag, known := e.Lag(); known {
		lags := append(c.lags[k], lag)
		c.lags[k] = lags[max(0, len(lags)-lagSample):]
	}
}

func middle(all []time.Duration) (time.Duration, bool) {
	if len(all) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2], true
}
