package meters

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/list"
)

// paneView draws the detail in exactly width × height.
func (p *Page) paneView(width, height int) []string {
	if height <= 0 {
		return nil
	}
	d := &p.detail
	lines := append(make([]string, 0, height), p.paneTitle(width))
	names := d.nameWidth()
	for i := d.top; i < len(d.lines) && len(lines) < height; i++ {
		lines = append(lines, p.paneLine(&d.lines[i], names, width))
	}
	for len(lines) < height {
		lines = append(lines, strings.Repeat(" ", width))
	}
	return lines[:height]
}

// paneTitle is a rule with the name of what is shown, and how much is above and
// below.
func (p *Page) paneTitle(width int) string {
	d, t := &p.detail, p.theme
	how, name := p.w.Decoded, t.Muted
	if d.raw {
		how = p.w.Raw
	}
	if d.focus {
		name = t.Primary
	}
	title := ""
	if d.row != nil {
		title = d.row.meter.Name
	}
	pieces := []piece{{t.Border, "── "}, {name, title}, {t.Border, " · "}, {name, how}}
	if more := len(d.lines) - d.height; more > 0 && d.height > 0 {
		pieces = append(pieces, piece{t.Border, " · "}, piece{t.Muted, sprintf(p.w.LinesOf, group(min(d.top+d.height, len(d.lines))), group(len(d.lines)))})
	}
	used := cells(pieces)
	return p.draw(append(pieces, piece{t.Border, " " + strings.Repeat("─", max(width-used-1, 0))}), width)
}

func (p *Page) paneLine(l *line, names, width int) string {
	var left string
	if l.name != "" {
		left = padded(sources.Visible(l.name), names) + "  "
	}
	text := sources.Visible(l.value.text)
	whole := ansi.StringWidth(left) + ansi.StringWidth(text)
	if p.detail.left == 0 {
		return p.draw([]piece{{p.theme.Muted, left}, {l.value.style, text}}, width)
	}
	return p.draw([]piece{{p.theme.Text, list.Cut(left+text, p.detail.left, max(whole, p.detail.left))}}, width)
}

func (d *detail) nameWidth() (width int) {
	for i := range d.lines {
		width = max(width, ansi.StringWidth(d.lines[i].name))
	}
	return width
}

// longest is the width of the longest line of the pane.
func (d *detail) longest() (width int) {
	names := d.nameWidth()
	for i := range d.lines {
		n := ansi.StringWidth(sources.Visible(d.lines[i].value.text))
		if d.lines[i].name != "" {
			n += names + 2
		}
		width = max(width, n)
	}
	return width
}
