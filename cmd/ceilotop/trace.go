package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
	"github.com/ceilotop/ceilotop/tui/words"
)

// traceFlags are what trace takes.
type traceFlags struct {
	record string
	format string
	stuck  bool
	older  time.Duration
	idle   time.Duration
	also   subjects
}

func newTrace(a *app) *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:   "trace REQUEST|RESOURCE",
		Short: "Show where the time of a request went, or the life of a resource",
		Long: `trace puts the events of one request together, of every service that took part,
as a waterfall: what was done where, how long each part took, and when nothing
was under way. What began and did not end is called stuck, with its age. Given
the id of an instance, a volume or an image it shows what was done to that.

Events come from a recording with --record. Without it trace listens to the
brokers, and ends when nothing more of it came for as long as --idle-exit says,
or when it is interrupted. It cannot see what passed before.

With --stuck nothing is named, and what all services have begun and not ended
is listed, the oldest first.`,
		Example: `ceilotop trace req-27a45974-4ff9-4098-9e94-04916b1392ac --record today.jsonl.zst
ceilotop trace 3513afe6-ae45-446d-b522-2cd4ee2954d3 --record today.jsonl.zst -f json
ceilotop trace --stuck --older 10m --record today.jsonl.zst
ceilotop trace req-27a45974-4ff9-4098-9e94-04916b1392ac --idle-exit 1m`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.stuck {
				return exactly()(cmd, args)
			}
			return exactly("REQUEST|RESOURCE")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(a); err != nil {
				return err
			}
			if f.stuck {
				return a.traceStuck(cmd.Context(), &f)
			}
			if args[0] == "" {
				return misused("trace: the id of a request or a resource is needed")
			}
			return a.trace(cmd.Context(), &f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.record, "record", "", "look into this recording, a FILE of \"ceilotop events --record\"")
	flags.StringVarP(&f.format, "format", "f", "text", "form of what is written, text|json")
	flags.BoolVar(&f.stuck, "stuck", false, "list what was begun and not ended, of all requests")
	flags.DurationVar(&f.older, "older", 0, "with --stuck: only what began this DURATION ago or earlier")
	flags.DurationVar(&f.idle, "idle-exit", 10*time.Second, "without --record: end when nothing of it came for this DURATION; 0 is never")
	f.also.add(flags)
	return cmd
}

func (f *traceFlags) check(a *app) error {
	switch {
	case f.format != "text" && f.format != "json":
		return misused("-f %s: the forms are text and json", f.format)
	case f.idle < 0:
		return misused("--idle-exit %v: a duration that is not negative is needed", f.idle)
	case f.older < 0:
		return misused("--older %v: a duration that is not negative is needed", f.older)
	case f.older > 0 && !f.stuck:
		return misused("--older: only --stuck has an age to look at")
	case f.record != "" && (len(a.urls) > 0 || a.config != ""):
		return misused("trace: a recording is read, so no broker is listened to, and --url and --config do not belong here")
	}
	return f.also.check()
}

// trace shows one request or one resource.
func (a *app) trace(ctx context.Context, f *traceFlags, id string) error {
	c := newGathered(id)
	err := a.gather(ctx, f, c)
	var cut *partialError
	if err != nil && !errors.As(err, &cut) && !errors.Is(err, context.Canceled) {
		return err
	}
	events, life := c.result()
	if len(events) == 0 {
		if err != nil {
			return err
		}
		return c.nothing(f)
	}
	v := traced{id: id, life: life, w: trace.Of(events), now: c.now(), left: c.left}
	if failure := a.writeTrace(f, v); failure != nil {
		return failure
	}
	if err == nil && c.left > 0 {
		return &partialError{fmt.Errorf("trace %s: %d of its events are left out", sources.Visible(id), c.left)}
	}
	return err
}

func (a *app) writeTrace(f *traceFlags, v traced) error {
	if f.format == "json" {
		return a.writeJSON(v.json())
	}
	lang, err := a.language()
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.stdout, v.text(&words.For(lang).Trace))
	return err
}

// traceStuck lists what began and did not end.
func (a *app) traceStuck(ctx context.Context, f *traceFlags) error {
	c := &stuckCollector{tracker: trace.NewTracker(0)}
	err := a.gather(ctx, f, c)
	var cut *partialError
	if err != nil && !errors.As(err, &cut) && !errors.Is(err, context.Canceled) {
		return err
	}
	now := c.now()
	steps, _ := c.tracker.Stuck(now, f.older, 0)
	if f.format == "json" {
		return cmp.Or(a.writeJSON(stuckJSON(steps, now, c.tracker.Forgotten())), err)
	}
	_, failure := fmt.Fprint(a.stdout, stuckText(&a.words().Trace, steps, now, f.older, c.tracker.Len(), c.tracker.Forgotten()))
	return cmp.Or(failure, err)
}
