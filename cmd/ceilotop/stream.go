package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// outputFlags are what events and replay have in common.
type outputFlags struct {
	filter string
	format string
	limit  uint64
	idle   time.Duration
	record string
}

func (o *outputFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&o.filter, "filter", "", "only what matches EXPRESSION: text, !text, ~regex, -f fuzzy, =service==\"cinder\" && lag_ms>5000, @text in the whole body")
	flags.StringVarP(&o.format, "format", "f", "", "form of the lines, text|json (default text)")
	flags.Uint64VarP(&o.limit, "count", "n", 0, "end after N events; 0 is never")
	flags.DurationVar(&o.idle, "idle-exit", 0, "end when nothing was written for this DURATION; 0 is never")
	flags.StringVar(&o.record, "record", "", "also write what passes the filter to this new FILE, compressed if it ends in .zst; into a directory, or FILE/, a compressed file a day, for good")
}

// errIdle says that nothing was written for as long as --idle-exit allows.
var errIdle = errors.New("no event came")

// grace is how long a source may take to end. It is longer when our reader does
// not read: then a write is stuck in a full pipe, and only our end frees it.
const grace = 3 * time.Second

// newOutput prepares what the flags ask for. Nothing is created before all of
// them are known to be right.
func (a *app) newOutput(flags *outputFlags) (*output, error) {
	o := &output{to: a.stdout, limit: flags.limit}
	if flags.idle < 0 {
		return nil, misused("--idle-exit %v: a duration that is not negative is needed", flags.idle)
	}
	var err error
	if o.filter, err = parseFilter(flags.filter); err != nil {
		return nil, err
	}
	switch flags.format {
	case "", "text":
		o.columns = &columns{colour: a.colours()}
	case "json":
	default:
		return nil, misused("-f %s: the forms are text and json", flags.format)
	}
	if flags.record != "" {
		if o.record, err = recording.OpenLedger(flags.record); err != nil {
			return nil, err
		}
		o.record.Filter = flags.filter
	}
	return o, err
}

// parseFilter says where in the filter it goes wrong.
func parseFilter(text string) (*filter.Filter, error) {
	f, err := filter.Parse(text)
	var syntax *filter.SyntaxError
	if errors.As(err, &syntax) {
		column := 1 + utf8.RuneCountInString(text[:min(max(syntax.Offset, 0), len(text))])
		return nil, &usageError{sources.WithHint(fmt.Errorf("--filter: %s", syntax.Msg),
			fmt.Sprintf("look at column %d of %s", column, text))}
	}
	return f, err
}

// colours reports whether standard output is a terminal that has some and a
// user who wants them.
func (a *app) colours() bool {
	if !isTerminal(a.stdout) {
		return false
	}
	var env []string
	for _, name := range []string{"NO_COLOR", "TERM", "COLORTERM", "CLICOLOR", "CLICOLOR_FORCE"} {
		if v := a.getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return colorprofile.Detect(a.stdout, env) > colorprofile.ASCII
}

// stream writes what source gives until it ends, or enough was written, or
// nothing for too long, or the reader left, or the operator interrupts.
func (a *app) stream(parent context.Context, flags *outputFlags, out *output, source func(context.Context, func(string) receiver) error) error {
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)
	a.spendMemory()
	out.start(stop, isTerminal(a.stdout))
	if flags.idle > 0 {
		go watchIdle(ctx, flags.idle, out, stop)
	}
	if f, ok := a.stdout.(*os.File); ok {
		go watchReader(ctx, f, stop)
	}

	ended := make(chan error, 1)
	go func() { ended <- a.recovered(func() error { return source(ctx, out.receiver) }) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		select {
		case err = <-ended:
		case <-time.After(grace):
			if out.record != nil {
				err = out.record.Close()
			}
			return errors.Join(context.Cause(ctx), err)
		}
	}
	closed := out.close()
	cause := context.Cause(ctx)
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(cause, errEnough):
		return closed
	case cause != nil:
		return cause
	case err != nil:
		return err
	}
	return closed
}

// recovered turns a panic into an error, so that the queues are taken back.
func (a *app) recovered(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: %v", p)
			if a.log != nil {
				a.log.Error("panic", "value", p, "stack", string(debug.Stack()))
			}
		}
	}()
	return f()
}

// watchIdle ends the stream when out has not grown for the given time. It looks
// ten times in that time, which costs the events nothing.
func watchIdle(ctx context.Context, idle time.Duration, out *output, stop context.CancelCauseFunc) {
	tick := time.NewTicker(max(idle/10, time.Millisecond))
	defer tick.Stop()
	last, since := out.written(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if n := out.written(); n != last {
				last, since = n, now
			} else if now.Sub(since) >= idle {
				stop(errIdle)
				return
			}
		}
	}
}
