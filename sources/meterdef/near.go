package meterdef

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// near are the definitions that are not tried on an event although one would
// expect it of them: those that are left out, and those for event types that
// differ from this one only in their end.
func (s *Set) near(e *sources.Event) []Miss {
	var all []Miss
	for _, src := range s.idle {
		if src.rule != nil && src.rule.takes(e.EventType) {
			all = append(all, Miss{src.name, src.place, src.off, src.why})
		}
	}
	double, versioned := Double(e.EventType)
	for _, d := range s.active {
		switch {
		case d.takes(e.EventType):
		case versioned && d.takes(double):
			all = append(all, Miss{d.source.name, d.source.place, Versioned, double})
		case slices.ContainsFunc(d.events, func(p eventPattern) bool { return p.near(e.EventType) }):
			all = append(all, Miss{d.source.name, d.source.place, EventType, d.eventTypes()})
		}
	}
	return all
}

func (d *rule) eventTypes() string { return strings.Join(d.patterns(), ", ") }

// near reports whether a pattern that does not take an event type has all but the
// last part of it: both are about the same, such as an image.
func (p eventPattern) near(eventType string) bool {
	i := strings.LastIndexByte(eventType, '.')
	if i < 0 {
		return false
	}
	plain := p.text
	if j := strings.IndexAny(plain, "*?[(\\|+{^$"); j >= 0 {
		plain = plain[:j]
	}
	j := strings.LastIndexByte(plain, '.')
	if j < 0 {
		return false
	}
	about, itself := plain[:j+1], eventType[:i+1]
	return itself == about || p.text != plain && strings.HasPrefix(eventType, about)
}
