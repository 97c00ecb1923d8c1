package meterdef

import (
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

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
	First    time.Time
	Last     time.Time
	LastType string
	Brokers  []string // that they came over, sorted
	// Reason is why a definition is left out, or where events come why there is no
	// sample of the last; 0: neither.
	Reason Reason
	Detail string // what there is to say about the reason, in English
}

// Feeding returns what feeds a meter and when it last did.
func (l *Ledger) Feeding(meter string) Feeding {
	if l == nil {
		return Feeding{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.set.active {
		if d.source.name == meter {
			return l.used(d)
		}
	}
	for _, src := range l.set.idle {
		if src.name == meter && src.off != Overridden {
			return left(src)
		}
	}
	return Feeding{Hop: NoDefinition}
}

// left is what can be said of a definition that is left out.
func left(src *source) Feeding {
	f := Feeding{Hop: LeftOut, Reason: src.off, Detail: src.why}
	if src.rule != nil {
		f.Patterns = src.rule.patterns()
	}
	return f
}

// used is what feeds a meter by a definition that Ceilometer uses. The caller has
// locked the ledger.
func (l *Ledger) used(d *rule) Feeding {
	f := Feeding{Hop: NoEvent, Patterns: d.patterns()}
	for eventType, s := range l.seen {
		if !slices.Contains(s.by, d) {
			continue
		}
		if s.used == 0 {
			f.Hop = max(f.Hop, WrongPriority)
			continue
		}
		f.Hop = EventsCome
		f.Events += s.used
		if f.First.IsZero() || s.first.Before(f.First) {
			f.First = s.first
		}
		for _, broker := range s.brokers {
			f.Brokers = with(f.Brokers, broker)
		}
		if s.lastUsed.After(f.Last) || s.lastUsed.Equal(f.Last) && eventType < f.LastType {
			f.Last, f.LastType = s.lastUsed, eventType
		}
	}
	if last := l.seen[f.LastType]; f.Hop == EventsCome && last != nil {
		f.Reason, f.Detail = l.set.missed(d, &last.newest)
	}
	if !l.set.passes(d.source.name) {
		f.Reason, f.Detail = 0, ""
		f.Hop = PipelineDrops
	}
	return f
}

// missed is why an event that a definition takes gives no sample by it; 0: it
// does, or the event's content is not known. A definition that fails takes the
// samples of all others with it.
func (s *Set) missed(d *rule, e *sources.Event) (Reason, string) {
	if len(e.Payload) == 0 {
		return 0, ""
	}
	if samples, misses := s.Samples(e); samples == nil {
		for _, m := range misses {
			if m.Reason == Failed {
				return m.Reason, m.Detail
			}
		}
	}
	alone := &Set{release: s.release, globs: s.globs, active: []*rule{d}, reserved: s.reserved}
	samples, misses := alone.Samples(e)
	if len(samples) > 0 || len(misses) == 0 {
		return 0, ""
	}
	return misses[0].Reason, misses[0].Detail
}

func (d *rule) patterns() []string {
	texts := make([]string, len(d.events))
	for i, p := range d.events {
		texts[i] = p.text
	}
	return texts
}

// mostBrokers bounds what is remembered of where events came from.
const mostBrokers = 8

// with is a sorted list with one more name, once.
func with(list []string, name string) []string {
	i, found := slices.BinarySearch(list, name)
	if found || name == "" || len(list) >= mostBrokers {
		return list
	}
	return slices.Insert(list, i, name)
}
