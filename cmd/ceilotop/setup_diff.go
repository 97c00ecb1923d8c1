package main

import (
	"github.com/spf13/cobra"
)

func newSetupDiff(a *app) *cobra.Command {
	var d draftFlags
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "Show the plan's changes to files, line by line",
		Long: `diff prints what the plan would change in each file, with passwords masked. With
--show-secrets what it writes into a pipe is a patch for patch -p1. The exit code
is 3 when steps are blocked, so that the patch is not all of the plan.`,
		Example: "ceilotop setup diff --answers answers.yaml",
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			draft, err := a.draft(cmd.Context(), d)
			if err != nil {
				return err
			}
			files := changed(draft.plan)
			for _, f := range files {
				if err := a.showDiff(f.Path, f.Old, f.New, f.Secrets...); err != nil {
					return err
				}
			}
			if len(files) == 0 {
				a.say("no file would change")
			}
			return a.rest(draft.plan, "")
		},
	}
	d.add(cmd.Flags())
	return cmd
}
