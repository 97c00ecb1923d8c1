package wizard

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// kind names the Backend's method that a job calls.
type kind uint8

const (
	detecting kind = iota
	keeping
	drafting
	exporting
	applying
	rolling
	trying
	auditing
	offering
)

// job is a call of the Backend. Its context ends when it is not wanted any more.
type job struct {
	kind kind
	run  func(context.Context) tea.Msg
}

// queue calls the Backend's methods one after the other, as it wants to be
// called. Of a kind at most one waits: a later one stands for it.
type queue struct {
	waiting []job
	running bool
	kind    kind // of the one that runs
	cancel  context.CancelFunc
}

// finished is a job's end.
type finished struct{ msg tea.Msg }

// enqueue has a job done when those before it are.
func (p *Page) enqueue(k kind, run func(context.Context) tea.Msg) {
	q := &p.queue
	for i := range q.waiting {
		if q.waiting[i].kind == k {
			q.waiting[i].run = run
			return
		}
	}
	q.waiting = append(q.waiting, job{k, run})
}

// drop forgets the jobs of a kind; one that runs is told to end.
func (p *Page) drop(k kind) {
	q := &p.queue
	for i := range q.waiting {
		if q.waiting[i].kind == k {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			break
		}
	}
	if q.running && q.kind == k {
		q.cancel()
	}
}

// busy reports whether a job of the kind runs or waits.
func (p *Page) busy(k kind) bool {
	q := &p.queue
	if q.running && q.kind == k {
		return true
	}
	for i := range q.waiting {
		if q.waiting[i].kind == k {
			return true
		}
	}
	return false
}

// next is the command that does the next job, nil while one runs.
func (p *Page) next() tea.Cmd {
	q := &p.queue
	if q.running || len(q.waiting) == 0 {
		return nil
	}
	j := q.waiting[0]
	q.waiting = q.waiting[1:]
	ctx, cancel := context.WithCancel(p.ctx)
	q.running, q.kind, q.cancel = true, j.kind, cancel
	return func() tea.Msg {
		defer cancel()
		return finished{j.run(ctx)}
	}
}
