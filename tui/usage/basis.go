package usage

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// basis is what the sums rest on, as a text that can be scrolled.
type basis struct {
	open        bool
	lines       []said
	top, height int
}

type said struct {
	style theme.Style
	text  string
}

func (b *basis) scroll(to int) { b.top = max(0, min(to, len(b.lines)-b.height)) }

// mostListed is how many of a kind the text names.
const mostListed = 50

// fill writes the text anew.
func (b *basis) fill(p *Page) {
	b.lines = b.lines[:0]
	if p.sight == nil {
		return
	}
	b.audits(p)
	b.gaps(p)
	b.remarks(p)
}

func (b *basis) add(s theme.Style, text string) { b.lines = append(b.lines, said{s, text}) }

// heading parts what follows from what was before.
func (b *basis) heading(p *Page, text string) {
	if len(b.lines) > 0 {
		b.add(p.theme.Text, "")
	}
	b.add(p.theme.Header, text)
}

// audits begin with those that differ from the other events, the newest first.
func (b *basis) audits(p *Page) {
	w, t := p.w, p.theme
	all := slices.Clone(p.sight.Report.Audits)
	slices.Reverse(all)
	slices.SortStableFunc(all, func(x, y used.Audit) int {
		switch dx, dy := differs(&x), differs(&y); {
		case dx == dy:
			return 0
		case dx:
			return -1
		}
		return 1
	})
	if len(all) == 0 {
		b.heading(p, w.NoAudit)
		return
	}
	for i := range all {
		a := &all[i]
		if i == mostListed {
			b.add(t.Muted, sprintf(w.More, strconv.Itoa(len(all)-i)))
			return
		}
		b.heading(p, sprintf(w.AuditOf, p.kind(a.Kind), moment(a.From), moment(a.To), a.Expected, a.Arrived))
		for _, l := range []struct {
			what string
			ids  []string
		}{{w.Missing, a.Missing}, {w.Twice, a.Duplicates}, {w.Ghost, a.Ghosts}} {
			for n, id := range l.ids {
				if n == mostListed {
					b.add(t.Muted, "  "+sprintf(w.More, strconv.Itoa(len(l.ids)-n)))
					break
				}
				b.add(t.Error, "  ✗ "+l.what+"  "+sources.Visible(id))
			}
		}
		switch {
		case a.Unjudged:
			b.add(t.Warn, "  ? "+w.Unjudged)
		case !differs(a):
			b.add(t.OK, "  ✓ "+w.Agrees)
		}
	}
}

func (b *basis) gaps(p *Page) {
	w, t := p.w, p.theme
	for _, k := range p.sight.Report.Kinds {
		if len(k.Unobserved) == 0 {
			continue
		}
		b.heading(p, w.UnobservedTime+": "+p.kind(k.Kind))
		for n, s := range k.Unobserved {
			if n == mostListed {
				b.add(t.Muted, "  "+sprintf(w.More, strconv.Itoa(len(k.Unobserved)-n)))
				break
			}
			b.add(t.Warn, "  ? "+sprintf(w.GapOf, moment(s.From), moment(s.To), strconv.FormatInt(s.Seconds(), 10)))
		}
	}
}

// remarks are what the sums leave out.
func (b *basis) remarks(p *Page) {
	w, t, r := p.w, p.theme, p.sight.Report
	var all []string
	count := func(n uint64, text string) {
		if n > 0 {
			all = append(all, sprintf(text, strconv.FormatUint(n, 10)))
		}
	}
	count(r.Counts.Unreadable, w.Unreadable)
	count(r.Counts.Untold, w.Untold)
	count(r.Uncompared, w.Uncompared)
	for n, id := range r.Unsized {
		if n == mostListed {
			all = append(all, sprintf(w.More, strconv.Itoa(len(r.Unsized)-n)))
			break
		}
		all = append(all, sprintf(w.Unsized, sources.Visible(id)))
	}
	if names := p.unpriced(); len(names) > 0 {
		all = append(all, sprintf(w.Unpriced, strings.Join(names, ", ")))
	}
	if len(all) > 0 {
		b.add(t.Text, "")
	}
	for _, text := range all {
		b.add(t.Warn, "! "+text)
	}
}

// unpriced are the meters that were used and have no price.
func (p *Page) unpriced() (names []string) {
	if p.c.Prices == nil {
		return nil
	}
	for _, m := range used.Meters {
		if !p.c.Prices.Priced(m) && slices.ContainsFunc(p.entries, func(e entry) bool { return e.amount(m) != nil }) {
			names = append(names, string(m))
		}
	}
	return names
}

func (p *Page) toggleBasis() tea.Cmd {
	p.basis.open, p.basis.top = !p.basis.open, 0
	p.layout()
	return nil
}

// basisView draws the text below its title.
func (p *Page) basisView(height int) []string {
	b, w := &p.basis, p.w
	title := w.Basis
	if len(b.lines) > b.height {
		title += " · " + sprintf(w.LinesOf, strconv.Itoa(min(b.top+b.height, len(b.lines))), strconv.Itoa(len(b.lines)))
	}
	lines := []string{p.title(title)}
	for _, l := range b.lines[b.top:] {
		if len(lines) >= height {
			break
		}
		lines = append(lines, l.style.Render(" "+l.text))
	}
	return lines[:min(len(lines), max(height, 0))]
}

// copy gives the figures of the selected line, or the text, to the clipboard.
func (p *Page) copy() tea.Cmd {
	c := page.Copy{What: p.w.CopiedLine}
	if p.basis.open {
		c.What = p.w.CopiedBasis
		for _, l := range p.basis.lines {
			c.Text += l.text + "\n"
		}
	} else if e := p.selected(); e != nil {
		c.Text = or(e.who(p.level.by)) + "\n" + strings.Join(figureLines(p.figures(e)), "\n")
	}
	return func() tea.Msg { return c }
}
