package meters

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// Update handles keys, frames and the results of the page's own commands.
func (p *Page) Update(msg tea.Msg) tea.Cmd { return p.done(p.update(msg)) }

// done follows every change: it begins what the change has made necessary and
// puts things in their places again.
func (p *Page) done(cmd tea.Cmd) tea.Cmd {
	p.layout()
	order := p.arrange()
	p.judgeBand()
	p.fillDetail()
	return tea.Batch(cmd, order, p.probe())
}

func (p *Page) update(msg tea.Msg) tea.Cmd {
	if t := p.c.Theme(); t.ID != p.theme.ID {
		p.theme = t
		p.arrangeColumns()
	}
	switch msg := msg.(type) {
	case page.Frame:
		return p.onFrame(msg)
	case tea.KeyPressMsg:
		if p.prompt.open {
			return p.typing(msg)
		}
		cmd, _ := p.press(msg)
		return cmd
	case tea.PasteMsg:
		if p.prompt.open {
			return p.typing(msg)
		}
	case ordered:
		return p.onOrdered(msg)
	case summed:
		return p.onSummed(msg)
	case saved:
		return p.onSaved(msg)
	case looked:
		p.onLooked(msg)
	case page.ShowMeters:
		return p.onShow(msg)
	}
	return nil
}

// onFrame takes over what has arrived. The list changes only when the frame
// says that lists may.
func (p *Page) onFrame(f page.Frame) tea.Cmd {
	aged := !f.Now.Truncate(time.Second).Equal(p.now.Truncate(time.Second))
	p.now = f.Now
	if !f.List {
		return nil
	}
	cmds := []tea.Cmd{p.takeStores()}
	for _, s := range p.stores {
		if p.take(s) {
			p.dirty = true
		}
	}
	read := p.samples.take(p.now)
	p.dirty = p.dirty || read && p.order.pool != nil
	p.trim()
	if aged || p.dirty {
		p.expect()
	}
	cmds = append(cmds, p.refresh(), p.sum(), p.lookBehind())
	if read || aged {
		p.list.Redraw()
	}
	return tea.Batch(cmds...)
}
