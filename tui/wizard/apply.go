package wizard

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/dialog"
)

// apply writes patches, and carries the plan out or takes it back.
type apply struct {
	page *Page

	dirs      []string // that the last export wrote
	exportErr error

	run *run // the newest, nil before the first
	// edited are the files that kept the last rollback from its end.
	edited []string
	text   pane
	// follow keeps the end of a run in sight.
	follow bool
}

// run is a plan that is carried out, or taken back.
type run struct {
	back     bool     // it is taken back
	leave    []string // files that it leaves as somebody made them
	activity *activity
	said     said
	over     bool
	result   setup.Result
	err      error
}

// The words that are typed before something changes. They are the same in every
// language, as commands are.
const (
	applyWord    = "apply"
	rollbackWord = "rollback"
)

func (a *apply) init() {}

// running reports whether something is being changed.
func (a *apply) running() bool { return a.run != nil && !a.run.over }

// exported is how the writing of patches ended.
type exported struct {
	dirs []string
	err  error
}

// export writes a bundle for each node. It changes nothing but its own output.
func (a *apply) export() tea.Cmd {
	p := a.page
	d := p.plan.draft
	if d == nil {
		return p.notice(p.w.NoPlan)
	}
	b := p.c.Backend
	a.dirs, a.exportErr = nil, nil
	p.enqueue(exporting, func(ctx context.Context) tea.Msg {
		dirs, err := b.Export(ctx, d)
		return exported{dirs, err}
	})
	return p.goTo(carrying)
}

func (p *Page) onExported(msg exported) tea.Cmd {
	p.apply.dirs, p.apply.exportErr = msg.dirs, msg.err
	return nil
}

// mayApply says what keeps this machine's plan from being applied, "" nothing.
func (a *apply) mayApply() (why string, ok bool) {
	p := a.page
	pl := &p.plan
	switch {
	case a.running():
		return p.w.RunGoesOn, false
	case p.busy(drafting):
		return p.w.Drafting, false
	case pl.draft == nil || len(pl.draft.Nodes) == 0:
		return p.w.NoPlan, false
	case pl.draft.Nodes[0].Err != nil:
		return pl.draft.Nodes[0].Err.Error(), false
	case len(pl.draft.Nodes[0].Snippets) > 0 && !pl.draft.Nodes[0].Plan.Changes():
		return sprintf(p.w.ManagedElsewhere, pl.draft.Nodes[0].Snippets[0].Manager, p.sectionTitle(planning)), false
	case !pl.draft.Nodes[0].Plan.Changes():
		return p.w.NothingToDo, false
	case pl.mayNot != nil:
		return pl.mayNot.Error(), false
	}
	return "", true
}

// askApply has the word typed that carries the plan out.
func (a *apply) askApply() tea.Cmd {
	p := a.page
	if why, ok := a.mayApply(); !ok {
		return p.notice(p.say(why))
	}
	d := p.plan.draft
	lines := []string{sprintf(p.w.ApplyText, p.plan.summaries[0].changes, len(p.plan.summaries[0].files), len(p.plan.summaries[0].restarts))}
	for _, r := range p.plan.summaries[0].restarts {
		lines = append(lines, p.pair(r.name(), interrupts(r.unit, r.verb, &p.w.Impact)))
	}
	lines = append(lines, sprintf(p.w.TypeWord, applyWord))
	return dialog.Show(p.newWordBox(p.w.ApplyTitle, lines, applyWord, func() tea.Cmd { return p.done(a.start(d)) }))
}

// start carries the plan out that was on the screen when the word was typed.
func (a *apply) start(d *Draft) tea.Cmd {
	p := a.page
	if d != p.plan.draft {
		return p.notice(p.w.PlanChanged)
	}
	b, act := p.c.Backend, a.begin(false)
	p.enqueue(applying, func(ctx context.Context) tea.Msg {
		began := time.Now()
		result, err := b.Apply(ctx, d, func(r setup.Progress) { act.tell(ctx, r) }, act.output)
		return ran{act, result, err, b.LastRun(), began}
	})
	return p.goTo(carrying)
}

// begin makes the run that is shown from now on.
func (a *apply) begin(back bool) *activity {
	act := &activity{wake: a.page.poke}
	a.run, a.follow = &run{back: back, activity: act}, true
	a.text = pane{}
	return act
}

// ran is how a run ended.
type ran struct {
	activity *activity
	result   setup.Result
	err      error
	lastRun  string
	began    time.Time // zero: the way of the events is looked at as before
}

// onRan looks at the machine again by making the plan anew: what was done is
// found done, not believed to be.
func (p *Page) onRan(msg ran) tea.Cmd {
	a := &p.apply
	if a.run == nil || a.run.activity != msg.activity {
		return nil
	}
	a.run.over, a.run.result, a.run.err = true, msg.result, msg.err
	a.run.said = msg.activity.look()
	p.plan.lastRun = msg.lastRun
	a.edited = nil
	if e := (*setup.EditedError)(nil); errors.As(msg.err, &e) {
		a.edited = e.Files
	}
	if !msg.began.IsZero() {
		p.verify.since = msg.began
	}
	p.plan.run++
	p.redraft()
	if len(p.tests.probes) == 0 {
		return nil
	}
	return p.tests.start() // the logins that the run made can be tried, or are gone
}

// askRollback has the word typed that takes the last run back.
func (a *apply) askRollback() tea.Cmd {
	p := a.page
	switch {
	case a.running():
		return p.notice(p.w.RunGoesOn)
	case p.plan.lastRun == "":
		return p.notice(p.w.NoRun)
	}
	leave := a.edited
	lines := []string{sprintf(p.w.RollbackText, p.plan.lastRun)}
	for _, file := range leave {
		lines = append(lines, sprintf(p.w.EditedSince, file))
	}
	lines = append(lines, sprintf(p.w.TypeWord, rollbackWord))
	return dialog.Show(p.newWordBox(p.w.RollbackTitle, lines, rollbackWord, func() tea.Cmd { return p.done(a.rollback(leave)) }))
}

// rollback takes the last run back, but for the files that are left.
func (a *apply) rollback(leave []string) tea.Cmd {
	p := a.page
	b, act := p.c.Backend, a.begin(true)
	a.run.leave = leave
	p.enqueue(rolling, func(ctx context.Context) tea.Msg {
		err := b.Rollback(ctx, leave, func(r setup.Progress) { act.tell(ctx, r) }, act.output)
		return ran{activity: act, err: err, lastRun: b.LastRun()}
	})
	return p.goTo(carrying)
}

// pause lets the run wait before its next action, or go on.
func (a *apply) pause() tea.Cmd {
	if a.running() {
		a.run.activity.pause(!a.run.said.paused)
		a.run.said = a.run.activity.look()
	}
	return nil
}

// look takes over what the run has said.
func (a *apply) look() {
	if a.running() {
		a.run.said = a.run.activity.look()
	}
}
