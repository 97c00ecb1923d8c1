package main

import (
	"context"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// sees gives the guide what the interface's own taps count. It is told when the
// taps begin, which may be after the page's first frame.
func (g *guide) sees(counts *counter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts = counts
}

// Verify looks at the way of the events since a time, and at the machine as it is
// now, since the draft was made before the change. It asks broker B's management
// API and the store, and takes some seconds where one does not answer; what a
// look a moment ago saw of them is kept, and each hop says when that was.
func (g *guide) Verify(ctx context.Context, d *wizard.Draft, since time.Time) ([]setup.Hop, error) {
	here, err := local(d)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	counts := g.counts
	g.mu.Unlock()
	return g.lately.look(ctx, g.a, d, here.Answers, since, counts)
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
