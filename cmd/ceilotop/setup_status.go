package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

func newSetupStatus(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "status",
		Short: "List what apply has done on this machine",
		Long: `status lists the runs of "setup apply", the last one first: when, what became of
it, and what it did. A run that was interrupted or stopped is named, with the
command that takes it back. The exit code is 3 then.`,
		Example: "sudo ceilotop setup status",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			if format != "table" && format != "json" {
				return misused("status: -f %q is neither table nor json", format)
			}
			runs, err := machine.Runs(a.root)
			if err != nil {
				return err
			}
			if format == "json" {
				err = a.runsJSON(runs)
			} else {
				err = a.runsTable(runs)
			}
			if err != nil {
				return err
			}
			for _, r := range runs {
				for _, d := range r.Damage {
					a.say("%s", sources.Visible(d))
				}
				if r.Open() {
					return &partialError{sources.WithHint(fmt.Errorf("the run %s was %s", r.ID, r.State), a.command("setup", "rollback", r.ID))}
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "table", "table|json")
	return cmd
}

func (a *app) runsTable(runs []machine.Run) error {
	if len(runs) == 0 {
		a.say("no run yet")
		return nil
	}
	for i := len(runs) - 1; i >= 0; i-- {
		r := runs[i]
		fmt.Fprintf(a.stdout, "%s  %s\n", r.ID, r.State)
		if r.Cause != "" {
			fmt.Fprintf(a.stdout, "  %s\n", sources.Visible(r.Cause))
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, rec := range r.Records {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", rec.Step, recordState(rec.Done, rec.Reverted), sources.Visible(rec.Undo.Did))
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func recordState(done, reverted bool) string {
	switch {
	case reverted:
		return "taken back"
	case done:
		return "done"
	}
	return "begun"
}

// runJSON is a run for scripts; the names are for ever.
type runJSON struct {
	ID        string       `json:"id"`
	Directory string       `json:"directory"`
	State     string       `json:"state"`
	Cause     *string      `json:"cause"`
	Begun     *time.Time   `json:"begun_at"`
	Ended     *time.Time   `json:"ended_at"`
	Actions   []recordJSON `json:"actions"`
}

type recordJSON struct {
	Step   string `json:"step"`
	Action string `json:"action"`
	State  string `json:"state"`
}

func (a *app) runsJSON(runs []machine.Run) error {
	all := make([]runJSON, 0, len(runs))
	for _, r := range runs {
		j := runJSON{ID: r.ID, Directory: r.Dir, State: string(r.State), Actions: []recordJSON{}}
		if r.Cause != "" {
			j.Cause = &r.Cause
		}
		j.Begun, j.Ended = moment(r.Begun), moment(r.Ended)
		for _, rec := range r.Records {
			j.Actions = append(j.Actions, recordJSON{rec.Step, rec.Undo.Did, recordState(rec.Done, rec.Reverted)})
		}
		all = append(all, j)
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, string(text))
	return err
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
