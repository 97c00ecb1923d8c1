package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// receiver takes what one broker sends, decoded. It is called from that broker's
// goroutine; message and event are valid during the call.
type receiver func(*sources.Message, *sources.Event)

// feed taps several brokers at once. It owns one goroutine for each, which ends
// with the context, and turns a panic in one into that broker's error: the
// terminal must be given back whatever happens.
type feed struct {
	taps    []*tapped
	changed chan struct{} // some broker's status changed; coalesced
	ended   chan struct{} // run has returned
	lived   atomic.Bool   // some broker was live
	log     *slog.Logger
	show    bool // secrets
	list    bool // only what a list shows is wanted, never a payload

	mu     sync.Mutex
	said   []string // the last words about each broker
	hinted []string // the hint that was said last and still holds
	unsaid []string // lines for tell
}

type tapped struct {
	broker broker
	tap    *rabbitmq.Tap
	retry  chan struct{} // somebody wants another attempt now
}

func (a *app) newFeed(brokers []broker, also *subjects, log *slog.Logger) *feed {
	f := &feed{changed: make(chan struct{}, 1), ended: make(chan struct{}), log: log, show: a.showSecrets}
	f.said, f.hinted = make([]string, len(brokers)), make([]string, len(brokers))
	for i, b := range brokers {
		f.taps = append(f.taps, &tapped{b, rabbitmq.New(rabbitmq.Config{
			Name: b.name, URL: b.url, Exchanges: also.exchanges, Topics: also.allTopics(), Log: log,
			OnStatus: func(s sources.BrokerStatus) { f.heard(i, s) },
		}), make(chan struct{}, 1)})
	}
	return f
}

// run taps until ctx ends, and returns nil, or until every broker has refused,
// and returns what the only one said. With waiting, a broker that refused is
// tried again when again is called, and only ctx ends it. Run it once.
func (f *feed) run(ctx context.Context, waiting bool, to func(broker string) receiver) error {
	defer close(f.ended)
	failures := make([]error, len(f.taps))
	var all sync.WaitGroup
	for i, t := range f.taps {
		all.Go(func() {
			r := to(t.broker.name)
			for {
				failures[i] = f.attempt(ctx, t, r)
				if ctx.Err() != nil || !waiting {
					return
				}
				if failures[i] == nil { // it was told to try again
					continue
				}
				select {
				case <-ctx.Done():
					return
				case <-t.retry:
				}
			}
		})
	}
	all.Wait()
	switch {
	case ctx.Err() != nil:
		return nil
	case len(failures) == 1:
		return failures[0]
	}
	return errors.New("no broker is left") // tell has said why
}

// attempt taps until the broker refuses, ctx ends, or retry cuts a wait short.
func (f *feed) attempt(ctx context.Context, t *tapped, r receiver) error {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.retry:
				if t.tap.Status().State == sources.Retrying {
					cancel()
					return
				}
			}
		}
	})
	err := f.tap(ctx, t, r)
	cancel()
	watching.Wait()
	return err
}

func (f *feed) tap(ctx context.Context, t *tapped, r receiver) (err error) {
	defer func() {
		if p := recover(); p != nil {
			f.log.Error("tap panicked", "broker", t.broker.name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("tap broker %s: %v", t.broker.name, p)
		}
		f.wake()
	}()
	d := oslo.Decoder{ShowSecrets: f.show, NoPayload: f.list}
	var e sources.Event
	return t.tap.Run(ctx, func(m *sources.Message) {
		d.Decode(m, &e)
		r(m, &e)
	})
}

// statuses are the brokers' states, in the order of the brokers.
func (f *feed) statuses() []sources.BrokerStatus {
	all := make([]sources.BrokerStatus, 0, len(f.taps))
	for _, t := range f.taps {
		s := t.tap.Status()
		s.Notes = append(append([]string(nil), t.broker.notes...), s.Notes...)
		all = append(all, s)
	}
	return all
}

// again makes a broker that refused, or waits, try once more now.
func (f *feed) again(name string) {
	for _, t := range f.taps {
		if t.broker.name == name {
			notify(t.retry)
		}
	}
}

func (f *feed) wake() { notify(f.changed) }

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
