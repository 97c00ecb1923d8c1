package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
	"github.com/ceilotop/ceilotop/sources/sourcestest/standin"
)

// bus carries the messages of the sandbox's services to whoever hears them: the
// stand-ins for brokers know logins and carry none.
type bus struct {
	mu    sync.Mutex // held while a message is heard, by one after the other
	next  int
	hears map[int]func(*sources.Message)
}

// send has everybody hear a message, which is valid during the call.
func (b *bus) send(m *sources.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.order() {
		one := *m
		b.hears[n](&one)
	}
}

func (b *bus) order() []int {
	all := make([]int, 0, len(b.hears))
	for n := range b.hears {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// hear adds a listener. When stop returns it is not called any more.
func (b *bus) hear(f func(*sources.Message)) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hears == nil {
		b.hears = make(map[int]func(*sources.Message))
	}
	b.next++
	n := b.next
	b.hears[n] = f
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.hears, n)
	}
}

// sandboxTap taps one of the sandbox's brokers.
type sandboxTap struct {
	c      rabbitmq.Config
	bus    *bus
	broker string // A or B, as the bus says it

	mu     sync.Mutex
	status sources.BrokerStatus
}

// sandboxExchanges are there from the beginning.
var sandboxExchanges = []string{"nova", "glance", "cinder", "openstack", "keystone", "ceilometer"}

// tap is one on the broker that the URL names.
func (s *sandbox) tap(c rabbitmq.Config) tap {
	t := &sandboxTap{c: c, bus: &s.bus, broker: "A"}
	port := 0
	if len(c.URL.Hosts) > 0 {
		port = c.URL.Hosts[0].Port
	}
	if port == s.b.Port() {
		t.broker = "B"
	}
	t.status = sources.BrokerStatus{
		Broker: c.Name, Address: fmt.Sprintf("127.0.0.1:%d/%s", port, cmp.Or(c.URL.VirtualHost, "/")), Version: standin.BrokerVersion,
		State: sources.Connecting, Since: time.Now(), Queue: "ceilotop.stand-in", Exchanges: sandboxExchanges,
	}
	return t
}

// Run hears until ctx ends.
func (t *sandboxTap) Run(ctx context.Context, sink func(*sources.Message)) error {
	stop := t.bus.hear(func(m *sources.Message) {
		if m.Broker != t.broker {
			return
		}
		m.Broker = t.c.Name
		t.mu.Lock()
		t.status.Received++
		t.mu.Unlock()
		sink(m)
	})
	defer stop()
	t.mu.Lock()
	t.status.State, t.status.Since = sources.Live, time.Now()
	t.mu.Unlock()
	if t.c.OnStatus != nil {
		t.c.OnStatus(t.Status())
	}
	<-ctx.Done()
	return ctx.Err()
}

// Status is how it stands.
func (t *sandboxTap) Status() sources.BrokerStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status
}
