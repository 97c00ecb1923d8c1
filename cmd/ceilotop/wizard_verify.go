package main

import (
	"context"
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// Verify looks at the way of the events since a time.
func (g *guide) Verify(ctx context.Context, d *wizard.Draft, since time.Time) ([]setup.Hop, error) {
	return nil, ctx.Err()
}

// Trials are the harmless changes that can be made here.
func (g *guide) Trials(d *wizard.Draft) []setup.Trial { return nil }

// Try makes one of them.
func (g *guide) Try(ctx context.Context, d *wizard.Draft, id string) error {
	return fmt.Errorf("there is no trial %q", id)
}
