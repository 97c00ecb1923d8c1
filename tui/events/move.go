package events

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// sideStep is how far h and l move, in cells.
const sideStep = 12

// The keys that move act on what has the keyboard: the list of columns, the
// detail, or the list of events.

func (p *Page) moveBy(n int) tea.Cmd {
	switch {
	case p.picker.open:
		p.picker.moveBy(n, len(p.choices()))
	case p.inDetail():
		p.scrollDetail(p.detail.cursor + n)
	default:
		p.list.MoveBy(n)
		return p.moved()
	}
	return nil
}

func (p *Page) pageBy(n int) tea.Cmd {
	switch {
	case p.picker.open:
		p.picker.moveBy(n*len(p.choices()), len(p.choices()))
	case p.inDetail():
		p.scrollDetail(p.detail.cursor + n*max(p.detail.height-1, 1))
	default:
		p.list.Page(n)
		return p.moved()
	}
	return nil
}

func (p *Page) home() tea.Cmd {
	switch {
	case p.picker.open:
		p.picker.at = 0
	case p.inDetail():
		p.scrollDetail(0)
	default:
		p.list.Home()
		return p.moved()
	}
	return nil
}

func (p *Page) end() tea.Cmd {
	switch {
	case p.picker.open:
		p.picker.at = len(p.choices()) - 1
	case p.inDetail():
		if p.detail.doc != nil {
			p.scrollDetail(len(p.detail.doc.visible) - 1)
		}
	default:
		return p.bottom()
	}
	return nil
}

func (p *Page) side(n int) tea.Cmd {
	switch {
	case p.picker.open:
	case p.inDetail():
		p.detail.left = max(0, min(p.detail.left+n*sideStep, p.longest()-p.detail.width))
	default:
		p.list.ScrollBy(n * sideStep)
	}
	return nil
}

func (p *Page) inDetail() bool { return p.detail.open && p.detail.focus }

// longest is the width of the longest line of the detail on the screen.
func (p *Page) longest() (width int) {
	d := &p.detail
	if d.doc == nil {
		return 0
	}
	names := d.doc.nameWidth()
	for at := d.top; at < min(d.top+d.height, len(d.doc.visible)); at++ {
		line := 0
		for _, pc := range p.pieces(&d.doc.lines[d.doc.visible[at]], names) {
			line += ansi.StringWidth(pc.text)
		}
		width = max(width, line)
	}
	return width
}
