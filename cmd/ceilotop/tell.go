package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// heard is told of every change of a broker's state, from its tap's goroutine.
// What there is to say is kept for tell, so that nothing goes by unsaid.
func (f *feed) heard(t *tapped, s sources.BrokerStatus) {
	if s.State == sources.Live {
		f.lived.Store(true)
	}
	f.mu.Lock()
	text, hint := f.words(&s), cmp.Or(sources.HintOf(s.Err), s.DeniedHint)
	if text != "" && text != t.said {
		t.said = text
		f.unsaid = append(f.unsaid, "ceilotop: "+text)
		// The same hint helps until what it is for is over.
		if hint != "" && hint != t.hinted {
			f.unsaid = append(f.unsaid, "hint: "+sources.Visible(hint))
		}
		t.hinted = hint
	}
	f.mu.Unlock()
	f.wake()
}

// tell says on standard error what becomes of the brokers, until the feed has
// ended. The returned channel is closed after the last word.
func (f *feed) tell(a *app) <-chan struct{} {
	done := make(chan struct{})
	say := func() {
		f.mu.Lock()
		lines := f.unsaid
		f.unsaid = nil
		f.mu.Unlock()
		for _, line := range lines {
			fmt.Fprintln(a.stderr, line)
		}
	}
	go func() {
		defer close(done)
		defer say()
		for {
			say()
			select {
			case <-f.ended:
				return
			case <-f.changed:
			}
		}
	}()
	return done
}

// words are what there is to say about a broker's state. They change when the
// state does, and not with its counters and times. The caller holds the lock.
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
		if len(s.Denied) > 0 {
			fmt.Fprintf(&b, "; may not read %s, and sees nothing of it", strings.Join(s.Denied, ", "))
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
	var reason error
	for _, s := range f.statuses() {
		if s.Received > 0 {
			return nil
		}
		if reason == nil {
			reason = s.Err
		}
	}
	if reason != nil {
		return reason
	}
	return errors.New("no broker answered in time")
}
