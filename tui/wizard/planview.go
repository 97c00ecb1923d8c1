package wizard

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/theme"
)

func (pl *plan) state() (string, theme.Style, string) {
	p := pl.page
	t := p.theme
	switch {
	case p.busy(drafting):
		return signRuns, t.Info, ""
	case pl.err != nil && p.interview != nil:
		return signFailed, t.Error, ""
	case pl.draft == nil:
		return signWaits, t.Muted, ""
	}
	n, blocked, lacks := 0, 0, false
	for i := range pl.summaries {
		lacks = lacks || pl.draft.Nodes[i].Err != nil
		n += pl.summaries[i].changes
		blocked += pl.summaries[i].blocked
	}
	switch {
	case blocked > 0:
		return signBlocked, t.Error, fmt.Sprint(n)
	case lacks: // nobody knows what is to be done there
		return signUnknown, t.Warn, fmt.Sprint(n)
	case n > 0:
		return signChange, t.Warn, fmt.Sprint(n)
	}
	return signDone, t.OK, ""
}

func (pl *plan) view(width, height int) []string {
	p := pl.page
	w, t := p.w, p.theme
	n, _ := pl.shown()
	if p.pane.open && n != nil {
		return p.pane.view(pl.about(width), width, height)
	}
	var lines []string
	if p.busy(drafting) {
		lines = append(lines, text(t.Info, signRuns+" "+w.Drafting))
	}
	lines = append(lines, p.problem(pl.err, width)...)
	if n == nil {
		if len(lines) == 0 {
			lines = append(lines, text(t.Muted, w.NoPlan))
		}
		return lines
	}
	if len(pl.nodes()) > 1 {
		lines = append(lines, pl.tabs(width))
	}
	lines = append(lines, pl.headline(width)...)
	top, about := split(len(pl.table.rows), height-len(lines))
	if len(pl.table.rows) == 0 {
		return lines
	}
	lines = append(lines, pl.table.view(width, top, t)...)
	if about > 0 {
		lines = append(lines, heading(sources.Visible(pl.aboutTitle()), width, t))
		lines = append(lines, pl.about(width)...)
	}
	return lines
}

// tabs name the nodes; the one that is shown stands in brackets.
func (pl *plan) tabs(width int) string {
	t := pl.page.theme
	var before, after, line string
	for i := range pl.nodes() {
		n, s := &pl.draft.Nodes[i], &pl.summaries[i]
		sign := signDone
		switch {
		case n.Err != nil:
			sign = signFailed
		case s.blocked > 0 || len(n.Snippets) > 0:
			sign = signBlocked
		case s.changes > 0:
			sign = signChange
		}
		tab := sources.Visible(n.Name) + " " + sign
		if i == pl.node {
			line = t.Primary.Render("[" + tab + "]")
			continue
		}
		if i < pl.node {
			before += t.Tab.Render(" " + tab + " ")
		} else {
			after += t.Tab.Render(" " + tab + " ")
		}
	}
	// The one that is shown has to be in sight.
	if over := cells(before) + cells(line) - width; over > 0 {
		before = t.Muted.Render("…") + cutLeft(before, over+1)
	}
	return before + line + after
}

// headline is the node's plan in a line, or why there is none.
func (pl *plan) headline(width int) []string {
	p := pl.page
	w, t := p.w, p.theme
	n, s := pl.shown()
	switch {
	case n.Err != nil:
		return p.problem(n.Err, width)
	case len(n.Snippets) > 0:
		return wrapped(t.Warn, signBlocked+" "+fmt.Sprintf(w.ManagedBy, n.Snippets[0].Manager, p.k.Copy.Help().Key), width)
	case s.changes == 0 && s.blocked == 0:
		return wrapped(t.OK, signDone+" "+w.NothingToDoChecked, width)
	}
	line := textf(t.Warn, w.ToChange, s.changes) + "  " + textf(t.Muted, w.AreDone, s.done)
	if s.blocked > 0 {
		line += "  " + textf(t.Error, w.AreBlocked, s.blocked)
	}
	return []string{line}
}

func (pl *plan) aboutTitle() string {
	if sn, ok := pl.snippet(); ok {
		return sn.Name
	}
	_, s := pl.shown()
	w := pl.page.w
	switch id := pl.table.selected(); id {
	case filesRow:
		return fmt.Sprintf(w.FilesChange, len(s.files))
	case restartsRow:
		return fmt.Sprintf(w.ServicesRestart, len(s.restarts))
	case warningsRow:
		n, _ := pl.shown()
		return fmt.Sprintf(w.Warnings, len(pl.warnings(n)))
	default:
		return id
	}
}

// about is all that is known about the selected row.
func (pl *plan) about(width int) (lines []string) {
	p := pl.page
	w, t := p.w, p.theme
	n, s := pl.shown()
	if n == nil {
		return nil
	}
	if sn, ok := pl.snippet(); ok {
		return p.snippetLines(sn, width)
	}
	switch id := pl.table.selected(); id {
	case filesRow:
		for _, f := range s.files {
			lines = append(lines, pl.counts(f.counts)+"  "+text(t.Text, f.path))
		}
	case restartsRow:
		for _, r := range s.restarts {
			lines = append(lines, text(t.Strong, r.name())+textf(t.Muted, "  %s", string(r.verb)))
			for _, l := range wrapped(t.Text, interrupts(r.unit, r.verb, &w.Impact), max(width-2, 1)) {
				lines = append(lines, "  "+l)
			}
		}
	case warningsRow:
		for _, warning := range pl.warnings(n) {
			lines = append(lines, wrapped(t.Warn, "! "+p.say(warning), width)...)
		}
	default:
		if step, ok := n.Plan.Step(id); ok {
			lines = p.stepLines(step, s, width)
		}
	}
	return lines
}

// stepLines are a step in full: what for, what it rests on, what it does, how it
// is proven and taken back, and its diff.
func (p *Page) stepLines(step setup.Step, s *summary, width int) (lines []string) {
	w, t := p.w, p.theme
	sign, style, word := p.stepState(step.State)
	column := min(names(w.Why, w.State, w.Does, w.ByHand, w.Checked, w.Proof, w.WayBack), max(width/3, 4))
	lines = append(lines, p.named(w.Why, column, t.Text, p.say(step.Reason), width)...)
	lines = append(lines, p.named(w.State, column, style, p.pair(sign+" "+word, p.say(step.Why)), width)...)
	if step.Hint != "" {
		lines = append(lines, wrapped(t.Warn, fmt.Sprintf(w.Hint, p.say(step.Hint)), width)...)
	}
	for i, a := range step.Actions {
		name := w.Does
		if i > 0 {
			name = ""
		}
		lines = append(lines, p.named(name, column, t.Text, p.say(a.String()), width)...)
	}
	for i, m := range step.Manual {
		name := w.ByHand
		if i > 0 {
			name = ""
		}
		lines = append(lines, p.named(name, column, t.Warn, p.say(m), width)...)
	}
	lines = append(lines, p.named(w.Checked, column, t.Text, p.say(step.Check), width)...)
	lines = append(lines, p.named(w.Proof, column, t.Text, p.say(step.Verify), width)...)
	lines = append(lines, p.named(w.WayBack, column, t.Text, p.say(step.Undo), width)...)
	return append(lines, coloured(s.diffs[step.ID], t)...)
}

// snippetLines are a text for the tool that owns the host.
func (p *Page) snippetLines(s Snippet, width int) (lines []string) {
	w, t := p.w, p.theme
	column := min(names(w.Tool, w.Where, w.Afterwards), max(width/3, 4))
	lines = append(lines, p.named(w.Tool, column, t.Strong, s.Manager, width)...)
	lines = append(lines, p.named(w.Where, column, t.Text, p.say(s.Where), width)...)
	lines = append(lines, p.named(w.Afterwards, column, t.Text, p.say(s.After), width)...)
	lines = append(lines, "")
	for l := range strings.Lines(s.Text) {
		lines = append(lines, text(t.Info, strings.ReplaceAll(strings.TrimRight(l, "\r\n"), "\t", "    ")))
	}
	return lines
}

// visible makes a text safe to paste, line by line.
func visible(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		parts := strings.Split(lines[i], "\t")
		for n := range parts {
			parts[n] = sources.Visible(parts[n])
		}
		lines[i] = strings.Join(parts, "\t")
	}
	return strings.Join(lines, "\n")
}
