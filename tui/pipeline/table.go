package pipeline

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// table is a list of rows whose selection stays with the row's id when the rows
// are made anew, and never rests on a head.
type table struct {
	list  *list.Model
	rows  []row
	begun bool // there was a selection
}

// row is a row of a table.
type row struct {
	id     string
	head   bool // it names what stands below it, and cannot be selected
	broken bool
	rest   bool // the last cell has all the room that is left
	cells  []piece
	opens  subject
}

func newTable() *table {
	t := &table{}
	t.list = list.New(t)
	t.list.SetFollow(false)
	t.list.SetHeader(false)
	return t
}

// set replaces the rows.
func (t *table) set(columns []list.Column, rows []row) {
	id := t.id()
	t.rows = rows
	t.list.SetColumns(columns)
	if !t.begun || id == "" {
		t.home()
	} else {
		t.choose(id)
	}
	t.begun = len(rows) > 0
	t.list.Redraw()
}

// home selects the first row that can be.
func (t *table) home() {
	t.list.Home()
	t.settle(1)
}

func (t *table) end() {
	t.list.MoveBy(len(t.rows))
	t.settle(-1)
}

// selected is the selected row, nil for none.
func (t *table) selected() *row {
	k, ok := t.list.Selected()
	if i := int(k) - 1; ok && i >= 0 && i < len(t.rows) && !t.rows[i].head {
		return &t.rows[i]
	}
	return nil
}

func (t *table) id() string {
	if r := t.selected(); r != nil {
		return r.id
	}
	return ""
}

// choose selects the row of an id, or else the first.
func (t *table) choose(id string) bool {
	for i := range t.rows {
		if t.rows[i].id == id {
			t.list.Select(uint64(i + 1))
			return true
		}
	}
	t.home()
	return false
}

// moveBy moves the selection and reports whether there was room to.
func (t *table) moveBy(n int) bool {
	before, _ := t.list.Selected()
	t.list.MoveBy(n)
	t.settle(n)
	after, _ := t.list.Selected()
	return after != before
}

func (t *table) pageBy(n int) {
	t.list.Page(n)
	t.settle(n)
}

// settle moves on from a head in the direction of n, and back where there is
// nothing. Heads above the first row come into sight with it.
func (t *table) settle(n int) {
	at := t.index()
	if at < 0 {
		return
	}
	step := 1
	if n < 0 {
		step = -1
	}
	to := at
	for to >= 0 && to < len(t.rows) && t.rows[to].head {
		to += step
	}
	if to < 0 || to >= len(t.rows) {
		for to = at; to >= 0 && to < len(t.rows) && t.rows[to].head; {
			to -= step
		}
	}
	if to < 0 || to >= len(t.rows) {
		return
	}
	if t.onlyHeadsAbove(to) {
		t.list.Home()
		at = 0
	}
	t.list.MoveBy(to - at)
}

func (t *table) onlyHeadsAbove(i int) bool {
	for i--; i >= 0; i-- {
		if !t.rows[i].head {
			return false
		}
	}
	return true
}

func (t *table) index() int {
	k, ok := t.list.Selected()
	if i := int(k) - 1; ok && i >= 0 && i < len(t.rows) {
		return i
	}
	return -1
}

// view draws the table. Without the keyboard the selection is a mark only.
func (t *table) view(width, height int, th *theme.Theme, focus bool) []string {
	if height <= 0 {
		return nil
	}
	looks := list.Looks{Header: th.Header, Cursor: th.Primary, Match: th.Match}
	if focus {
		looks.Selected = th.Selected
	}
	t.list.SetLooks(looks)
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
	r := &t.rows[i]
	for n, c := range r.cells {
		if r.rest && n == len(r.cells)-1 {
			l.Rest(c.style, sources.Visible(c.text))
			continue
		}
		l.Cell(c.style, sources.Visible(c.text))
	}
}
