package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

var auditFormats = []string{"table", "json"}

// auditFlags are what the command line says of an audit.
type auditFlags struct {
	start, end  string
	sendActions bool
	yes         bool
	timeout     time.Duration
	format      string
}

func newAudit(a *app) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Run Cinder's usage audit and prove it by the events that arrive",
		Long: `audit runs cinder-volume-usage-audit, which sends volume.exists, snapshot.exists and
backup.exists for all that existed in a window of time, and counts what arrives.
The program's own exit code proves nothing: it is 0 even if not one event could
be sent.

It runs as the user cinder, with the configuration that Cinder has, or in the
container cinder_volume. The taps are on before it starts. What should come is
what the program says that it found, and what Cinder's API has, which is asked
as the OS_* variables or cinder.conf say.

The window is the last completed period of volume_usage_audit_period, in UTC: an
hour, a day, a month (the default) or a year. A volume that was made a minute
ago is not in it. With --start-time alone it reaches until now. Times are
"YYYY-MM-DD HH:MM:SS" in UTC, or RFC 3339.

What it sends is sent to Ceilometer too, as in any run of the program. With
--send-actions creations and deletions are sent again, and with Gnocchi deleted
resources come back; that is asked for a word, or --yes.

The exit code is 0 when the events proved the audit, 3 when some are missing or
came twice or should not have come, 2 for wrong usage and 1 when nothing could be
proven.`,
		Example: `sudo ceilotop audit
sudo ceilotop audit --start-time "2026-11-28 13:00:00"
sudo ceilotop audit --start-time 2026-11-28T21:00:00+08:00 --end-time 2026-11-28T22:00:00+08:00
sudo ceilotop audit -f json | jq .counts`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.audit(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.start, "start-time", "", "begin of the window, a TIME in UTC (default: that of the last completed period)")
	flags.StringVar(&f.end, "end-time", "", "end of the window, a TIME in UTC (default: with --start-time now)")
	flags.BoolVar(&f.sendActions, "send-actions", false, "send creations and deletions again; with Gnocchi this brings deleted resources back")
	flags.DurationVar(&f.timeout, "timeout", audit.DefaultTimeout, "end the program after this DURATION: a broker that does not answer blocks it for ever")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before --send-actions")
	flags.StringVarP(&f.format, "format", "f", "table", "format, "+strings.Join(auditFormats, "|"))
	return cmd
}

// request checks what the command line says.
func (f auditFlags) request() (r audit.Request, err error) {
	if !slices.Contains(auditFormats, f.format) {
		return r, misused("-f %s: the formats are %s", f.format, strings.Join(auditFormats, ", "))
	}
	if f.timeout < time.Second {
		return r, misused("--timeout %v: at least a second is needed", f.timeout)
	}
	r = audit.Request{SendActions: f.sendActions, Timeout: f.timeout}
	for _, t := range []struct {
		name, text string
		to         *time.Time
	}{{"--start-time", f.start, &r.Start}, {"--end-time", f.end, &r.End}} {
		if t.text == "" {
			continue
		}
		if *t.to, err = audit.ParseTime(t.text); err != nil {
			return r, &usageError{fmt.Errorf("%s: %w", t.name, err)}
		}
	}
	if !r.Start.IsZero() && !r.End.IsZero() {
		if _, err := r.Window("", time.Now()); err != nil {
			return r, &usageError{err}
		}
	}
	return r, nil
}

func (a *app) audit(ctx context.Context, f auditFlags) error {
	r, err := f.request()
	if err != nil {
		return err
	}
	facts, err := a.auditFacts(ctx)
	if err != nil {
		return err
	}
	p, err := a.prepareAudit(ctx, facts, r)
	if err != nil {
		return err
	}
	period := p.target.Settings.Period
	if r.Start.IsZero() && r.End.IsZero() {
		a.say("%s", audit.Explain(period, p.window))
	} else {
		a.say("The audit covers %s.", p.window)
	}
	if r.SendActions {
		a.say("--send-actions sends creations and deletions again for all that was made or removed in the window; with Gnocchi, what was deleted comes back as a resource")
		if !f.yes {
			if err := a.word(ctx, "send"); err != nil {
				return err
			}
		}
	}
	report, err := p.run(ctx, func(line string) { fmt.Fprintf(a.stderr, "| %s\n", line) })
	if err != nil {
		return err
	}
	if report.User != "" {
		a.say("it ran as the user %s", report.User)
	}
	schedules := audit.Schedules(facts, period)
	if err := a.writeAudit(f.format, report, schedules); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return proven(report)
}

// proven is nil where the events proved the audit.
func proven(r audit.Report) error {
	code := exitError
	switch r.Verdict {
	case audit.Proven:
		return nil
	case audit.Incomplete:
		code = exitPartial
	}
	err := fmt.Errorf("%s: %s", r.Verdict, r.Why)
	if r.Hint != "" {
		err = sources.WithHint(err, r.Hint)
	}
	return &codedError{code, err}
}

func (a *app) writeAudit(format string, r audit.Report, schedules []audit.Schedule) error {
	if format == "table" {
		_, err := fmt.Fprint(a.stdout, auditTable(a.words(), r, schedules))
		return err
	}
	text, err := json.MarshalIndent(auditView(r, schedules), "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(a.stdout, "%s\n", text)
	}
	return err
}
