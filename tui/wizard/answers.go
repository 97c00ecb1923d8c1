package wizard

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/list"
)

// openAll shows every question that matters, and what was answered.
func (a *ask) openAll() tea.Cmd {
	a.listed, a.why = !a.listed, false
	if a.listed {
		a.fill()
	}
	return nil
}

// openOne asks the question that is selected in the list.
func (a *ask) openOne() tea.Cmd {
	if key := a.all.selected(); key != "" {
		a.listed, a.fromAll = false, true
		a.show(key)
	}
	return nil
}

func (a *ask) fill() {
	p := a.page
	w, t := p.w, p.theme
	var rows []row
	for _, q := range p.interview.Questions() {
		from, style := "", t.Muted
		switch {
		case p.interview.Settled(q.Key):
			from, style = w.YourAnswer, t.OK
		case q.Evidence != "":
			from = fmt.Sprintf(w.From, p.say(q.Evidence))
		}
		rows = append(rows, row{q.Key, []cell{{t.Strong, sentence(p.say(q.Title))}, {t.Text, a.shown(q)}, {style, from}}})
	}
	a.all.list.SetColumns([]list.Column{
		{ID: "title", Title: w.Question, Width: 34, Min: 12, Max: 46, Keep: true},
		{ID: "answer", Title: w.Answer, Width: 24, Min: 8, Max: 40, Rank: 1, Keep: true},
		{ID: "from", Title: w.RestsOn, Width: 16, Max: 60, Rank: 2},
	})
	a.all.set(rows)
}

// shown is an answer as it may be shown.
func (a *ask) shown(q setup.Question) string {
	p := a.page
	switch {
	case a.hidden(&q):
		return p.w.HiddenAnswer
	case isBool(q):
		return p.yesNo(q.Default)
	case q.Default == "":
		return "-"
	}
	return q.Default
}

func (a *ask) allView(width, height int) []string {
	p := a.page
	top, about := split(len(a.all.rows), height)
	lines := a.all.view(width, top, p.theme)
	if about == 0 {
		return lines
	}
	lines = append(lines, heading(a.all.selected(), width, p.theme))
	if q, ok := p.interview.Question(a.all.selected()); ok {
		lines = append(lines, wrapped(p.theme.Text, p.say(q.Why), width)...)
	}
	return lines
}
