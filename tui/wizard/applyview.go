package wizard

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/theme"
)

func (a *apply) state() (string, theme.Style, string) {
	p := a.page
	t := p.theme
	switch r := a.run; {
	case r != nil && !r.over:
		return signRuns, t.Info, fmt.Sprintf("%d/%d", r.said.ended, r.said.total)
	case r != nil && r.err != nil:
		return signFailed, t.Error, ""
	case r != nil && !r.back:
		return signDone, t.OK, ""
	case a.exportErr != nil:
		return signFailed, t.Error, ""
	case len(a.dirs) > 0:
		return signDone, t.OK, ""
	}
	return signWaits, t.Muted, ""
}

func (a *apply) view(width, height int) []string {
	lines := a.lines(width)
	if a.run != nil && a.follow {
		a.text.top = max(len(lines)-height, 0)
	}
	return a.text.view(lines, width, height)
}

func (a *apply) lines(width int) (lines []string) {
	if a.run != nil {
		lines = a.runLines(width)
		if !a.run.over {
			return lines
		}
		lines = append(lines, "")
	}
	return append(lines, a.choices(width)...)
}

// choices are what can be done with the plan.
func (a *apply) choices(width int) (lines []string) {
	p := a.page
	w, t := p.w, p.theme
	some, blocked := p.plan.changes()
	if p.plan.draft != nil && !some && !blocked {
		lines = append(lines, wrapped(t.OK, signDone+" "+w.NothingToDoChecked, width)...)
	}
	para := func(k, title, more string) {
		lines = append(lines, t.Key.Render(k)+"  "+text(t.Strong, title))
		for _, l := range wrapped(t.Text, more, max(width-4, 1)) {
			lines = append(lines, "    "+l)
		}
	}
	indent := func(more []string) {
		for _, l := range more {
			lines = append(lines, "    "+l)
		}
	}
	para(p.k.Write.Help().Key, w.ExportTitle, w.ExportText)
	switch {
	case p.busy(exporting):
		indent([]string{text(t.Info, signRuns+" "+w.Exporting)})
	case a.exportErr != nil:
		indent(p.problem(a.exportErr, max(width-4, 1)))
	}
	for _, dir := range a.dirs {
		indent(wrapped(t.OK, signDone+" "+dir, max(width-4, 1)))
	}
	lines = append(lines, "")
	para(p.k.Apply.Help().Key, w.ApplyTitle, fmt.Sprintf(w.ApplyHelp, applyWord))
	if _, ok := a.mayApply(); !ok {
		indent(a.notBecause(max(width-4, 1)))
	}
	if run := p.plan.lastRun; run != "" {
		lines = append(lines, "")
		para(p.k.Rollback.Help().Key, w.RollbackTitle, fmt.Sprintf(w.RollbackHelp, run, rollbackWord))
		for _, file := range a.edited {
			indent(wrapped(t.Warn, signElse+" "+sprintf(w.EditedSince, file), max(width-4, 1)))
		}
	}
	return lines
}

// notBecause says why the plan cannot be applied from here, with its hint.
func (a *apply) notBecause(width int) []string {
	p := a.page
	why, _ := a.mayApply()
	pl := &p.plan
	switch {
	case pl.draft != nil && len(pl.draft.Nodes) > 0 && pl.draft.Nodes[0].Err != nil:
		return p.problem(pl.draft.Nodes[0].Err, width)
	case pl.mayNot != nil && why == pl.mayNot.Error():
		return p.problem(pl.mayNot, width)
	}
	return wrapped(p.theme.Muted, signElse+" "+p.say(why), width)
}

// runLines are a run: how far it is, its actions with what programs printed, and
// how it ended.
func (a *apply) runLines(width int) (lines []string) {
	p, r := a.page, a.run
	w, t := p.w, p.theme
	title := w.Applying
	if r.back {
		title = w.RollingBack
	}
	if !r.over {
		head := textf(t.Info, "%s %s  %d/%d", signRuns, title, r.said.ended, r.said.total)
		if r.said.paused {
			head += textf(t.Warn, "  "+w.Paused, p.k.Pause.Help().Key)
		}
		lines = append(lines, head)
	}
	if r.said.dropped > 0 {
		lines = append(lines, textf(t.Muted, w.OutputDropped, r.said.dropped))
	}
	for _, e := range r.said.entries {
		if e.isOutput {
			lines = append(lines, textf(t.Muted, "      %s", e.output))
			continue
		}
		lines = append(lines, a.action(e.progress, width)...)
	}
	if r.over {
		lines = append(lines, a.ending(width)...)
	}
	return lines
}

// action is an action of the run and what became of it.
func (a *apply) action(r setup.Progress, width int) []string {
	p := a.page
	w, t := p.w, p.theme
	sign, style, word := signRuns, t.Info, ""
	switch r.Phase {
	case setup.Finished, setup.TakenBack:
		sign, style = signDone, t.OK
	case setup.LeftOut:
		sign, style, word = signElse, t.Muted, w.LeftOut
	case setup.Stays:
		sign, style, word = signElse, t.Warn, w.Stays
	case setup.Failed:
		sign, style = signFailed, t.Error
	}
	head := fmt.Sprintf("%s %d/%d %s %s", sign, r.Number, r.Total, r.Step, p.say(r.Action))
	if word != "" {
		head += " (" + word + ")"
	}
	lines := wrapped(style, head, width)
	if r.Err != nil {
		for _, l := range p.problem(r.Err, max(width-6, 1)) {
			lines = append(lines, "      "+l)
		}
	}
	return lines
}

// ending is how the run ended and what can be done about it.
func (a *apply) ending(width int) (lines []string) {
	p, r := a.page, a.run
	w, t := p.w, p.theme
	failed := r.said.failed()
	if !r.back || failed == 0 {
		lines = append(lines, p.problem(r.err, width)...)
	}
	switch {
	case r.back && r.err == nil && len(r.leave) > 0:
		lines = append(lines, wrapped(t.Warn, signBlocked+" "+fmt.Sprintf(w.TakenBackBut, strings.Join(r.leave, ", ")), width)...)
	case r.back && r.err == nil:
		lines = append(lines, wrapped(t.OK, signDone+" "+w.TakenBack, width)...)
	case r.back && failed == 0:
		lines = append(lines, wrapped(t.Error, w.NotTakenBack, width)...)
	case r.back: // why stands at each of them
		lines = append(lines, wrapped(t.Error, fmt.Sprintf(w.NotTakenBackOf, failed), width)...)
		lines = append(lines, p.hinted(sources.HintOf(r.err), width)...)
	case r.err == nil:
		lines = append(lines, wrapped(t.OK, signDone+" "+fmt.Sprintf(w.Applied, len(r.result.Done), len(r.result.LeftOut)), width)...)
		lines = append(lines, wrapped(t.Key, fmt.Sprintf(w.GoOnToVerify, p.k.Next.Help().Key), width)...)
	default:
		line := fmt.Sprintf(w.Stopped, len(r.result.Done), r.result.Rest)
		if f := r.result.Failed; f != nil {
			line += " " + strings.TrimSpace(f.Step+" "+p.say(f.Action))
		}
		lines = append(lines, wrapped(t.Error, line, width)...)
		if p.plan.lastRun != "" {
			lines = append(lines, wrapped(t.Key, fmt.Sprintf(w.TakeItBack, p.k.Rollback.Help().Key), width)...)
		}
	}
	return lines
}
