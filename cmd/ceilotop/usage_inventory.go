package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/gnocchi"
	"github.com/ceilotop/ceilotop/sources/inventory"
)

// inventoryFlags are what the command line asks for.
type inventoryFlags struct {
	store     bool
	since     string
	storeFrom storeFlags
}

func newUsageInventory(a *app) *cobra.Command {
	var f inventoryFlags
	cmd := &cobra.Command{
		Use:   "inventory",
		Short: "List what servers, volumes and images there are now, for usage",
		Long: `inventory asks Nova, Cinder and Glance for all servers, volumes and images of all
projects, and writes them as JSON for usage --inventory: what was there before
the first event and silent since is in no event. It logs in as OS_CLOUD or the
OS_* variables say, and needs the role admin.

With --since those that ended after that time are listed too, with their end:
servers that Nova keeps in its database, which is until somebody archives the
deleted rows. Cinder and Glance tell nobody of a volume or an image that is gone:
what was deleted without an event being heard stays unknown.

With --from-store it is what Ceilometer has told Gnocchi of, and what ended since;
each was there when its newest measure was taken. What Gnocchi does not have may
exist all the same, so nothing counts as gone because it is not in such a list.

A service that could not be listed is named in unlisted, with the reason, and
makes the exit code 3.`,
		Example: `ceilotop usage inventory > 2026-12-01.json
ceilotop usage inventory --since 2026-11-01 > november.json
ceilotop usage inventory --from-store --gnocchi-url http://127.0.0.1:8041 > measured.json
OS_CLOUD=admin ceilotop usage inventory | jq '.servers | length'`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.usageInventory(cmd.Context(), &f) },
	}
	cmd.Flags().BoolVar(&f.store, "from-store", false, "list what Ceilometer has told Gnocchi of, instead of asking the services")
	cmd.Flags().StringVar(&f.since, "since", "", "list those too that ended after this, a TIME or a date in UTC")
	f.storeFrom.add(cmd.Flags())
	return cmd
}

func (a *app) usageInventory(ctx context.Context, f *inventoryFlags) error {
	since, err := parseMoment("--since", f.since)
	if err != nil {
		return err
	}
	list := a.listServices
	if f.store {
		list = a.listStore
	}
	all, err := list(ctx, f, since)
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

func (a *app) listServices(ctx context.Context, f *inventoryFlags, since time.Time) (sources.Inventory, error) {
	if f.storeFrom.source != "" || f.storeFrom.gnocchiURL != "" {
		return sources.Inventory{}, misused("usage inventory: --source and --gnocchi-url say where a store is, and belong to --from-store")
	}
	session, err := a.operator(setup.Answers{})
	if err != nil {
		return sources.Inventory{}, err
	}
	defer session.Close()
	return inventory.Take(ctx, session, inventory.Options{Since: since})
}

// listStore needs a Gnocchi: the older stores have samples, and no list of what
// there is.
func (a *app) listStore(ctx context.Context, f *inventoryFlags, since time.Time) (sources.Inventory, error) {
	store, err := a.store(ctx, &f.storeFrom)
	if err != nil {
		return sources.Inventory{}, err
	}
	g, ok := store.(*gnocchi.Store)
	if !ok {
		return sources.Inventory{}, sources.WithHint(fmt.Errorf("usage inventory: %s keeps samples, and no list of what there is", store.Where().Kind), "without --from-store the services are asked")
	}
	return g.Inventory(ctx, since)
}
