package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"slices"
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
	changed chan struct{} // some broker's status changed; coalesced
	sighted chan struct{} // as well, for observe
	ended   chan struct{} // run has returned
	lived   atomic.Bool   // some broker was live
	log     *slog.Logger
	also    *subjects
	show    bool // secrets
	open    func(rabbitmq.Config) tap
	list    bool // only what a list shows is wanted, never a payload
	// meters says what meters an event feeds; nil leaves that unknown.
	meters func(*sources.Event)

	mu     sync.Mutex
	taps   []*tapped
	begin  func(*tapped) // nil while the feed does not run, or takes no more
	unsaid []string      // lines for tell
}

type tapped struct {
	broker  broker
	tap     tap
	retry   chan struct{} // somebody wants another attempt now
	stop    context.CancelFunc
	failure error // when its goroutine has ended

	said   string // the last words about it
	hinted string // the hint that was said last and still holds
}

// tap hears one broker. Run returns when ctx ends or the broker refuses.
type tap interface {
	Run(ctx context.Context, sink func(*sources.Message)) error
	Status() sources.BrokerStatus
}

func (a *app) newFeed(brokers []broker, also *subjects, log *slog.Logger) *feed {
	f := &feed{changed: make(chan struct{}, 1), sighted: make(chan struct{}, 1), ended: make(chan struct{}), log: log, also: also, show: a.showSecrets}
	f.open = func(c rabbitmq.Config) tap { return rabbitmq.New(c) }
	if a.sandbox != nil {
		f.open = a.sandbox.tap
	}
	for _, b := range brokers {
		f.taps = append(f.taps, f.tapOf(b))
	}
	return f
}

func (f *feed) tapOf(b broker) *tapped {
	t := &tapped{broker: b, retry: make(chan struct{}, 1)}
	t.tap = f.open(rabbitmq.Config{
		Name: b.name, URL: b.url, Exchanges: f.also.exchanges, Topics: f.also.allTopics(), Log: f.log,
		OnStatus: func(s sources.BrokerStatus) { f.heard(t, s) },
	})
	return t
}

// run taps until ctx ends, and returns nil, or until every broker has refused,
// and returns what the only one said. With waiting, a broker that refused is
// tried again when again is called, brokers may be added, and only ctx ends it.
// Run it once.
func (f *feed) run(ctx context.Context, waiting bool, to func(broker string) receiver) error {
	defer close(f.ended)
	var all sync.WaitGroup
	begin := func(t *tapped) {
		ctx, cancel := context.WithCancel(ctx)
		t.stop = cancel
		all.Go(func() {
			defer cancel()
			f.follow(ctx, t, waiting, to(t.broker.name))
		})
	}
	f.mu.Lock()
	for _, t := range f.taps {
		begin(t)
	}
	if waiting {
		f.begin = begin
	}
	f.mu.Unlock()
	if waiting {
		<-ctx.Done()
		f.mu.Lock()
		f.begin = nil
		f.mu.Unlock()
	}
	all.Wait()
	switch {
	case ctx.Err() != nil:
		return nil
	case len(f.taps) == 1:
		return f.taps[0].failure
	}
	return errors.New("no broker is left") // tell has said why
}

// follow taps one broker until ctx ends or, without waiting, it refuses.
func (f *feed) follow(ctx context.Context, t *tapped, waiting bool, r receiver) {
	for {
		t.failure = f.attempt(ctx, t, r)
		if ctx.Err() != nil || !waiting {
			return
		}
		if t.failure == nil { // it was told to try again
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-t.retry:
		}
	}
}

// add taps one more broker of a feed that runs. One of its name that is tapped
// already is tried again, if it is the same, or makes way.
func (f *feed) add(b broker) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.begin == nil {
		return
	}
	i := slices.IndexFunc(f.taps, func(t *tapped) bool { return t.broker.name == b.name })
	switch {
	case i < 0:
		f.taps = append(f.taps, f.tapOf(b))
		i = len(f.taps) - 1
	case reflect.DeepEqual(f.taps[i].broker.url, b.url):
		notify(f.taps[i].retry)
		return
	default:
		f.taps[i].stop()
		taps := slices.Clone(f.taps) // others read the old one
		taps[i] = f.tapOf(b)
		f.taps = taps
	}
	f.begin(f.taps[i])
	f.wake()
}

func (f *feed) present() []*tapped {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.taps
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
		if f.meters != nil {
			f.meters(&e)
		}
		r(m, &e)
	})
}

// statuses are the brokers' states, in the order of the brokers.
func (f *feed) statuses() []sources.BrokerStatus {
	taps := f.present()
	all := make([]sources.BrokerStatus, 0, len(taps))
	for _, t := range taps {
		s := t.tap.Status()
		s.Notes = append(append([]string(nil), t.broker.notes...), s.Notes...)
		all = append(all, s)
	}
	return all
}

// again makes a broker that refused, or waits, try once more now.
func (f *feed) again(name string) {
	for _, t := range f.present() {
		if t.broker.name == name {
			notify(t.retry)
		}
	}
}

func (f *feed) wake() {
	notify(f.changed)
	notify(f.sighted)
}

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
