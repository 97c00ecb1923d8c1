package wizard

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// section is one of the six parts of a setup.
type section int

const (
	detection section = iota
	questions
	testing
	planning
	carrying
	verifying
	sections
)

// part is what a section shows.
type part interface {
	// state is what the step list says about it: a sign, and a few characters.
	state() (sign string, style theme.Style, note string)
	// view are the lines of the section, of at most the width.
	view(width, height int) []string
}

func (p *Page) part(s section) part {
	return [...]part{detectView{p}, &p.ask, &p.tests, &p.plan, &p.apply, &p.verify}[s]
}

func (p *Page) sectionTitle(s section) string {
	w := p.w
	return [...]string{w.Detect, w.Questions, w.Tests, w.Plan, w.Apply, w.Verify}[s]
}

// goTo shows a section. Those in between need to know the machine.
func (p *Page) goTo(s section) tea.Cmd {
	s = max(0, min(s, sections-1))
	if s > detection && s < verifying && p.interview == nil {
		return p.notice(p.w.NotYetDetected)
	}
	if s == p.at {
		return nil
	}
	p.at = s
	p.pane.close()
	p.ask.why = false
	if s == questions {
		p.ask.enter()
	}
	cmd := p.verify.watch()
	if s > questions && s < verifying && p.interview.GoOn() {
		cmd = tea.Batch(cmd, p.changed()) // with the other nodes
	}
	return cmd
}

func (p *Page) nextSection() tea.Cmd { return p.goTo(p.at + 1) }
func (p *Page) prevSection() tea.Cmd { return p.goTo(p.at - 1) }
