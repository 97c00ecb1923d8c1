package main

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
)

func newSampleList(a *app) *cobra.Command {
	var f listFlags
	var meter string
	cmd := &cobra.Command{
		Use:   "sample-list",
		Short: "List samples, as ceilometer sample-list does",
		Long: `sample-list lists samples, the newest first: of one meter, or of all. There may
be a hundred million of them; -l and a timestamp in the query keep it short.

The formats are those of meter-list. Times are in UTC.`,
		Example: `ceilotop sample-list -m cpu_util -l 20
ceilotop sample-list -q 'resource_id=5ce05c85-7621-4d2a-895d-39283d6fb401; timestamp>=2026-01-15T10:00:00'
ceilotop sample-list -m image.size -f json -c Volume -c Timestamp`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := meterNamed(cmd, meter, false); err != nil {
				return err
			}
			return a.sampleList(cmd, &f, meter)
		},
	}
	f.add(cmd.Flags(), "samples", true)
	cmd.Flags().StringVarP(&meter, "meter", "m", "", "list the samples of the meter NAME alone")
	return cmd
}

var sampleColumns = []string{"ID", "Resource ID", "Name", "Type", "Volume", "Unit", "Timestamp"}

func sampleRow(row []rows.Value, s *sources.Sample) []rows.Value {
	id := rows.Value{}
	if s.ID != "" { // Gnocchi has none
		id = rows.String(s.ID)
	}
	return meterSampleRow(append(row, id), s)
}

// meterSampleRow is a row where a meter was named: the client asks for the
// older form of samples then, and has no ID.
func meterSampleRow(row []rows.Value, s *sources.Sample) []rows.Value {
	return append(row, rows.Text(s.ResourceID), rows.String(s.Meter), rows.Text(s.Type), rows.Float(s.Volume), rows.Text(s.Unit), rows.Time(s.Timestamp))
}

func (a *app) sampleList(cmd *cobra.Command, f *listFlags, meter string) error {
	columns, row := sampleColumns, sampleRow
	if meter != "" {
		columns, row = sampleColumns[1:], meterSampleRow
	}
	l, err := a.newListing(cmd.Flags(), f, "samples", columns, -1)
	if err != nil {
		return err
	}
	store, err := a.store(cmd.Context(), &f.store)
	if err != nil {
		return err
	}
	query := sources.SampleQuery{Meter: meter, Conditions: l.conditions, Limit: l.ask()}
	return writeList(cmd.Context(), l, func(ctx context.Context) iter.Seq2[sources.Sample, error] {
		return store.Samples(ctx, query)
	}, row)
}
