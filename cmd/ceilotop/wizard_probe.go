package main

import (
	"context"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
)

// Probe tests what the answers name. A password that cannot be fetched yet is
// one that was not answered yet: its test says so, and the others are made.
func (g *guide) Probe(ctx context.Context, i *interview.Interview, tell func(setup.Probe)) error {
	wanted, _, _ := answers.Resolve(i.Answers(), i.Facts(), answers.Here("."))
	return servers.Probe(ctx, wanted, i.Facts(), g.a.servers(nil), tell)
}
