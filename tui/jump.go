package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// jump is a way back from a page that another one led to.
type jump struct{ from, to int }

// jumpTo shows the page with the ID and hands it what it is to show.
func (r *root) jumpTo(id string, msg tea.Msg) tea.Cmd {
	to := r.index(id)
	if to < 0 {
		return nil
	}
	// One way back a page: the last one counts.
	r.jumps = slices.DeleteFunc(r.jumps, func(j jump) bool { return j.to == to })
	if to != r.active {
		r.jumps = append(r.jumps, jump{r.active, to})
	}
	show := r.pages[to].Update(msg)
	return tea.Batch(show, r.open(to))
}

// back leaves what is open on the page, then goes back to where a jump came
// from; false means that there was nothing.
func (r *root) back() (cmd tea.Cmd, ok bool) {
	p := r.page()
	if p == nil {
		return nil, false
	}
	if p.Back() {
		return nil, true
	}
	i := slices.IndexFunc(r.jumps, func(j jump) bool { return j.to == r.active })
	if i < 0 {
		return nil, false
	}
	from := r.jumps[i].from
	r.jumps = slices.Delete(r.jumps, i, i+1)
	if g, ok := p.(page.Guest); ok {
		cmd = g.Leave()
	}
	return tea.Batch(cmd, r.open(from)), true
}
