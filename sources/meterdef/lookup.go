package meterdef

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Lookup returns what is known about a meter by its name. Of a meter whose name
// is made while the cloud runs (a sensor, a measurement that a service reports)
// only the type is known, and of some not even a unit.
func Lookup(name string) (sources.MeterKind, bool) {
	if d, ok := byName[name]; ok {
		return d.kind(), true
	}
	for _, f := range families {
		if f.has(name) {
			return f.kind(), true
		}
	}
	return sources.MeterKind{}, false
}

var byName = func() map[string]known {
	m := map[string]known{}
	for _, d := range table {
		for name := range strings.FieldsSeq(d.names) {
			m[name] = d
		}
	}
	return m
}()

func (d known) kind() sources.MeterKind {
	return sources.MeterKind{Type: d.kindOf, Unit: d.unit, Interval: d.interval}
}

// has reports whether the name is the family's: its pattern has one asterisk,
// which stands for at least one character.
func (d known) has(name string) bool {
	prefix, suffix, _ := strings.Cut(d.names, "*")
	return len(name) > len(prefix)+len(suffix) && strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix)
}
