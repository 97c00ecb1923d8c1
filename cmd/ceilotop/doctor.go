package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/words"
)

// How "doctor" and "check" end, as monitoring expects it. Wrong usage is unknown.
const (
	exitWarning  = 1
	exitCritical = 2
	exitUnknown  = 3
)

// doctorFlags are what the command line says of an examination.
type doctorFlags struct {
	only    []string
	explain string
	format  string
	bundle  string
}

func newDoctor(a *app) *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with telemetry, with the line that makes it so",
		Long: `doctor looks at the configuration, units, processes and logs of this machine, at
both brokers, Keystone and the store, and at what arrives within three seconds,
and says what is wrong: what was seen and where, what follows from it, and the
one thing to do. It changes nothing and takes no message away from anybody. It
takes five seconds at most; what did not answer by then is unknown.

A check that is ok, or has nothing to judge on this machine, is only counted.
--only names checks to make, --explain says what one of them is about. --bundle
writes findings, masked configuration, statistics, the last events and the plan
into a file for those who help, in which the same password or host has the same
name everywhere. It is searched for every password that is known before it is
written, and not written when one is found.

The exit code is 0 when all is well, 1 with a warning, 2 when something is
critical, and 3 when something is unknown, or for wrong usage.`,
		Example: `sudo ceilotop doctor
sudo ceilotop doctor --only driver-missing --only topics-differ
ceilotop doctor --explain retry-forever
sudo ceilotop doctor -f json | jq '.[] | select(.result == "critical")'
sudo ceilotop doctor --topology text`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := exactly()(cmd, args); err != nil {
				return &codedError{exitUnknown, err}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), f) },
	}
	// 2 says that something is critical, so wrong usage has to end with another
	// code.
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &codedError{exitUnknown, sources.WithHint(err, cmd.CommandPath()+" --help")}
	})
	flags := cmd.Flags()
	flags.StringArrayVar(&f.only, "only", nil, "make the check of this ID alone (repeatable)")
	flags.StringVar(&f.explain, "explain", "", "say what the check of this ID is about, and look at nothing")
	flags.StringVar(&f.bundle, "bundle", "", "write what was seen and found into this FILE, a tar.gz with names in the place of secrets, hosts and addresses")
	flags.StringVarP(&f.format, "format", "f", "table", "table|json")
	a.topologyFlag(cmd)
	return cmd
}

func (a *app) doctor(ctx context.Context, f doctorFlags) error {
	if err := f.check(); err != nil {
		return &codedError{exitUnknown, err}
	}
	w := a.words()
	if f.explain != "" {
		c, _ := doctor.Explain(f.explain)
		return a.explain(w, c, f.format)
	}
	o := a.newObserver()
	defer o.close()
	seen := o.once(ctx, f.only)
	found := doctor.Examine(seen, f.only)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := a.findings(w, found, f); err != nil {
		return err
	}
	if f.bundle != "" {
		if err := a.writeBundle(ctx, f.bundle, seen, found); err != nil {
			return &codedError{exitUnknown, err}
		}
	}
	return examined(w, found)
}

func (f doctorFlags) check() error {
	if f.format != "table" && f.format != "json" {
		return fmt.Errorf("doctor: -f %q is neither table nor json", f.format)
	}
	ids := slices.Clone(f.only)
	if f.explain != "" {
		ids = append(ids, f.explain)
	}
	for _, id := range ids {
		if _, ok := doctor.Explain(id); !ok {
			return sources.WithHint(fmt.Errorf("doctor: there is no check %q", id), "the checks are "+strings.Join(checkIDs(), ", "))
		}
	}
	return nil
}

func checkIDs() (ids []string) {
	for _, c := range doctor.All() {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

// explain shows a check itself.
func (a *app) explain(w *words.Words, c doctor.Check, format string) error {
	if format == "json" {
		return a.writeJSON(explanation{c.ID, c.Title, string(c.Severity), c.Why, c.Fix, c.Source})
	}
	_, err := fmt.Fprint(a.stdout, explained(w, c))
	return err
}

func (a *app) findings(w *words.Words, found []doctor.Finding, f doctorFlags) error {
	if f.format == "json" {
		return a.writeJSON(list(found, findingOf))
	}
	_, err := fmt.Fprint(a.stdout, doctorTable(w, found, len(f.only) > 0))
	return err
}

// examined ends the command with what was found.
func examined(w *words.Words, found []doctor.Finding) error {
	code := exitCode(doctor.Worst(found))
	if code == 0 {
		return nil
	}
	counts := make(map[doctor.Result]int)
	for _, f := range found {
		counts[f.Result]++
	}
	var parts []string
	for _, r := range []doctor.Result{doctor.Critical, doctor.Warning, doctor.Unknown} {
		if counts[r] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[r], w.Say(string(r))))
		}
	}
	return &codedError{code, errors.New(strings.Join(parts, ", "))}
}

// exitCode is the one that monitoring expects for a result.
func exitCode(r doctor.Result) int {
	switch r {
	case doctor.Critical:
		return exitCritical
	case doctor.Warning:
		return exitWarning
	case doctor.Unknown:
		return exitUnknown
	}
	return 0
}
