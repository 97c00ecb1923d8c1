package usage

import (
	"math/big"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// figure is a row of the figures: a meter and what of it is certain, inferred and
// unobserved, to the last digit.
type figure []string

// figures are those of a line, the titles first.
func (p *Page) figures(e *entry) []figure {
	w := p.w
	head := figure{w.Meter, w.Unit, w.Certain, w.Inferred, w.Unobserved, w.Total}
	if p.c.Prices != nil {
		head = append(head, p.costTitle())
	}
	all := []figure{head}
	for _, u := range e.line.Uses {
		f := figure{string(u.Meter), u.Meter.Unit()}
		for c := used.Certain; c <= used.Unobserved; c++ {
			f = append(f, u.Quantity.Of(c).String())
		}
		total := u.Quantity.Total()
		f = append(f, total.String())
		if p.c.Prices != nil {
			f = append(f, p.costOf(u.Meter, total))
		}
		all = append(all, f)
	}
	return all
}

func (p *Page) costTitle() string {
	if c := p.c.Prices.Currency; c != "" {
		return sources.Visible(c)
	}
	return p.w.Cost
}

func (p *Page) costOf(m used.Meter, n *big.Int) string {
	if cost, priced := p.c.Prices.Cost(m, n); priced {
		return p.c.Prices.Text(cost)
	}
	return missing
}

// figureLines set figures below each other: the first two at the left, numbers at
// the right.
func figureLines(all []figure) (lines []string) {
	widths := make([]int, len(all[0]))
	for _, f := range all {
		for i, text := range f {
			widths[i] = max(widths[i], ansi.StringWidth(text))
		}
	}
	for _, f := range all {
		var b strings.Builder
		for i, text := range f {
			gap := strings.Repeat(" ", widths[i]-ansi.StringWidth(text))
			b.WriteByte(' ')
			if i < 2 {
				b.WriteString(text + gap)
			} else {
				b.WriteString(gap + text)
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}

// figuresView draws the figures of the selected line.
func (p *Page) figuresView(height int) []string {
	e := p.selected()
	if e == nil || height < 1 {
		return nil
	}
	title := or(e.who(p.level.by))
	if e.line.Name != "" {
		title += " " + sources.Visible(e.line.Name)
	}
	if p.level.by == used.ByResource {
		title += " · " + p.kind(e.line.Kind)
	}
	lines := []string{p.title(title)}
	for i, text := range figureLines(p.figures(e)) {
		style := theme.Style{}
		if i == 0 {
			style = p.theme.Header
		}
		lines = append(lines, style.Render(text))
	}
	return lines[:min(len(lines), height)]
}
