package pipeline

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// ring are all regions in the order of tab.
func (p *Page) ring() []region { return append([]region{atVerdict}, p.order()...) }

func (p *Page) nextRegion(n int) tea.Cmd {
	ring := p.ring()
	at := max(slices.Index(ring, p.at), 0)
	p.goTo(ring[(at+n+len(ring))%len(ring)])
	return nil
}

func (p *Page) goTo(r region) {
	p.at, p.chosen = r, true
	p.fill()
}

// toSide goes to the side at the left or at the right.
func (p *Page) toSide(n int) tea.Cmd {
	at := int(p.at - atSides)
	switch {
	case at >= 0:
		at = max(0, min(at+n, len(p.sides)-1))
	case n < 0:
		at = 0
	default:
		at = len(p.sides) - 1
	}
	p.goTo(atSides + region(at))
	return nil
}

// moveBy moves the cursor. At the end of a region it goes on in the next one.
func (p *Page) moveBy(n int) tea.Cmd {
	if d := p.open(); d != nil {
		d.moveTo(d.cursor + n)
		return nil
	}
	if t := p.tableOf(p.at); t != nil && t.moveBy(n) {
		p.chosen = true
		return nil
	}
	if r, ok := p.neighbour(n); ok {
		p.goTo(r)
		if t := p.tableOf(r); t != nil && n > 0 {
			t.home()
		} else if t != nil {
			t.end()
		}
	}
	return nil
}

// neighbour is the region above or below.
func (p *Page) neighbour(n int) (region, bool) {
	if how, _ := p.arrange(); how == beside {
		switch {
		case p.at == atVerdict && n > 0 && len(p.sides) > 0:
			return atSides, true
		case p.at == atVerdict && n > 0:
			return atFindings, true
		case p.at >= atSides && n > 0:
			return atFindings, true
		case p.at >= atSides && n < 0:
			return atVerdict, true
		case p.at == atFindings && n < 0 && len(p.sides) > 0:
			return atSides, true
		case p.at == atFindings && n < 0:
			return atVerdict, true
		}
		return 0, false
	}
	ring := p.ring()
	i := slices.Index(ring, p.at) + n
	if i < 0 || i >= len(ring) {
		return 0, false
	}
	return ring[i], true
}

func (p *Page) pageBy(n int) tea.Cmd {
	if d := p.open(); d != nil {
		d.moveTo(d.cursor + n*max(d.rows-1, 1))
		return nil
	}
	if t := p.tableOf(p.at); t != nil {
		p.chosen = true
		t.pageBy(n)
	}
	return nil
}

func (p *Page) ends(n int) tea.Cmd {
	switch d, t := p.open(), p.tableOf(p.at); {
	case d != nil && n < 0:
		d.moveTo(0)
	case d != nil:
		d.moveTo(len(d.lines))
	case t != nil && n < 0:
		t.home()
	case t != nil:
		t.end()
	}
	p.chosen = true
	return nil
}

// toggleAll gives every station a row, or only those there is room for.
func (p *Page) toggleAll() tea.Cmd {
	p.all = !p.all
	p.fill()
	return nil
}

// nextBroken goes to the next station that is broken, on whichever side.
func (p *Page) nextBroken() tea.Cmd {
	type spot struct {
		at region
		id string
	}
	var all []spot
	here := -1
	for i, s := range p.sides {
		r := atSides + region(i)
		for j := range s.table.rows {
			if row := &s.table.rows[j]; row.broken {
				if r == p.at && row.id == s.table.id() {
					here = len(all)
				}
				all = append(all, spot{r, row.id})
			}
		}
	}
	if len(all) == 0 {
		return p.notice(p.w.AllWell)
	}
	next := all[(here+1)%len(all)]
	p.goTo(next.at)
	p.tableOf(next.at).choose(next.id)
	return nil
}
