package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/bundle"
	"github.com/ceilotop/ceilotop/setup/bundle/managed"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// guide does for the wizard's page what the commands of setup do, by the same
// functions. It is a wizard.Backend.
type guide struct {
	a *app
	// given are answers that stand below those of the operator: a sandbox knows
	// where its servers are.
	given []answers.File
	// notice is the first warning of every draft, "" for none.
	notice string
	// settled is told after each run that went well: there may be brokers now
	// that there were not. It may be nil.
	settled func()

	nodes  *nodeFiles
	lately lately

	mu     sync.Mutex
	counts *counter       // nil before the taps begin
	place  string         // where the answers of this conversation are kept, "" nowhere yet
	last   *setup.Answers // of this machine's last draft, with the passwords
}

func (a *app) newGuide() *guide { return &guide{a: a, nodes: newNodeFiles(a.root)} }

var _ wizard.Backend = (*guide)(nil)

// Detect looks at the machine and takes up the answers of the last time.
func (g *guide) Detect(ctx context.Context) (*interview.Interview, time.Time, error) {
	c, err := g.a.converse(ctx, g.given...)
	if err != nil {
		return nil, time.Time{}, err
	}
	return c.interview, c.resumed, nil
}

// Keep saves the answers for the next start, beside the program's own log.
func (g *guide) Keep(i *interview.Interview) error {
	place, err := g.a.keepAnswers(i)
	if err == nil {
		g.mu.Lock()
		g.place = place
		g.mu.Unlock()
	}
	return err
}

// farewell says where the answers are, when the page is gone that they were
// given on: after ctrl+c nobody knows whether they are.
func (g *guide) farewell() {
	g.mu.Lock()
	place := g.place
	g.mu.Unlock()
	if place == "" {
		return
	}
	w := g.a.words()
	_, _ = fmt.Fprintf(g.a.stderr, w.Prompt.Kept+"\n"+w.Prompt.GoOn+"\n", sources.Visible(place), g.a.command("setup"))
}

// Draft makes the plan of this machine and of the other nodes that the answers
// name. Those get the passwords that were fetched for this one: on all nodes
// they are the same.
func (g *guide) Draft(ctx context.Context, i *interview.Interview) (*wizard.Draft, error) {
	facts, err := g.a.survey(ctx)
	if err != nil {
		return nil, err
	}
	wanted, warnings, err := settled(i.Answers(), facts, ".")
	if err != nil {
		return nil, err
	}
	if i.WentOn() {
		g.nodes.want(others(wanted.Nodes, facts.System)...)
	}
	here, err := g.a.draftOf(ctx, wanted, facts)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	g.last = &wanted
	g.mu.Unlock()
	d := &wizard.Draft{Warnings: warnings}
	if g.notice != "" {
		d.Warnings = append([]string{g.notice}, d.Warnings...)
	}
	d.Nodes = append(d.Nodes, *pageNode(here.node(nameOf(facts))))
	for _, name := range others(wanted.Nodes, facts.System) {
		d.Nodes = append(d.Nodes, g.other(ctx, name, wanted))
	}
	return d, nil
}

// pageNode is a node for the page, with the snippets for whoever owns it.
func pageNode(n bundle.Node) *wizard.Node {
	p := &wizard.Node{Name: n.Name, Facts: n.Facts, Answers: n.Answers, Plan: n.Plan}
	for _, f := range managed.For(n.Answers, n.Facts) {
		p.Snippets = append(p.Snippets, wizard.Snippet{Manager: f.Manager, Name: f.Name, Where: f.Where, Text: f.Text, After: f.After})
	}
	return p
}

// Export writes a bundle for each node that has a plan.
func (g *guide) Export(_ context.Context, d *wizard.Draft) ([]string, error) {
	var nodes []bundle.Node
	for _, n := range d.Nodes {
		if n.Err == nil {
			nodes = append(nodes, bundle.Node{Name: n.Name, Plan: n.Plan, Facts: n.Facts, Answers: n.Answers})
		}
	}
	if len(nodes) == 0 {
		return nil, errors.New("no node has a plan that could be written")
	}
	return bundle.Write(nodes[0].Answers.Apply.OutputDir, nodes...)
}

// MayApply says what keeps this machine's plan from being applied. That patches
// are wanted does not: it is what a guide takes for granted until the word is
// typed.
func (g *guide) MayApply(d *wizard.Draft) error {
	here, err := local(d)
	if err != nil {
		return err
	}
	for _, s := range here.Snippets {
		return sources.WithHint(fmt.Errorf("%s owns the configuration of this host, and would write the files again", s.Manager),
			"Give "+s.Manager+" what is shown here, or answer true to apply.force_local.")
	}
	if err := g.a.lacksRoot("apply"); err != nil {
		return err
	}
	return g.a.interrupted()
}

// local is the node of a draft that is this machine.
func local(d *wizard.Draft) (*wizard.Node, error) {
	if d == nil || len(d.Nodes) == 0 {
		return nil, errors.New("there is no plan yet")
	}
	return &d.Nodes[0], d.Nodes[0].Err
}

// Apply carries out this machine's plan.
func (g *guide) Apply(ctx context.Context, d *wizard.Draft, tell func(setup.Progress), output func(string)) (setup.Result, error) {
	here, err := local(d)
	if err != nil {
		return setup.Result{}, err
	}
	unlock, err := g.a.take("apply")
	if err != nil {
		return setup.Result{}, err
	}
	defer func() { _ = unlock() }()
	if err := g.MayApply(d); err != nil {
		return setup.Result{}, err
	}
	own := &draft{answers: here.Answers, facts: here.Facts, plan: here.Plan}
	if own.spoken, err = spokenOf(here.Answers); err != nil {
		return setup.Result{}, err
	}
	id, result, err := g.a.perform(ctx, own, aside(tell, output))
	switch {
	case err == nil:
		if g.settled != nil {
			g.settled()
		}
	case id != "" && g.a.left(id):
		err = sources.WithHint(fmt.Errorf("run %s stopped: %w", id, err), cmp.Or(sources.HintOf(err), g.a.command("setup", "rollback", id)))
	}
	return result, err
}

// aside is a listener for a page: what servers have to say comes between the
// lines of programs.
func aside(tell func(setup.Progress), output func(string)) listener {
	l := listener{progress: tell, output: output}
	if output != nil {
		l.sentence = func(s string) { output(sources.Visible(s)) }
	}
	return l
}

// Rollback takes the last run back. Passwords that were typed come from this
// conversation, if they were typed again. The files in leave stay as they are
// and count as taken back.
func (g *guide) Rollback(ctx context.Context, leave []string, tell func(setup.Progress), output func(string)) error {
	unlock, err := g.a.take("rollback")
	if err != nil {
		return err
	}
	defer func() { _ = unlock() }()
	run, err := g.a.lastRun()
	if err != nil {
		return err
	}
	if run == nil {
		return errors.New("no run is left to take back")
	}
	leave = slices.Clone(leave)
	if err := g.a.checkLeave(run, leave); err != nil {
		return err
	}
	l := aside(tell, output)
	m, err := g.a.machineOf(ctx, run, g.originOf(run), l)
	if err != nil {
		return err
	}
	j, err := run.Reopen()
	if err != nil {
		return err
	}
	if err := leaveFiles(run, j, leave, l); err != nil {
		return errors.Join(err, j.Close(err))
	}
	return setup.Rollback(ctx, run.Records, m, j, tell)
}

// originOf gives the answers that a run was made from.
func (g *guide) originOf(run *machine.Run) func(setup.Facts) (setup.Answers, error) {
	return func(facts setup.Facts) (setup.Answers, error) {
		quiet := *g.a
		quiet.stdin, quiet.stderr = nil, io.Discard // the page has the terminal
		g.mu.Lock()
		quiet.typed = g.last
		g.mu.Unlock()
		return quiet.originOf(run, draftFlags{})(facts)
	}
}

// LastRun is the run that Rollback would take back.
func (g *guide) LastRun() string {
	if run, err := g.a.lastRun(); err == nil && run != nil {
		return run.ID
	}
	return ""
}
