package main

import (
	"context"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// sees gives the guide what the interface's own taps count. It is told when the
// taps begin, which may be after the page's first frame.
func (g *guide) sees(counts *counter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts = counts
}

// lookEvery is how old what programs and servers said may be. A look starts
// programs and lists what the store has, which a controller feels; the counters
// are the taps' own and cost nothing.
const lookEvery = 20 * time.Second

// looked is the last look at the way of the events.
type looked struct {
	sight verify.Sight
	draft *wizard.Draft
	at    time.Time // when it was over; zero: there was none
}

// Verify looks at the machine once more, since the draft was made before the
// change, and at the way of the events since a time. Called again soon, it counts
// only what has arrived since.
func (g *guide) Verify(ctx context.Context, d *wizard.Draft, since time.Time) ([]setup.Hop, error) {
	here, err := local(d)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	counts, last := g.counts, g.looked
	g.mu.Unlock()
	if last.draft != d || !last.sight.Since.Equal(since) || time.Since(last.at) > lookEvery {
		last = looked{draft: d}
		if last.sight, err = g.a.lookAtEvents(ctx, here.Answers, since, counts); err != nil {
			return nil, err
		}
		last.at = time.Now()
		g.mu.Lock()
		g.looked = last
		g.mu.Unlock()
	}
	counts.see(&last.sight)
	return verify.Hops(last.sight), nil
}

// trialsPatience is how long Keystone, Glance and Cinder together may take to
// say what a trial can be made of.
const trialsPatience = 20 * time.Second

// Trials are the harmless changes that can be made here, and what is lacking for
// the others.
func (g *guide) Trials(d *wizard.Draft) []setup.Trial {
	here, err := local(d)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), trialsPatience)
	defer cancel()
	return g.a.trials(ctx, here.Answers)
}

// Try makes one of them and takes it back.
func (g *guide) Try(ctx context.Context, d *wizard.Draft, id string) error {
	here, err := local(d)
	if err != nil {
		return err
	}
	return g.a.try(ctx, here.Answers, id)
}
