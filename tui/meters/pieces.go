package meters

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

type style = theme.Style

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
func (p *Page) draw(pieces []piece, width int) string { return p.drawOver(pieces, width, nil) }

func (p *Page) drawOver(pieces []piece, width int, over *theme.Style) string {
	var b strings.Builder
	if over != nil {
		b.WriteString(over.Prefix)
	}
	room := max(width, 0)
	for i, pc := range pieces {
		text := sources.Visible(pc.text)
		if room == 0 {
			break
		}
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

// dotted separates parts by dots.
func (p *Page) dotted(parts ...piece) (all []piece) {
	for _, pc := range parts {
		if len(all) > 0 {
			all = append(all, piece{p.theme.Border, " · "})
		}
		all = append(all, pc)
	}
	return all
}

// paragraph breaks a text into lines of at most width cells, between words
// where it can.
func paragraph(text string, width int) []string {
	return strings.Split(ansi.Wrap(sources.Visible(text), max(width, 1), " /"), "\n")
}
