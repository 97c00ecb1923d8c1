package wizard

import (
	"strings"

	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// table is a list of rows whose selection stays with the row's id when the rows
// are made anew.
type table struct {
	list *list.Model
	rows []row
}

// row is a row of a table.
type row struct {
	id    string
	cells []cell
}

type cell struct {
	style theme.Style
	text  string
}

func newTable() *table {
	t := &table{}
	t.list = list.New(t)
	t.list.SetFollow(false)
	t.list.Home()
	return t
}

// set replaces the rows.
func (t *table) set(rows []row) {
	id := t.selected()
	t.rows = rows
	if id == "" {
		t.list.Home()
	}
	t.selectID(id)
	t.list.Redraw()
}

// selected is the id of the selected row, "" for none.
func (t *table) selected() string {
	k, ok := t.list.Selected()
	if i := int(k) - 1; ok && i >= 0 && i < len(t.rows) {
		return t.rows[i].id
	}
	return ""
}

// selectID selects the row of an id, if there is one.
func (t *table) selectID(id string) {
	for i := range t.rows {
		if t.rows[i].id == id {
			t.list.Select(uint64(i + 1))
		}
	}
}

// view draws the table.
func (t *table) view(width, height int, th *theme.Theme) []string {
	if height <= 0 {
		return nil
	}
	t.list.SetLooks(list.Looks{Header: th.Header, Selected: th.Selected, Cursor: th.Primary, Match: th.Match})
	t.list.SetSize(width, height)
	return strings.Split(t.list.View(), "\n")
}

func (t *table) Len() int         { return len(t.rows) }
func (t *table) Key(i int) uint64 { return uint64(i + 1) }

func (t *table) Index(key uint64) (int, bool) {
	i := int(key) - 1
	if i >= 0 && i < len(t.rows) {
		return i, true
	}
	return len(t.rows), false
}

func (t *table) Row(key uint64, l *list.Line) {
	i, ok := t.Index(key)
	if !ok {
		return
	}
	for _, c := range t.rows[i].cells {
		l.Cell(c.style, c.text)
	}
}

// split divides a section between a table and the text about its selected row:
// the text gets what the table does not need, and at least a third.
func split(rows, height int) (table, about int) {
	if height < 8 {
		return height, 0
	}
	table = min(rows+1, height-max(height/3, 4))
	return table, height - table
}
