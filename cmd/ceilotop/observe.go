package main

import (
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// signOfLife is how often a recording is told that a broker that sends nothing
// is still listened to. It bounds what a kill makes unknown of a quiet time.
const signOfLife = 5 * time.Second

// observe keeps a recording's marks: which brokers are listened to, and until
// when each is known to have sent all it had. It ends with the feed; the
// returned channel is closed then.
func (f *feed) observe(ledger *recording.Ledger) <-chan struct{} {
	done := make(chan struct{})
	if ledger == nil {
		close(done)
		return done
	}
	ledger.OnTrouble = f.troubled
	go func() {
		defer close(done)
		tick := time.NewTicker(signOfLife)
		defer tick.Stop()
		for {
			for _, s := range f.statuses() {
				sight(ledger, &s)
			}
			select {
			case <-f.ended:
				return
			case <-f.sighted:
			case <-tick.C:
			}
		}
	}()
	return done
}

func sight(ledger *recording.Ledger, s *sources.BrokerStatus) {
	switch s.State {
	case sources.Live:
		ledger.Live(s.Broker, s.Since, s.Exchanges, s.Denied, s.PossiblyDropped)
		if s.CaughtUp.After(s.Since) {
			ledger.Alive(s.Broker, s.CaughtUp, s.PossiblyDropped)
		}
	default:
		ledger.Lost(s.Broker)
	}
}

// troubled has it said that a recording stops or goes on. The recording's lock
// is held.
func (f *feed) troubled(t recording.Trouble) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t.Err == nil {
		f.unsaid = append(f.unsaid, sources.Visible(fmt.Sprintf("ceilotop: recording goes on in %s; %d messages since %s are in no file",
			t.Path, t.Lost, t.From.UTC().Format(time.RFC3339))))
	} else {
		f.unsaid = append(f.unsaid, "ceilotop: "+sources.Visible(t.Err.Error())+"; messages are counted, and recorded again as soon as that is possible")
		if hint := sources.HintOf(t.Err); hint != "" {
			f.unsaid = append(f.unsaid, "hint: "+sources.Visible(hint))
		}
	}
	notify(f.changed)
}
