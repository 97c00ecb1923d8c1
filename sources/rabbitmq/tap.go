// Package rabbitmq taps the notifications of a RabbitMQ broker without taking
// one away from anybody.
//
// A tap has a connection, and on it a queue, of its own: exclusive, bounded in
// messages, bytes and time, dropping its oldest messages first, bound to the
// topic keys it was asked for and never to "#". It declares no exchange, never
// touches a queue that is not its own, and acknowledges what it has handed on,
// so that a slow reader costs the broker at most the bounds of that queue. When
// it leaves, by whatever way, the broker deletes the queue.
//
// A tap stays until its context ends or until the broker refuses it for a
// reason that only a person can change.
package rabbitmq

import (
	"context"
	"log/slog"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Config says what to tap. URL needs at least one host.
type Config struct {
	Name      string // of the broker: "A", "B", …
	URL       oslo.TransportURL
	Exchanges []string // in addition to DefaultExchanges
	Topics    []string // nil means DefaultTopics

	// Management is the base URL of the broker's management API. When it is
	// empty the usual ports of the broker's host are tried; a broker without
	// the plugin, or a user without the tag, is tapped all the same.
	Management string

	Log *slog.Logger // nil discards

	// OnStatus is called on every change but those of the counters, from the
	// tap's goroutines. It must not block.
	OnStatus func(sources.BrokerStatus)
}

// Tap is one broker's tap.
type Tap struct {
	config Config
	wanted []string
	keys   []string // of the bindings
	pace   pace
	log    *slog.Logger
	status board
}

// New prepares a tap. Nothing is dialled before Run.
func New(c Config) *Tap {
	t := &Tap{
		config: c,
		wanted: wantedExchanges(c.Exchanges),
		keys:   bindingKeys(c.Topics),
		pace:   unhurried,
		log:    c.Log,
	}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	t.log = t.log.With("broker", c.Name)
	t.status.init(c)
	return t
}

// Run taps until ctx ends, and then returns nil, or until the broker refuses
// for good, and then returns an error that is a [*RefusedError] or a fault in
// the URL, with a hint. It may be called again after it has returned. The sink
// is called from Run's goroutine only; a message given to it is fresh and
// belongs to it.
func (t *Tap) Run(ctx context.Context, sink func(*sources.Message)) error {
	return t.run(ctx, sink)
}

// Status is what is known now. It is cheap and may be called from anywhere; the
// slices in it are shared and must not be changed.
func (t *Tap) Status() sources.BrokerStatus { return t.status.now() }
