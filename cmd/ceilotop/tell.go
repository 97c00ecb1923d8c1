package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// tell says on standard error what becomes of the brokers, until the feed ends.
// The returned channel is closed after the last word.
func (f *feed) tell(ctx context.Context, a *app) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		said := make([]string, len(f.taps))
		say := func() {
			for i, s := range f.statuses() {
				text := f.words(&s)
				if text == "" || text == said[i] {
					continue
				}
				said[i] = text
				a.say("%s", text)
				if hint := sources.HintOf(s.Err); hint != "" {
					fmt.Fprintf(a.stderr, "hint: %s\n", sources.Visible(hint))
				}
			}
		}
		for {
			say()
			select {
			case <-ctx.Done():
				return
			case <-f.ended:
				say()
				return
			case <-f.changed:
			}
		}
	}()
	return done
}

// words are what there is to say about a broker's state. They change when the
// state does, and not with its counters and times.
func (f *feed) words(s *sources.BrokerStatus) string {
	var b strings.Builder
	fmt.Fprintf(&b, "broker %s: ", s.Broker)
	switch s.State {
	case sources.Live:
		fmt.Fprintf(&b, "listening at %s", s.Address)
		if s.Version != "" {
			fmt.Fprintf(&b, " (RabbitMQ %s)", s.Version)
		}
		switch {
		case s.Blocked != "" || len(s.Alarms) > 0:
			fmt.Fprintf(&b, "; publishers are stopped: %s", strings.Join(append(s.Alarms, s.Blocked), " "))
		case len(s.Exchanges) == 0:
			b.WriteString("; nothing has published yet, none of the exchanges exists")
		default:
			fmt.Fprintf(&b, ": %s", strings.Join(s.Exchanges, ", "))
		}
	case sources.Retrying:
		fmt.Fprintf(&b, "%v; trying again", s.Err)
	case sources.Refused:
		if len(f.taps) == 1 { // then it is the error that the command ends with
			return ""
		}
		fmt.Fprintf(&b, "%v; going on without it", s.Err)
	default:
		return ""
	}
	return sources.Visible(b.String())
}

// account says at the end what was lost, if anything was.
func (f *feed) account(a *app) {
	for _, s := range f.statuses() {
		if s.PossiblyDropped > 0 {
			a.say("broker %s: the reader was too slow: at least %d messages were possibly dropped", s.Broker, s.PossiblyDropped)
		}
	}
}

// neverLive is the error of a feed that had nothing to say because no broker
// ever answered, or nil.
func (f *feed) neverLive() error {
	if f.lived.Load() {
		return nil
	}
	for _, s := range f.statuses() {
		if s.Err != nil {
			return s.Err
		}
	}
	return errors.New("no broker answered in time")
}
