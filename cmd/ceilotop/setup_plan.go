package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// exitChanges is how "setup plan" ends when something would change.
const exitChanges = 2

func newSetupPlan(a *app) *cobra.Command {
	var d draftFlags
	var format, file string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what would be done on this machine, step by step",
		Long: `plan compares what this machine and its servers are with what the answers ask
for, and prints the steps: what is done, what will change and why, and what is
in the way. It changes nothing.

With -o the plan is kept in a file that holds no password. "setup apply FILE"
carries out exactly that one, or refuses because something has changed since.

The exit code is 0 when there is nothing to do, 2 when there are changes, and 1
when something is in the way of everything that is left, or failed.`,
		Example: `ceilotop setup plan --answers answers.yaml
ceilotop setup plan --answers answers.yaml --role compute -o plan.json
ceilotop setup plan --root /srv/compute1 --answers answers.yaml`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := exactly()(cmd, args); err != nil {
				return &codedError{exitError, err}
			}
			if err := a.plan(cmd, d, format, file); err != nil {
				return err
			}
			return nil
		},
	}
	// 2 says that there are changes, so wrong usage has to end with another code.
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &codedError{exitError, sources.WithHint(err, cmd.CommandPath()+" --help")}
	})
	d.add(cmd.Flags())
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text|json")
	cmd.Flags().StringVarP(&file, "output", "o", "", "keep the plan in this FILE, for apply")
	return cmd
}

func (a *app) plan(cmd *cobra.Command, f draftFlags, format, file string) error {
	if format != "text" && format != "json" {
		return &codedError{exitError, fmt.Errorf("plan: -f %q is neither text nor json", format)}
	}
	d, err := a.draft(cmd.Context(), f)
	if err != nil {
		return &codedError{exitError, err}
	}
	if file != "" {
		s, err := d.saved(a.root)
		if err == nil {
			err = s.save(file)
		}
		if err != nil {
			return &codedError{exitError, err}
		}
	}
	if format == "json" {
		text, err := json.MarshalIndent(d.plan, "", "  ")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.stdout, string(text)); err != nil {
			return err
		}
	} else if err := writePlan(a.stdout, d.plan, inEnglish); err != nil {
		return err
	}
	return a.planned(d.plan, f, file)
}

// planned ends "setup plan" with what there is to do.
func (a *app) planned(p setup.Plan, f draftFlags, file string) error {
	blocked := blocked(p)
	switch {
	case p.Changes():
		return &codedError{exitChanges, sources.WithHint(fmt.Errorf("changes are pending: %s", countStates(p, inEnglish)), a.next(f, file))}
	case len(blocked) > 0:
		return &codedError{exitError, sources.WithHint(fmt.Errorf("nothing can be done yet: %s", countStates(p, inEnglish)), blocked[0].Hint)}
	}
	a.say("nothing to do")
	return nil
}

// next is the command that carries the plan out.
func (a *app) next(f draftFlags, file string) string {
	if file != "" {
		return a.command("setup", "apply", file)
	}
	args := []string{"setup", "apply"}
	if f.answers != "" {
		args = append(args, "--answers", f.answers)
	}
	for _, r := range f.roles {
		args = append(args, "--role", r)
	}
	return a.command(args...)
}

// command is a command of ours for a hint, for the same root.
func (a *app) command(args ...string) string {
	line := "ceilotop " + strings.Join(args, " ")
	if a.root == "/" {
		return "sudo " + line
	}
	return line + " --root " + a.root
}

func blocked(p setup.Plan) (steps []setup.Step) {
	for _, s := range p.Steps {
		if s.State == setup.Blocked {
			steps = append(steps, s)
		}
	}
	return steps
}
