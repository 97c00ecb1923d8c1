package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources"
)

func newSetupApply(a *app) *cobra.Command {
	var d draftFlags
	var yes bool
	cmd := &cobra.Command{
		Use:   "apply [PLAN]",
		Short: "Carry a plan out",
		Long: `apply makes the plan, shows it, and carries it out after the word "apply" was typed or
--yes was given. With a PLAN that "setup plan -o" has kept it carries out that
one, and refuses, with exit code 3, if anything has changed since.

Each file is replaced in one step, and services are restarted only when their
files changed. Before each change the journal in /var/lib/ceilotop/journal
says how to take it back. The first failure stops the run, and "setup rollback"
takes back what was done. A run that was interrupted has to be taken back
before the next one.

Below another --root only files are changed; packages, units and servers are
left alone.

The exit code is 0 when everything was done or nothing had to be, and 3 when
steps are left that are blocked.`,
		Example: `sudo ceilotop setup apply plan.json
sudo ceilotop setup apply --answers answers.yaml
ceilotop setup apply --root ./sandbox --answers answers.yaml --yes`,
		Args: atMost("PLAN"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.applySaved(cmd, args[0], d, yes)
			}
			return a.apply(cmd.Context(), d, nil, yes)
		},
	}
	d.add(cmd.Flags())
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask for the word")
	return cmd
}

func (a *app) applySaved(cmd *cobra.Command, path string, d draftFlags, yes bool) error {
	s, err := readSaved(path)
	if err != nil {
		return err
	}
	if cmd.Flags().Changed("answers") || cmd.Flags().Changed("role") {
		return misused("apply: the plan in %s says which answers and roles it is made from; --answers and --role cannot change that", path)
	}
	if root, err := filepath.Abs(a.root); cmd.Flags().Lookup("root").Changed && (err != nil || root != s.Root) {
		return misused("apply: the plan in %s is for --root %s", path, s.Root)
	}
	a.root, d.answers = s.Root, s.Answers
	for _, r := range s.Roles {
		d.roles = append(d.roles, string(r))
	}
	return a.apply(cmd.Context(), d, &s, yes)
}

// apply carries a plan out; saved is the one that it has to be, or nil.
func (a *app) apply(ctx context.Context, f draftFlags, saved *savedPlan, yes bool) error {
	unlock, err := a.take("apply")
	if err != nil {
		return err
	}
	defer func() { _ = unlock() }()
	if err := a.interrupted(); err != nil {
		return err
	}
	d, err := a.draft(ctx, f)
	if err != nil {
		return err
	}
	// A plan that was carried out is not the same any more, but leaves nothing.
	if saved != nil && (d.plan.Changes() || len(blocked(d.plan)) > 0) {
		if err := saved.drift(d.plan); err != nil {
			return err
		}
	}
	if !d.plan.Changes() {
		return a.rest(d.plan, "nothing to do")
	}
	if err := a.wantsPatches(d.answers); err != nil {
		return err
	}
	if err := writePlan(a.stdout, d.plan, inEnglish); err != nil {
		return err
	}
	if !yes {
		if err := a.word(ctx, "apply"); err != nil {
			return err
		}
	}
	return a.carryOut(ctx, d)
}

// take keeps every other ceilotop from changing the machine until unlock is
// called. Doing is the command that is about to.
func (a *app) take(doing string) (unlock func() error, err error) {
	if err := a.lacksRoot(doing); err != nil {
		return nil, err
	}
	return machine.Lock(a.root)
}

func (a *app) lacksRoot(doing string) error {
	if a.root == "/" && os.Geteuid() != 0 {
		return sources.WithHint(errors.New(doing+" changes files that belong to root"), a.command("setup", doing))
	}
	return nil
}

func (a *app) wantsPatches(wanted setup.Answers) error {
	if wanted.Apply.Mode == "patch" {
		return sources.WithHint(errors.New("the answers want patches: apply.mode is patch"), a.command("setup", "export"))
	}
	return nil
}

// interrupted refuses to go on where an earlier run left half of its work.
func (a *app) interrupted() error {
	runs, err := machine.Runs(a.root)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.Open() {
			what := fmt.Errorf("the run %s was interrupted", r.ID)
			switch {
			case r.Cause != "":
				what = fmt.Errorf("the run %s was stopped: %s", r.ID, r.Cause)
			case r.State == machine.Stopped:
				what = fmt.Errorf("the run %s was stopped", r.ID)
			}
			return &partialError{sources.WithHint(fmt.Errorf("%w; what is left of it has to be taken back first", what), a.command("setup", "rollback", r.ID))}
		}
	}
	return nil
}

// carryOut applies the plan, and says after a failure what takes it back.
func (a *app) carryOut(ctx context.Context, d *draft) error {
	id, result, err := a.perform(ctx, d, a.aloud())
	if err == nil {
		a.say("run %s: %d done", id, len(result.Done))
		return a.rest(d.plan, "")
	}
	if errors.Is(err, setup.ErrDrifted) && len(result.Done) == 0 {
		return &partialError{err}
	}
	if id == "" || !a.left(id) {
		return err
	}
	a.complain(err)
	return sources.WithHint(fmt.Errorf("run %s stopped: %d done, %d not begun", id, len(result.Done), result.Rest), a.command("setup", "rollback", id))
}

// listener hears how a run goes. Any of its functions may be nil.
type listener struct {
	progress func(setup.Progress)
	// sentence is what an operator should know beside success and failure.
	sentence func(string)
	output   func(line string) // of the programs that are run
}

// aloud says everything on standard error, but for what programs say.
func (a *app) aloud() listener {
	return listener{progress: a.acted, sentence: func(s string) { a.say("%s", sources.Visible(s)) }}
}

// perform carries a plan out and keeps its journal, whose name is the run's; ""
// says that none was begun. Who calls it holds the lock.
func (a *app) perform(ctx context.Context, d *draft, l listener) (id string, r setup.Result, err error) {
	m, err := a.machine(d.answers, d.facts, l)
	if err != nil {
		return "", r, err
	}
	origin, err := d.origin(a.root)
	if err != nil {
		return "", r, err
	}
	j, err := machine.NewJournal(a.root, d.plan, origin)
	if err != nil {
		return "", r, err
	}
	r, err = setup.Apply(ctx, d.plan, m, j, l.progress)
	return j.ID(), r, err
}

// left reports whether a run has left anything to take back. What is not known
// counts as left.
func (a *app) left(id string) bool {
	runs, err := machine.Runs(a.root)
	i := slices.IndexFunc(runs, func(r machine.Run) bool { return r.ID == id })
	return err != nil || i < 0 || runs[i].Open()
}

// settle is how long a unit has to stay up; 0 is what package machine says. Only
// tests change it.
var settle time.Duration

// machine is the real one, with the servers that the answers name where these
// may be changed.
func (a *app) machine(wanted setup.Answers, facts setup.Facts, l listener) (setup.Machine, error) {
	o := machine.Options{Output: l.output, Settle: settle}
	if facts.System.Reaches() {
		o.Servers = servers.New(wanted, facts, a.servers(l.sentence))
	}
	m, err := machine.New(a.root, o)
	if err != nil || a.sandbox == nil {
		return m, err
	}
	return sandboxMachine{m, a.sandbox.units}, nil
}

// acted says one line for each action when it has ended.
func (a *app) acted(p setup.Progress) {
	switch p.Phase {
	case setup.Begun:
		if isTerminal(a.stderr) {
			fmt.Fprintf(a.stderr, "%d/%d %-4s %s …\n", p.Number, p.Total, p.Step, sources.Visible(p.Action))
		}
	case setup.Failed: // the error says it
	default:
		fmt.Fprintf(a.stderr, "%d/%d %-4s %s: %s\n", p.Number, p.Total, p.Step, sources.Visible(p.Action), p.Phase)
	}
}

// rest says what is left to do after a plan was carried out.
func (a *app) rest(p setup.Plan, words string) error {
	left := blocked(p)
	if words != "" && len(left) == 0 {
		a.say("%s", words)
	}
	if len(left) > 0 {
		for _, s := range left {
			a.say("step %s is blocked: %s", s.ID, sources.Visible(s.Why))
		}
		return &partialError{sources.WithHint(fmt.Errorf("%d steps are left", len(left)), left[0].Hint)}
	}
	return nil
}
