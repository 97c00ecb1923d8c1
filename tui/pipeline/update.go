package pipeline

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/tui/page"
)

// look is the look that goes on, or the one that was last.
type look struct {
	running bool
	begun   time.Time
	err     error
}

// judge is the same for the verdict.
type judge struct {
	running bool
	at      time.Time
	seen    uint64 // events that had arrived by then
	arrived uint64 // events that have arrived
}

// looked is how a look ended.
type looked struct {
	sight Sight
	err   error
}

// decided is a verdict, and the events that it rests on.
type decided struct {
	verdict isolation.Verdict
	seen    uint64
}

// Update handles keys, frames and the results of the page's own commands.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	if t := p.c.Theme(); t.ID != p.theme.ID {
		p.theme = t
		p.fill()
	}
	switch msg := msg.(type) {
	case page.Frame:
		return p.onFrame(msg)
	case tea.KeyPressMsg:
		return p.press(msg)
	case looked:
		return p.onLooked(msg)
	case decided:
		p.judge.running, p.judge.seen = false, msg.seen
		p.verdict, p.judged = msg.verdict, true
		p.fill()
	case readExcerpt:
		p.onExcerpt(msg)
	}
	return nil
}

// onFrame looks and judges again when it is time to.
func (p *Page) onFrame(f page.Frame) tea.Cmd {
	aged := !f.Now.Truncate(time.Second).Equal(p.now.Truncate(time.Second))
	p.now, p.judge.arrived = f.Now, f.Stats.Seen
	if !p.shown {
		return nil
	}
	if aged && f.List {
		p.fill()
	}
	var cmds []tea.Cmd
	if p.now.Sub(p.look.begun) >= p.c.Every {
		cmds = append(cmds, p.lookNow())
	}
	if p.judge.arrived != p.judge.seen && p.now.Sub(p.judge.at) >= judgeEvery {
		cmds = append(cmds, p.judgeNow())
	}
	return tea.Batch(cmds...)
}

// lookNow begins a look, unless one goes on.
func (p *Page) lookNow() tea.Cmd {
	if p.look.running {
		return nil
	}
	p.look.running, p.look.begun = true, p.now
	b, parent := p.c.Backend, p.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(parent, lookFor)
		defer cancel()
		s, err := b.Look(ctx)
		return looked{s, err}
	}
}

// onLooked takes a sight. One that brought nothing leaves the last in its place.
func (p *Page) onLooked(msg looked) tea.Cmd {
	p.look.running, p.look.err = false, msg.err
	if msg.err == nil {
		p.sight = &msg.sight
		p.verdict, p.judged = msg.sight.Verdict, true
	}
	p.fill()
	return nil
}

// judgeNow has the verdict judged, unless that is being done.
func (p *Page) judgeNow() tea.Cmd {
	if p.judge.running || p.sight == nil {
		return nil
	}
	p.judge.running, p.judge.at = true, p.now
	b, ctx, s, seen := p.c.Backend, p.ctx, p.sight, p.judge.arrived
	return func() tea.Msg { return decided{b.Judge(ctx, s), seen} }
}
