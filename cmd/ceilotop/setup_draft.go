package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// draftFlags say what a plan is made from.
type draftFlags struct {
	answers string
	roles   []string
}

func (d *draftFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&d.answers, "answers", "", "what is wanted, from this YAML FILE (setup facts --answers FILE writes one)")
	flags.StringArrayVar(&d.roles, "role", nil, "the ROLE of this machine, controller|compute|storage|broker (repeatable; default: what its packages say)")
}

// draft is a plan with what it was made from.
type draft struct {
	flags   draftFlags
	spoken  *spoken // the answers themselves, where flags name no file of them
	answers setup.Answers
	facts   setup.Facts
	plan    setup.Plan
}

// draft looks at the machine, reads the answers, asks the servers, and makes
// the plan. It changes nothing.
func (a *app) draft(ctx context.Context, f draftFlags) (*draft, error) {
	roles, err := parseRoles(f.roles)
	if err != nil {
		return nil, err
	}
	facts, err := a.survey(ctx)
	if err != nil {
		return nil, err
	}
	wanted, err := a.wanted(f, roles, facts)
	if err != nil {
		return nil, err
	}
	d, err := a.draftOf(ctx, wanted, facts)
	if err == nil {
		d.flags = f
	}
	return d, err
}

// survey looks at the machine, or at the files below --root.
func (a *app) survey(ctx context.Context) (setup.Facts, error) {
	facts, err := machine.Survey(ctx, a.root, nil)
	facts.System.OwnServers = a.ownServers
	if a.sandbox != nil {
		a.sandbox.units.complete(&facts)
	}
	if l, ok, err := keystone.FromEnvironment(a.getenv); ok && err == nil {
		facts.Administrator = l.From
	}
	return facts, err
}

// draftOf asks the servers and makes the plan for a machine that was looked at
// already, from answers that have their passwords.
func (a *app) draftOf(ctx context.Context, wanted setup.Answers, facts setup.Facts) (*draft, error) {
	facts.Servers = servers.Ask(ctx, wanted, facts, a.servers(nil))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &draft{answers: wanted, facts: facts, plan: steps.Build(wanted, facts)}, nil
}

// servers say how servers are asked. Tell is called with what an operator
// should know beside success and error; it may be nil.
func (a *app) servers(tell func(string)) servers.Options {
	return servers.Options{Getenv: a.getenv, Places: keystone.EnvironmentPlaces(a.getenv, a.root), Tell: tell, Timeout: a.patience}
}

func parseRoles(names []string) (roles []setup.NodeRole, err error) {
	for _, list := range names {
		for name := range strings.SplitSeq(list, ",") {
			role := setup.NodeRole(name)
			if !slices.Contains(setup.NodeRoles, role) {
				return nil, &usageError{sources.WithHint(fmt.Errorf("--role: there is no role %q", name), "controller, compute, storage or broker")}
			}
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles, nil
}
