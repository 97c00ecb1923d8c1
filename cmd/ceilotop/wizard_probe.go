package main

import (
	"context"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
)

// Probe tests what the answers name.
func (g *guide) Probe(ctx context.Context, i *interview.Interview, tell func(setup.Probe)) error {
	return ctx.Err()
}
