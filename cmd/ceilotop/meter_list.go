package main

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
)

func newMeterList(a *app) *cobra.Command {
	var f listFlags
	var unique uniqueFlag
	cmd := &cobra.Command{
		Use:   "meter-list",
		Short: "List meters, as ceilometer meter-list does",
		Long: `meter-list lists the meters that the Ceilometer API, its MongoDB or Gnocchi has.
The list is whole; where -l cuts it, a line on standard error says so.

A table is that of the ceilometer client, sorted by name. The other formats are
those of the openstack command, and stream in the order of the store. If an
error ends the list, the exit code is 1 and no table is written.`,
		Example: `ceilotop meter-list
ceilotop meter-list --unique
ceilotop meter-list -q 'project_id=6f1d1e7c5a0b4c0e9b0a7d3a5c9e1f01; metadata.status=active'
ceilotop meter-list -f csv -c Name -c 'Resource ID' | sort | uniq -c`,
		Args: func(cmd *cobra.Command, args []string) error {
			// The client writes --unique True, with a blank.
			if len(args) == 1 && cmd.Flags().Changed("unique") {
				if err := unique.Set(args[0]); err != nil {
					return misused("--unique %s: %w", args[0], err)
				}
				return nil
			}
			return exactly()(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.meterList(cmd, &f, bool(unique))
		},
	}
	f.add(cmd.Flags(), "meters", true)
	cmd.Flags().Var(&unique, "unique", "list each name once: its first type and unit, and no resource; True or False may follow")
	cmd.Flags().Lookup("unique").NoOptDefVal = "True"
	return cmd
}

var meterColumns = []string{"Name", "Type", "Unit", "Resource ID", "User ID", "Project ID"}

func meterRow(row []rows.Value, m *sources.Meter) []rows.Value {
	return append(row, rows.String(m.Name), rows.Text(m.Type), rows.Text(m.Unit), rows.Text(m.ResourceID), rows.Text(m.UserID), rows.Text(m.ProjectID))
}

func (a *app) meterList(cmd *cobra.Command, f *listFlags, unique bool) error {
	l, err := a.newListing(cmd.Flags(), f, "meters", meterColumns, 0)
	if err != nil {
		return err
	}
	store, err := a.store(cmd.Context(), &f.store)
	if err != nil {
		return err
	}
	query := sources.MeterQuery{Conditions: l.conditions, Limit: l.ask(), Unique: unique}
	return writeList(cmd.Context(), l, func(ctx context.Context) iter.Seq2[sources.Meter, error] {
		return store.Meters(ctx, query)
	}, meterRow)
}

// uniqueFlag takes the words that the client takes for true and false.
type uniqueFlag bool

func (u *uniqueFlag) String() string { return map[bool]string{true: "True", false: "False"}[bool(*u)] }
func (u *uniqueFlag) Type() string   { return "bool" }

func (u *uniqueFlag) Set(word string) error {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "1", "t", "true", "on", "y", "yes":
		*u = true
	case "0", "f", "false", "off", "n", "no":
		*u = false
	default:
		return errors.New("the value True or False is needed")
	}
	return nil
}
