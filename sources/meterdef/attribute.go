package meterdef

import (
	"slices"
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

	mu   sync.Mutex
	seen map[string]*sight
}

type sight struct {
	count uint64
	last  time.Time
	// used is whether one of them had a priority that Ceilometer makes samples of.
	used bool
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
			return
		}
		s = &sight{}
		l.seen[e.EventType] = s
	}
	s.count++
	s.used = s.used || consumed(e)
	if e.ReceivedAt.After(s.last) {
		s.last = e.ReceivedAt
	}
}

// Explain is Samples of the ledger's definitions; nothing without a ledger.
func (l *Ledger) Explain(e *sources.Event) ([]sources.Sample, []Miss) {
	if l == nil {
		return nil, nil
	}
	return l.set.Samples(e)
}

// Hop is where the way from an event to a stored sample breaks off.
type Hop int

// The hops, in their order.
const (
	// NoDefinition: no definition makes the meter. It is polled, or nothing feeds it.
	NoDefinition Hop = iota + 1
	// LeftOut: its definition is there and Ceilometer does not use it.
	LeftOut
	// PipelineDrops: the pipeline leaves the meter out.
	PipelineDrops
	// NoEvent: no event that feeds it has come.
	NoEvent
	// WrongPriority: such events came, and none as info or sample.
	WrongPriority
	// EventsCome: events feed it; if the store has no sample of the last, the way
	// breaks behind the broker.
	EventsCome
)

// Feeding is what feeds a meter.
type Feeding struct {
	Hop      Hop
	Patterns []string // event types of its definition
	Events   uint64   // that came since the ledger was begun
	Last     time.Time
	LastType string
	Detail   string // why a definition is left out
}

// Feeding returns what feeds a meter and when it last did.
func (l *Ledger) Feeding(meter string) Feeding {
	if l == nil {
		return Feeding{}
	}
	f := Feeding{Hop: NoDefinition}
	var used *rule
	for _, d := range l.set.active {
		if d.source.name == meter {
			used = d
		}
	}
	if used == nil {
		for _, src := range l.set.idle {
			if src.name == meter && src.off != Overridden {
				f.Hop, f.Detail = LeftOut, src.off.String()
				if src.why != "" {
					f.Detail += ": " + src.why
				}
			}
		}
		return f
	}
	for _, p := range used.events {
		f.Patterns = append(f.Patterns, p.text)
	}
	if !l.set.passes(meter) {
		f.Hop = PipelineDrops
		return f
	}
	f.Hop = NoEvent
	l.mu.Lock()
	defer l.mu.Unlock()
	for eventType, s := range l.seen {
		if !used.takes(eventType) {
			continue
		}
		if !s.used {
			f.Hop = max(f.Hop, WrongPriority)
			continue
		}
		f.Hop = EventsCome
		f.Events += s.count
		if s.last.After(f.Last) || s.last.Equal(f.Last) && eventType < f.LastType {
			f.Last, f.LastType = s.last, eventType
		}
	}
	return f
}

// Unused are the event types that came and that no definition uses, sorted.
func (l *Ledger) Unused() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var types []string
	for eventType := range l.seen {
		if l.set.Feeds(eventType) == nil {
			types = append(types, eventType)
		}
	}
	slices.Sort(types)
	return types
}

// Unhit are the meters whose definitions no event has hit, in the order of the
// files.
func (l *Ledger) Unhit() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var names []string
	for _, d := range slices.Backward(l.set.active) {
		hit := false
		for eventType, s := range l.seen {
			hit = hit || s.used && d.takes(eventType)
		}
		if !hit {
			names = append(names, d.source.name)
		}
	}
	return names
}
