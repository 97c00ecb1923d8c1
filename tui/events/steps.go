package events

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// The columns of a step. The bar takes what is left, if that is enough.
const (
	offsetWidth = 8
	stageWidth  = 9
	resultWidth = 15
	actionMost  = 32
	barLeast    = 6
	narrow      = 60 // here the action and what came of it are all there is room for
)

// step adds the lines of a step, and returns how wide its action is.
func (d *doc) step(w *words.Trace, s step) int {
	name := stepName(w, &s)
	d.lines = append(d.lines, line{kind: stepRow, name: name, value: stepResult(w, &s), step: &s})
	if s.Reason != "" {
		d.note(s.Reason)
	}
	return ansi.StringWidth(name)
}

func stepName(w *words.Trace, s *step) string {
	name := sources.Visible(s.Action)
	if s.Count > 1 {
		name += " ×" + strconv.Itoa(s.Count)
	}
	if s.Try > 1 {
		name += " (" + sprintf(w.Try, s.Try) + ")"
	}
	return name
}

// stepResult is how long a step took, or what became of it.
func stepResult(w *words.Trace, s *step) string {
	took := ""
	if d, known := s.Duration(); known {
		took = w.Units.Duration(d)
	}
	if age, known := s.Age(s.now); known {
		took = w.Units.Duration(age)
	}
	if s.State == trace.Happened || s.State == trace.Done {
		return took
	}
	return strings.TrimSpace(w.States[s.State] + " " + took)
}

// stepPieces draw a step as wide as the pane is.
func (p *Page) stepPieces(s *step) []piece {
	t, w := p.theme, &p.c.Words.Trace
	style := stepStyle(t, s.State)
	offset := ""
	if from, _, known := s.Span(); known && s.of != nil {
		offset = "+" + w.Units.Duration(from.Sub(s.of.Begin))
	} else if age, known := s.Age(s.now); known { // in the list of what is stuck
		offset = w.Units.Duration(age)
	}
	stage := s.Stage
	if ansi.StringWidth(stage) > stageWidth {
		stage = ansi.Truncate(stage, stageWidth, "")
	}
	action := min(max(p.tracing.longest, 12), actionMost)
	if p.detail.width < narrow && s.of != nil {
		action = max(p.detail.width-offsetWidth-resultWidth-2, 12)
		return []piece{
			{t.Muted, left(offset, offsetWidth) + " "},
			{style, padded(ansi.Truncate(stepName(w, s), action, "…"), action) + " "},
			{style, left(stepResult(w, s), resultWidth)},
		}
	}
	bar := p.detail.width - offsetWidth - stageWidth - action - resultWidth - 6
	if bar < barLeast {
		action, bar = action+max(bar, 0), 0
	}
	pieces := []piece{
		{t.Muted, left(offset, offsetWidth) + " "},
		{t.Service(s.Service), padded(sources.Visible(stage), stageWidth) + " "},
		{style, padded(ansi.Truncate(stepName(w, s), action, "…"), action) + " "},
	}
	if s.of == nil {
		return append(pieces, piece{t.Text, sources.Visible(cmp.Or(s.ResourceName, s.ResourceID, s.RequestID))})
	}
	pieces = append(pieces, piece{style, left(stepResult(w, s), resultWidth)})
	if bar > 0 {
		pieces = append(pieces, piece{t.Border, " ["}, piece{style, s.of.Bar(s.at, bar)}, piece{t.Border, "]"})
	}
	return pieces
}

func stepStyle(t *theme.Theme, s trace.State) theme.Style {
	switch s {
	case trace.Failed:
		return t.Error
	case trace.Stuck, trace.BrokenOff, trace.Unbegun:
		return t.Warn
	case trace.Done:
		return t.Info
	}
	return t.Text
}

// left puts text at the right of width cells.
func left(text string, width int) string {
	return strings.Repeat(" ", max(width-ansi.StringWidth(text), 0)) + text
}
