package pipeline

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// The signs. Each says without a colour what its colour says.
const (
	signOK       = "✓"
	signBroken   = "✗"
	signWarn     = "!"
	signUnknown  = "?"
	signInfo     = "·"
	signOpens    = "▸"
	signNothing  = " "
	missing      = "-"
	headingBegin = "── "
)

// piece is a text in a style.
type piece struct {
	style theme.Style
	text  string
}

// cells is how wide pieces are.
func cells(pieces []piece) (n int) {
	for _, pc := range pieces {
		n += ansi.StringWidth(sources.Visible(pc.text))
	}
	return n
}

// draw draws pieces in exactly width cells; … stands for what does not fit.
// Control characters are made visible.
func draw(pieces []piece, width int, over *theme.Style) string {
	var b strings.Builder
	if over != nil {
		b.WriteString(over.Prefix)
	}
	room := max(width, 0)
	for i, pc := range pieces {
		if room == 0 {
			break
		}
		text := sources.Visible(pc.text)
		// The last cell tells that there is more behind it.
		if has := ansi.StringWidth(text); has == room && cells(pieces[i+1:]) > 0 {
			text += " "
		}
		text, has := list.Fit(text, room)
		room -= has
		b.WriteString(pc.style.Render(text))
		if over != nil && pc.style.Suffix != "" {
			b.WriteString(over.Prefix)
		}
	}
	b.WriteString(strings.Repeat(" ", room))
	if over != nil {
		b.WriteString(over.Suffix)
	}
	return b.String()
}

// heading is a line with a title. The one of the region that has the keyboard
// stands in brackets.
func (p *Page) heading(title []piece, width int, focus bool) string {
	t := p.theme
	open, end := piece{t.Border, headingBegin}, " "
	if focus {
		open, end = piece{t.Primary, "─["}, "]"
	}
	pieces := append([]piece{open}, title...)
	pieces = append(pieces, piece{open.style, end})
	rest := max(width-cells(pieces), 0)
	return draw(append(pieces, piece{t.Border, strings.Repeat("─", rest)}), width, nil)
}

// middle cuts a name to width cells in its middle: what tells queues apart stands
// at the end.
func middle(name string, width int) string {
	name = sources.Visible(name)
	has := ansi.StringWidth(name)
	if has <= width || width < 4 {
		return name
	}
	tail := (width - 1) / 2
	return ansi.Truncate(name, width-1-tail, "") + "…" + ansi.TruncateLeft(name, has-tail, "")
}

// say is a text of the engine in the interface's language.
func (p *Page) say(english string) string {
	if english == "" {
		return ""
	}
	return p.c.Words.Say(english)
}

// result is how a finding's result looks.
func (p *Page) result(r doctor.Result) (sign string, s theme.Style, word string) {
	t, w := p.theme, p.w
	switch r {
	case doctor.Critical:
		return signBroken, t.Error, w.Critical
	case doctor.Warning:
		return signWarn, t.Warn, w.Warning
	case doctor.Info:
		return signInfo, t.Info, w.Info
	case doctor.OK:
		return signOK, t.OK, w.OK
	case doctor.NotApplicable:
		return missing, t.Muted, w.NotApplicable
	}
	return signUnknown, t.Warn, w.Unknown
}

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
