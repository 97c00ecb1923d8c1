package meterdef

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Both ways: which definitions the events that came have hit, and which of the
// events that came no definition uses.

// Definition is one as it is written, and what feeds it.
type Definition struct {
	Meter string
	Place Place
	Feeding
}

// Hit reports whether an event came that it makes samples of.
func (d *Definition) Hit() bool { return d.Events > 0 }

// Definitions are all of the set in the order of the files, those that Ceilometer
// leaves out among them. Nil without a ledger.
func (l *Ledger) Definitions() []Definition {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Definition, 0, len(l.set.active)+len(l.set.idle))
	for _, d := range l.set.active {
		all = append(all, Definition{d.source.name, d.source.place, l.used(d)})
	}
	for _, src := range l.set.idle {
		all = append(all, Definition{src.name, src.place, left(src)})
	}
	// Both lists have a file after the other, and each from its end.
	files := make(map[string]int)
	for _, d := range all {
		if _, known := files[d.Place.File]; !known {
			files[d.Place.File] = len(files)
		}
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b Definition) int {
		return cmp.Or(cmp.Compare(files[a.Place.File], files[b.Place.File]), cmp.Compare(a.Place.Line, b.Place.Line))
	})
	return all
}

// Unused is an event type that came and that no definition uses.
type Unused struct {
	EventType string
	Count     uint64
	Last      time.Time
	// Double is the unversioned event type of the same action, if this is nova's
	// versioned one: Ceilometer reads that, and need not read this.
	Double string
}

// batch is what Ceilometer's own agents send: samples, which need no definition.
const batch = "telemetry.polling"

// Unused are the event types that came and that no definition uses, sorted, and
// how many events were of types that there was no room for. Nova's polling
// batches are samples already and no events.
func (l *Ledger) Unused() (all []Unused, beyond uint64) {
	if l == nil {
		return nil, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for eventType, s := range l.seen {
		if eventType == batch || len(s.by) > 0 {
			continue
		}
		u := Unused{EventType: eventType, Count: s.count, Last: s.last}
		if double, versioned := Double(eventType); versioned {
			u.Double = double
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b Unused) int { return strings.Compare(a.EventType, b.EventType) })
	return all, l.beyond
}

// Origin is where the definitions are from: files, or a built-in table. It is ""
// without a ledger.
func (l *Ledger) Origin() string {
	if l == nil {
		return ""
	}
	return l.set.Origin
}
