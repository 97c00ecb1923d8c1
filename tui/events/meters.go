package events

import (
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
)

// maxMisses is how many definitions that nearly matched are told of.
const maxMisses = 12

// meterLines are the samples that Ceilometer makes of an event, and the
// definitions that nearly made one, with the reason why they did not.
func (b *builder) meterLines(e *sources.Event) (lines []line) {
	if b.explain == nil || e.Meters == nil {
		return nil
	}
	add := func(name, value string) {
		lines = append(lines, line{kind: fieldLine, name: name, value: sources.Visible(value)})
	}
	made, misses := b.explain(e)
	for _, s := range made {
		value := strconv.FormatFloat(s.Volume, 'f', -1, 64)
		add(b.w.Meter, strings.Join([]string{s.Meter, "=", value, s.Unit.Or(missing), "·", s.Type.Or(missing)}, " "))
	}
	if len(made) == 0 {
		add(b.w.Meter, b.w.NoMeters)
	}
	if other, versioned := meterdef.Double(e.EventType); versioned {
		add(b.w.Double, strings.ReplaceAll(b.w.DoubleVersioned, "%s", other))
	} else if other != "" && strings.HasPrefix(e.EventType, "compute.instance.") {
		add(b.w.Double, strings.ReplaceAll(b.w.DoubleUsed, "%s", other))
	}
	for i, m := range misses {
		if i == maxMisses {
			add(b.w.NotMeter, "… "+group(len(misses)-i))
			break
		}
		text := m.Meter + ": " + b.w.Misses[m.Reason]
		if m.Detail != "" {
			text += " (" + b.say(m.Detail) + ")"
		}
		if m.Place.Line > 0 {
			text += " · " + m.Place.File + ":" + strconv.Itoa(m.Place.Line)
		}
		add(b.w.NotMeter, text)
	}
	return lines
}

// metersOf are the names that an event feeds, as the list shows them.
func metersOf(e *sources.Event) string { return strings.Join(e.Meters, " ") }
