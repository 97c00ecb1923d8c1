package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	tape.route = s.routes.of
	log := eventlog.New(eventlog.Options{})
	t.Cleanup(log.Close)
	g.sees(newCounter(log, tape.statuses))
	decoder := oslo.Decoder{NoPayload: true}
	var e sources.Event
	s.bus.hear(func(m *sources.Message) {
		tape.count(m.Broker, m.Exchange)
		decoder.Decode(m, &e)
		log.Put(m, &e)
	})
	play := func() {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := tape.play(ctx, 0, time.Hour, func(m *sources.Message) {
			m.ReceivedAt = time.Now() // and not an hour ago
			s.bus.send(m)
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
	for hop, state := range states(d, since) {
		if strings.HasPrefix(hop, "stored:") && state != setup.HopWaiting || !strings.HasPrefix(hop, "stored:") && state != setup.HopBroken {
			t.Errorf("before the setup %s is %s", hop, state)
		}
	}
	if n := tape.statuses()[1].Received; n > 0 {
		t.Errorf("before the setup %d messages came to B", n)
	}

	since = time.Now()
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}
	play()
	got := states(d, since)
	for hop, state := range got {
		if state != setup.HopProven {
			t.Errorf("after the setup %s is %s", hop, state)
		}
	}
	if len(got) != 11 {
		t.Errorf("there are %d hops", len(got))
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
	tape.route = func(exchange, recorded string) (string, string, bool) {
		broker, as, sent := s.routes.of(exchange, recorded)
		if exchange == "nova" && sent {
			t.Error("nova sends although its driver is noop")
		}
		return broker, as, sent
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
	for _, service := range []string{"nova", "glance", "cinder"} {
		if broker, _, sent := s.routes.of(service, "A"); broker != "A" || !sent {
			t.Errorf("after the rollback those of %s are on %s, %v", service, broker, sent)
		}
	}
	if len(s.agent.consumers()) > 0 {
		t.Error("after the rollback the agent still reads B")
	}
	if _, err := g.Draft(t.Context(), i); err != nil {
		t.Fatal(err)
	}
}
