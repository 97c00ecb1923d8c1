package meters

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// questions are the rows that need a reading, the most important first: those
// that the acceptance band is about, then those on the screen, then those
// without which the list cannot be sorted or filtered.
func (p *Page) questions() (list []question) {
	seen := map[target]bool{}
	add := func(r *row) {
		if r == nil || !r.askable() {
			return
		}
		t := r.target()
		if seen[t] {
			return
		}
		seen[t] = true
		if old := p.samples.readings[t]; old != nil && p.now.Before(p.due(r, old)) {
			return
		}
		list = append(list, r.question())
	}
	for g := range groups {
		for _, r := range p.asked(g) {
			add(r)
		}
	}
	if selected := p.selectedRow(); p.detail.open {
		add(selected)
	}
	if b := p.box(); !b.covered {
		for _, key := range p.list.Keys() {
			add(p.rows.at(key))
		}
	}
	for _, r := range p.order.pool {
		add(r)
	}
	return list
}

// due is when a row is asked about again: with the next refresh, but not before
// its next sample is to be expected.
func (p *Page) due(r *row, g *reading) time.Time {
	if g.at.IsZero() {
		return g.at
	}
	due := g.at.Add(p.c.Every)
	if every := p.expected(r.meter.Name).every; every > 0 && g.err == nil {
		if next := g.newest.Timestamp.Add(every); next.After(due) && !next.After(p.now.Add(every)) {
			due = next
		}
	}
	return due
}

// probe has the samples asked for that the screen needs.
func (p *Page) probe() tea.Cmd {
	var list []question
	if p.shown {
		list = p.questions()
	}
	var cmds []tea.Cmd
	for range p.samples.want(list) {
		ctx := p.ctx
		cmds = append(cmds, func() tea.Msg { return p.samples.work(ctx) })
	}
	return tea.Batch(cmds...)
}

// trim drops readings of rows that have long been out of sight.
func (p *Page) trim() {
	if len(p.samples.readings) <= readingLimit {
		return
	}
	for t, r := range p.samples.readings {
		if p.now.Sub(r.at) > 10*p.c.Every {
			delete(p.samples.readings, t)
		}
	}
}

func (p *Page) reading(r *row) *reading { return p.samples.readings[r.target()] }
