// Package steps decides what has to be done on a machine so that telemetry has
// a broker of its own: from answers and facts to a plan.
//
// Build is a pure function and never fails. What stands in the way is a step
// that is blocked and says by what. All changes of one file are one action, of
// the first step that changes it; the other steps name that one.
package steps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// Build makes the plan. The steps come in the order in which nothing is lost:
// the broker, then Ceilometer, which listens, then those that notify.
func Build(a setup.Answers, f setup.Facts) setup.Plan {
	b := &builder{a: a, f: f, docs: make(map[string]*doc), profiles: make(map[string]profile.Service)}
	b.plan = setup.Plan{Host: f.System.Hostname, Root: f.System.Root}
	for _, role := range setup.NodeRoles {
		if slices.Contains(a.Roles, role) {
			b.plan.Roles = append(b.plan.Roles, role)
		}
	}
	if len(b.plan.Roles) == 0 {
		b.note("The answers give this machine no role, so that there is nothing to plan.")
	}
	for _, role := range b.plan.Roles {
		switch role {
		case setup.BrokerNode:
			b.broker()
		case setup.Controller:
			b.controller()
		case setup.Storage:
			b.storage()
		case setup.Compute:
			b.compute()
		}
	}
	b.moved()
	if slices.Contains(b.plan.Roles, setup.Controller) {
		b.leftovers()
		b.verify()
	}
	b.finish()
	return b.plan
}

func (b *builder) controller() {
	if b.a.BrokerB.AdminURL != "" {
		b.broker()
	}
	b.database()
	b.keystone()
	b.controllerPackages()
	b.controllerConfig()
	b.wsgiFiles()
	b.polling(setup.Controller)
	b.wsgiServer()
	b.controllerUnits()
	b.glance()
	b.nova(setup.Controller)
	b.cinder(setup.Controller)
	b.extras()
	b.audit(setup.Controller)
}

func (b *builder) storage() {
	b.cinder(setup.Storage)
	b.audit(setup.Storage)
}

func (b *builder) compute() {
	b.computePackages()
	b.computeConfig()
	b.polling(setup.Compute)
	b.computeUnits()
	b.nova(setup.Compute)
}

type builder struct {
	a        setup.Answers
	f        setup.Facts
	plan     setup.Plan
	docs     map[string]*doc
	edited   []*doc // those that the plan changes, in order
	profiles map[string]profile.Service
	steps    []*step
	args     *string  // what B's queues need; nil: not decided yet
	endless  []string // services that a dead broker stops
	askedA   bool     // onA is known
	onA      string   // the address that brokers A and B have in common; "" is none
	guessed  []string // services whose release nothing tells
	older    []string // services of a release before Mitaka
}

// step is a step that is being built. It begins as done.
type step struct {
	setup.Step
	uses []setup.Password // what its actions need
	away bool             // its actions are for the scripts of a bundle
	done []string         // what was found
	undo []func()         // takes back what it changed in files
}

func (b *builder) add(id string, role setup.NodeRole, title, reason string) *step {
	s := &step{Step: setup.Step{ID: id, Role: role, Title: title, Reason: reason, State: setup.Done}}
	b.steps = append(b.steps, s)
	return s
}

func (b *builder) find(id string) *step {
	i := slices.IndexFunc(b.steps, func(s *step) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return b.steps[i]
}

// away reports whether a step that is about units or packages is
// planned below another root, where none of them can be asked. It is planned all
// the same, as if nothing were set up, because a bundle's scripts, which run on
// the node itself, look before they do anything. The step will not be here.
func (b *builder) away(s *step) bool {
	s.away = s.away || !b.f.System.Here()
	return s.away
}

// outOfReach is the same for a step that is about servers.
func (b *builder) outOfReach(s *step) bool {
	s.away = s.away || !b.f.System.Reaches()
	return s.away
}

// leave makes a step that is away one that is not here. What it waits for, or
// lacks, will be seen on the node.
func (s *step) leave() {
	if !s.away || s.State == setup.Unneeded || s.State == setup.NotHere {
		return
	}
	if s.State != setup.Change {
		s.Actions = nil
	}
	s.State, s.Why, s.Hint = setup.NotHere, "below another root only files are changed", ""
}

// needs blocks a step that makes no sense while others are blocked.
func (b *builder) needs(s *step, ids ...string) bool {
	for _, id := range ids {
		if other := b.find(id); other != nil && other.State == setup.Blocked {
			s.block("waits for step "+id+", which is blocked", "clear step "+id+" first")
			return false
		}
	}
	return true
}

// changing reports whether one of these steps will change something.
func (b *builder) changing(ids ...string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		s := b.find(id)
		return s != nil && s.State == setup.Change
	})
}

func (b *builder) note(format string, args ...any) {
	if text := sources.Visible(fmt.Sprintf(format, args...)); !slices.Contains(b.plan.Notes, text) {
		b.plan.Notes = append(b.plan.Notes, text)
	}
}

// block says what is in the way; the first reason stays. What the step has
// changed so far in files is taken back.
func (s *step) block(why, hint string) {
	if s.State == setup.Blocked {
		return
	}
	s.State, s.Why, s.Hint = setup.Blocked, why, hint
	for _, undo := range slices.Backward(s.undo) {
		undo()
	}
	s.undo = nil
}

func (s *step) is(state setup.State, why string) { s.State, s.Why = state, why }

// found adds to what the step's state rests on.
func (s *step) found(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(s.done, text) {
		s.done = append(s.done, text)
	}
}

// do adds an action, unless the step is blocked.
func (s *step) do(a setup.Action, uses ...setup.Password) {
	if s.State == setup.Blocked {
		return
	}
	s.State = setup.Change
	s.Actions = append(s.Actions, a)
	s.uses = append(s.uses, uses...)
}

// finish puts the files into their steps and the kept passwords before their
// first use.
func (b *builder) finish() {
	if len(b.endless) > 0 {
		b.note("While broker B is down, it stops whoever notifies in %s: their oslo.messaging tries to connect for ever, which retry bounds only from Yoga on.", strings.Join(b.endless, ", "))
	}
	writes := make(map[*step][]setup.Action)
	for _, d := range b.edited {
		if d.unchanged() {
			continue
		}
		if d.exists && len(d.secrets) > 0 && d.file.Mode.Perm()&0o004 != 0 {
			b.note("%s gets a password and everybody may read it (%04o): chmod o-r %s", d.file.Path, d.file.Mode.Perm(), d.file.Path)
		}
		writes[d.step] = append(writes[d.step], d.action())
		d.step.uses = append(d.step.uses, d.uses...)
	}
	var kept []string
	for _, s := range b.steps {
		s.Actions = append(writes[s], s.Actions...)
		if s.State != setup.Change {
			s.Actions = nil
		}
		s.leave()
		var keep []setup.Action
		for _, p := range s.uses {
			if s.State == setup.Change && p.Fresh && !slices.Contains(kept, p.Name) {
				kept = append(kept, p.Name)
				keep = append(keep, setup.KeepSecret{Password: p})
			}
		}
		s.Actions = append(keep, s.Actions...)
		if s.Why == "" {
			s.Why = strings.Join(s.done, "; ")
		}
		// Names of files and what servers say come from outside.
		s.Why, s.Hint = sources.Visible(s.Why), sources.Visible(s.Hint)
		for i := range s.Manual {
			s.Manual[i] = sources.Visible(s.Manual[i])
		}
		b.plan.Steps = append(b.plan.Steps, s.Step)
	}
}
