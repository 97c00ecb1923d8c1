package main

import (
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// ledger keeps the books of the demo's brokers: which message went through which
// exchange into which queue, and what of it waits there.
type ledger struct {
	queues    map[ledgerKey]*account
	read      time.Time         // when the agent last read
	last      time.Time         // when the books were brought up to date
	reads     map[string]bool   // the brokers whose queues the agent reads
	addresses map[string]string // of the brokers
}

// ledgerKey is a queue of a broker and the exchange that fills it.
type ledgerKey struct{ broker, exchange, queue string }

// account is what came through one binding.
type account struct {
	recent  []time.Time // arrivals within rateOver
	waiting int
}

const (
	// rateOver is the time that rates are of.
	rateOver = 10 * time.Second
	// drainRate is what the agent reads a second when it comes back.
	drainRate = 40
	// leftBehind is what the sandbox's broker A has from before.
	leftBehind = 1704
)

// agentQueues are what the agent declares and reads.
var agentQueues = []string{"audit", "critical", "debug", "error", "info", "sample", "warn"}

// agentExchanges are what it binds them to; it has no openstack among them.
var agentExchanges = []string{"ceilometer", "cinder", "glance", "keystone", "nova"}

func (l *ledger) begin(now time.Time, addresses map[string]string) {
	l.addresses = addresses
	l.queues = map[ledgerKey]*account{{"A", "nova", "notifications.info"}: {waiting: leftBehind}}
	l.read, l.last = now, now
}

// enter books a message. One that nobody reads waits.
func (l *ledger) enter(m *sources.Message) {
	k := ledgerKey{m.Broker, m.Exchange, m.RoutingKey}
	a := l.queues[k]
	if a == nil {
		a = &account{}
		l.queues[k] = a
	}
	a.recent = append(a.recent, m.ReceivedAt)
	if !l.isRead(k) {
		a.waiting++
	}
}

// isRead reports whether the agent reads a queue: those that are its own.
func (l *ledger) isRead(k ledgerKey) bool {
	return l.reads[k.broker] && strings.HasPrefix(k.queue, "notifications.")
}

// settle forgets what is too old for a rate, and lets the agent read what waits.
func (l *ledger) settle(now time.Time) {
	budget := int(now.Sub(l.last).Seconds() * drainRate)
	l.last = now
	for broker := range l.reads {
		for _, q := range agentQueues { // the agent declares them
			if k := (ledgerKey{broker, "ceilometer", "notifications." + q}); l.queues[k] == nil {
				l.queues[k] = &account{}
			}
		}
	}
	if l.reads["B"] {
		l.read = now
	}
	for k, a := range l.queues {
		a.recent = slices.DeleteFunc(a.recent, func(at time.Time) bool { return now.Sub(at) > rateOver })
		if l.isRead(k) {
			n := min(a.waiting, budget)
			a.waiting, budget = a.waiting-n, budget-n
		}
	}
}

func pointer[T any](v T) *T { return &v }

// store is what the demo's Gnocchi says: it has what the agent has read.
func (l *ledger) store(address string) doctor.StoreFacts {
	newest := make(map[string]time.Time)
	for _, name := range []string{"image.size", "image.serve", "volume.size", "snapshot.size", "memory", "vcpus", "cpu"} {
		newest[name] = l.read
	}
	return doctor.StoreFacts{
		Kind: sources.Gnocchi, Address: address, Status: 200, Rows: len(newest), Newest: newest, Backlog: pointer(0),
		Types: []string{"generic", "image", "instance", "volume"}, Policies: []string{"low", "medium", "ceilometer-low"},
	}
}
