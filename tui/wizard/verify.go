package wizard

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/tui/dialog"
)

// verify watches the way of the events, and offers what makes some.
type verify struct {
	page  *Page
	since time.Time // when what is watched began
	table *table

	hops    []setup.Hop
	hopsErr error
	at      time.Time // of the hops
	looking bool
	run     int // of the looks; a tick of an earlier one is late
	cancel  context.CancelFunc

	trials    []setup.Trial    // that can be made with the newest draft
	tried     map[string]trial // by id
	schedules []audit.Schedule
	askedFor  bool // trials and schedules were asked for
	schedErr  error

	audit auditRun
}

// trial is how a trial went.
type trial struct {
	running bool
	err     error
	done    bool
}

func (v *verify) init() {
	v.table, v.cancel, v.tried = newTable(), func() {}, map[string]trial{}
	v.fill()
}

// shown reports whether the hops are on the screen.
func (v *verify) shown() bool {
	p := v.page
	return p.shown && p.at == verifying && p.plan.draft != nil
}

// watch looks at the way of the events if it is on the screen.
func (v *verify) watch() tea.Cmd {
	if !v.shown() || v.looking {
		return nil
	}
	v.askedFor = false
	return v.ask()
}

// looked is what a look at the way of the events saw.
type looked struct {
	run  int
	hops []setup.Hop
	err  error
	at   time.Time
}

// again is the tick at which the hops are looked at once more.
type again struct{ run int }

// ask looks at the hops now.
func (v *verify) ask() tea.Cmd {
	p := v.page
	if v.since.IsZero() {
		v.since = p.now
	}
	v.cancel()
	v.run++
	v.looking = true
	ctx, cancel := context.WithCancel(p.ctx)
	v.cancel = cancel
	b, d, since, run := p.c.Backend, p.plan.draft, v.since, v.run
	look := func() tea.Msg {
		defer cancel()
		hops, err := b.Verify(ctx, d, since)
		return looked{run, hops, err, time.Now()}
	}
	return tea.Batch(look, v.ofOffers())
}

func (p *Page) onLooked(msg looked) tea.Cmd {
	v := &p.verify
	if msg.run != v.run {
		return nil
	}
	v.looking = false
	first := v.at.IsZero()
	if !errors.Is(msg.err, context.Canceled) {
		v.hopsErr = msg.err
		if msg.err == nil {
			v.hops, v.at = msg.hops, msg.at
		}
	}
	v.fill()
	if first && !v.audit.running {
		v.table.list.Home() // what was there before stands below the hops
	}
	if !v.shown() {
		return nil
	}
	return p.after(p.c.Refresh, again{v.run})
}

func (p *Page) onAgain(msg again) tea.Cmd {
	if msg.run != p.verify.run || p.verify.looking || !p.verify.shown() {
		return nil
	}
	return p.verify.ask()
}

// refresh looks now.
func (v *verify) refresh() tea.Cmd {
	if v.page.plan.draft == nil {
		return v.page.notice(v.page.w.NoPlan)
	}
	v.askedFor = false
	return v.ask()
}

// prepare takes over a new draft. What can be tried with an old one is unknown.
func (v *verify) prepare() tea.Cmd {
	v.trials, v.askedFor = nil, false
	v.fill()
	return v.watch()
}

// offered are what can be tried, and the schedules that were found.
type offered struct {
	draft     *Draft
	trials    []setup.Trial
	mayNot    error // why no audit can be run
	schedules []audit.Schedule
	err       error
}

// ofOffers finds what can be tried and the schedules of the audit, once a visit:
// both ask other programs and servers.
func (v *verify) ofOffers() tea.Cmd {
	if v.askedFor {
		return nil
	}
	v.askedFor = true
	b, d := v.page.c.Backend, v.page.plan.draft
	v.page.enqueue(offering, func(ctx context.Context) tea.Msg {
		msg := offered{draft: d}
		if d != nil {
			msg.trials = b.Trials(d)
		}
		msg.mayNot = b.MayAudit(ctx)
		msg.schedules, msg.err = b.Schedules(ctx)
		return msg
	})
	return nil
}

func (p *Page) onOffered(msg offered) tea.Cmd {
	v := &p.verify
	v.schedules, v.schedErr, v.audit.mayNot = msg.schedules, msg.err, msg.mayNot
	if msg.draft == p.plan.draft {
		v.trials = msg.trials
	}
	v.fill()
	return nil
}

// askTry asks whether to make a trial.
func (v *verify) askTry(tr setup.Trial) tea.Cmd {
	p := v.page
	w := p.w
	if v.tried[tr.ID].running {
		return p.notice(w.TrialRuns)
	}
	question := sprintf(w.TrialText, p.say(tr.Title), p.say(tr.Proves), tr.Command)
	return dialog.Show(dialog.Ask(w.TrialTitle, visible(question), &p.c.Keys.Confirm, &p.c.Words.Dialog, func() tea.Cmd {
		return p.done(v.try(tr))
	}))
}

// tryEnded is how a trial ended.
type tryEnded struct {
	id  string
	err error
}

func (v *verify) try(tr setup.Trial) tea.Cmd {
	p := v.page
	d, b := p.plan.draft, p.c.Backend
	if d == nil {
		return p.notice(p.w.NoPlan)
	}
	// Another trial may wait, so this one is no job that could be replaced.
	v.tried[tr.ID] = trial{running: true}
	p.queue.waiting = append(p.queue.waiting, job{trying, func(ctx context.Context) tea.Msg {
		return tryEnded{tr.ID, b.Try(ctx, d, tr.ID)}
	}})
	v.fill()
	return nil
}

func (p *Page) onTried(msg tryEnded) tea.Cmd {
	p.verify.tried[msg.id] = trial{err: msg.err, done: msg.err == nil}
	p.verify.fill()
	return nil
}
