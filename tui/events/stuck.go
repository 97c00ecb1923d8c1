package events

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources/trace"
)

// mostStuck bounds the list of what is stuck.
const mostStuck = 500

// stuckFound is the list of what is stuck made ready to be drawn.
type stuckFound struct {
	traced
	tracker *trace.Tracker
	next    uint64
}

// openStuck lists what was begun and not ended, of all requests, or puts that
// away.
func (p *Page) openStuck() tea.Cmd {
	if p.detail.open && p.detail.about == theStuck {
		p.closeDetail()
		return nil
	}
	return p.openPane(theStuck)
}

// findStuck lets the tracker catch up with the log, which takes longer than a
// frame the first time. It belongs to the command while that runs.
func (p *Page) findStuck(load int) tea.Cmd {
	t := &p.tracing
	if t.tracker == nil {
		t.tracker = trace.NewTracker(0)
	}
	tracker, seq, log, now, w := t.tracker, t.from, p.c.Log, p.present(), &p.c.Words.Trace
	return func() tea.Msg {
		next := log.Each(seq, trace.Phased{}, tracker.Add)
		steps, total := tracker.Stuck(now, 0, mostStuck)
		d := &doc{}
		r := stuckFound{traced{load: load, doc: d, title: w.Unfinished}, tracker, next}
		switch {
		case total == 0:
			d.lines = append(d.lines, line{kind: note, value: w.NoneStuck})
		case total > len(steps):
			d.lines = append(d.lines, line{kind: note, value: sprintf(w.MoreStuck, strconv.Itoa(len(steps)), strconv.Itoa(total))})
		}
		for i := range steps {
			r.longest = max(r.longest, d.step(w, step{Step: steps[i], now: now}))
		}
		if n := tracker.Forgotten(); n > 0 {
			d.lines = append(d.lines, line{kind: note, value: sprintf(w.Forgotten, strconv.FormatUint(n, 10))})
		}
		d.refold()
		return r
	}
}

func (p *Page) onStuck(msg stuckFound) tea.Cmd {
	p.tracing.from = msg.next
	return p.onTraced(msg.traced)
}
