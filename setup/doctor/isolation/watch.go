package isolation

import (
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// Watch keeps the verdict up to date. It hears each event as it arrives, so that
// the first one on A is a leak at once, and everything else now and then. It is
// safe for use by several goroutines.
type Watch struct {
	options Options

	mu    sync.Mutex
	last  sight // Seen is nil before the first Look
	taps  map[string]sources.BrokerStatus
	heard map[sender]*doctor.Arrival
	fills map[queueOf]fill // what came into queues between two looks, unheard
	// waits is by exchange what no tap could hear.
	waits map[string]doctor.Arrival
}

// sender is who sends whereto.
type sender struct{ service, host, exchange string }

// NewWatch returns one that has seen nothing yet.
func NewWatch(o Options) *Watch {
	return &Watch{
		options: o, taps: make(map[string]sources.BrokerStatus), heard: make(map[sender]*doctor.Arrival),
		fills: make(map[queueOf]fill), waits: make(map[string]doctor.Arrival),
	}
}

// maxSenders bounds what is remembered of A: whoever can publish there chooses
// the names.
const maxSenders = 4096

// Event takes note of an event, which may be changed afterwards. Those of other
// brokers than A are passed over.
func (w *Watch) Event(e *sources.Event) {
	if e.Broker != "A" {
		return
	}
	k := sender{e.Service, e.Host, e.Exchange}
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.heard[k]
	if a == nil && len(w.heard) >= maxSenders {
		k = sender{}
		a = w.heard[k]
	}
	if a == nil {
		k = sender{strings.Clone(k.service), strings.Clone(k.host), strings.Clone(k.exchange)}
		a = &doctor.Arrival{Broker: "A", Service: k.service, Host: k.host, Exchange: k.exchange, First: e.ReceivedAt}
		w.heard[k] = a
	}
	a.Count++
	if e.ReceivedAt.After(a.Last) {
		a.Last = e.ReceivedAt
	}
}

// Tap takes note of how a tap stands.
func (w *Watch) Tap(s sources.BrokerStatus) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taps[s.Broker] = s
	if s.Broker == "A" {
		w.fresh(s.Fresh)
	}
}

// Look takes everything over that was seen anew. The sight is kept, and must not
// be changed afterwards; without a Before of its own it is compared with the last
// one.
func (w *Watch) Look(seen *doctor.Seen) {
	s := read(seen)
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.Before == nil && w.last.Seen != nil {
		before := *w.last.Seen
		before.Before = nil
		s.Before = &before
	}
	w.filled(w.last, s)
	w.last = s
	for _, tap := range seen.Taps {
		if tap.Since.Before(w.taps[tap.Broker].Since) {
			continue // something happened to it during the look
		}
		w.taps[tap.Broker] = tap
	}
}

// Verdict is what is known now.
func (w *Watch) Verdict(now time.Time) Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.last
	var seen doctor.Seen
	if s.Seen != nil {
		seen = *s.Seen
	}
	s.Seen = &seen
	seen.At = now
	seen.Taps = nil
	for _, tap := range w.taps {
		seen.Taps = append(seen.Taps, tap)
	}
	seen.Arrivals = w.arrivals(seen.Arrivals)
	s.unheard = w.unheard(now)
	v := judge(s, w.options)
	if w.last.Seen == nil && v.State == Unknown {
		v.Why = []string{"the machine and its brokers are being looked at"}
		v.Fix = ""
	}
	return v
}

// arrivals are those of a look and what was heard, which overlap: of each sender
// the larger number and the later time count.
func (w *Watch) arrivals(looked []doctor.Arrival) (all []doctor.Arrival) {
	of := make(map[sender]doctor.Arrival)
	for _, a := range looked {
		if a.Broker != "A" {
			all = append(all, a)
			continue
		}
		k := sender{a.Service, a.Host, a.Exchange}
		one := of[k]
		one.Broker, one.Service, one.Host, one.Exchange = "A", a.Service, a.Host, a.Exchange
		one.Count += a.Count
		if a.Last.After(one.Last) {
			one.Last = a.Last
		}
		of[k] = one
	}
	for k, a := range w.heard {
		one, ok := of[k]
		if !ok {
			of[k] = *a
			continue
		}
		one.Count = max(one.Count, a.Count)
		if a.Last.After(one.Last) {
			one.Last = a.Last
		}
		of[k] = one
	}
	w.addWaiting(of)
	for _, a := range of {
		all = append(all, a)
	}
	return all
}
