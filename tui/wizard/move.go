package wizard

import (
	"math"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/list"
)

// mover is what the moving keys move now: a text or a list, nil for none.
func (p *Page) mover() (text *pane, rows *list.Model) {
	if p.pane.open {
		return &p.pane, nil
	}
	switch p.at {
	case detection:
		return &p.detect.text, nil
	case questions:
		if p.ask.listed {
			return nil, p.ask.all.list
		}
	case testing:
		return nil, p.tests.table.list
	case planning:
		return nil, p.plan.table.list
	case carrying:
		return &p.apply.text, nil
	case verifying:
		return nil, p.verify.table.list
	}
	return nil, nil
}

func (p *Page) moveBy(n int) tea.Cmd {
	switch text, rows := p.mover(); {
	case text != nil:
		text.moveBy(n)
		p.apply.follow = text.top >= text.last && p.at == carrying
	case rows != nil:
		rows.MoveBy(n)
	}
	return nil
}

func (p *Page) pageBy(n int) tea.Cmd {
	switch text, rows := p.mover(); {
	case text != nil:
		return p.moveBy(n * max(text.rows-1, 1))
	case rows != nil:
		rows.Page(n)
	}
	return nil
}

// ends goes to the first row, or to the last.
func (p *Page) ends(n int) tea.Cmd {
	switch text, rows := p.mover(); {
	case text != nil:
		return p.moveBy(n * math.MaxInt32)
	case rows != nil:
		rows.MoveBy(n * math.MaxInt32)
	}
	return nil
}

func (p *Page) side(n int) tea.Cmd {
	if text, _ := p.mover(); text != nil {
		text.side(n)
	}
	return nil
}

// opens reports whether Enter opens something.
func (p *Page) opens() bool {
	if p.pane.open {
		return false
	}
	switch p.at {
	case questions:
		return p.ask.listed
	case testing:
		return len(p.tests.probes) > 0
	case planning:
		return p.plan.table.selected() != ""
	case verifying:
		return p.verify.table.selected() != ""
	}
	return false
}

// open opens the selected row.
func (p *Page) open() tea.Cmd {
	switch p.at {
	case questions:
		return p.ask.openOne()
	case verifying:
		return p.verify.openRow()
	}
	p.pane.open = true
	return nil
}

// again does once more what the section does.
func (p *Page) again() tea.Cmd {
	switch p.at {
	case testing:
		return p.tests.again()
	case planning:
		return p.plan.again()
	}
	return p.verify.refresh()
}

func (p *Page) returnToField() tea.Cmd {
	p.ask.form.left = false
	return nil
}

func (p *Page) leave() tea.Cmd {
	p.Back()
	return nil
}

func (p *Page) complete() tea.Cmd {
	p.ask.form.take()
	return nil
}

func (p *Page) toggleWhy() tea.Cmd {
	p.ask.why = !p.ask.why
	return nil
}
