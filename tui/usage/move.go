package usage

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/page"
)

// enter shows what the selected line is made of: a project's users, a user's
// resources.
func (p *Page) enter() tea.Cmd {
	e := p.selected()
	if e == nil {
		return nil
	}
	outer := p.level
	inner := level{by: used.ByUser, project: &e.line.ProjectID, outer: &outer, from: e.key}
	if p.level.by == used.ByUser {
		inner.by, inner.user = used.ByResource, &e.line.UserID
	}
	p.show(inner)
	p.list.Home()
	p.layout()
	return nil
}

// leave goes back to where enter was pressed.
func (p *Page) leave() {
	from := p.level.from
	p.show(*p.level.outer)
	p.list.Select(from)
}

// nextBy puts the lines of the level together in another way.
func (p *Page) nextBy() tea.Cmd {
	ways := []used.By{used.ByProject, used.ByUser, used.ByResource}
	if p.level.project != nil {
		ways = ways[1:]
	}
	next := p.level
	next.by, next.user = ways[(slices.Index(ways, p.level.by)+1)%len(ways)], nil
	p.show(next)
	p.list.Home()
	p.layout()
	return nil
}

func (p *Page) show(l level) {
	p.level = l
	p.arrange()
	if !slices.ContainsFunc(p.columns, func(c column) bool { return c.ID == p.sorted.by }) {
		p.sorted = sorted{by: whoColumn}
		p.arrange()
	}
	p.fill()
}

func (p *Page) events() tea.Cmd {
	e := p.selected()
	if e == nil {
		return nil
	}
	msg := page.ShowEvents{ResourceID: e.line.ResourceID}
	return func() tea.Msg { return msg }
}

func (p *Page) moveBy(n int) tea.Cmd {
	if p.basis.open {
		p.basis.scroll(p.basis.top + n)
	} else {
		p.list.MoveBy(n)
		p.layout()
	}
	return nil
}

func (p *Page) pageBy(n int) tea.Cmd {
	if p.basis.open {
		p.basis.scroll(p.basis.top + n*max(p.basis.height-1, 1))
	} else {
		p.list.Page(n)
		p.layout()
	}
	return nil
}

func (p *Page) ends(n int) tea.Cmd {
	switch {
	case p.basis.open && n < 0:
		p.basis.scroll(0)
	case p.basis.open:
		p.basis.scroll(len(p.basis.lines))
	case n < 0:
		p.list.Home()
	default:
		p.list.MoveBy(len(p.entries))
	}
	p.layout()
	return nil
}

// sideStep is how far a key scrolls the columns.
const sideStep = 8

func (p *Page) side(n int) tea.Cmd {
	if !p.basis.open {
		p.list.ScrollBy(n * sideStep)
	}
	return nil
}

// sortNext sorts by the next column that has room.
func (p *Page) sortNext(step int) tea.Cmd {
	var shown []string
	for i := range p.columns {
		if p.list.Visible(i + 1) { // the first is the sign
			shown = append(shown, p.columns[i].ID)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	i := max(slices.Index(shown, p.sorted.by), 0)
	return p.sortBy(shown[(i+step+len(shown))%len(shown)])
}

// sortBy begins with the most where there are amounts.
func (p *Page) sortBy(id string) tea.Cmd {
	p.sorted = sorted{id, id != whoColumn && id != nameColumn}
	p.arrange()
	p.fill()
	return nil
}

func (p *Page) sortFlip() tea.Cmd {
	p.sorted.descending = !p.sorted.descending
	p.arrange()
	p.fill()
	return nil
}
