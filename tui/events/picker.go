package events

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// picker is the list of columns to show.
type picker struct {
	open bool
	at   int
}

func (p *Page) openPicker() tea.Cmd {
	p.picker.open = true
	return nil
}

// choices are the columns that can be shown or hidden.
func (p *Page) choices() (all []*column) {
	for i := range p.columns {
		if c := &p.columns[i]; c.ID != "since" {
			all = append(all, c)
		}
	}
	return all
}

// toggleColumn shows or hides a column. One at least stays.
func (p *Page) toggleColumn(c *column) tea.Cmd {
	if c.auto != nil && c.auto(p) {
		c.auto = nil // what came by itself goes when told to
		c.on = true
	}
	c.on = !c.on
	if c.on && !c.Keep {
		c.Rank = askedRank
	}
	if p.chosenColumns() == 0 {
		c.on = true
	}
	p.arrange()
	return nil
}

// moveBy moves the cursor among count columns.
func (k *picker) moveBy(n, count int) { k.at = max(0, min(k.at+n, count-1)) }

func (p *Page) pickerView(width, height int) []string {
	if height <= 0 {
		return nil
	}
	t := p.theme
	lines := append(make([]string, 0, height), p.cells([]piece{{t.Primary, " " + p.w.ColumnsTitle}, {t.Muted, "  " + p.w.ColumnsHelp}}, 0, width, nil))
	choices := p.choices()
	first := max(0, min(p.picker.at-(height-1)/2, len(choices)-(height-1)))
	for i := first; i < len(choices) && len(lines) < height; i++ {
		mark, cursor := "[ ] ", " "
		if p.shows(choices[i]) {
			mark = "[x] "
		}
		pieces := []piece{{t.Text, cursor + mark + p.titleOf(choices[i])}}
		if i == p.picker.at {
			pieces[0].text = ">" + pieces[0].text[1:]
			lines = append(lines, p.cells(pieces, 0, width, &t.Selected))
			continue
		}
		lines = append(lines, p.cells(pieces, 0, width, nil))
	}
	for len(lines) < height {
		lines = append(lines, strings.Repeat(" ", width))
	}
	return lines
}
