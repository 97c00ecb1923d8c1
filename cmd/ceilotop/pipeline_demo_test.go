package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/tui/pipeline"
)

// rehearse sets the sandbox up, plays the demo, and has a look at it when a time
// has passed.
func rehearse(t *testing.T, script func(t *testing.T, r *rehearsal, look func(after time.Duration) pipeline.Sight)) {
	t.Helper()
	t.Parallel()
	s, g := inSandbox(t)
	_, d := drafted(t, g)
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { play(t, s, script) })
}

// play has a clock of its own, from which the sandbox is two hours old.
func play(t *testing.T, s *sandbox, script func(t *testing.T, r *rehearsal, look func(after time.Duration) pipeline.Sight)) {
	ctx, cancel := context.WithCancel(t.Context())
	written, begun := time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
	if err := filepath.Walk(s.root(), func(path string, _ os.FileInfo, err error) error {
		return errors.Join(err, os.Chtimes(path, written, written))
	}); err != nil {
		t.Fatal(err)
	}
	for i := range s.units.all {
		if one := &s.units.all[i]; one.Running() {
			s.units.start(one, begun)
		}
	}
	log := eventlog.New(eventlog.Options{})
	d := newDemoTape(time.Now)
	d.route, d.known = s.routes.of, s.knowsB
	d.at(s.address("A"), s.address("B"))
	r := newRehearsal(s, d, time.Now)
	r.hears(log, d.statuses)
	var decoder oslo.Decoder
	var e sources.Event
	stop := s.bus.hear(func(m *sources.Message) {
		d.count(m.Broker, m.Exchange)
		if r.pass(m) {
			decoder.Decode(m, &e)
			r.event(&e)
			log.Put(m, &e)
		}
	})
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = d.run(ctx, s.bus.send)
	}()
	script(t, r, func(after time.Duration) pipeline.Sight {
		time.Sleep(after)
		for all := d.statuses(); all[len(all)-1].State != sources.Live; all = d.statuses() { // B drops out now and then
			time.Sleep(time.Second)
		}
		synctest.Wait()
		s, err := r.Look(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
	cancel()
	<-ended
	log.Close()
}

// checks are the ids of those that found something of a result.
func checks(s pipeline.Sight, r doctor.Result) (ids []string) {
	for _, f := range s.Findings {
		if f.Result == r && !slices.Contains(ids, f.Check) {
			ids = append(ids, f.Check)
		}
	}
	return ids
}

// wants fails unless the checks that are critical are these.
func wants(t *testing.T, at string, s pipeline.Sight, critical ...string) {
	t.Helper()
	if got := checks(s, doctor.Critical); !slices.Equal(got, critical) {
		t.Errorf("%s: critical is %q, want %q", at, got, critical)
	}
	if got := checks(s, doctor.Unknown); len(got) > 0 {
		t.Errorf("%s: unknown is %q", at, got)
	}
}

func TestEachOfTheDemosFaultsShowsAndGoes(t *testing.T) {
	rehearse(t, func(t *testing.T, r *rehearsal, look func(time.Duration) pipeline.Sight) {
		var s pipeline.Sight
		for range 8 {
			s = look(5 * time.Second)
		}
		wants(t, "healthy", s)
		if v := s.Verdict; v.State != isolation.Isolated {
			t.Errorf("healthy: %+v", v)
		}
		r.flip(faultLeak)
		look(5 * time.Second)
		s = look(25 * time.Second)
		wants(t, "with a leak", s, "sent-where-nobody-listens")
		if v := s.Verdict; v.State != isolation.Leaking || len(v.Leaks) != 1 || v.Leaks[0].Service != "nova" || v.Leaks[0].Because.File != "/etc/nova/nova.conf" {
			t.Fatalf("with a leak: %+v", v)
		}
		e, err := r.Excerpt(t.Context(), s.Verdict.Leaks[0].Because)
		if err != nil || !strings.Contains(e.Lines[s.Verdict.Leaks[0].Because.Line-e.First], "transport_url = rabbit://openstack:******@127.0.0.1") {
			t.Errorf("the line is not the one that is named: %v, %q", err, e.Lines)
		}
		r.flip(faultLeak)
		for range 12 {
			s = look(5 * time.Second)
		}
		wants(t, "without the leak", s)
		if v := s.Verdict; v.State != isolation.Isolated {
			t.Errorf("without the leak: %+v", v)
		}
		r.flip(faultAgent)
		look(5 * time.Second)
		wants(t, "without an agent", look(5*time.Second), "queue-unread")
		r.flip(faultAgent)
		wants(t, "with the agent again", look(5*time.Second))
		r.flip(faultAlarm)
		wants(t, "with an alarm", look(5*time.Second), "broker-alarm")
		r.flip(faultAlarm)
		wants(t, "without the alarm", look(5*time.Second))
		r.flip(faultVersioned)
		look(5 * time.Second)
		if s := look(5 * time.Second); !slices.Contains(checks(s, doctor.Warning), "versioned-format") {
			t.Errorf("with versioned notifications: %q", checks(s, doctor.Warning))
		}
	})
}

// Before the setup both pages see one cloud: all is on A, and there is no B.
func TestTheDemosCloudBeforeTheSetup(t *testing.T) {
	t.Parallel()
	s, _ := inSandbox(t)
	synctest.Test(t, func(t *testing.T) {
		play(t, s, func(t *testing.T, r *rehearsal, look func(time.Duration) pipeline.Sight) {
			sight := look(10 * time.Second)
			if sight.Seen.B != nil || len(sight.Seen.Taps) != 1 {
				t.Errorf("there is a B: %+v, %+v", sight.Seen.B, sight.Seen.Taps)
			}
			if r.flip(faultLeak); !r.on(faultLeak) {
				t.Error("without a B Nova was moved there")
			}
			t.Logf("%s %q; critical %q, warning %q, unknown %q", sight.Verdict.State, sight.Verdict.Why, checks(sight, doctor.Critical), checks(sight, doctor.Warning), checks(sight, doctor.Unknown))
			for _, a := range sight.Seen.Arrivals {
				if a.Broker != "A" {
					t.Errorf("on %s: %+v", a.Broker, a)
				}
			}
		})
	})
}

// A leak is known from the event alone, without another look.
func TestTheDemosVerdictFollowsTheTaps(t *testing.T) {
	rehearse(t, func(t *testing.T, r *rehearsal, look func(time.Duration) pipeline.Sight) {
		s := look(time.Minute)
		if s.Verdict.State == isolation.Leaking {
			t.Fatalf("without a leak: %+v", s.Verdict)
		}
		r.event(&sources.Event{Broker: "A", Exchange: "nova", Service: "nova", Host: "vm", EventType: "compute.instance.update", ReceivedAt: time.Now()})
		if v := r.Judge(t.Context(), &s); v.State != isolation.Leaking {
			t.Errorf("after the first event on A: %+v", v)
		}
	})
}
