package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// checkFlags are the thresholds of the command line, as they stand there.
type checkFlags struct {
	isolation bool
	lag       string
	ages      []string
	queue     string
	growth    string
	backlog   string
	skew      string
}

func newCheck(a *app) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Say in one line how telemetry stands, for Nagios and its kin",
		Long: `check measures what its options name and prints one line as the monitoring
plugins' guidelines have it: the state, what it rests on, and after | the values
with their thresholds. Without an option it makes all checks of doctor.

A threshold is one number, above which the state is critical, or two with a comma
between them, of which the first is for a warning: --max-queue 1000,10000. A time
is 30s, 10m or 2h.

A value that is missing makes the state UNKNOWN and is U among the values; it is
never taken for zero. The exit code is 0 for OK, 1 for WARNING, 2 for CRITICAL and
3 for UNKNOWN or wrong usage. Nothing else is written to standard output.`,
		Example: `ceilotop check --isolation
ceilotop check --max-queue 1000,10000 --max-lag 5s,30s
ceilotop check --max-age image.size=2h --max-age volume.size=2h
ceilotop check`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := exactly()(cmd, args); err != nil {
				return a.miscalled(err)
			}
			return nil
		},
		// In the place of the root's, whose code for wrong usage is another one.
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if _, err := a.language(); err != nil {
				return a.miscalled(err)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			// A variable of a script that is empty must not turn one check into all.
			var idle error
			for _, name := range []string{"isolation", "max-lag", "max-age", "max-queue", "max-growth", "max-backlog", "max-skew"} {
				if flag := cmd.Flags().Lookup(name); flag.Changed && slices.Contains([]string{"", "false", "[]"}, flag.Value.String()) {
					idle = sources.WithHint(fmt.Errorf("check: --%s %q measures nothing", name, flag.Value), "ceilotop check --help")
				}
			}
			if idle != nil {
				return a.miscalled(idle)
			}
			return a.check(cmd.Context(), f)
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return a.miscalled(sources.WithHint(err, cmd.CommandPath()+" --help"))
	})
	flags := cmd.Flags()
	flags.BoolVar(&f.isolation, "isolation", false, "broker A has to be free of notifications")
	flags.StringVar(&f.lag, "max-lag", "", "events have to come within this TIME of being sent")
	flags.StringArrayVar(&f.ages, "max-age", nil, "the newest sample of a meter may be so old, as METER=TIME (repeatable)")
	flags.StringVar(&f.queue, "max-queue", "", "no queue of notifications may hold more than N messages")
	flags.StringVar(&f.growth, "max-growth", "", "no queue of notifications may grow by more than N messages a second")
	flags.StringVar(&f.backlog, "max-backlog", "", "no more than N measures may wait in Gnocchi")
	flags.StringVar(&f.skew, "max-skew", "", "Keystone's clock may be so far from the one here")
	return cmd
}

// miscalled says UNKNOWN for wrong usage: monitoring reads standard output alone.
func (a *app) miscalled(err error) error {
	fmt.Fprintf(a.stdout, "%s - %s\n", healthUnknown, oneLine(err.Error()))
	return &codedError{exitUnknown, err}
}

// measure is one option of check: what has to be looked at, and its gauge.
type measure struct {
	needs []string // ids of checks of the doctor that look at the same
	of    func(*doctor.Seen) gauge
}

// measures reads the options.
func (f checkFlags) measures() (all []measure, ages []string, err error) {
	add := func(option, text string, read func(string) (func(*doctor.Seen) gauge, error), needs ...string) {
		if text == "" || err != nil {
			return
		}
		of, e := read(text)
		if e != nil {
			err = sources.WithHint(fmt.Errorf("check: %s: %w", option, e), "ceilotop check --help")
			return
		}
		all = append(all, measure{needs, of})
	}
	if f.isolation {
		all = append(all, measure{nil, isolationGauge})
	}
	add("--max-lag", f.lag, gaugeBy(duration, lagGauge), "event-clock")
	for _, age := range f.ages {
		meter, text, ok := strings.Cut(age, "=")
		if !ok || meter == "" || text == "" {
			return nil, nil, sources.WithHint(fmt.Errorf("check: --max-age %q is not METER=TIME", age), "--max-age image.size=2h")
		}
		add("--max-age", text, gaugeBy(duration, func(s *doctor.Seen, l limit[time.Duration]) gauge { return ageGauge(s, meter, l) }), "store-polled")
		ages = append(ages, meter)
	}
	add("--max-queue", f.queue, gaugeBy(count, queueGauge), "queue-growing")
	add("--max-growth", f.growth, gaugeBy(rate, growthGauge), "queue-growing")
	add("--max-backlog", f.backlog, gaugeBy(count, backlogGauge), "store-backlog")
	add("--max-skew", f.skew, gaugeBy(duration, skewGauge), "clock-keystone")
	return all, ages, err
}

// gaugeBy reads a threshold for a gauge.
func gaugeBy[T int | float64 | time.Duration](parse func(string) (T, error), of func(*doctor.Seen, limit[T]) gauge) func(string) (func(*doctor.Seen) gauge, error) {
	return func(text string) (func(*doctor.Seen) gauge, error) {
		l, err := readLimit(text, parse)
		return func(s *doctor.Seen) gauge { return of(s, l) }, err
	}
}

func (a *app) check(ctx context.Context, f checkFlags) error {
	all, ages, err := f.measures()
	if err != nil {
		return a.miscalled(err)
	}
	var only []string
	whole := len(all) == 0
	for _, m := range all {
		whole = whole || len(m.needs) == 0
		only = append(only, m.needs...)
	}
	if whole {
		only = nil // everything is looked at
	}
	o := a.newObserver()
	defer o.close()
	o.ages = ages
	seen := o.once(ctx, only)
	if err := ctx.Err(); err != nil {
		return a.miscalled(fmt.Errorf("check: %w", err))
	}
	var gauges []gauge
	for _, m := range all {
		gauges = append(gauges, m.of(seen))
	}
	if len(all) == 0 {
		gauges = []gauge{doctorGauge(doctor.Examine(seen, nil))}
	}
	w := a.words()
	for i := range gauges {
		gauges[i].text = w.Say(gauges[i].text)
	}
	end, line := checkLine(gauges)
	if _, err := fmt.Fprintln(a.stdout, line); err != nil {
		return err
	}
	if end == healthOK {
		return nil
	}
	return &codedError{int(end), nil}
}
