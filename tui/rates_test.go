package tui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// whole runs the program with its real pages.
func whole(t *testing.T, o tuitest.Options, script func(*testing.T, *tuitest.Screen, *eventlog.Log)) {
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, s *tuitest.Screen) {
		log := eventlog.New(eventlog.Options{MaxEvents: 50_000})
		defer log.Close()
		s.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
			return tui.Run(ctx, tui.Config{Log: log, TeaOptions: options})
		})
		script(t, s, log)
	})
}

// arrive puts n events, no two of which look alike.
func arrive(log *eventlog.Log, n int) {
	services := []string{"nova", "cinder", "glance", "neutron", "keystone"}
	for range n {
		now := time.Now()
		i := now.UnixNano() / 1000
		e := sources.Event{
			ReceivedAt: now, Timestamp: now.Add(-time.Duration(i%9000) * time.Millisecond), Broker: "B", Exchange: "nova",
			EventType: fmt.Sprintf("compute.instance.update.%d", i%97), Priority: "info", Service: services[i%5],
			Host: fmt.Sprintf("compute%d", i%31), ProjectID: fmt.Sprintf("%032x", i*7919), ResourceID: fmt.Sprintf("%032x", i*104729),
		}
		log.Put(&sources.Message{ReceivedAt: now, Broker: "B", Body: []byte("{}")}, &e)
	}
}

func TestNoRateTakesMoreThanFiftyKilobytesASecond(t *testing.T) {
	for _, rate := range []int{100, 1000, 5000} {
		t.Run(fmt.Sprintf("%d/s", rate), func(t *testing.T) {
			whole(t, tuitest.Options{Width: 120, Height: 40}, func(t *testing.T, s *tuitest.Screen, log *eventlog.Log) {
				play := func(d time.Duration) {
					for start, n := time.Now(), 0; time.Since(start) < d; time.Sleep(20 * time.Millisecond) {
						due := int(time.Since(start).Seconds() * float64(rate))
						arrive(log, due-n)
						n = due
					}
				}
				play(time.Second)
				before := s.Bytes()
				play(2 * time.Second)
				perSecond := (s.Bytes() - before) / 2
				t.Logf("%d bytes a second", perSecond)
				if perSecond > 50_000 {
					t.Errorf("%d events a second took %d bytes a second", rate, perSecond)
				}
			})
		})
	}
}

func TestTheWholeProgramIsSilentWhenNothingHappens(t *testing.T) {
	whole(t, tuitest.Options{Width: 120, Height: 40}, func(t *testing.T, s *tuitest.Screen, log *eventlog.Log) {
		arrive(log, 500)
		s.Advance(2 * time.Minute)
		before := s.Bytes()
		s.Advance(2 * time.Minute)
		if n := s.Bytes() - before; n != 0 {
			t.Errorf("two idle minutes sent %d bytes: %q", n, s.Raw(before))
		}
	})
}

func TestTheHelpIsThatOfWhatIsOpen(t *testing.T) {
	for _, where := range []struct {
		name, want string
		keys       []string
	}{{"list", "filter", nil}, {"detail", "search in the detail", []string{"k", "enter"}}, {"raw", "wrap lines", []string{"k", "y"}}} {
		t.Run(where.name, func(t *testing.T) {
			whole(t, tuitest.Options{Width: 120, Height: 100}, func(t *testing.T, s *tuitest.Screen, log *eventlog.Log) {
				arrive(log, 10)
				s.Settle()
				s.Keys(where.keys...)
				s.Keys("?")
				for _, want := range []string{where.want, "copy", "commands", "quit at once", "erase the word", "other answer"} {
					if !s.Shows(want) {
						t.Errorf("%q is not in the help:\n%s", want, s.Text())
					}
				}
			})
		})
	}
}
