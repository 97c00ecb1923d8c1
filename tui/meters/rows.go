package meters

import (
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/list"
)

// rows are the items of the list: those of the present order. It implements
// list.Source.
type rows struct {
	page *Page
	last int // where the selection was; a row that has gone stood there
}

func (r *rows) Len() int         { return len(r.page.order.rows) }
func (r *rows) Key(i int) uint64 { return r.page.order.rows[i].key }

func (r *rows) Index(key uint64) (int, bool) {
	i, found := r.page.order.index[key]
	if !found {
		return min(r.last, r.Len()), false
	}
	return i, true
}

// at is the row of a key, nil if it is not listed.
func (r *rows) at(key uint64) *row {
	if i, found := r.page.order.index[key]; found {
		return r.page.order.rows[i]
	}
	return nil
}

// marked stands before a row that the operator marked.
const marked = "*"

// Row draws one meter.
func (r *rows) Row(key uint64, line *list.Line) {
	p := r.page
	m := r.at(key)
	if m == nil {
		return
	}
	mark := " "
	if p.marks[key] {
		mark = marked
	}
	g := p.reading(m)
	how := unjudged
	if m.askable() {
		how = p.state(m, g)
	}
	if a := p.absenceOf(m); a != nil {
		line.Cell(a.style(p.theme), mark+a.glyph())
	} else {
		line.Cell(how.style(p.theme), mark+how.glyph())
	}
	for i := range p.columns {
		c := &p.columns[i]
		if !c.on(p) {
			continue
		}
		if !line.Wants() {
			line.Skip()
			continue
		}
		style, text := c.draw(p, m, g)
		line.Cell(style, text)
	}
}

func (c *column) on(p *Page) bool { return c.when == nil || c.when(p) }

// arrangeColumns gives the list its columns and styles. It draws every row
// again.
func (p *Page) arrangeColumns() {
	columns := []list.Column{{ID: "mark", Width: 2, Keep: true, Stay: true}}
	for i := range p.columns {
		c := &p.columns[i]
		if !c.on(p) {
			continue
		}
		lc := c.Column
		lc.Title = p.titleOf(c)
		if c.ID == nameColumn {
			lc.Stay = true
		}
		if c.ID == ageColumn && p.times != ages {
			lc.Width = len(stamp)
		}
		if p.sortedBy() == c.ID {
			lc.Title += p.direction()
		}
		columns = append(columns, lc)
	}
	t := p.theme
	p.list.SetColumns(columns)
	p.list.SetLooks(list.Looks{
		Header: t.Header, Selected: t.Selected, Cursor: t.Text, Match: t.Match, Find: p.finder(),
	})
}

func (p *Page) titleOf(c *column) string {
	if c.ID == ageColumn {
		return p.times.title(p.w)
	}
	return c.title(p.w)
}

// draw is what a column shows of a row.
func (c *column) draw(p *Page, r *row, g *reading) (style, string) {
	if c.cell == nil {
		t := c.text(r)
		if !t.Known {
			return p.theme.Muted, missing
		}
		return p.theme.Text, sources.Visible(t.Value)
	}
	s, text := c.cell(p, r, g)
	if text == "" {
		return p.theme.Muted, missing
	}
	return s, sources.Visible(text)
}

// selectedRow is the row under the cursor, nil if there is none.
func (p *Page) selectedRow() *row {
	key, ok := p.list.Selected()
	if !ok {
		return nil
	}
	return p.rows.at(key)
}

// selected is called when another row may be under the cursor.
func (p *Page) selected() {
	_, p.rows.last, _ = p.list.Position()
	p.follow()
}

// readers counts the stores that can be read.
func (p *Page) readers() (n int) {
	for _, s := range p.stores {
		if s.readable() {
			n++
		}
	}
	return n
}
