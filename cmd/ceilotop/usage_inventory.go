package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/inventory"
)

func newUsageInventory(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "inventory",
		Short: "List what servers, volumes and images there are now, for usage",
		Long: `inventory asks Nova, Cinder and Glance for all servers, volumes and images of all
projects, and writes them as JSON for usage --inventory: what was there before
the first event and silent since is in no event. It logs in as OS_CLOUD or the
OS_* variables say, and needs the role admin.

A service that could not be listed is named in unlisted, with the reason, and
makes the exit code 3.`,
		Example: `ceilotop usage inventory > 2026-12-01.json
OS_CLOUD=admin ceilotop usage inventory | jq '.servers | length'`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.usageInventory(cmd.Context()) },
	}
}

func (a *app) usageInventory(ctx context.Context) error {
	session, err := a.operator(setup.Answers{})
	if err != nil {
		return err
	}
	defer session.Close()
	all, err := inventory.Take(ctx, session, inventory.Options{})
	if err != nil {
		return err
	}
	for _, u := range all.Unlisted {
		a.say("%ss: %s", u.Kind, sources.Visible(u.Why))
	}
	if err := a.writeJSON(&all); err != nil {
		return err
	}
	if len(all.Unlisted) > 0 {
		return &partialError{sources.WithHint(errNotWhole, "what was listed counts, and usage calls the rest a lower bound")}
	}
	return nil
}
