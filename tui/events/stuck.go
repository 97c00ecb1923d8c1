package events

import (
	"cmp"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
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
	tracker, seq, log, now, w := t.tracker, t.from, p.c.Log, t.now, &p.c.Words.Trace
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
		if total > 0 {
			d.lines = append(d.lines, line{kind: stuckHead})
		}
		for i := range steps {
			r.longest = max(r.longest, d.step(w, step{Step: steps[i]}, now))
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

// stuckSince makes the list of what is stuck anew when there are events that it
// does not know, whether or not the events listed have changed.
func (p *Page) stuckSince() tea.Cmd {
	if !p.detail.open || p.detail.about != theStuck || p.paused || p.tracing.running {
		return nil
	}
	if _, next := p.c.Log.Bounds(); next == p.tracing.from {
		return nil
	}
	return p.retrace()
}

// agingSteps reports that the pane shows ages, which time alone changes. Those
// of a recording stand still.
func (p *Page) agingSteps() bool {
	return p.detail.open && p.detail.about != anEvent && p.tracing.open > 0 && !p.c.Recorded
}

// The columns of what is stuck, beside the age and the action.
const (
	serviceWidth = 8
	itemLeast    = 8
	itemMost     = 36
	projectMost  = 32
)

// stuckPieces are those of a step in the list of what is stuck.
func (p *Page) stuckPieces(s *step) []piece {
	t, w := p.theme, &p.c.Words.Trace
	age := ""
	if d, known := s.Age(p.tracing.now); known {
		age = w.Units.Duration(d)
	}
	return p.stuckColumns([6]piece{
		{t.Muted, left(age, offsetWidth)},
		{t.Service(s.Service), cmp.Or(s.Service, s.Stage)},
		{stepStyle(t, s.State), stepName(w, s)},
		{t.Text, s.Host},
		{t.Text, cmp.Or(s.ResourceName, s.ResourceID)},
		{t.Muted, s.ProjectID},
	})
}

// stuckTitles stand above them.
func (p *Page) stuckTitles() []piece {
	w, t := &p.c.Words.Trace, p.theme.Muted
	return p.stuckColumns([6]piece{{t, left(w.Age, offsetWidth)}, {t, w.Service}, {t, w.Action}, {t, w.Host}, {t, w.Item}, {t, w.Project}})
}

func (p *Page) stuckColumns(cells [6]piece) []piece {
	action := p.actionWidth()
	if p.detail.width < narrow {
		action = max(min(action, p.detail.width-offsetWidth-itemLeast-2), actionLeast)
		return p.inColumns([]piece{cells[0], cells[2], cells[4]}, offsetWidth, action, itemMost)
	}
	rest := max(p.detail.width-offsetWidth-serviceWidth-action-5, 0)
	host := max(min(rest/4, hostWidth), hostLeast)
	item := max(min((rest-host)*3/5, itemMost), itemLeast)
	return p.inColumns(cells[:], offsetWidth, serviceWidth, action, host, item, max(min(rest-host-item, projectMost), itemLeast))
}

// inColumns brings cells to their widths; what is not known is a dash.
func (p *Page) inColumns(cells []piece, widths ...int) []piece {
	for i := range cells {
		cells[i].text = fitted(cmp.Or(sources.Visible(cells[i].text), missing), widths[i])
		if i < len(cells)-1 {
			cells[i].text += " "
		}
	}
	return cells
}
