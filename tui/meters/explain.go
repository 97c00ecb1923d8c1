package meters

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// openBand explains the acceptance band: of each group what there is, what feeds
// it, and where the way of what is missing breaks off.
func (p *Page) openBand() tea.Cmd {
	return dialog.Show(dialog.View(p.w.BandTitle, p.c.Keys, func(t *theme.Theme, width int) []string {
		a := &account{theme: t, width: width}
		for g := range groups {
			glyph, style, words := p.bandWords(g, wordily)
			a.title(style, strings.TrimSpace(glyph+" "+groups[g].title()+"  "+words))
			for _, l := range p.groupLines(g, width-2) {
				text := l.value.text
				if l.name != "" {
					text = l.name + ": " + text
				}
				a.put(2, l.value.style, text)
			}
		}
		return a.lines
	}).ClosedBy(p.k.Band))
}

// groupLines say of a group why it stands as it does.
func (p *Page) groupLines(g, width int) (lines []line) {
	w, t, v := p.w, p.theme, &p.band[g]
	switch v.is {
	case there:
		r := v.row
		lines = append(lines, line{w.Name, piece{t.Text, r.meter.Name}})
		lines = append(lines, p.freshLines(r, p.reading(r))...)
		return append(lines, p.feedingLines(r, p.reading(r))...)
	case absent:
		return p.absentLines(p.absence(groups[g].likely), width)[1:] // the title has the state
	case elsewhere:
		return []line{{"", piece{t.Info, w.OnlyElsewhere}}}
	case awaited:
		return []line{{"", piece{t.Muted, w.LoadingList}}}
	}
	return []line{{"", piece{t.Warn, sprintf(w.BandUnknown, p.k.Stores.Help().Key)}}}
}
