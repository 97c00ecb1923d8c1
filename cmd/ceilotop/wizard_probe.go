package main

import (
	"context"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
)

// Probe tests what the answers name, on the machine as it is now: a password that
// a setup generated is kept there, and can be tried from then on. A password that cannot be fetched yet is
// one that was not answered yet: its test says so, and the others are made.
func (g *guide) Probe(ctx context.Context, i *interview.Interview, tell func(setup.Probe)) error {
	facts, err := g.a.survey(ctx)
	if err != nil {
		return err
	}
	wanted, _, _ := answers.Resolve(i.Answers(), facts, answers.Here("."))
	return servers.Probe(ctx, wanted, facts, g.a.servers(nil), tell)
}
