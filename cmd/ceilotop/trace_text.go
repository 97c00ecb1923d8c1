package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
	"github.com/ceilotop/ceilotop/tui/words"
)

// barWidth is the width of the waterfall's own column.
const barWidth = 24

// grid is a table whose columns are as wide as what is in them.
type grid struct{ rows [][]string }

func (s *grid) add(cells ...string) {
	for i := range cells {
		if cells[i] == "" {
			cells[i] = "-"
		}
		cells[i] = sources.Visible(cells[i])
	}
	s.rows = append(s.rows, cells)
}

// note adds a line that is no row.
func (s *grid) note(text string) { s.rows = append(s.rows, []string{"\t" + sources.Visible(text)}) }

func (s *grid) String() string {
	var widths []int
	for _, row := range s.rows {
		if strings.HasPrefix(row[0], "\t") {
			continue
		}
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	var b strings.Builder
	for _, row := range s.rows {
		if note, ok := strings.CutPrefix(row[0], "\t"); ok {
			b.WriteString("    " + note + "\n")
			continue
		}
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[i]-ansi.StringWidth(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// text is a waterfall for people: where it began and what came of it, and a row
// for each step. A life has dates, since it lasts; a request has a line of time.
func (v *traced) text(w *words.Trace) string {
	t := &grid{}
	if v.life {
		t.add(w.At, w.Stage, w.Host, w.Action, w.Length, w.State, w.Of)
	} else {
		t.add(w.Since, w.Stage, w.Host, w.Action, w.Item, w.Length, w.State, "")
		t.rows[0][7] = ""
	}
	for i := range v.w.Steps {
		v.before(w, t, i)
		v.step(w, t, i)
	}
	var b strings.Builder
	b.WriteString(sources.Visible(v.headline(w)) + "\n" + t.String())
	for _, note := range w.Notes(v.w, v.left) {
		b.WriteString(sources.Visible(note) + "\n")
	}
	return b.String()
}

func (v *traced) headline(w *words.Trace) string {
	of := w.Request
	if v.life {
		of = w.Resource
	}
	parts := []string{fmt.Sprintf(of, v.id)}
	var others []string
	for _, id := range v.w.Requests {
		if id != v.id {
			others = append(others, id)
		}
	}
	if !v.life && len(others) > 0 {
		parts = append(parts, fmt.Sprintf(w.MadeFor, strings.Join(others, " ")))
	}
	return strings.Join(append(parts, w.Sums(v.w, v.life)...), ", ")
}

// before names the gap in front of a step, if it counts: a hundredth of the
// whole, or one below zero.
func (v *traced) before(w *words.Trace, t *grid, i int) {
	for _, g := range v.w.Gaps {
		switch {
		case g.Before != i:
		case g.Backward():
			t.note(fmt.Sprintf(w.Backward, w.Units.Duration(g.Length), g.From, g.To))
		case !v.life && g.Length >= v.w.Total()/100:
			t.rows = append(t.rows, []string{"", "", "", "(" + w.Nothing + ")", "", w.Units.Duration(g.Length), "", ""})
		}
	}
}

func (v *traced) step(w *words.Trace, t *grid, i int) {
	s := &v.w.Steps[i]
	state, took := w.States[s.State], ""
	if d, known := s.Duration(); known && !s.Backward() {
		took = w.Units.Duration(d)
	}
	if age, known := s.Age(v.now); known {
		state = fmt.Sprintf(w.StuckFor, w.Units.Duration(age))
	}
	if s.Try > 1 {
		state += ", " + fmt.Sprintf(w.Try, s.Try)
	}
	action := s.Action
	if s.Count > 1 {
		action += " ×" + thousands(s.Count)
	}
	from, at := s.Since(), ""
	switch {
	case from.IsZero():
	case v.life:
		at = from.UTC().Format("2006-01-02T15:04:05.000Z")
	default:
		at = "+" + w.Units.Duration(from.Sub(v.w.Begin))
	}
	if v.life {
		t.add(at, s.Stage, s.Host, action, took, state, s.RequestID)
	} else {
		t.add(at, s.Stage, s.Host, action, cmp.Or(s.ResourceName, s.ResourceID), took, state, "["+v.w.Bar(i, barWidth)+"]")
	}
	for _, note := range w.StepNotes(s) {
		t.note(note)
	}
}

// stuckText is a table of what has begun so long ago and not ended, of all that
// has not.
func stuckText(w *words.Trace, steps []trace.Step, now time.Time, older time.Duration, all int, forgotten uint64) string {
	var b strings.Builder
	switch {
	case all == 0:
		b.WriteString(w.NoneStuck + "\n")
	case len(steps) == 0:
		fmt.Fprintf(&b, w.NoneOld+"\n", w.Units.Duration(older), thousands(all))
	default:
		t := &grid{}
		t.add(w.Age, w.At, w.Service, w.Stage, w.Host, w.Action, w.Item, w.Project, w.Of)
		for i := range steps {
			s := &steps[i]
			age, at := "", ""
			if d, known := s.Age(now); known {
				age, at = w.Units.Duration(d), s.Begin.At.Format("2006-01-02T15:04:05Z")
			}
			t.add(age, at, s.Service, s.Stage, s.Host, s.Action, cmp.Or(s.ResourceName, s.ResourceID), s.ProjectID, s.RequestID)
		}
		b.WriteString(t.String())
	}
	if forgotten > 0 {
		fmt.Fprintf(&b, w.Forgotten+"\n", thousands(int(forgotten)))
	}
	return b.String()
}
