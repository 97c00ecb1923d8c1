package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
)

// definitionsFlags are what definitions takes.
type definitionsFlags struct {
	format  string
	columns []string
}

func newDefinitions(a *app) *cobra.Command {
	var f definitionsFlags
	cmd := &cobra.Command{
		Use:   "definitions [RECORDING…]",
		Short: "List which events feed which meters, and what of both is of no use",
		Long: `definitions lists the meter definitions that Ceilometer's notification agent uses
here, in the order of their files, and the events that each is for. Where the
machine has none it is the table of the release.

With recordings, which "ceilotop events --record FILE" makes, it says both ways
what came: how many events hit each definition and which was the last, and, at the
end, the event types that came and that no definition uses. A directory stands
for the recordings in it, - for standard input.

States:
  hit       events came that Ceilometer makes samples of
  no-sample such events came, and Ceilometer drops the sample of the last; Why
            says the reason
  no-event  none came that it is for; without a recording: it is used
  priority  such events came, none of them as info or sample
  pipeline  pipeline.yaml leaves the meter out, whatever comes
  left-out  Ceilometer does not use the definition; Why says the reason
  unused    no definition is for events of this type

A table has the first five columns of State, Events, Last, Meter, Event Type, Last
Type, Definition and Why unless -c says something else.
The exit code is 3 when lines of a recording could not be read.`,
		Example: `ceilotop definitions
ceilotop definitions night.jsonl.zst
ceilotop definitions -f value -c State -c Events -c 'Event Type' night.jsonl.zst | grep ^unused`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return a.definitions(cmd.Context(), &f, args) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.format, "format", "f", "table", "format, "+strings.Join(rows.Formats, "|"))
	flags.StringArrayVarP(&f.columns, "column", "c", nil, "show only this COLUMN (repeatable)")
	return cmd
}

// definitionColumns has those first that a table shows unless -c says something
// else: no terminal is as wide as all of them.
var definitionColumns = []string{"State", "Events", "Last", "Meter", "Event Type", "Last Type", "Definition", "Why"}

func (a *app) definitions(ctx context.Context, f *definitionsFlags, recordings []string) error {
	shown, err := chosen(f.columns, definitionColumns)
	if err != nil {
		return err
	}
	if f.format == "table" && shown == nil {
		shown = []int{0, 1, 2, 3, 4}
	}
	out := rows.New(f.format, a.stdout, rows.Options{
		Columns: definitionColumns, Shown: shown, SortBy: -1, Visible: isTerminal(a.stdout), Cells: true,
	})
	if out == nil {
		return misused("-f %s: the formats are %s", f.format, strings.Join(rows.Formats, ", "))
	}
	ledger, err := a.attribution(func(note string) { a.say("%s", note) })
	if err != nil {
		return err
	}
	unreadable, came := 0, 0
	err = a.attended(ctx, func(ctx context.Context) (err error) {
		_, unreadable, err = a.readRecordings(ctx, "definitions", recordings, func(e *sources.Event) {
			came++
			ledger.Saw(e)
		})
		return err
	})
	if err != nil {
		return err
	}
	if len(recordings) > 0 && came == 0 && unreadable == 0 {
		a.say("no event is in what was recorded")
	}
	if err := writeDefinitions(out, ledger, len(recordings) > 0); err != nil {
		return err
	}
	if _, beyond := ledger.Unused(); beyond > 0 {
		a.say("%s events were of types that there was no room for", thousands(int(beyond)))
	}
	if unreadable > 0 {
		return &partialError{fmt.Errorf("definitions: %d lines could not be read", unreadable)}
	}
	return nil
}

// writeDefinitions writes both ways. Without events how many there were is not
// known.
func writeDefinitions(out rows.Writer, ledger *meterdef.Ledger, seen bool) error {
	for _, d := range ledger.Definitions() {
		events := rows.Value{}
		if seen && d.Hop != meterdef.LeftOut {
			events = rows.Int(int(d.Events))
		}
		written := d.Place.File
		if d.Place.Line > 0 {
			written = fmt.Sprintf("%s:%d", d.Place.File, d.Place.Line)
		}
		if err := out.Write([]rows.Value{
			rows.String(stateOf(&d.Feeding)), events, rows.Time(d.Last.UTC()), rows.String(d.Meter), rows.String(strings.Join(d.Patterns, " ")),
			rows.Text(known(d.LastType)), rows.String(written), rows.Text(known(whyOf(&d.Feeding))),
		}); err != nil {
			return err
		}
	}
	unused, _ := ledger.Unused()
	for _, u := range unused {
		why := ""
		if u.Double != "" {
			why = "Ceilometer reads " + u.Double
		}
		if err := out.Write([]rows.Value{
			rows.String("unused"), rows.Int(int(u.Count)), rows.Time(u.Last.UTC()), {}, rows.String(u.EventType), rows.String(u.EventType), {}, rows.Text(known(why)),
		}); err != nil {
			return err
		}
	}
	return out.Close()
}

// hopStates are the states of a definition, by hop.
var hopStates = map[meterdef.Hop]string{
	meterdef.LeftOut: "left-out", meterdef.PipelineDrops: "pipeline", meterdef.NoEvent: "no-event", meterdef.WrongPriority: "priority", meterdef.EventsCome: "hit",
}

// stateOf tells a definition that gave a sample of its last event from one that
// did not.
func stateOf(f *meterdef.Feeding) string {
	if f.Hop == meterdef.EventsCome && f.Reason != 0 {
		return "no-sample"
	}
	return hopStates[f.Hop]
}

// whyOf is the reason why Ceilometer does not use a definition, or makes no sample
// of its last event.
func whyOf(f *meterdef.Feeding) string {
	parts := []string{f.Detail}
	if f.Reason != 0 {
		parts = []string{f.Reason.String(), f.Detail}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
}
