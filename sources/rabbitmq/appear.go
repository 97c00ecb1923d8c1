package rabbitmq

import (
	"context"
	"slices"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
)

// An exchange that a broker never had is made by the first service that sends
// there, together with the queue for what it sends, and its first notification
// is published before any tap can be bound. So the list of exchanges is looked at
// often, and of a new one the queues that it leads to are counted, in which that
// notification waits.
const (
	freshFor = 10 * time.Second // the queue is bound a moment after the exchange is made
	// freshShare keeps a broker with many exchanges from listing them most of
	// the time: it has this many times as long a rest as the list took.
	freshShare = 20
	freshMost  = 16 // queues of one exchange that are counted
)

// fresh is a new exchange, with the queues of notifications that it leads to.
type fresh struct {
	exchange string
	queues   []string
}

// rest is how long the list of exchanges is left alone.
func (m *management) rest(atLeast time.Duration) time.Duration {
	return max(atLeast, freshShare*m.took)
}

// list names the exchanges, and remembers which are new.
func (m *management) list() (names []string, err error) {
	began := time.Now()
	exchanges, err := m.client.ListExchangesIn(m.vhost)
	if err != nil {
		return nil, err
	}
	m.took = time.Since(began)
	first := m.since == nil
	known := m.since
	m.since = make(map[string]time.Time)
	for _, e := range exchanges {
		names = append(names, e.Name)
		since, old := known[e.Name]
		if !old && !first {
			since = time.Now()
		}
		m.since[e.Name] = since // zero for those that were there from the beginning
	}
	return names, nil
}

// appeared reports which exchanges there are, and where the new ones lead.
func (m *management) appeared(ctx context.Context) (r report, ok bool) {
	names, err := m.list()
	if err != nil || ctx.Err() != nil {
		return r, false // the next whole report says so
	}
	return report{answered: true, partly: true, exchanges: names, fresh: m.fresh()}, true
}

// fresh asks the new exchanges where they lead.
func (m *management) fresh() (all []fresh) {
	for name, since := range m.since {
		if since.IsZero() || time.Since(since) > freshFor || !slices.Contains(m.wanted, name) {
			continue
		}
		bindings, err := m.client.ListExchangeBindingsWithSource(m.vhost, name)
		if err != nil {
			continue // it is gone again
		}
		one := fresh{exchange: name}
		for _, b := range bindings {
			topic := b.RoutingKey[:max(strings.LastIndexByte(b.RoutingKey, '.'), 0)]
			if b.DestinationType == "queue" && slices.Contains(m.keys, topic+".*") && b.Destination != m.queue &&
				!slices.Contains(one.queues, b.Destination) && len(one.queues) < freshMost {
				one.queues = append(one.queues, b.Destination)
			}
		}
		all = append(all, one)
	}
	return all
}

// heedAppeared binds what has appeared.
func (k *keeper) heedAppeared(r report) {
	var appeared []*exchange
	for _, e := range k.schedule.all {
		if !e.bound && e.refused == nil && slices.Contains(r.exchanges, e.name) {
			appeared = append(appeared, e)
		}
	}
	if len(appeared) > 0 {
		k.try(appeared)
	}
	k.count(r.fresh)
}

// count adds to the status how many messages wait where a new exchange leads.
func (k *keeper) count(all []fresh) {
	var found []sources.FreshQueue
	for _, one := range all {
		for _, name := range one.queues {
			var q amqp.Queue
			err := k.link.ask(func(ch *amqp.Channel) (err error) {
				q, err = ch.QueueDeclarePassive(name, false, false, false, false, nil)
				return err
			})
			if err == nil && q.Messages > 0 {
				found = append(found, sources.FreshQueue{Exchange: one.exchange, Queue: name, Messages: q.Messages, At: time.Now()})
			}
		}
	}
	if len(found) > 0 {
		k.tap.status.change(func(s *sources.BrokerStatus) { s.Fresh = found })
	}
}
