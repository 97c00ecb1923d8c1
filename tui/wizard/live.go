package wizard

import (
	"context"
	"fmt"
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
)

// settled comes some time after an answer, when no other one has followed.
type settled struct{ run int }

// changed has tests and plan follow the answers, when these have come to rest.
func (p *Page) changed() tea.Cmd {
	p.plan.run++
	return p.after(p.c.Debounce, settled{p.plan.run})
}

// after is a message that comes later, unless the program ends.
func (p *Page) after(d time.Duration, msg tea.Msg) tea.Cmd {
	ctx := p.ctx
	return func() tea.Msg {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

func (p *Page) onSettled(msg settled) tea.Cmd {
	if msg.run != p.plan.run || p.interview == nil {
		return nil
	}
	p.redraft()
	if on := testedBy(p.interview.Answers()); !reflect.DeepEqual(on, p.tests.on) {
		p.tests.on = on
		return p.tests.start()
	}
	return nil
}

// tested are the answers that the live tests rest on.
type tested struct {
	broker   setup.BrokerAnswers
	keystone setup.KeystoneAnswers
	mongo    setup.MongoAnswers
	profile  string
}

func testedBy(a setup.Answers) *tested {
	return &tested{a.BrokerB, a.Keystone, a.MongoDB, a.Profile}
}

// redraft makes the plan again; one that is being made is not wanted any more.
func (p *Page) redraft() {
	p.drop(drafting)
	b, i, run := p.c.Backend, p.interview.Clone(), p.plan.run
	p.enqueue(drafting, func(ctx context.Context) tea.Msg {
		d, err := b.Draft(ctx, i)
		msg := drafted{run: run, draft: d, err: err}
		if d != nil {
			msg.summaries = summarize(b, d)
			msg.mayNot = b.MayApply(d)
		}
		msg.lastRun = b.LastRun()
		return msg
	})
}

// liveLines are the plan and the tests as they are now, beside the questions.
func (p *Page) liveLines(width int) (lines []string) {
	w, t := p.w, p.theme
	lines = append(lines, p.tests.line(width))
	pl := &p.plan
	switch {
	case pl.err != nil:
		lines = append(lines, textf(t.Muted, w.NoPlanYet, p.first(pl.err)))
	case pl.draft == nil:
		lines = append(lines, text(t.Muted, w.Drafting))
	default:
		for i := range pl.draft.Nodes {
			lines = append(lines, pl.nodeLine(i))
		}
		lines = append(lines, pl.filesLine(), pl.restartsLine())
	}
	if pl.draft != nil && p.busy(drafting) {
		lines[len(lines)-1] += t.Info.Render(" " + signRuns + " " + w.Drafting)
	}
	var shown []string
	for _, l := range lines {
		if l != "" {
			shown = append(shown, l)
		}
	}
	return shown[:min(len(shown), 5)]
}

// nodeLine is how many steps of a node are to be done.
func (pl *plan) nodeLine(i int) string {
	p := pl.page
	w, t, n := p.w, p.theme, &pl.draft.Nodes[i]
	name := text(t.Strong, n.Name) + "  "
	s := &pl.summaries[i]
	switch {
	case n.Err != nil:
		return name + text(t.Error, signFailed+" "+p.first(n.Err))
	case len(n.Snippets) > 0:
		return name + textf(t.Warn, w.SnippetsFor, n.Snippets[0].Manager)
	case s.changes == 0 && s.blocked == 0:
		return name + text(t.OK, signDone+" "+w.NothingToDo)
	}
	line := name + textf(t.Warn, w.ToChange, s.changes)
	if s.blocked > 0 {
		line += "  " + textf(t.Error, w.AreBlocked, s.blocked)
	}
	return line
}

// filesLine are the counts of lines, file by file.
func (pl *plan) filesLine() string {
	p := pl.page
	t := p.theme
	line := ""
	for i := range pl.summaries {
		for _, f := range pl.summaries[i].files {
			if line != "" {
				line += "  "
			}
			line += textf(t.Text, "%s ", f.base()) + pl.counts(f.counts)
		}
	}
	return line
}

// counts are lines that come and go.
func (pl *plan) counts(c counts) string {
	t := pl.page.theme
	return t.OK.Render(fmt.Sprintf("+%d", c.plus)) + " " + t.Error.Render(fmt.Sprintf("-%d", c.minus))
}

// restartsLine names the services that are restarted.
func (pl *plan) restartsLine() string {
	var units []string
	for i := range pl.summaries {
		for _, r := range pl.summaries[i].restarts {
			units = append(units, r.name())
		}
	}
	if len(units) == 0 {
		return ""
	}
	return textf(pl.page.theme.Text, pl.page.w.Restarts, joined(units))
}
