package usage

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// summed is how a sum ended.
type summed struct {
	sight Sight
	err   error
	took  time.Duration
}

// Update handles keys, frames and the results of the page's own commands.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	if t := p.c.Theme(); t.ID != p.theme.ID {
		p.theme = t
		p.arrange()
	}
	switch msg := msg.(type) {
	case page.Frame:
		p.now = msg.Now
		if p.shown && msg.Now.Sub(p.sum.begun) >= p.pause() {
			return p.sumUp()
		}
	case tea.KeyPressMsg:
		return p.press(msg)
	case summed:
		p.onSummed(msg)
	}
	return nil
}

// pause is between the beginnings of two sums: however much there is to sum up,
// it takes a tenth of one core at most.
func (p *Page) pause() time.Duration { return max(p.c.Every, 10*p.sum.took) }

// sumUp begins a sum, unless one is on its way.
func (p *Page) sumUp() tea.Cmd {
	if p.sum.running {
		return nil
	}
	p.sum.running, p.sum.begun = true, p.now
	b, ctx := p.c.Backend, p.ctx
	return func() tea.Msg {
		begun := time.Now()
		s, err := b.Sum(ctx)
		return summed{s, err, time.Since(begun)}
	}
}

// onSummed takes a sum. One that brought nothing leaves the last in its place.
func (p *Page) onSummed(msg summed) {
	p.sum.running, p.sum.took, p.err = false, msg.took, msg.err
	first := len(p.entries) == 0
	if msg.err == nil {
		p.sight = &msg.sight
	}
	p.fill()
	if first {
		p.list.Home()
		p.layout()
	}
}
