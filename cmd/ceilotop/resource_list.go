package main

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
)

func newResourceList(a *app) *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "resource-list",
		Short: "List resources, as ceilometer resource-list does",
		Long: `resource-list lists the resources that have meters. A table is sorted by source,
as the ceilometer client's. The formats are those of meter-list.`,
		Example: `ceilotop resource-list
ceilotop resource-list -q 'metadata.display_name=web-0'
ceilotop resource-list -f value -c 'Resource ID'`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.resourceList(cmd, &f)
		},
	}
	f.add(cmd.Flags(), "resources", true)
	return cmd
}

var resourceColumns = []string{"Resource ID", "Source", "User ID", "Project ID"}

func resourceRow(row []rows.Value, r *sources.Resource) []rows.Value {
	return append(row, rows.String(r.ID), rows.Text(r.Source), rows.Text(r.UserID), rows.Text(r.ProjectID))
}

func (a *app) resourceList(cmd *cobra.Command, f *listFlags) error {
	l, err := a.newListing(cmd.Flags(), f, "resources", resourceColumns, 1)
	if err != nil {
		return err
	}
	store, err := a.store(cmd.Context(), &f.store)
	if err != nil {
		return err
	}
	query := sources.ResourceQuery{Conditions: l.conditions, Limit: l.ask()}
	return writeList(cmd.Context(), l, func(ctx context.Context) iter.Seq2[sources.Resource, error] {
		return store.Resources(ctx, query)
	}, resourceRow)
}
