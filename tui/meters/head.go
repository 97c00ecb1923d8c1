package meters

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// lowPage is the height below which all stores share a line.
const lowPage = 12

// roomyPage is the height from which on an error has two lines.
const roomyPage = 18

// mostStores is how many stores have a line of their own at most.
const mostStores = 4

// headView is what stands above the list: the acceptance band, the stores, and
// what is listed or being typed.
func (p *Page) headView(width int, b *box) (lines []string) {
	if b.band {
		lines = append(lines, p.bandView(width))
	}
	switch {
	case len(p.stores) == 0 && b.stores > 0, p.height < lowPage && b.stores > 0:
		lines = append(lines, p.storesView(width))
	case b.stores > 0:
		shown, _ := p.storeViews(width)
		lines = append(lines, shown...)
	}
	switch {
	case b.bar == 0:
	case p.prompt.open:
		lines = append(lines, p.promptView(width), p.promptHint(width))
	default:
		lines = append(lines, p.draw(p.bar(), width))
	}
	return lines[:min(len(lines), b.top)]
}

// storeViews are the stores, a line each, and, where there is room, a second
// one for what an error says beside itself. It tells how many stores had none.
func (p *Page) storeViews(width int) (lines []string, hidden int) {
	for i, s := range p.stores {
		if i == mostStores {
			return lines, len(p.stores) - i
		}
		view := p.storeView(s, width)
		if p.height < roomyPage {
			view = view[:1]
		}
		lines = append(lines, view...)
	}
	return lines, 0
}

// storeView is a store in one line: what it is, how it does, and where. The hint
// of an error, or the rest of a long one, is a second line.
func (p *Page) storeView(s *store, width int) []string {
	t := p.theme
	glyph, style, words := p.storeState(s)
	if s.Elsewhere != "" {
		return []string{p.draw([]piece{{style, glyph + " " + sprintf(p.w.ElsewhereIs, s.Elsewhere)}}, width)}
	}
	pieces := []piece{{style, glyph + " "}, {t.Strong, string(s.Address.Kind)}, {t.Text, " "}}
	if err := s.err(); err != nil {
		text := words + " · " + reason(err)
		if len(s.list.rows) == 0 {
			text = reason(err)
		}
		return p.failedView(pieces, text, sources.HintOf(err), width)
	}
	parts := []piece{{style, words}}
	if s.Address.URL != "" {
		parts = append(parts, piece{t.Muted, s.Address.URL})
	}
	parts = append(parts, p.vitalsOf(s)...)
	return []string{p.draw(append(pieces, p.dotted(parts...)...), width)}
}

// failedView is an error and its hint in two lines.
func (p *Page) failedView(before []piece, text, hint string, width int) []string {
	t := p.theme
	if hint != "" {
		hint = sprintf(p.w.Hint, hint)
	}
	first := paragraph(text, width-cells(before))
	if len(first) == 1 && cells(before)+cells([]piece{{t.Text, text + " · " + hint}}) <= width || hint == "" && len(first) == 1 {
		parts := []piece{{t.Error, text}}
		if hint != "" {
			parts = append(parts, piece{t.Warn, hint})
		}
		return []string{p.draw(append(before, p.dotted(parts...)...), width)}
	}
	rest := []piece{{t.Text, "  "}}
	if len(first) > 1 {
		rest = append(rest, piece{t.Error, strings.Join(first[1:], " ")})
	}
	if len(first) > 1 && hint != "" {
		rest = append(rest, piece{t.Border, " · "})
	}
	return []string{
		p.draw(append(before, piece{t.Error, first[0]}), width),
		p.draw(append(rest, piece{t.Warn, hint}), width),
	}
}

// reason is an error in one line.
func reason(err error) string { return strings.ReplaceAll(err.Error(), "\n", " ") }

// storeState is the state of a store as a glyph, a style and words.
func (p *Page) storeState(s *store) (glyph string, style theme.Style, words string) {
	t, w := p.theme, p.w
	n := group(len(s.list.rows))
	switch {
	case s.Elsewhere != "":
		return "→", t.Info, w.Elsewhere
	case s.Err != nil && s.feed == nil:
		return "✗", t.Error, w.Unreadable
	case s.feed == nil:
		return "○", t.Muted, w.Waiting
	case s.loading():
		return "↻", t.Info, sprintf(w.SoFar, n)
	case s.list.err != nil:
		if len(s.list.rows) == 0 {
			return "✗", t.Error, w.Unreadable
		}
		return "✗", t.Error, sprintf(w.PartOnly, n)
	case s.err() != nil:
		return "✗", t.Error, sprintf(w.OldList, n, p.hour(s.at))
	case s.list.cut:
		return "!", t.Warn, sprintf(w.Cut, n, group(len(s.list.rows)+1))
	}
	return "●", t.OK, sprintf(w.Total, n)
}

// vitalsOf is what a store tells of itself, shortly.
func (p *Page) vitalsOf(s *store) (parts []piece) {
	t, w := p.theme, p.w
	h, err, asked := s.vitals()
	if h.Version != "" {
		parts = append(parts, piece{t.Muted, h.Version})
	}
	if h.Waiting > 0 {
		parts = append(parts, piece{t.Warn, sprintf(w.Backlog, group(h.Waiting))})
	}
	if asked && err != nil {
		parts = append(parts, piece{t.Warn, sprintf(w.Unwell, reason(err))})
	}
	if s.next != nil && len(s.fresh.rows) > 0 {
		parts = append(parts, piece{t.Muted, sprintf(w.Refreshing, group(len(s.fresh.rows)))})
	}
	return parts
}

// storesView is all stores in one line, those with an error first.
func (p *Page) storesView(width int) string {
	t, w := p.theme, p.w
	if len(p.stores) == 0 {
		if p.search.running || !p.search.begun {
			return p.draw([]piece{{t.Info, w.Looking}}, width)
		}
		return p.draw([]piece{{t.Warn, w.NoStores}}, width)
	}
	var first, rest []piece
	for _, s := range p.stores {
		glyph, style, words := p.storeState(s)
		name := string(s.Address.Kind) + " "
		if s.Elsewhere != "" {
			name = ""
		}
		pc := piece{style, glyph + " " + name + words}
		if s.err() != nil {
			first = append(first, pc)
		} else {
			rest = append(rest, pc)
		}
	}
	return p.draw(p.dotted(append(first, rest...)...), width)
}

// bar says what is listed and how.
func (p *Page) bar() []piece {
	t, w := p.theme, p.w
	_, at, total := p.list.Position()
	var parts []piece
	what := w.ByResource
	if p.wanted.unique {
		what = w.ByName
	}
	parts = append(parts, piece{t.Strong, what})
	switch {
	case p.wanted.filter != nil:
		parts = append(parts, piece{t.Text, sprintf(w.RowOf, group(min(at+1, total)), group(total), group(p.order.all))})
	case total > 0:
		parts = append(parts, piece{t.Text, sprintf(w.Row, group(at+1), group(total))})
	}
	if s := p.wanted.scope; s.name != "" {
		parts = append(parts, piece{t.Primary, sprintf(w.OfName, s.name)})
	} else if s.resource != "" {
		parts = append(parts, piece{t.Primary, sprintf(w.OfResource, s.resource)})
	}
	if f := p.wanted.filter; f != nil {
		parts = append(parts, piece{t.Key, sprintf(w.FilterIs, f.String())})
	}
	if p.search.running && len(p.stores) > 0 {
		parts = append(parts, piece{t.Info, w.Looking})
	}
	if p.order.want != p.wanted && p.order.rows != nil {
		parts = append(parts, piece{t.Info, w.Arranging})
	}
	if o := p.order; o.asked < o.all && o.want.sampled() {
		parts = append(parts, piece{t.Warn, sprintf(w.SamplesOf, group(o.asked), group(o.all))})
	}
	if n := len(p.marks); n > 0 {
		parts = append(parts, piece{t.Key, sprintf(w.Marked, group(n))})
	}
	if c := columnByID(p.sortedBy()); c.ID != nameColumn || p.wanted.descending {
		parts = append(parts, piece{t.Muted, sprintf(w.SortedBy, p.titleOf(&c), p.direction())})
	}
	if p.saving {
		parts = append(parts, piece{t.Info, w.Saving})
	}
	if _, hidden := p.storeViews(p.width); hidden > 0 {
		parts = append(parts, piece{t.Warn, sprintf(w.MoreStores, group(hidden), p.k.Stores.Help().Key)})
	}
	return p.dotted(parts...)
}

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
