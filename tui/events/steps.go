package events

import (
	"strconv"
	"strings"
	"time"

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
	actionLeast = 12
	actionMost  = 32
	actionWide  = 48
	barLeast    = 6
	hostWidth   = 16
	hostLeast   = 6
	wide        = 100
	narrow      = 60 // here the action and what came of it are all there is room for
)

// step adds the lines of a step, and returns how wide its action is.
func (d *doc) step(w *words.Trace, s step, now time.Time) int {
	name := stepName(w, &s)
	d.lines = append(d.lines, line{kind: stepRow, name: name, value: stepResult(w, &s, now), step: &s})
	for _, note := range w.StepNotes(&s.Step) {
		d.note(note)
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

// stepResult is how long a step took, or what became of it until now.
func stepResult(w *words.Trace, s *step, now time.Time) string {
	took := ""
	if d, known := s.Duration(); known && !s.Backward() {
		took = w.Units.Duration(d)
	}
	if age, known := s.Age(now); known {
		took = w.Units.Duration(age)
	}
	if s.State == trace.Happened || s.State == trace.Done {
		return took
	}
	return strings.TrimSpace(w.States[s.State] + " " + took)
}

// stepPieces draw a step as wide as the pane is.
func (p *Page) stepPieces(s *step) []piece {
	switch {
	case s.of == nil:
		return p.stuckPieces(s)
	case s.life:
		return p.lifePieces(s)
	}
	t, w, style := p.theme, &p.c.Words.Trace, stepStyle(p.theme, s.State)
	offset := ""
	if from := s.Since(); !from.IsZero() {
		offset = "+" + w.Units.Duration(from.Sub(s.of.Begin))
	}
	at := piece{t.Muted, left(offset, offsetWidth) + " "}
	if p.detail.width < narrow {
		return append([]piece{at}, p.narrowPieces(s, offsetWidth)...)
	}
	action := p.actionWidth()
	bar := p.detail.width - offsetWidth - stageWidth - action - resultWidth - 6
	if bar < barLeast {
		action, bar = action+max(bar, 0), 0
	}
	pieces := []piece{
		at, p.stagePiece(s), {style, fitted(stepName(w, s), action) + " "}, {style, left(stepResult(w, s, p.tracing.now), resultWidth)},
	}
	if bar > 0 {
		pieces = append(pieces, piece{t.Border, " ["}, piece{style, s.of.Bar(s.at, bar)}, piece{t.Border, "]"})
	}
	return pieces
}

// lifePieces are those of a step in the life of a resource: when it was, where,
// and by which request.
func (p *Page) lifePieces(s *step) []piece {
	t, w, style := p.theme, &p.c.Words.Trace, stepStyle(p.theme, s.State)
	date := ""
	if from := s.Since(); !from.IsZero() {
		date = p.date(from)
	}
	at := piece{t.Muted, padded(date, datedWidth) + " "}
	if p.detail.width < narrow {
		return append([]piece{at}, p.narrowPieces(s, datedWidth)...)
	}
	action := p.actionWidth()
	host := min(p.detail.width-datedWidth-stageWidth-action-resultWidth-4, hostWidth)
	pieces := []piece{at, p.stagePiece(s)}
	if host >= hostLeast {
		pieces = append(pieces, piece{t.Text, fitted(sources.Visible(s.Host), host) + " "})
	}
	return append(pieces, piece{style, fitted(stepName(w, s), action) + " "}, piece{style, left(stepResult(w, s, p.tracing.now), resultWidth) + " "},
		piece{t.Muted, sources.Visible(s.RequestID)})
}

// narrowPieces are the action and what came of it, behind a time of some width.
func (p *Page) narrowPieces(s *step, before int) []piece {
	w, style := &p.c.Words.Trace, stepStyle(p.theme, s.State)
	result := max(min(resultWidth, p.detail.width-before-actionLeast-2), 0)
	action := max(p.detail.width-before-result-2, actionLeast)
	return []piece{{style, fitted(stepName(w, s), action) + " "}, {style, left(stepResult(w, s, p.tracing.now), result)}}
}

func (p *Page) stagePiece(s *step) piece {
	return piece{p.theme.Service(s.Service), fitted(sources.Visible(s.Stage), stageWidth) + " "}
}

// actionWidth is that of the longest action, within bounds.
func (p *Page) actionWidth() int {
	most := actionMost
	if p.detail.width >= wide {
		most = actionWide
	}
	return min(max(p.tracing.longest, actionLeast), most)
}

// fitted is a text in exactly width cells.
func fitted(text string, width int) string { return padded(ansi.Truncate(text, width, "…"), width) }

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
