package meters

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// sideStep is how far h and l move, in cells.
const sideStep = 12

// The keys that move act on what has the keyboard: the detail or the list.

func (p *Page) moveBy(n int) tea.Cmd {
	if p.inDetail() {
		p.scrollDetail(p.detail.top + n)
		return nil
	}
	p.list.MoveBy(n)
	p.chose()
	return nil
}

func (p *Page) pageBy(n int) tea.Cmd {
	if p.inDetail() {
		p.scrollDetail(p.detail.top + n*max(p.detail.height-1, 1))
		return nil
	}
	p.list.Page(n)
	p.chose()
	return nil
}

func (p *Page) home() tea.Cmd {
	if p.inDetail() {
		p.scrollDetail(0)
		return nil
	}
	p.list.Home()
	p.moved = false
	p.selected()
	return nil
}

func (p *Page) end() tea.Cmd {
	if p.inDetail() {
		p.scrollDetail(len(p.detail.lines))
		return nil
	}
	p.list.MoveBy(len(p.order.rows))
	p.chose()
	return nil
}

func (p *Page) side(n int) tea.Cmd {
	if d := &p.detail; p.inDetail() {
		d.left = max(0, min(d.left+n*sideStep, d.longest()-d.width))
		return nil
	}
	p.list.ScrollBy(n * sideStep)
	return nil
}

// chose is called when the operator chose a row: from now on it stays selected
// wherever it goes.
func (p *Page) chose() {
	p.moved, p.reselect = true, 0
	p.selected()
}

func (p *Page) sortedBy() string { return cmp.Or(p.wanted.by, nameColumn) }

func (p *Page) direction() string {
	if p.wanted.descending {
		return p.w.Descending
	}
	return p.w.Ascending
}

// sortNext sorts by the next visible column.
func (p *Page) sortNext(step int) tea.Cmd {
	shown := p.visibleColumns()
	if len(shown) == 0 {
		return nil
	}
	i := max(slices.Index(shown, p.sortedBy()), 0)
	return p.sortBy(shown[(i+step+len(shown))%len(shown)])
}

// visibleColumns are the columns that have room on the screen, in order.
func (p *Page) visibleColumns() (shown []string) {
	at := 0 // the list's first column is the mark
	for i := range p.columns {
		if c := &p.columns[i]; c.on(p) {
			if at++; p.list.Visible(at) {
				shown = append(shown, c.ID)
			}
		}
	}
	return shown
}

func (p *Page) columnsOn() (n int) {
	for i := range p.columns {
		if p.columns[i].on(p) {
			n++
		}
	}
	return n
}

func (p *Page) sortBy(id string) tea.Cmd {
	p.wanted.by = id
	p.arrangeColumns()
	p.again()
	return nil
}

func (p *Page) sortFlip() tea.Cmd {
	p.wanted.descending = !p.wanted.descending
	p.arrangeColumns()
	p.again()
	return nil
}

func (p *Page) toggleWide() tea.Cmd {
	p.wide = !p.wide
	p.arrangeColumns()
	if p.wide && len(p.visibleColumns()) < p.columnsOn() {
		return page.Notify(page.Info, p.w.WideScroll)
	}
	return nil
}

func (p *Page) nextTimes() tea.Cmd {
	p.times = (p.times + 1) % timesCount
	p.arrangeColumns()
	return nil
}
