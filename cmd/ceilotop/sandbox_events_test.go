package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// TestTheDemosEventsFollowTheSandboxesFiles plays the whole recording at once
// after each change of the sandbox.
func TestTheDemosEventsFollowTheSandboxesFiles(t *testing.T) {
	t.Parallel()
	s, g := inSandbox(t)
	i, d := drafted(t, g)
	tape := newDemoTape(time.Now)
	tape.route = s.route().of
	log := eventlog.New(eventlog.Options{})
	t.Cleanup(log.Close)
	g.sees(newCounter(log, tape.statuses))
	play := func() {
		t.Helper()
		decoder := oslo.Decoder{NoPayload: true}
		var e sources.Event
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := tape.play(ctx, 0, time.Hour, func(m *sources.Message) {
			m.ReceivedAt = time.Now() // and not an hour ago
			decoder.Decode(m, &e)
			log.Put(m, &e)
		}); err != nil {
			t.Fatal(err)
		}
	}
	states := func(d *wizard.Draft, since time.Time) map[string]setup.HopState {
		t.Helper()
		hops, err := g.Verify(t.Context(), d, since)
		if err != nil {
			t.Fatal(err)
		}
		all := make(map[string]setup.HopState)
		for _, h := range hops {
			all[h.ID] = h.State
			if h.State != setup.HopProven && h.Why == "" {
				t.Errorf("nothing says why %s is %s", h.ID, h.State)
			}
			t.Logf("%s %s: %s; %s", h.ID, h.State, h.Detail, h.Why)
		}
		return all
	}

	since := time.Now()
	play()
	if got := states(d, since); got["notifies:nova"] != setup.HopBroken || got["silent:nova"] != setup.HopBroken {
		t.Errorf("before the setup: %v", got)
	}

	since = time.Now()
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}
	play()
	got := states(d, since)
	for _, hop := range []string{"notifies:nova", "notifies:glance", "notifies:cinder", "silent:nova", "silent:glance", "silent:cinder"} {
		if got[hop] != setup.HopProven {
			t.Errorf("after the setup %s is %s", hop, got[hop])
		}
	}
	if b := tape.statuses()[1]; !slices.Contains(b.Exchanges, "nova") || slices.Contains(b.Missing, "nova") {
		t.Errorf("B has the exchanges %v and not %v", b.Exchanges, b.Missing)
	}

	nova := filepath.Join(s.root(), "etc/nova/nova.conf")
	text, err := os.ReadFile(nova)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(nova, bytes.ReplaceAll(text, []byte("driver = messagingv2"), []byte("driver = noop")), 0o640); err != nil {
		t.Fatal(err)
	}
	before := tape.statuses()[1].Received
	tape.route = func(exchange, recorded string) (string, bool) {
		broker, sent := s.route().of(exchange, recorded)
		if exchange == "nova" && sent {
			t.Error("nova sends although its driver is noop")
		}
		return broker, sent
	}
	play()
	if tape.statuses()[1].Received == before {
		t.Error("the others have fallen silent too")
	}
	if got := states(d, since); got["notifies:nova"] != setup.HopBroken {
		t.Errorf("with a driver that sends nothing: %v", got)
	}
	if err := os.WriteFile(nova, text, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := g.Rollback(t.Context(), nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	if broker, sent := s.route().of("nova", "A"); broker != "A" || !sent {
		t.Errorf("after the rollback nova's are on %s, %v", broker, sent)
	}
	if _, err := g.Draft(t.Context(), i); err != nil {
		t.Fatal(err)
	}
}
