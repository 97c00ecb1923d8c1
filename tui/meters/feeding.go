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

// feedingLines say what events feed a meter, when one last did, and where the way
// to the store breaks off if it does.
func (p *Page) feedingLines(r *row, g *reading) (lines []line) {
	if p.c.Feeding == nil {
		return nil
	}
	f := p.c.Feeding(r.meter.Name)
	if f.Hop == 0 { // the definitions are not read yet, or cannot be
		return nil
	}
	w, t := p.w, p.theme
	add := func(name, value string, s style) {
		lines = append(lines, line{name, piece{s, sources.Visible(value)}})
	}
	if len(f.Patterns) > 0 {
		add(w.FedBy, strings.Join(f.Patterns, ", "), t.Text)
	}
	if !f.Last.IsZero() {
		add(w.LastEvent, sprintf(w.AgoAt, p.age(p.now.Sub(f.Last)), p.moment(f.Last))+" · "+f.LastType+" · "+group(int(f.Events)), t.Text)
	}
	switch f.Hop {
	case meterdef.EventsCome:
		stored := g != nil && !g.newest.Timestamp.Before(f.Last.Add(-onItsWay))
		if g == nil || stored || p.now.Sub(f.Last) < onItsWay {
			return lines
		}
		add(w.BreaksAt, w.Hops[f.Hop], t.Warn)
	case meterdef.NoDefinition:
		add(w.FedBy, w.Hops[f.Hop], t.Muted)
	default:
		text := w.Hops[f.Hop]
		if f.Detail != "" {
			text += ": " + f.Detail
		}
		add(w.BreaksAt, text, t.Warn)
	}
	return lines
}
