package meterdef

import (
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

var none = []string{}

// Attribute sets the meters that an event feeds, as far as its type and priority
// tell: none, and not unknown, where no definition uses it. A nil Set leaves them
// unknown.
func (s *Set) Attribute(e *sources.Event) {
	if s == nil || e.Err != "" {
		return
	}
	if e.Meters = none; consumed(e) {
		if names := s.Feeds(e.EventType); names != nil {
			e.Meters = names
		}
	}
}

// Ledger remembers of each event type when it came last. It is safe for several
// goroutines.
type Ledger struct {
	set *Set

	mu     sync.Mutex
	seen   map[string]*sight
	beyond uint64 // events of types there was no room for
}

// sight is what came of one event type: in all, and with a priority that
// Ceilometer makes samples of.
type sight struct {
	by              []*rule // the definitions that are for it
	count, used     uint64
	last            time.Time
	first, lastUsed time.Time     // of those with such a priority
	brokers         []string      // that these came over
	newest          sources.Event // of these, if a definition is for it
}

// NewLedger begins one for a set of definitions.
func NewLedger(s *Set) *Ledger { return &Ledger{set: s, seen: map[string]*sight{}} }

// Saw attributes an event and counts it.
func (l *Ledger) Saw(e *sources.Event) {
	if l == nil || e.Err != "" {
		return
	}
	l.set.Attribute(e)
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.seen[e.EventType]
	if s == nil {
		if len(l.seen) >= maxCached {
			l.beyond++
			return
		}
		s = &sight{by: l.set.takers(e.EventType)}
		l.seen[e.EventType] = s
	}
	s.count++
	if e.ReceivedAt.After(s.last) {
		s.last = e.ReceivedAt
	}
	if consumed(e) {
		if s.used++; s.used == 1 || e.ReceivedAt.Before(s.first) {
			s.first = e.ReceivedAt
		}
		s.brokers = with(s.brokers, e.Broker)
		if e.ReceivedAt.After(s.lastUsed) {
			s.lastUsed = e.ReceivedAt
			if len(s.by) > 0 {
				s.newest = *e
			}
		}
	}
}

// Explain is Samples of the ledger's definitions; nothing without a ledger.
func (l *Ledger) Explain(e *sources.Event) ([]sources.Sample, []Miss) {
	if l == nil {
		return nil, nil
	}
	return l.set.Samples(e)
}
