package events

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// Update handles keys, frames and the results of the page's own commands.
func (p *Page) Update(msg tea.Msg) tea.Cmd { return p.done(p.update(msg)) }

// done follows every change: it puts things in their places again.
func (p *Page) done(cmd tea.Cmd) tea.Cmd {
	p.layout()
	return cmd
}

func (p *Page) update(msg tea.Msg) tea.Cmd {
	if t := p.c.Theme(); t.ID != p.theme.ID {
		p.theme = t
		p.arrange()
	}
	switch msg := msg.(type) {
	case page.Frame:
		return p.onFrame(msg)
	case tea.KeyPressMsg:
		switch {
		case p.prompt.open:
			return p.typing(msg)
		case p.window:
			return p.chooseWindow(msg)
		}
		cmd, _ := p.press(msg)
		return cmd
	case tea.PasteMsg:
		if p.prompt.open {
			return p.typing(msg)
		}
	case jumped:
		return p.onJumped(msg)
	case sorted:
		return p.onSorted(msg)
	case loaded:
		return p.onLoaded(msg)
	case traced:
		return p.onTraced(msg)
	case stuckFound:
		return p.onStuck(msg)
	case saved:
		return p.onSaved(msg)
	case page.ShowEvents:
		return p.onShow(msg)
	}
	return nil
}

// windows are the time windows, in the order of the keys 0 1 2 3 4 9; below
// zero is everything.
var windows = [...]time.Duration{0, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, -1}

// askWindow waits for the digit that chooses a time window.
func (p *Page) askWindow() tea.Cmd {
	p.window = true
	return nil
}

// chooseWindow takes the key after T; any other key gives it up.
func (p *Page) chooseWindow(msg tea.KeyPressMsg) tea.Cmd {
	p.window = false
	for i, b := range p.k.Windows {
		if key.Matches(msg, b) {
			return p.openWindow(windows[i])
		}
	}
	return nil
}

// match goes to the next match of the filter, or of the search in the detail.
func (p *Page) match(step int) tea.Cmd {
	if p.inDetail() && p.detail.search != "" {
		return p.searchDetail(step, false)
	}
	return p.nextMatch(step)
}

func (p *Page) open() tea.Cmd { return p.openDetail(p.detail.raw) }

func (p *Page) toggleFull() tea.Cmd {
	if !p.detail.open {
		cmd := p.open()
		p.detail.full = p.detail.open
		return cmd
	}
	p.detail.full = !p.detail.full
	p.detail.focus = true
	return nil
}

func (p *Page) toggleWrap() tea.Cmd {
	p.detail.wrap = !p.detail.wrap
	p.detail.left = 0
	return nil
}

func (p *Page) switchPane() tea.Cmd {
	if !p.detail.full {
		p.detail.focus = !p.detail.focus
	}
	return nil
}

func (p *Page) nextTimes() tea.Cmd {
	p.times = (p.times + 1) % timesCount
	p.day = p.dayOf(p.now)
	p.dated = p.notOfToday()
	p.arrange()
	switch {
	case p.detail.open && p.detail.about == anEvent:
		return p.loadDetail(p.detail.key)
	case p.detail.open:
		return p.retrace()
	}
	return nil
}

func (p *Page) toggleChosen() tea.Cmd { return p.toggleColumn(p.choices()[p.picker.at]) }

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
