package usage

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/wrap"
)

// With fewer lines than this below the head there are no figures beside the list.
const splitHeight = 10

// room is how many lines the parts have.
type room struct{ head, list, figures int }

func (p *Page) room() (r room) {
	switch {
	case p.height >= 12:
		r.head = len(p.headLines())
	case p.height >= 4:
		r.head = 1
	}
	r.list = p.height - r.head
	if p.basis.open || len(p.entries) == 0 || r.list < splitHeight {
		return r
	}
	if e := p.selected(); e != nil {
		r.figures = min(len(e.line.Uses)+2, r.list-3)
	}
	r.list -= r.figures
	return r
}

// layout puts the parts where they belong. The list comes twice: which line is
// selected, and so how many figures there are, is known when it has a size.
func (p *Page) layout() {
	for range 2 {
		r := p.room()
		p.list.SetSize(p.width, r.list)
		p.basis.height = max(r.list-1, 0)
	}
	p.basis.scroll(p.basis.top)
}

// View is the page, exactly as wide and high as SetSize said.
func (p *Page) View() string {
	if p.height == 0 {
		return ""
	}
	r := p.room()
	lines := make([]string, 0, p.height)
	lines = append(lines, p.headLines()[:r.head]...)
	switch {
	case p.basis.open:
		lines = append(lines, p.basisView(r.list)...)
	case len(p.entries) == 0:
		lines = append(lines, p.emptyView()...)
	default:
		lines = append(lines, strings.Split(p.list.View(), "\n")...)
		lines = append(lines, p.figuresView(r.figures)...)
	}
	for len(lines) < p.height {
		lines = append(lines, "")
	}
	for i := range lines[:p.height] {
		lines[i] = dialog.Fit(lines[i], p.width)
	}
	return strings.Join(lines[:p.height], "\n")
}

// emptyView says why nothing is listed.
func (p *Page) emptyView() (lines []string) {
	t, w := p.theme, p.w
	add := func(text string) {
		for _, l := range wrap.Lines(text, max(p.width-2, 1)) {
			lines = append(lines, " "+t.Text.Render(l))
		}
	}
	switch {
	case p.sight == nil && p.err == nil:
		add(w.Computing)
	case p.sight != nil:
		add(w.Nothing)
		add(w.Help)
	}
	return lines
}

// title is a rule with a name in it.
func (p *Page) title(text string) string {
	t := p.theme
	rest := strings.Repeat("─", max(p.width-ansi.StringWidth(text)-4, 0))
	return t.Border.Render("── ") + t.Strong.Render(text) + t.Border.Render(" "+rest)
}

func sprintf(format string, values ...any) string { return fmt.Sprintf(format, values...) }
