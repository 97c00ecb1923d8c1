package meters

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// openStores shows all that is known about the stores; above the list there is
// room for a line of each, and a hint is a command line to be read in full.
func (p *Page) openStores() tea.Cmd {
	return dialog.Show(dialog.View(p.w.StoresTitle, p.c.Keys, func(t *theme.Theme, width int) (lines []string) {
		for i, s := range p.stores {
			if i > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, p.storeLines(s, t, width)...)
		}
		switch {
		case len(lines) > 0:
		case p.search.running:
			lines = []string{t.Info.Render(p.w.Looking)}
		default:
			lines = []string{t.Warn.Render(p.w.NoStores), t.Muted.Render(p.w.NoStoresHelp)}
		}
		return lines
	}).ClosedBy(p.k.Stores))
}

func (p *Page) storeLines(s *store, t *theme.Theme, width int) []string {
	w := p.w
	names := []string{w.Address, w.FoundBy, w.State, w.Version, w.Listed, w.BacklogName, w.Failed, w.HintName, w.Note}
	column := 0
	for _, name := range names {
		column = max(column, cells([]piece{{t.Muted, name}}))
	}
	column += 2
	glyph, style, words := p.storeState(s)
	lines := []string{t.Primary.Render(sources.Visible(strings.TrimSpace(string(s.Address.Kind) + " " + s.Elsewhere)))}
	row := func(name, value string, st theme.Style) {
		if value == "" {
			return
		}
		for i, part := range paragraph(value, max(width-column-2, 8)) {
			if i > 0 {
				name = ""
			}
			lines = append(lines, "  "+t.Muted.Render(padded(name, column))+st.Render(part))
		}
	}
	row(w.Address, s.Address.URL, t.Text)
	row(w.FoundBy, s.Address.From, t.Text)
	row(w.State, glyph+" "+words, style)
	if !s.at.IsZero() {
		row(w.Listed, p.hour(s.at), t.Text)
	}
	h, err, _ := s.vitals()
	row(w.Version, h.Version, t.Text)
	if h.Waiting > 0 {
		row(w.BacklogName, sprintf(w.BacklogIs, strconv.Itoa(h.Waiting), strconv.Itoa(h.Metrics)), t.Warn)
	}
	for _, e := range []error{s.err(), err} {
		if e != nil {
			row(w.Failed, reason(e), t.Error)
			row(w.HintName, sources.HintOf(e), t.Warn)
		}
	}
	for _, note := range h.Notes {
		row(w.Note, note, t.Text)
	}
	return lines
}
