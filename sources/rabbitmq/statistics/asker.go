// Package statistics asks a RabbitMQ broker what it says about itself: queues,
// exchanges, bindings, connections, consumers, alarms, and rates.
//
// The management API is asked where it answers. How far it answers depends on
// the user's tag: with monitoring (or administrator) everything is seen; with
// management the virtual hosts that the user may enter, and no memory of nodes,
// no connections of others. Where it does not answer, AMQP still tells how many
// messages wait in a queue whose name is known and how many read it. What could
// not be asked is said in the statistics' Lacks, and is nil in them, never zero.
//
// Nothing is declared, published, read or changed. An answer is bounded in time
// and bytes, a list in rows. A broker with more than 500 queues is asked each time
// for those of the virtual host that matter to notifications, and once a minute
// for such queues in all virtual hosts and, where a thousand messages or more
// wait in others, for those with the most messages.
//
// Rates are the broker's own, taken over the time that it averages itself. The
// time until a node's memory is full can be computed in two ways, of which
// neither is exact: by the node's MemoryGrowth, which the collection of garbage
// moves up and down; or, for messages that nobody reads, by each queue's Growth
// times Bytes/Messages, which leaves out what a message costs beside its body
// (about a kilobyte in memory of a classic queue). Both are to be compared with
// MemoryLimit - Memory.
package statistics

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// patience is how long one answer of an Asker may take in all, unless its field
// says otherwise.
const patience = 4 * time.Second

// Config says whom to ask. URL needs at least one host.
type Config struct {
	Name   string // of the broker: "A", "B", …
	URL    oslo.TransportURL
	Topics []string // of notifications; nil means rabbitmq.DefaultTopics

	// Management is the base URL of the management API. When it is empty the
	// usual ports of the broker's hosts are tried.
	Management string
	// User and Password ask the management API; the URL's own do when User is
	// empty.
	User     string
	Password sources.Secret

	Log *slog.Logger // nil discards
}

// Asker asks one broker, again and again. Keep it: it remembers where the
// management API was, and what need not be asked again soon.
type Asker struct {
	config Config
	log    *slog.Logger
	turn   chan struct{} // holds one token: one asks at a time
	names  *regexp.Regexp

	patience time.Duration

	api     *api
	version string // as the broker's greeting said
	closed  string // why the management API does not answer
	again   time.Time

	conn    *amqp.Connection // kept while the management API is closed
	missing map[string]absence

	searched, sorted some // of a broker with many queues
}

// New prepares an Asker. Nothing is dialled before Ask.
func New(c Config) *Asker {
	if c.Topics == nil {
		c.Topics = rabbitmq.DefaultTopics
	}
	c.Topics = plain(c.Topics)
	a := &Asker{config: c, log: c.Log, turn: make(chan struct{}, 1), names: regexp.MustCompile(expression(c.Topics)), patience: patience, missing: map[string]absence{}}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	a.log = a.log.With("broker", c.Name)
	a.turn <- struct{}{}
	return a
}

// Ask returns what the broker says now, within four seconds. It may be called
// from anywhere; callers take turns. There is an error, with a hint, only when
// the broker could not be asked at all.
//
// Names in the answer are the broker's own, and must be shown through
// [sources.Visible].
func (a *Asker) Ask(ctx context.Context) (*sources.Statistics, error) {
	u := a.config.URL
	late := sources.WithHint(fmt.Errorf("ask broker %s at %s: it did not answer within %v", a.config.Name, u.Hosts[0].Address(), a.patience),
		"Look at the load of the broker's host and at the network in between.")
	ctx, cancel := context.WithTimeoutCause(ctx, a.patience, late)
	defer cancel()
	select {
	case <-a.turn:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { a.turn <- struct{}{} }()

	s := &sources.Statistics{Broker: a.config.Name, At: time.Now(), Address: u.Hosts[0].Address() + "/" + u.VirtualHost}
	if a.look(ctx); a.api != nil {
		defer a.api.way.CloseIdleConnections()
		err := a.fill(ctx, s)
		if err == nil {
			s.Management = true
			a.hangUp()
			return s, nil
		}
		a.close(err)
	}
	if ctx.Err() != nil {
		a.again = time.Time{} // it had no chance
		return nil, context.Cause(ctx)
	}
	s.Lacks = append(s.Lacks, a.closed)
	err := a.declare(ctx, s)
	switch {
	case err == nil:
		return s, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, err
}

// Close ends what is kept between two questions. The Asker may be used again.
func (a *Asker) Close() {
	<-a.turn
	defer func() { a.turn <- struct{}{} }()
	a.hangUp()
}
