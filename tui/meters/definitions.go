package meters

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// openDefinitions shows both ways: the event types that came and that no
// definition uses, and what of the definitions events have hit.
func (p *Page) openDefinitions() tea.Cmd {
	return dialog.Show(dialog.View(p.w.Definitions, p.c.Keys, p.definitionLines).ClosedBy(p.k.Definitions))
}

// account writes lines of a dialog.
type account struct {
	theme *theme.Theme
	width int
	lines []string
}

// put writes a text at an indent, on as many lines as it needs.
func (a *account) put(indent int, s style, text string) {
	for i, part := range paragraph(text, a.width-indent-2*min(indent, 1)) {
		n := indent
		if i > 0 && indent > 0 {
			n += 2
		}
		a.lines = append(a.lines, strings.Repeat(" ", n)+s.Render(part))
	}
}

func (a *account) title(s style, text string) {
	if len(a.lines) > 0 {
		a.lines = append(a.lines, "")
	}
	a.put(0, s, text)
}

func (p *Page) definitionLines(t *theme.Theme, width int) []string {
	w, l := p.w, p.ledger()
	a := &account{theme: t, width: width}
	if l == nil {
		a.put(0, t.Warn, w.NoDefinitions)
		return a.lines
	}
	a.put(0, t.Muted, sprintf(w.DefinitionsFrom, p.c.Words.Say(l.Origin())))
	unused, beyond := l.Unused()
	a.title(t.Strong, sprintf(w.UnusedTypes, group(len(unused))))
	for _, u := range unused {
		text := u.EventType + p.came(u.Count, u.Last)
		if u.Double != "" {
			text += " · " + sprintf(p.c.Words.Events.DoubleVersioned, u.Double)
		}
		a.put(2, t.Text, text)
	}
	if beyond > 0 {
		a.put(2, t.Warn, sprintf(w.TypesBeyond, group(int(beyond))))
	}
	var hit, unhit, idle []meterdef.Definition
	for _, d := range l.Definitions() {
		switch {
		case d.Hop == meterdef.LeftOut:
			idle = append(idle, d)
		case d.Hit():
			hit = append(hit, d)
		default:
			unhit = append(unhit, d)
		}
	}
	a.title(t.Strong, sprintf(w.UnhitDefinitions, group(len(unhit))))
	for i := range unhit {
		d := &unhit[i]
		text := d.Meter + " · " + strings.Join(d.Patterns, ", ")
		if d.Hop != meterdef.NoEvent { // the title says that
			text += " · " + p.hop(&d.Feeding)
		}
		a.put(2, t.Text, text+written(d.Place))
	}
	a.title(t.Strong, sprintf(w.HitDefinitions, group(len(hit))))
	for i := range hit {
		d := &hit[i]
		text := d.Meter + p.came(d.Events, d.Last) + " · " + d.LastType
		if d.Hop != meterdef.EventsCome {
			text += " · " + p.hop(&d.Feeding)
		} else if d.Reason != 0 {
			text += " · " + p.leftOut(&d.Feeding)
		}
		a.put(2, t.Text, text+written(d.Place))
	}
	a.title(t.Strong, sprintf(w.IdleDefinitions, group(len(idle))))
	for i := range idle {
		d := &idle[i]
		a.put(2, t.Text, d.Meter+" · "+p.leftOut(&d.Feeding)+written(d.Place))
	}
	return a.lines
}

// came is how many events there were, and when the last one came.
func (p *Page) came(n uint64, last time.Time) string {
	return " ×" + group(int(n)) + " · " + sprintf(p.w.Ago, p.age(p.now.Sub(last)))
}

// leftOut says why Ceilometer does not use a definition.
func (p *Page) leftOut(f *meterdef.Feeding) string {
	text := p.c.Words.Events.Misses[f.Reason]
	if f.Detail != "" {
		text += " (" + p.c.Words.Say(f.Detail) + ")"
	}
	return text
}

// written is where a definition is written; the built-in table has no lines.
func written(at meterdef.Place) string {
	if at.Line == 0 {
		return ""
	}
	return " · " + at.File + ":" + strconv.Itoa(at.Line)
}
