package events

import (
	"github.com/ceilotop/ceilotop/tui/list"
)

// shows reports whether the operator or the circumstances want a column.
func (p *Page) shows(c *column) bool {
	return c.on || c.auto != nil && c.auto(p)
}

// arrange gives the list its columns and styles. It draws every row again.
func (p *Page) arrange() {
	columns := []list.Column{{ID: "state", Width: 2, Keep: true, Stay: true}}
	for i := range p.columns {
		c := &p.columns[i]
		if !p.shows(c) {
			continue
		}
		column := c.Column
		column.Title = p.titleOf(c)
		if c.ID == timeColumn && p.dated {
			column.Width = datedWidth
		}
		if p.sorting.by == column.ID || p.sorting.by == "" && p.sorting.descending && column.ID == timeColumn {
			column.Title += " " + p.direction()
		}
		columns = append(columns, column)
	}
	t := p.theme
	p.list.SetColumns(columns)
	p.list.SetLooks(list.Looks{
		Header: t.Header, Selected: t.Selected, Cursor: t.Text, Match: t.Match,
		Find: finder(needle(p.scope.filter)),
	})
}

func (p *Page) titleOf(c *column) string {
	if c.ID == timeColumn {
		return p.times.title(p.w)
	}
	return c.title(p.w)
}

// visibleColumns are the columns that have room on the screen, in order.
func (p *Page) visibleColumns() (shown []*column) {
	at := 0 // the list's first column is the state
	for i := range p.columns {
		c := &p.columns[i]
		if !p.shows(c) {
			continue
		}
		if at++; p.list.Visible(at) && c.ID != "since" {
			shown = append(shown, c)
		}
	}
	return shown
}

// chosenColumns is how many columns the operator has left on.
func (p *Page) chosenColumns() (n int) {
	for _, c := range p.choices() {
		if p.shows(c) {
			n++
		}
	}
	return n
}
