package main

import (
	"context"
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

// rehearse plays the demo and has a look at it when a time has passed.
func rehearse(t *testing.T, script func(t *testing.T, r *rehearsal, look func(after time.Duration) pipeline.Sight)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		log := eventlog.New(eventlog.Options{})
		d := newDemoTape(time.Now)
		r, err := newRehearsal(d, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		r.hears(log, d.statuses)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			var decoder oslo.Decoder
			var e sources.Event
			_ = d.run(ctx, func(m *sources.Message) {
				if r.pass(m) {
					decoder.Decode(m, &e)
					r.event(&e)
					log.Put(m, &e)
				}
			})
		}()
		script(t, r, func(after time.Duration) pipeline.Sight {
			time.Sleep(after)
			for d.statuses()[1].State != sources.Live { // B drops out now and then
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
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
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
		wants(t, "at first", look(time.Second), "sent-where-nobody-listens")
		s := look(5 * time.Second)
		if v := s.Verdict; v.State != isolation.Leaking || len(v.Leaks) != 1 || v.Leaks[0].Service != "nova" || v.Leaks[0].Because.File != "/etc/nova/nova.conf" {
			t.Errorf("at first: %+v", v)
		}
		e, err := r.Excerpt(t.Context(), s.Verdict.Leaks[0].Because)
		if err != nil || !strings.Contains(e.Lines[s.Verdict.Leaks[0].Because.Line-e.First], "transport_url = rabbit://openstack:******@192.0.2.11") {
			t.Errorf("the line is not the one that is named: %v, %q", err, e.Lines)
		}
		r.flip(faultVersioned)
		r.flip(faultLeak)
		s = look(15 * time.Second)
		if v := s.Verdict; v.State != isolation.Draining {
			t.Errorf("after the leak: %+v", v)
		}
		for range 12 {
			s = look(5 * time.Second)
		}
		wants(t, "healthy", s)
		if v := s.Verdict; v.State != isolation.Isolated {
			t.Errorf("healthy: %+v", v)
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
		r.flip(faultLeak)
		s = look(30 * time.Second)
		if v := s.Verdict; v.State != isolation.Leaking {
			t.Errorf("with the leak again: %+v", v)
		}
	})
}

// A leak is known from the event alone, without another look.
func TestTheDemosVerdictFollowsTheTaps(t *testing.T) {
	rehearse(t, func(t *testing.T, r *rehearsal, look func(time.Duration) pipeline.Sight) {
		r.flip(faultLeak)
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
