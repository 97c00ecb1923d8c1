package wizard

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// Update handles keys, frames and the results of the page's own commands.
func (p *Page) Update(msg tea.Msg) tea.Cmd { return p.done(p.update(msg)) }

// done follows every change: it begins the job that is next.
func (p *Page) done(cmd tea.Cmd) tea.Cmd {
	if job := p.next(); job != nil {
		return tea.Batch(cmd, job)
	}
	return cmd
}

func (p *Page) update(msg tea.Msg) tea.Cmd {
	if t := p.c.Theme(); t.ID != p.theme.ID {
		p.theme = t
		p.refill()
	}
	switch msg := msg.(type) {
	case page.Frame:
		return p.onFrame(msg)
	case tea.KeyPressMsg:
		cmd, _ := p.press(msg)
		return cmd
	case tea.PasteMsg:
		if p.typing() {
			p.ask.form.edit(msg)
		}
	case finished:
		p.queue.running = false
		return p.update(msg.msg)
	case detected:
		return p.onDetected(msg)
	case kept:
		return p.onKept(msg)
	case settled:
		return p.onSettled(msg)
	case probed:
		return p.onProbed(msg)
	case drafted:
		return p.onDrafted(msg)
	case exported:
		return p.onExported(msg)
	case ran:
		return p.onRan(msg)
	case looked:
		return p.onLooked(msg)
	case again:
		return p.onAgain(msg)
	case offered:
		return p.onOffered(msg)
	case tryEnded:
		return p.onTried(msg)
	case page.ShowStep:
		return p.onShowStep(msg)
	case audited:
		return p.onAudited(msg)
	}
	return nil
}

// onFrame takes over what runs and tests have said.
func (p *Page) onFrame(f page.Frame) tea.Cmd {
	p.now = f.Now
	if !f.List {
		return nil
	}
	if p.tests.running {
		p.tests.take()
	}
	p.apply.look()
	p.verify.audit.look()
	return nil
}

// refill draws the tables in another theme.
func (p *Page) refill() {
	p.tests.take()
	p.plan.fill()
	p.verify.fill()
	if p.interview != nil && p.ask.listed {
		p.ask.fill()
	}
}
