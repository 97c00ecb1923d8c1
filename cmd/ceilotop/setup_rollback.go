package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources"
)

func newSetupRollback(a *app) *cobra.Command {
	var d draftFlags
	var yes bool
	var leave []string
	cmd := &cobra.Command{
		Use:   "rollback [RUN]",
		Short: "Take a run back",
		Long: `rollback takes back what a run of "setup apply" did, the newest change first, after
the word "rollback" was typed or --yes was given. Without a RUN it is the last
one that is not taken back. Files get their old text byte for byte.

What someone has edited since is left alone and named; the exit code is 3 then,
and the run stays open. Put the file right by hand and say --leave FILE: the run
is taken back without it.

Installed packages stay, and so does a changed password of a user that was there
before.`,
		Example: `sudo ceilotop setup rollback
sudo ceilotop setup rollback 20261127T101500.000Z-k3x9qa`,
		Args: atMost("RUN"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := ""
			if len(args) == 1 {
				id = args[0]
			}
			return a.rollback(cmd.Context(), id, d, leave, yes)
		},
	}
	cmd.Flags().StringVar(&d.answers, "answers", "", "the answers that name the servers, if their FILE was moved since")
	cmd.Flags().StringArrayVar(&leave, "leave", nil, "leave this FILE as it is now, and count it as taken back (repeatable)")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask for the word")
	return cmd
}

func (a *app) rollback(ctx context.Context, id string, f draftFlags, leave []string, yes bool) error {
	unlock, err := a.take("rollback")
	if err != nil {
		return err
	}
	defer func() { _ = unlock() }()
	run, err := a.findRun(id)
	if err != nil || run == nil {
		return err
	}
	for _, r := range run.Records {
		if !r.Reverted {
			fmt.Fprintf(a.stdout, "%-4s %s\n", r.Step, sources.Visible(r.Undo.Did))
		}
	}
	if !yes {
		if err := a.word(ctx, "rollback"); err != nil {
			return err
		}
	}
	if err := a.checkLeave(run, leave); err != nil {
		return err
	}
	m, err := a.machineOf(ctx, run, a.originOf(run, f), a.aloud())
	if err != nil {
		return err
	}
	j, err := run.Reopen()
	if err != nil {
		return err
	}
	if err := leaveFiles(run, j, leave, a.aloud()); err != nil {
		return errors.Join(err, j.Close(err))
	}
	err = setup.Rollback(ctx, run.Records, m, j, a.acted)
	if errors.Is(err, setup.ErrDrifted) {
		return &partialError{err}
	}
	if err == nil {
		a.say("run %s is taken back", run.ID)
	}
	return err
}

// checkLeave takes the files that are to be left by the names that errors give
// them, with the root in front, or as the machine knows them.
func (a *app) checkLeave(run *machine.Run, files []string) error {
	root, err := filepath.Abs(a.root)
	if err != nil {
		return err
	}
	for n, file := range files {
		if below, ok := strings.CutPrefix(file, strings.TrimSuffix(root, "/")+"/"); ok && root != "/" {
			files[n] = "/" + below
		}
		if !slices.ContainsFunc(run.Records, func(r setup.Record) bool { return r.Undo.Path == files[n] && !r.Reverted }) {
			return misused("rollback: --leave %s: the run has changed no such file", file)
		}
	}
	return nil
}

// leaveFiles counts files as taken back that the operator settled by hand.
func leaveFiles(run *machine.Run, j *machine.Journal, files []string, l listener) error {
	for i := range run.Records {
		r := &run.Records[i]
		if r.Reverted || !slices.Contains(files, r.Undo.Path) {
			continue
		}
		if err := j.Reverted(r.Number); err != nil {
			return err
		}
		r.Reverted = true
		if l.sentence != nil {
			l.sentence(r.Undo.Path + " is left as it is")
		}
	}
	return nil
}

// findRun returns the run that is meant, nil if there is nothing to take back.
func (a *app) findRun(id string) (*machine.Run, error) {
	if id == "" {
		r, err := a.lastRun()
		if r == nil && err == nil {
			a.say("nothing to do: no run is left to take back")
		}
		return r, err
	}
	runs, err := machine.Runs(a.root)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(runs, func(r machine.Run) bool { return r.ID == id })
	switch {
	case i < 0:
		return nil, sources.WithHint(fmt.Errorf("there is no run %q", id), a.command("setup", "status"))
	case runs[i].State == machine.RolledBack:
		a.say("nothing to do: the run %s is taken back already", id)
		return nil, nil
	}
	return &runs[i], nil
}

// lastRun is the last one that has something to take back, or nil.
func (a *app) lastRun() (*machine.Run, error) {
	runs, err := machine.Runs(a.root)
	for i := len(runs) - 1; err == nil && i >= 0; i-- {
		if r := &runs[i]; r.State != machine.RolledBack && len(r.Records) > 0 {
			return r, nil
		}
	}
	return nil, err
}

// machineOf is the machine that takes the run back. The servers' credentials
// come from the answers that the run was made from, and only if it changed
// something there.
func (a *app) machineOf(ctx context.Context, run *machine.Run, from func(setup.Facts) (setup.Answers, error), l listener) (setup.Machine, error) {
	if !changedServers(run) {
		return a.machine(setup.Answers{}, setup.Facts{}, l)
	}
	facts, err := a.survey(ctx)
	if err != nil {
		return nil, err
	}
	wanted, err := from(facts)
	if err != nil {
		return nil, err
	}
	return a.machine(wanted, facts, l)
}

// changedServers reports whether a run changed a broker, Keystone or a database.
func changedServers(run *machine.Run) bool {
	for _, r := range run.Records {
		if !r.Reverted && servers.Knows(r.Undo.Kind) {
			return true
		}
	}
	return false
}
