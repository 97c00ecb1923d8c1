package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/usage"
	tuiusage "github.com/ceilotop/ceilotop/tui/usage"
)

const (
	// countEvery is how often the log is asked for more.
	countEvery = time.Second
	// countMost is how many events are read at a time: some 50 ms of one core.
	countMost = 4096
	// countLimit bounds what is kept of resources; the log has its own bound.
	countLimit = 32 << 20
)

// usageTally counts what the events in the log tell of usage, for the Usage page.
// It reads behind whoever fills the log, so that nothing is decoded for it on the
// way there.
type usageTally struct {
	limit       int
	inventories []*sources.Inventory

	mu     sync.Mutex
	log    *eventlog.Log // nil before there is one
	spans  func() []recording.Span
	ledger *usage.Ledger
	next   uint64    // of the log
	read   time.Time // when the last event that was read had been received
	begun  time.Time // nothing before counts; zero: all does
	missed uint64
	anew   bool
}

func newUsageTally(inventories []*sources.Inventory) *usageTally {
	t := &usageTally{limit: countLimit, inventories: inventories, next: 1}
	t.begin()
	return t
}

// begin counts from nothing.
func (t *usageTally) begin() {
	t.ledger = usage.New(time.Time{}, time.Time{})
	for _, v := range t.inventories {
		t.ledger.Take(v)
	}
}

// follow reads the log until ctx ends. spans tells what has been observed until
// now; it is called from one goroutine at a time.
func (t *usageTally) follow(ctx context.Context, log *eventlog.Log, spans func() []recording.Span) {
	t.mu.Lock()
	t.log, t.spans = log, spans
	t.mu.Unlock()
	go func() {
		tick := time.NewTicker(countEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				t.mu.Lock()
				t.turn()
				t.mu.Unlock()
			}
		}
	}()
}

// Sum is what was used until now.
func (t *usageTally) Sum(context.Context) (tuiusage.Sight, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn()
	return tuiusage.Sight{Report: t.ledger.Report(), Missed: t.missed, Anew: t.anew}, nil
}

// turn reads what has come. What was observed is asked for first: all that came
// until then is in the log.
func (t *usageTally) turn() {
	if t.log == nil {
		return
	}
	spans := t.spans()
	if first, next := t.log.Bounds(); first > t.next {
		t.lose(first, next)
	}
	seqs := make([]uint64, 0, 64)
	next := t.log.Each(t.next, usage.Told{}, func(e *sources.Event) {
		if len(seqs) < countMost {
			seqs = append(seqs, e.Seq)
		}
	})
	behind := len(seqs) == countMost
	if behind {
		next = seqs[len(seqs)-1] + 1
	}
	t.next = next
	for _, seq := range seqs {
		e, err := t.log.Event(seq)
		if errors.Is(err, eventlog.ErrEvicted) {
			t.missed++
			continue
		}
		t.ledger.Add(&e)
		if e.ReceivedAt.After(t.read) {
			t.read = e.ReceivedAt
		}
	}
	for i := range spans {
		t.observe(&spans[i], behind)
	}
	if t.ledger.Size() > t.limit {
		t.begun, t.anew = t.read, true
		t.begin()
	}
}

// lose goes on at the oldest event that is kept. The time between is unobserved.
func (t *usageTally) lose(first, next uint64) {
	t.missed += first - t.next
	t.next = first
	var e sources.Event
	for seq := first; seq < next && e.ReceivedAt.IsZero(); seq++ {
		t.log.Row(seq, &e)
	}
	t.begun = e.ReceivedAt
}

// observe tells the ledger of a span, as far as its events have been read.
func (t *usageTally) observe(s *recording.Span, behind bool) {
	from, to := s.From, s.To
	if from.Before(t.begun) {
		from = t.begun
	}
	if behind && to.After(t.read) {
		to = t.read
	}
	if s.Filter == "" && from.Before(to) {
		t.ledger.Observed(s.Broker, from, to, unheard(s)...)
	}
}

// heardSpans are what live brokers have sent all of. One whose queue has never
// been empty, by its own word, proves no time.
func heardSpans(statuses []sources.BrokerStatus) (spans []recording.Span) {
	for i := range statuses {
		if s := &statuses[i]; s.State == sources.Live && s.CaughtUp.After(s.Since) {
			spans = append(spans, recording.Span{Broker: s.Broker, From: s.Since, To: s.CaughtUp, Told: true, Exchanges: s.Exchanges, Denied: s.Denied})
		}
	}
	return spans
}
