package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/cmd/ceilotop/rows"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/usage/whatif"
)

var errNotWhole = errors.New("the inventory is not whole")

// whatIfColumns are the columns of every format, for ever. Messages and bytes
// are those of a day.
var whatIfColumns = []string{
	"event", "now_every", "then_every", "resources", "mean_bytes", "now_messages", "now_bytes", "then_messages", "then_bytes", "burst",
}

func newUsageWhatIf(a *app) *cobra.Command {
	var period, format string
	var q whatif.Question
	cmd := &cobra.Command{
		Use:   "what-if RECORDING…",
		Short: "Say what a shorter audit period or polling interval would cost the broker",
		Long: `what-if measures the exists events and the polled samples in recordings, and says
how many messages and bytes of bodies a day they are, and would be with another
audit period (volume_usage_audit_period, instance_usage_audit_period) or polling
interval. burst is how many messages come at once when a period ends.

An audit sends one message a resource and period, as many as the fullest recorded
period had; one that is run more often sends the same again, which is in
now_messages as it was recorded. A poller's messages keep their size and come
more often. What was not recorded is not guessed at: it is said, and makes the
exit code 3.`,
		Example: `ceilotop usage what-if --audit-period hour night.jsonl.zst
ceilotop usage what-if --polling-interval 60s -f json night.jsonl.zst`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{sources.WithHint(errors.New("what-if: RECORDING is missing"), "ceilotop events --record FILE makes one")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Audit = whatif.Period(period)
			switch {
			case period != "" && !slices.Contains(whatif.Periods, q.Audit):
				return misused("--audit-period %s: the periods are hour, day, month and year", period)
			case q.Polling < 0 || q.Polling > 0 && q.Polling < time.Second:
				return misused("--polling-interval %v: a second at least is needed", q.Polling)
			case !slices.Contains(rows.Formats, format):
				return misused("-f %s: it is one of table, csv, json, value and yaml", format)
			}
			return a.whatIf(cmd.Context(), q, format, args)
		},
	}
	cmd.Flags().StringVar(&period, "audit-period", "", "ask for this audit PERIOD, hour|day|month|year")
	cmd.Flags().DurationVar(&q.Polling, "polling-interval", 0, "ask for this polling interval, a DURATION such as 60s")
	cmd.Flags().StringVarP(&format, "format", "f", "table", "format, table|csv|json|value|yaml")
	return cmd
}

func (a *app) whatIf(ctx context.Context, q whatif.Question, format string, paths []string) error {
	t := whatif.New()
	var spans [][]recording.Span
	unreadable := 0
	for _, path := range paths {
		r, err := a.openRecording(path)
		if err != nil {
			return err
		}
		err = eachEvent(ctx, r, t.Add, func(bad *recording.LineError) {
			if unreadable++; unreadable <= maxComplaints {
				a.say("%s", sources.Visible(bad.Error()))
			}
		})
		spans = append(spans, r.Observed())
		r.Close()
		if err != nil {
			return err
		}
	}
	t.Observed(listened(recording.Join(spans...)))
	answer := t.Ask(q)
	if err := a.writeWhatIf(format, &q, &answer); err != nil {
		return err
	}
	lacks := a.whatIfLacks(&answer)
	if unreadable > 0 {
		return &partialError{fmt.Errorf("what-if: %d lines could not be read", unreadable)}
	}
	return lacks
}

// listened is how long the broker was that was listened to longest: exists
// events and samples come over one.
func listened(spans []recording.Span) (most time.Duration) {
	by := make(map[string]time.Duration)
	for _, s := range spans {
		by[s.Broker] += s.To.Sub(s.From)
		most = max(most, by[s.Broker])
	}
	return most
}

func (a *app) writeWhatIf(format string, q *whatif.Question, answer *whatif.Answer) error {
	columns := whatIfColumns
	if format == "table" { // for a person
		columns = list(whatIfColumns, a.words().Say)
	}
	w := rows.New(format, a.stdout, rows.Options{Columns: columns, SortBy: -1, Visible: isTerminal(a.stdout)})
	for _, l := range answer.Lines {
		now, then := string(l.Period), string(cmp.Or(q.Audit, l.Period))
		resources, burst := rows.Int(l.Resources), rows.Int(l.Burst)
		if l.Interval > 0 {
			now, then = seconds(l.Interval), seconds(cmp.Or(q.Polling, l.Interval))
			resources, burst = rows.Text(sources.Text{}), rows.Text(sources.Text{})
		}
		if err := w.Write([]rows.Value{
			rows.String(l.Event), rows.String(now), rows.String(then), resources, rows.Int(int(l.MeanBytes)),
			perDay(l.Now.Messages), perDay(l.Now.Bytes), perDay(l.Then.Messages), perDay(l.Then.Bytes), burst,
		}); err != nil {
			return err
		}
	}
	return w.Close()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%ds", int64(d/time.Second)) }

// perDay is a number of messages or bytes, to a tenth: a month has fewer than
// one message a day of each resource.
func perDay(n float64) rows.Value { return rows.Float(math.Round(10*n) / 10) }

// whatIfLacks says what the table does not have.
func (a *app) whatIfLacks(answer *whatif.Answer) error {
	say := func(format string, values ...any) { a.say("%s", a.words().Say(fmt.Sprintf(format, values...))) }
	for _, l := range answer.Lines {
		if l.Repeated > 1 {
			say("%s: the audit of a %s ran about %d times, and sent the same each time; run it once a period", l.Event, l.Period, l.Repeated)
		}
	}
	for _, c := range []struct {
		count uint64
		text  string
	}{
		{answer.Extra, "%d exists events are of no whole period, such as those of a resize; no period changes them, and they are not in the table"},
		{answer.Alone, "%d polled messages have no second one to tell an interval by, and are not in the table"},
		{answer.Unread, "%d events could not be read"},
	} {
		if c.count > 0 {
			say(c.text, c.count)
		}
	}
	var err error
	for _, lack := range answer.Lacks {
		switch lack {
		case whatif.NoAudits:
			err = errors.Join(err, errors.New("no exists event with an audit period is in the recordings"))
		case whatif.NoPolls:
			err = errors.Join(err, errors.New("no two polled messages of the same resource are in the recordings"))
		case whatif.Crowded:
			err = errors.Join(err, errors.New("pollers sent more lists of samples than are told apart"))
		}
	}
	if err == nil {
		return nil
	}
	return &partialError{sources.WithHint(fmt.Errorf("what-if: %w", err), "record for longer than the period or interval: ceilotop events --record DIR/")}
}
