package wizard

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// What the id of a row begins with says what it is.
const (
	hopRow      = "hop "
	trialRow    = "trial "
	auditRow    = "audit"
	scheduleRow = "schedule "
)

// fill makes the rows: the way of the events, what can be tried, the audit and
// its schedules.
func (v *verify) fill() {
	p := v.page
	w, t := p.w, p.theme
	var rows []row
	for _, h := range v.hops {
		sign, style, word := p.hopState(h.State)
		rows = append(rows, row{hopRow + h.ID, []cell{{style, sign + " " + word}, {t.Text, p.say(h.Title)}, {t.Muted, p.say(h.Detail)}}})
	}
	for _, tr := range v.trials {
		sign, style, word := p.trialState(v.tried[tr.ID])
		more := fmt.Sprintf(w.Proves, p.say(tr.Proves))
		if tr.Lacks != "" {
			sign, style, word, more = signBlocked, t.Muted, w.TrialLacks, p.say(tr.Lacks)
		}
		rows = append(rows, row{trialRow + tr.ID, []cell{{style, sign + " " + word}, {t.Text, p.say(tr.Title)}, {t.Muted, more}}})
	}
	sign, style, word := v.audit.state(p)
	rows = append(rows, row{auditRow, []cell{{style, sign + " " + word}, {t.Text, w.AuditTitle}, {t.Muted, "cinder-volume-usage-audit"}}})
	for _, s := range v.schedules {
		sign, style, word := p.hopState(s.State)
		rows = append(rows, row{scheduleRow + s.Where, []cell{{style, sign + " " + word}, {t.Text, fmt.Sprintf(w.Schedule, s.When)}, {t.Muted, s.Where}}})
	}
	v.table.list.SetColumns([]list.Column{
		{ID: "state", Title: w.State, Width: 12, Min: 3, Keep: true},
		{ID: "title", Title: w.Watched, Width: 34, Min: 12, Max: 50, Rank: 1, Keep: true},
		{ID: "detail", Title: w.Detail, Width: 24, Min: 10, Max: 80, Rank: 2},
	})
	v.table.set(rows)
}

func (p *Page) hopState(s setup.HopState) (sign string, style theme.Style, word string) {
	w, t := p.w, p.theme
	switch s {
	case setup.HopProven:
		return signDone, t.OK, w.HopProven
	case setup.HopWaiting:
		return signWaits, t.Info, w.HopWaiting
	case setup.HopBroken:
		return signFailed, t.Error, w.HopBroken
	}
	return signUnknown, t.Warn, w.HopUnknown
}

func (p *Page) trialState(tr trial) (sign string, style theme.Style, word string) {
	w, t := p.w, p.theme
	switch {
	case tr.running:
		return signRuns, t.Info, w.TrialGoesOn
	case tr.err != nil:
		return signFailed, t.Error, w.TrialFailed
	case tr.done:
		return signDone, t.OK, w.TrialDone
	}
	return signElse, t.Muted, w.TrialOffered
}

func (v *verify) state() (string, theme.Style, string) {
	t := v.page.theme
	if len(v.hops) == 0 {
		return signWaits, t.Muted, ""
	}
	proven, broken := 0, false
	for _, h := range v.hops {
		if h.State == setup.HopProven {
			proven++
		}
		broken = broken || h.State == setup.HopBroken
	}
	note := fmt.Sprintf("%d/%d", proven, len(v.hops))
	switch {
	case broken:
		return signFailed, t.Error, note
	case proven == len(v.hops):
		return signDone, t.OK, note
	}
	return signWaits, t.Info, note
}

func (v *verify) view(width, height int) []string {
	p := v.page
	w, t := p.w, p.theme
	if p.pane.open {
		return p.pane.view(v.about(width), width, height)
	}
	lines := p.problem(v.hopsErr, width)
	lines = append(lines, p.problem(v.schedErr, width)...)
	switch {
	case p.plan.draft == nil:
		lines = append(lines, text(t.Muted, w.NoPlan))
	case v.at.IsZero() && v.looking:
		lines = append(lines, text(t.Info, signRuns+" "+w.Looking))
	case !v.at.IsZero():
		lines = append(lines, textf(t.Muted, w.WatchedSince, v.since.UTC().Format(time.TimeOnly)+"Z", v.at.UTC().Format(time.TimeOnly)+"Z"))
	}
	top, about := split(len(v.table.rows), height-len(lines))
	lines = append(lines, v.table.view(width, top, t)...)
	if about > 0 {
		lines = append(lines, heading("", width, t))
		lines = append(lines, v.about(width)...)
	}
	return lines
}

// openRow does what Enter means on the selected row.
func (v *verify) openRow() tea.Cmd {
	p := v.page
	id := v.table.selected()
	if tr, ok := strings.CutPrefix(id, trialRow); ok {
		for _, one := range v.trials {
			if one.ID == tr && one.Lacks == "" {
				return v.askTry(one)
			}
		}
	}
	if id == auditRow && !v.audit.running && v.audit.activity == nil && v.audit.mayNot == nil {
		return v.askAudit()
	}
	p.pane.open = id != ""
	return nil
}

// about is all that is known about the selected row.
// oldLook is from when on the age of a look is said.
const oldLook = 5 * time.Second

func (v *verify) about(width int) (lines []string) {
	p := v.page
	w, t := p.w, p.theme
	id := v.table.selected()
	column := min(names(w.Detail, w.Why, w.Command, w.Where), max(width/3, 4))
	for _, h := range v.hops {
		if id != hopRow+h.ID {
			continue
		}
		sign, style, word := p.hopState(h.State)
		lines = append(lines, wrapped(style, sign+" "+p.pair(p.say(h.Title), word), width)...)
		lines = append(lines, p.named(w.Detail, column, t.Text, p.say(h.Detail), width)...)
		lines = append(lines, p.named(w.Why, column, t.Text, p.say(h.Why), width)...)
		lines = append(lines, p.hinted(h.Hint, width)...)
		if age := p.now.Sub(h.Seen).Truncate(time.Second); !h.Seen.IsZero() && age >= oldLook {
			lines = append(lines, wrapped(t.Muted, fmt.Sprintf(w.SeenAgo, age), width)...)
		}
	}
	for _, tr := range v.trials {
		if id != trialRow+tr.ID {
			continue
		}
		lines = append(lines, wrapped(t.Text, fmt.Sprintf(w.Proves, p.say(tr.Proves)), width)...)
		lines = append(lines, p.named(w.Command, column, t.Info, tr.Command, width)...)
		lines = append(lines, p.problem(v.tried[tr.ID].err, width)...)
		if tr.Lacks != "" {
			lines = append(lines, wrapped(t.Warn, signBlocked+" "+p.say(tr.Lacks), width)...)
			lines = append(lines, p.hinted(tr.Hint, width)...)
			continue
		}
		lines = append(lines, wrapped(t.Key, fmt.Sprintf(w.EnterTries, p.k.Open.Help().Key), width)...)
	}
	for _, s := range v.schedules {
		if id != scheduleRow+s.Where {
			continue
		}
		sign, style, word := p.hopState(s.State)
		lines = append(lines, wrapped(style, sign+" "+p.pair(s.When, word), width)...)
		lines = append(lines, p.named(w.Where, column, t.Text, s.Where, width)...)
		lines = append(lines, p.named(w.Detail, column, t.Text, p.say(s.Detail), width)...)
		lines = append(lines, p.hinted(s.Hint, width)...)
	}
	if id == auditRow {
		lines = append(lines, v.audit.lines(p, width)...)
	}
	return lines
}

func (p *Page) hinted(hint string, width int) []string {
	if hint == "" {
		return nil
	}
	return wrapped(p.theme.Warn, fmt.Sprintf(p.w.Hint, p.say(hint)), width)
}
