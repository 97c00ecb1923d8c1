package meters

import (
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
)

// onItsWay is how long a sample may take from the event to the store before it
// is missed there.
const onItsWay = 2 * time.Minute

// ledger is what remembers what feeds the meters, nil if that is not known.
func (p *Page) ledger() *meterdef.Ledger {
	if p.c.Ledger == nil {
		return nil
	}
	return p.c.Ledger()
}

// feedingLines say what events feed a meter, when one last did, and where the way
// to the store breaks off if it does.
func (p *Page) feedingLines(r *row, g *reading) (lines []line) {
	f := p.ledger().Feeding(r.meter.Name)
	if f.Hop == 0 { // the definitions are not read yet, or cannot be
		return nil
	}
	w, t := p.w, p.theme
	add := func(name, value string, s style) {
		lines = append(lines, line{name, piece{s, sources.Visible(value)}})
	}
	lines = p.fedLines(&f)
	switch f.Hop {
	case meterdef.NoEvent:
		if g != nil && !g.newest.Timestamp.IsZero() { // it came, before there was anybody to see it
			add(w.LastEvent, w.Hops[f.Hop], t.Muted)
			return lines
		}
		add(w.BreaksAt, p.hop(&f), t.Warn)
	case meterdef.EventsCome:
		if f.Reason != 0 {
			add(w.BreaksAt, p.leftOut(&f), t.Warn)
			return lines
		}
		stored := g != nil && !g.newest.Timestamp.Before(f.Last.Add(-onItsWay))
		if g == nil || stored || p.now.Sub(f.Last) < onItsWay {
			return lines
		}
		add(w.BreaksAt, w.Hops[f.Hop], t.Warn)
	case meterdef.NoDefinition:
		add(w.FedBy, w.Hops[f.Hop], t.Muted)
	default:
		add(w.BreaksAt, p.hop(&f), t.Warn)
	}
	return lines
}

// fedLines say what events feed a meter and when one last did.
func (p *Page) fedLines(f *meterdef.Feeding) (lines []line) {
	if len(f.Patterns) > 0 {
		lines = append(lines, line{p.w.FedBy, piece{p.theme.Text, sources.Visible(strings.Join(f.Patterns, ", "))}})
	}
	if !f.Last.IsZero() {
		text := sprintf(p.w.AgoAt, p.age(p.now.Sub(f.Last)), p.moment(f.Last)) + " · " + f.LastType + " · " + group(int(f.Events))
		lines = append(lines, line{p.w.LastEvent, piece{p.theme.Text, sources.Visible(text)}})
	}
	return lines
}

// hop says where the way from an event to a sample ends, and why.
func (p *Page) hop(f *meterdef.Feeding) string {
	if f.Reason != 0 {
		return p.w.Hops[f.Hop] + ": " + p.leftOut(f)
	}
	return p.w.Hops[f.Hop]
}
