package main

import (
	"context"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
)

// The short listening of a command that looks once.
const (
	listenTime   = 3 * time.Second
	listenMemory = 16 << 20
)

// listen taps the brokers for a moment.
func (a *app) listen(ctx context.Context, brokers []broker) ([]sources.BrokerStatus, []doctor.Arrival) {
	log, _ := a.openLog()
	l := eventlog.New(eventlog.Options{MaxBytes: listenMemory})
	defer l.Close()
	f := a.newFeed(brokers, &subjects{}, log)
	f.list = true
	left := listenTime
	if end, ok := ctx.Deadline(); ok {
		left = min(left, time.Until(end))
	}
	ctx, cancel := context.WithTimeout(ctx, listenTime)
	defer cancel()
	var last []sources.BrokerStatus
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = f.run(ctx, true, func(string) receiver {
			return func(m *sources.Message, e *sources.Event) { l.Put(m, e) }
		})
	}()
	// What the taps say once they have left is that they have left; and who asks
	// does not wait beyond his deadline.
	select {
	case <-time.After(left - grip):
	case <-ctx.Done():
	}
	last = f.statuses()
	cancel()
	select { // every tap takes its queue away
	case <-ended:
	case <-time.After(grip):
	}
	return last, newCensus(l).arrived()
}
