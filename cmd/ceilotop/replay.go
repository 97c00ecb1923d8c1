package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
)

func newReplay(a *app) *cobra.Command {
	var out outputFlags
	var used usagePageFlags
	var speed float64
	var from string
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Play a recording back",
		Long: `replay plays a recording, compressed or not, in the interface; with -f, or when
standard output is no terminal, as the lines that "events" would have written.
Events keep the time at which they were received, so their lag is as recorded.
Lines that cannot be read are said, left out, and make the exit code 3.`,
		Example: `ceilotop replay today.jsonl.zst
ceilotop replay today.jsonl.zst --from +2h --speed 10
ceilotop replay today.jsonl.zst --from 2026-11-23T08:00:00Z
ceilotop replay today.jsonl.zst --speed 0 -f json | jq .event_type`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(a.urls) > 0 || a.config != "" {
				return &usageError{sources.WithHint(errors.New("replay: a recording is played, so no broker is listened to, and --url and --config do not belong here"),
					"ceilotop replay "+args[0])}
			}
			if !(speed >= 0) || math.IsInf(speed, 1) { // NaN is neither
				return misused("--speed %v: a speed that is not negative is needed", speed)
			}
			start, err := parseFrom(from)
			if err != nil {
				return err
			}
			r, err := recording.Open(args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			p := recording.NewPlayer(r)
			p.SetSpeed(speed)
			p.From = start
			if out.format != "" || !isTerminal(a.stdout) {
				return a.replayLines(cmd.Context(), &out, args[0], p)
			}
			return a.replayScreen(cmd.Context(), args[0], r, p, &used)
		},
	}
	cmd.Flags().Float64Var(&speed, "speed", 1, "how many times as fast as recorded; 0: as fast as it goes (N)")
	cmd.Flags().StringVar(&from, "from", "", "leave out what came before this TIME: 2026-11-23T08:00:00Z, or +2h30m after the first event")
	out.add(cmd.Flags())
	used.add(cmd.Flags())
	return cmd
}

// parseFrom reads --from: a time, or how long after the first message.
func parseFrom(text string) (func(first time.Time) time.Time, error) {
	if text == "" {
		return nil, nil
	}
	if text[0] == '+' {
		d, err := time.ParseDuration(text[1:])
		if err != nil || d < 0 {
			return nil, misused("--from %s: a duration such as +2h30m is needed after the plus sign", text)
		}
		return func(first time.Time) time.Time { return first.Add(d) }, nil
	}
	at, ok := oslo.ParseTime(text)
	if !ok {
		return nil, misused("--from %s: neither a time such as 2026-11-23T08:00:00Z nor a duration such as +2h", text)
	}
	return func(time.Time) time.Time { return at }, nil
}

// maxComplaints is after how many unreadable lines they are only counted.
const maxComplaints = 10

// replayLines plays to standard output. The tap did the decoding when events
// wrote lines; here one goroutine reads, decodes and writes.
func (a *app) replayLines(ctx context.Context, flags *outputFlags, path string, p *recording.Player) error {
	out, err := a.newOutput(flags)
	if err != nil {
		return err
	}
	out.several(true)
	a.openLog()
	var t attributor
	t.load(a, func(note string) { a.say("%s", note) })
	progress := a.progress(path, p)
	unreadable := 0
	p.OnBad = func(e *recording.LineError) {
		if unreadable++; unreadable > maxComplaints {
			return
		}
		progress.hide()
		a.say("%s", sources.Visible(e.Error()))
	}
	err = a.stream(ctx, flags, out, func(ctx context.Context, to func(string) receiver) error {
		d := oslo.Decoder{ShowSecrets: a.showSecrets}
		put := to("")
		var e sources.Event
		return ignoreEnd(ctx, p.Run(ctx, func(m *sources.Message) {
			d.Decode(m, &e)
			t.saw(&e)
			put(m, &e)
		}))
	})
	progress.stop()
	switch {
	case err != nil && err != errIdle:
		return err
	case err == nil && unreadable == 0 && p.Position().Played == 0:
		return nothingPlayed(path, p)
	case unreadable == 0, flags.limit > 0: // how far it read depends on the moment
		return nil
	case p.From == nil && p.Position().Played == 0:
		return sources.WithHint(fmt.Errorf("replay %s: nothing in it can be read", path), "is it a recording of ceilotop events --record?")
	}
	if p.Position().Played == 0 {
		a.say("%s", sources.Visible(nothingPlayed(path, p).Error()))
	}
	return &partialError{fmt.Errorf("replay %s: %d of its lines could not be read", path, unreadable)}
}

// nothingPlayed is the error of a recording that ended before its first event:
// none was recorded, or all of them before --from.
func nothingPlayed(path string, p *recording.Player) error {
	pos := p.Position()
	if pos.Passed == 0 {
		return sources.WithHint(fmt.Errorf("replay %s: the recording is empty", path), "it ended before any event came; record again while something is published")
	}
	return sources.WithHint(fmt.Errorf("replay %s: none of its %d events came at or after --from", path, pos.Passed),
		"its last event came at "+pos.Last.UTC().Format(time.RFC3339)+"; choose an earlier --from")
}

// ignoreEnd drops the error of a context that was ended on purpose: whoever
// ended it knows why.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// progress is the line on standard error that says how far a replay is. It is
// there only for a person who does not see the events themselves.
type progress struct {
	a    *app
	quit chan struct{}
	done chan struct{}
}

func (a *app) progress(path string, p *recording.Player) *progress {
	g := &progress{a, make(chan struct{}), make(chan struct{})}
	if !isTerminal(a.stderr) || isTerminal(a.stdout) {
		close(g.done)
		return g
	}
	go func() {
		if last, known := recording.End(path); known {
			p.SetEnd(last)
		}
	}()
	go func() {
		defer close(g.done)
		tick := time.NewTicker(250 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-g.quit:
				g.hide()
				return
			case <-tick.C:
				fmt.Fprintf(a.stderr, "\r\x1b[K%s", progressText(p.Position()))
			}
		}
	}()
	return g
}

func (g *progress) hide() {
	if isTerminal(g.a.stderr) {
		fmt.Fprint(g.a.stderr, "\r\x1b[K")
	}
}

func (g *progress) stop() {
	close(g.quit)
	<-g.done
}

// progressText fits into 80 columns.
func progressText(pos recording.Position) string {
	text := fmt.Sprintf("%d events", pos.Played)
	if pos.Part >= 0 {
		text += fmt.Sprintf(", %.0f %% of the file", 100*pos.Part)
	}
	if !pos.At.IsZero() {
		text += ", at " + pos.At.UTC().Format("2006-01-02T15:04:05Z")
	}
	if pos.Total > 0 {
		text += fmt.Sprintf(" (%v of %v)", pos.Elapsed.Round(time.Second), pos.Total.Round(time.Second))
	}
	if pos.Next > 5*time.Second && pos.Speed > 0 {
		text += fmt.Sprintf(", next in %v", time.Duration(float64(pos.Next)/pos.Speed).Round(time.Second))
	}
	return text
}
