package wizard

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// auditRun is the newest audit.
type auditRun struct {
	running  bool
	activity *activity // nil: none was begun
	said     said
	report   audit.Report
	err      error
	mayNot   error // why none can be run from here
}

// askAudit opens the box in which the window is chosen.
func (v *verify) askAudit() tea.Cmd {
	p := v.page
	if v.audit.running {
		return p.notice(p.w.AuditRuns)
	}
	if err := v.audit.mayNot; err != nil {
		return p.notice(p.say(err.Error()))
	}
	return dialog.Show(p.newAuditBox(func(r audit.Request) tea.Cmd {
		if !r.SendActions {
			return p.done(v.startAudit(r))
		}
		return dialog.Show(dialog.Ask(p.w.SendActionsTitle, p.w.SendActionsWarning, &p.c.Keys.Confirm, &p.c.Words.Dialog, func() tea.Cmd {
			return p.done(v.startAudit(r))
		}))
	}))
}

// audited is how an audit ended.
type audited struct {
	activity *activity
	report   audit.Report
	err      error
}

func (v *verify) startAudit(r audit.Request) tea.Cmd {
	p := v.page
	act := &activity{wake: p.poke}
	v.audit = auditRun{running: true, activity: act, mayNot: v.audit.mayNot}
	b := p.c.Backend
	p.enqueue(auditing, func(ctx context.Context) tea.Msg {
		report, err := b.Audit(ctx, r, act.output)
		return audited{act, report, err}
	})
	cmd := p.goTo(verifying)
	v.fill()
	v.table.selectID(auditRow)
	p.pane.open = true
	return cmd
}

func (p *Page) onAudited(msg audited) tea.Cmd {
	a := &p.verify.audit
	if a.activity != msg.activity {
		return nil
	}
	a.running, a.report, a.err, a.said = false, msg.report, msg.err, msg.activity.look()
	p.verify.fill()
	return nil
}

func (a *auditRun) look() {
	if a.running {
		a.said = a.activity.look()
	}
}

func (a *auditRun) state(p *Page) (sign string, style theme.Style, word string) {
	w, t := p.w, p.theme
	switch {
	case a.running:
		return signRuns, t.Info, w.TrialGoesOn
	case a.err != nil:
		return signFailed, t.Error, w.TrialFailed
	case a.activity == nil && a.mayNot != nil:
		return signBlocked, t.Muted, w.TrialLacks
	case a.activity == nil:
		return signElse, t.Muted, w.TrialOffered
	}
	return p.verdict(a.report.Verdict)
}

func (p *Page) verdict(v audit.Verdict) (sign string, style theme.Style, word string) {
	w, t := p.w, p.theme
	switch v {
	case audit.Proven:
		return signDone, t.OK, w.AuditProven
	case audit.Incomplete:
		return signFailed, t.Error, w.AuditIncomplete
	}
	return signUnknown, t.Warn, w.AuditUnproven
}

// lines are the report, or the output while the audit runs.
func (a *auditRun) lines(p *Page, width int) (lines []string) {
	w, t := p.w, p.theme
	switch {
	case a.activity == nil:
		lines = wrapped(t.Text, w.AuditAbout, width)
		if a.mayNot != nil {
			return append(lines, p.problem(a.mayNot, width)...)
		}
		return append(lines, wrapped(t.Key, fmt.Sprintf(w.EnterAudits, p.k.Audit.Help().Key), width)...)
	case a.running:
		lines = append(lines, text(t.Info, signRuns+" "+w.AuditRuns))
		return append(lines, outputLines(a.said, t, width)...)
	}
	lines = p.problem(a.err, width)
	if a.err != nil {
		return append(lines, outputLines(a.said, t, width)...)
	}
	r := &a.report
	sign, style, word := p.verdict(r.Verdict)
	lines = append(lines, wrapped(style, p.pair(sign+" "+word, p.say(r.Why)), width)...)
	lines = append(lines, p.hinted(r.Hint, width)...)
	column := min(names(w.Window, w.Command, w.RunAs, w.ExitCode), max(width/3, 4))
	if !r.Window.Begin.IsZero() {
		lines = append(lines, p.named(w.Window, column, t.Text, utc(r.Window.Begin)+" – "+utc(r.Window.End), width)...)
	}
	lines = append(lines, p.named(w.Command, column, t.Text, strings.Join(r.Command, " "), width)...)
	lines = append(lines, p.named(w.RunAs, column, t.Text, r.User, width)...)
	lines = append(lines, p.named(w.ExitCode, column, t.Text, fmt.Sprint(r.Exit), width)...)
	for _, c := range r.Counts {
		lines = append(lines, p.countLines(c, width)...)
	}
	if len(r.Output) == 0 {
		return append(lines, outputLines(a.said, t, width)...)
	}
	for _, l := range r.Output {
		lines = append(lines, outputLine(l, t, width)...)
	}
	return lines
}

// countLines are what was expected of a host and what arrived.
func (p *Page) countLines(c audit.Count, width int) (lines []string) {
	w, t := p.w, p.theme
	host, expected := c.Host, fmt.Sprint(c.Expected)
	if host == "" {
		host = w.AllHosts
	}
	if c.Expected < 0 {
		expected = signUnknown
	}
	sign, style := signDone, t.OK
	if len(c.Missing)+len(c.Duplicate)+len(c.Ghost) > 0 || c.Expected >= 0 && c.Arrived != c.Expected {
		sign, style = signFailed, t.Error
	}
	lines = wrapped(style, fmt.Sprintf(w.CountOf, sign, host, c.Kind+".exists", c.Arrived, expected), width)
	for _, odd := range []struct {
		name string
		ids  []string
	}{{w.Missing, c.Missing}, {w.Duplicate, c.Duplicate}, {w.Ghost, c.Ghost}} {
		if len(odd.ids) > 0 {
			for _, l := range wrapped(t.Error, p.pair(fmt.Sprintf("%s (%d)", odd.name, len(odd.ids)), strings.Join(odd.ids, ", ")), max(width-4, 1)) {
				lines = append(lines, "    "+l)
			}
		}
	}
	return lines
}

func outputLines(s said, t *theme.Theme, width int) (lines []string) {
	for _, e := range s.entries {
		lines = append(lines, outputLine(e.output, t, width)...)
	}
	return lines
}

// outputLine is what the program said, whole: an error stands at the end of a
// line.
func outputLine(said string, t *theme.Theme, width int) (lines []string) {
	for _, l := range wrapped(t.Muted, said, max(width-2, 1)) {
		lines = append(lines, "  "+l)
	}
	return lines
}

func utc(t time.Time) string { return t.UTC().Format(time.DateTime) + "Z" }
