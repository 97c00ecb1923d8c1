// Package status is the line below every page: what the page's keys do, or,
// for a few seconds, a notice. It reads no clock; the root tells it the time
// with each beat and asks when the next one is needed.
package status

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// How long a notice stays. An error has to be read, a confirmation only seen.
const (
	infoFor  = 4 * time.Second
	errorFor = 10 * time.Second
)

// Line is the status line. The zero value shows nothing.
type Line struct {
	notice page.Notice
	until  time.Time
}

// Notify shows a notice from now on, in place of an earlier one.
func (l *Line) Notify(n page.Notice, now time.Time) {
	l.notice, l.until = n, now.Add(infoFor)
	if n.Level != page.Info {
		l.until = now.Add(errorFor)
	}
}

// Beat takes a notice away when its time is over.
func (l *Line) Beat(now time.Time) {
	if !l.until.IsZero() && !now.Before(l.until) {
		*l = Line{}
	}
}

// Until is when the line changes by itself; the zero time means never.
func (l *Line) Until() time.Time { return l.until }

// View draws exactly width columns: the notice, or as many of the bindings as
// fit, the last of them always.
func (l *Line) View(width int, short []key.Binding, t *theme.Theme) string {
	if width <= 0 {
		return ""
	}
	text, used := "", 0
	if l.notice.Text != "" {
		text = ansi.Truncate(mark(l.notice.Level)+sources.Visible(l.notice.Text), width, "…")
		used = ansi.StringWidth(text)
		text = style(l.notice.Level, t).Render(text)
	} else {
		text, used = bindings(width, short, t)
	}
	return text + strings.Repeat(" ", max(width-used, 0))
}

// mark is the sign of a level for those who see no colours.
func mark(level page.Level) string {
	switch level {
	case page.Error:
		return "✗ "
	case page.Warn:
		return "! "
	}
	return "✓ "
}

func style(level page.Level, t *theme.Theme) theme.Style {
	switch level {
	case page.Error:
		return t.Error
	case page.Warn:
		return t.Warn
	}
	return t.OK
}

func bindings(width int, short []key.Binding, t *theme.Theme) (string, int) {
	const gap = "  "
	var enabled []key.Binding
	for _, b := range short {
		if b.Enabled() {
			enabled = append(enabled, b)
		}
	}
	if len(enabled) == 0 {
		return "", 0
	}
	last := enabled[len(enabled)-1]
	reserved := ansi.StringWidth(label(last))
	var b strings.Builder
	used := 0
	write := func(k key.Binding) {
		if used > 0 {
			b.WriteString(gap)
			used += len(gap)
		}
		h := k.Help()
		b.WriteString(t.Key.Render(h.Key) + " " + t.Muted.Render(h.Desc))
		used += ansi.StringWidth(label(k))
	}
	for _, k := range enabled[:len(enabled)-1] {
		need := ansi.StringWidth(label(k)) + len(gap)
		if used > 0 {
			need += len(gap)
		}
		if used+need+reserved > width {
			break
		}
		write(k)
	}
	if room := width - used; room < reserved || used > 0 && room < reserved+len(gap) {
		if used == 0 {
			text := ansi.Truncate(label(last), width, "")
			return text, ansi.StringWidth(text)
		}
		return b.String(), used
	}
	write(last)
	return b.String(), used
}

func label(k key.Binding) string { h := k.Help(); return h.Key + " " + h.Desc }
