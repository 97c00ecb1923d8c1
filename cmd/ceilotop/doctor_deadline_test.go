package main

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

// A look has one end for all of it, and each part has its own before that,
// however much ignores both. The clock is not the machine's: how busy it is does
// not matter here.
func TestALookEndsWhateverHangs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, survey time.Duration // of the command until it looks, and of the survey
		ends           time.Duration // after the begin
	}{
		"the survey hangs":         {0, time.Hour, lookPatience + grip},
		"the parts hang":           {0, 100 * time.Millisecond, 100*time.Millisecond + doctor.Patience + grip},
		"the survey was slow":      {0, 1500 * time.Millisecond, lookPatience + grip},
		"the command started late": {time.Second, time.Second, lookPatience + grip},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				released := make(chan struct{})
				defer close(released)
				begun := time.Now()
				o := (&app{root: root, getenv: func(string) string { return "" }, begun: begun}).newObserver()
				o.survey = func(context.Context) (f setup.Facts, err error) {
					select {
					case <-released:
					case <-time.After(c.survey):
					}
					return f, nil
				}
				o.parts = nil
				for _, is := range []doctor.Part{doctor.Logins, doctor.Store} {
					o.parts = append(o.parts, part{[]doctor.Part{is}, func(context.Context, *observer, setup.Facts, []broker) (glance, error) {
						<-released
						return nil, nil
					}})
				}
				time.Sleep(c.before)
				s := o.once(t.Context(), nil)
				if took := time.Since(begun); took != c.ends || took > runPatience-time.Second {
					t.Errorf("it ended after %v, and not after %v", took, c.ends)
				}
				for _, is := range []doctor.Part{doctor.Logins, doctor.Store} {
					if s.Lacks[is] == nil {
						t.Errorf("nothing says that %s did not answer", is)
					}
				}
			})
		})
	}
}

// TestWhoWasAskedIsSaid also where what was asked returns no more than the end of
// its context.
func TestWhoWasAskedIsSaid(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(context.Context) (bool, error){
		"hangs": func(context.Context) (bool, error) { select {} },
		"bare":  func(ctx context.Context) (bool, error) { <-ctx.Done(); return false, ctx.Err() },
	} {
		if _, err := within(t.Context(), 20*time.Millisecond, "Keystone", do); err == nil || !strings.HasPrefix(err.Error(), "Keystone did not answer within ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
