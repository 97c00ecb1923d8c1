package wizard

import (
	"context"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// plan is the newest draft and what is shown of it.
type plan struct {
	page *Page
	run  int // of the answers; a draft of an earlier one is late

	drafted // the last draft that came; its err stands beside an older draft
	node    int
	table   *table
	want    string // a step that another page asked for, until there is a plan
}

func (pl *plan) init() { pl.table = newTable() }

// onDrafted takes a draft, unless the answers have changed since.
func (p *Page) onDrafted(msg drafted) tea.Cmd {
	pl := &p.plan
	if msg.run != pl.run || errors.Is(msg.err, context.Canceled) {
		return nil
	}
	if msg.err != nil {
		// The answers do not make a plan any more, so there is none to apply.
		msg.draft = nil
	}
	pl.drafted = msg
	pl.node = max(0, min(pl.node, len(pl.nodes())-1))
	pl.fill()
	return tea.Batch(p.seekStep(), p.verify.prepare())
}

// onShowStep shows a step of the plan of this machine, as soon as there is one.
func (p *Page) onShowStep(msg page.ShowStep) tea.Cmd {
	p.plan.want = msg.ID
	return p.seekStep()
}

func (p *Page) seekStep() tea.Cmd {
	pl := &p.plan
	if pl.want == "" || p.interview == nil {
		return nil
	}
	cmd := p.goTo(planning)
	if pl.draft == nil {
		return cmd
	}
	p.pane.close()
	if pl.node != 0 {
		pl.node = 0
		pl.fill()
	}
	pl.table.selectID(pl.want)
	pl.want = ""
	return cmd
}

func (pl *plan) nodes() []Node {
	if pl.draft == nil {
		return nil
	}
	return pl.draft.Nodes
}

// shown is the node whose plan is shown, nil for none.
func (pl *plan) shown() (*Node, *summary) {
	if n := pl.nodes(); pl.node < len(n) {
		return &n[pl.node], &pl.summaries[pl.node]
	}
	return nil, nil
}

// changes reports whether there is anything to do on any node.
func (pl *plan) changes() (some, blocked bool) {
	for i := range pl.summaries {
		some = some || pl.summaries[i].changes > 0
		blocked = blocked || pl.summaries[i].blocked > 0
	}
	return some, blocked
}

// again makes the plan once more.
func (pl *plan) again() tea.Cmd {
	pl.run++
	pl.page.redraft()
	return nil
}

// The rows above the steps.
const (
	filesRow    = "files"
	restartsRow = "restarts"
	warningsRow = "warnings"
)

// fill makes the rows of the node that is shown.
func (pl *plan) fill() {
	p := pl.page
	w, t := p.w, p.theme
	n, s := pl.shown()
	if n == nil {
		pl.table.set(nil)
		return
	}
	var rows []row
	add := func(id, sign string, style theme.Style, word, title, more string) {
		name := id
		if word == w.Overview || word == w.Snippet {
			name = "" // it is no step
		}
		rows = append(rows, row{id, []cell{{style, sign + " " + word}, {t.Muted, name}, {t.Text, title}, {t.Muted, more}}})
	}
	for i, sn := range n.Snippets {
		add(snippetID(i), signBlocked, t.Warn, w.Snippet, sn.Name, sn.Where)
	}
	if len(s.files) > 0 {
		var total counts
		for _, f := range s.files {
			total.plus += f.counts.plus
			total.minus += f.counts.minus
		}
		add(filesRow, signChange, t.Info, w.Overview, fmt.Sprintf(w.FilesChange, len(s.files)), plusMinus(total))
	}
	if len(s.restarts) > 0 {
		add(restartsRow, signChange, t.Info, w.Overview, fmt.Sprintf(w.ServicesRestart, len(s.restarts)), restartNames(s.restarts))
	}
	if all := pl.warnings(n); len(all) > 0 {
		add(warningsRow, signBlocked, t.Warn, w.Overview, fmt.Sprintf(w.Warnings, len(all)), p.say(all[0]))
	}
	for _, step := range n.Plan.Steps {
		sign, style, word := p.stepState(step.State)
		more := p.say(step.Why)
		if c, ok := s.steps[step.ID]; ok {
			more = plusMinus(c)
		}
		add(step.ID, sign, style, word, p.say(step.Title), more)
	}
	pl.table.list.SetColumns([]list.Column{
		{ID: "state", Title: w.State, Width: 12, Min: 3, Keep: true},
		{ID: "id", Title: w.Step, Width: 8, Rank: 2},
		{ID: "title", Title: w.WhatIsDone, Width: 36, Min: 10, Max: 60, Rank: 1, Keep: true},
		{ID: "more", Title: w.Lines, Width: 14, Min: 8, Max: 60, Rank: 3},
	})
	pl.table.set(rows)
}

// warnings are what is odd about the answers, and what the plan wants known.
func (pl *plan) warnings(n *Node) []string {
	return append(append([]string(nil), pl.draft.Warnings...), n.Plan.Notes...)
}

func plusMinus(c counts) string { return fmt.Sprintf("+%d -%d", c.plus, c.minus) }

func restartNames(all []restart) string {
	var units []string
	for _, r := range all {
		units = append(units, r.name())
	}
	return joined(units)
}

func (p *Page) stepState(s setup.State) (sign string, style theme.Style, word string) {
	w, t := p.w, p.theme
	switch s {
	case setup.Done:
		return signDone, t.OK, w.StepDone
	case setup.Change:
		return signChange, t.Warn, w.StepChange
	case setup.Blocked:
		return signBlocked, t.Error, w.StepBlocked
	case setup.Unneeded:
		return signElse, t.Muted, w.StepUnneeded
	}
	return signElse, t.Muted, w.StepNotHere
}

func snippetID(i int) string { return fmt.Sprintf("snippet%d", i+1) }

// snippet is the one that is selected.
func (pl *plan) snippet() (Snippet, bool) {
	n, _ := pl.shown()
	if n == nil {
		return Snippet{}, false
	}
	for i, s := range n.Snippets {
		if snippetID(i) == pl.table.selected() {
			return s, true
		}
	}
	return Snippet{}, false
}

// otherNode shows the plan of the next or the previous node.
func (pl *plan) otherNode(n int) tea.Cmd {
	if count := len(pl.nodes()); count > 0 {
		pl.node = (pl.node + n + count) % count
		pl.page.pane.close()
		pl.table.list.Home()
		pl.fill()
	}
	return nil
}

// copy takes the snippet, or the diff of the selected step, or what is left to a
// person there.
func (pl *plan) copy() tea.Cmd {
	w := pl.page.w
	n, s := pl.shown()
	if n == nil {
		return nil
	}
	what, all := w.CopiedText, ""
	if sn, ok := pl.snippet(); ok {
		what, all = w.CopiedSnippet, sn.Text
	} else if id := pl.table.selected(); s.diffs[id] != "" {
		what, all = w.CopiedDiff, s.diffs[id]
	} else if step, ok := n.Plan.Step(id); ok {
		all = strings.Join(step.Manual, "\n")
	}
	return func() tea.Msg { return page.Copy{What: what, Text: visible(all)} }
}
