package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
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
	if a.root == "/" && os.Geteuid() != 0 {
		return sources.WithHint(errors.New("rollback changes files that belong to root"), a.command("setup", "rollback"))
	}
	unlock, err := machine.Lock(a.root)
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
	m, err := a.machineOf(ctx, run, f)
	if err != nil {
		return err
	}
	j, err := run.Reopen()
	if err != nil {
		return err
	}
	if err := a.leave(run, j, leave); err != nil {
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

// leave counts files as taken back that the operator settled by hand.
func (a *app) leave(run *machine.Run, j *machine.Journal, files []string) error {
	for i := range run.Records {
		r := &run.Records[i]
		if r.Reverted || !slices.Contains(files, r.Undo.Path) {
			continue
		}
		if err := j.Reverted(r.Number); err != nil {
			return err
		}
		r.Reverted = true
		a.say("%s is left as it is", sources.Visible(r.Undo.Path))
	}
	return nil
}

// findRun returns the run that is meant, nil if there is nothing to take back.
func (a *app) findRun(id string) (*machine.Run, error) {
	runs, err := machine.Runs(a.root)
	if err != nil {
		return nil, err
	}
	for i := len(runs) - 1; i >= 0; i-- {
		switch r := &runs[i]; {
		case id == r.ID && r.State == machine.RolledBack:
			a.say("nothing to do: the run %s is taken back already", id)
			return nil, nil
		case id == r.ID, id == "" && r.State != machine.RolledBack && len(r.Records) > 0:
			return r, nil
		}
	}
	if id != "" {
		return nil, sources.WithHint(fmt.Errorf("there is no run %q", id), a.command("setup", "status"))
	}
	a.say("nothing to do: no run is left to take back")
	return nil, nil
}

// machineOf is the machine that takes the run back. The servers' credentials
// come from the answers that the run was made from, and only if it changed
// something there.
func (a *app) machineOf(ctx context.Context, run *machine.Run, f draftFlags) (setup.Machine, error) {
	if !changedServers(run) {
		return a.machine(setup.Answers{}, setup.Facts{})
	}
	var origin savedPlan
	text, err := os.ReadFile(filepath.Join(run.Dir, "answers"))
	if err == nil {
		err = json.Unmarshal(text, &origin)
	}
	if err != nil {
		return nil, fmt.Errorf("reading which answers the run was made from: %w", err)
	}
	if f.answers != "" {
		origin.Answers = f.answers
	}
	facts, err := machine.Survey(ctx, a.root, nil)
	if err != nil {
		return nil, err
	}
	wanted, err := a.wanted(draftFlags{answers: origin.Answers}, origin.Roles, facts)
	if err != nil {
		return nil, sources.WithHint(err, "Name the answers that the run was made from: --answers FILE")
	}
	return a.machine(wanted, facts)
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
