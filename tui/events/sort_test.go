package events_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestSortingStopsFollowingUntilToldToFollow(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		for i, lag := range []time.Duration{3, 1, 2} {
			f.event(func(e *sources.Event) {
				e.ResourceName = fmt.Sprintf("vm-%d", i)
				e.Timestamp = e.ReceivedAt.Add(-lag * time.Second)
			})
		}
		f.Settle()
		f.Keys("shift+left") // from time round to the last column, lag
		f.Wants("sorted by lag ▴", "stopped")
		f.order("vm-1", "vm-2", "vm-0")
		f.Keys("S")
		f.Wants("sorted by lag ▾")
		f.order("vm-0", "vm-2", "vm-1")
		f.event(func(e *sources.Event) { e.ResourceName = "vm-late" })
		f.Settle()
		f.Wants("1 new")
		f.Lacks("vm-late")
		f.Keys("s")
		f.Wants("following")
		f.Lacks("sorted by")
		f.order("vm-0", "vm-1", "vm-2", "vm-late")
	})
}

func TestASortEndsWithTheScopeItWasMadeOf(t *testing.T) {
	for _, tt := range []struct {
		name         string
		enter, leave []string
	}{
		{"a filter", []string{"/", "v", "m", "-", "2", "enter"}, []string{"esc"}},
		{"a time window", []string{"T", "0"}, []string{"T", "9"}},
		{"a request", []string{"k", "r"}, []string{"esc", "esc"}}, // its steps, then itself
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, tuitest.Options{Width: 120, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
				for i := range 3 {
					f.event(func(e *sources.Event) {
						e.ResourceName, e.RequestID = fmt.Sprintf("vm-%d", i+1), fmt.Sprintf("req-%d", i+1)
					})
				}
				f.Settle()
				f.Keys(tt.enter...)
				f.Keys("shift+right")
				f.Wants("sorted by")
				f.Lacks("vm-1")
				f.Keys(tt.leave...)
				f.Lacks("sorted by")
				f.order("vm-1", "vm-2", "vm-3")
			})
		})
	}
}

// order fails unless the texts are one below the other.
func (f *fixture) order(texts ...string) {
	f.t.Helper()
	last := -1
	for _, text := range texts {
		_, y := f.Find(text)
		if y <= last {
			f.t.Errorf("%q is not below the one before:\n%s", text, f.Text())
		}
		last = y
	}
}

func TestASortedListSaysWhatIsNoLongerKept(t *testing.T) {
	run(t, tuitest.Options{}, setup{log: eventlog.Options{MaxEvents: 300}}, func(t *testing.T, f *fixture) {
		f.many(200)
		f.Keys("S")
		f.Wants("sorted by time (UTC) ▾", "vm-200")
		f.many(1000)
		f.Keys("G", "S", "G") // G follows again, then once more
		f.Wants("following")
		f.Keys("S", "j")
		f.many(1000)
		f.Keys("ctrl+f", "ctrl+f")
		f.Wants("no longer kept")
	})
}

func TestColumnsAreChosen(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 30}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Keys("C", "G", "enter", "esc") // the publisher
		f.Wants("publisher")
		f.Keys("C", "g")
		for range 20 { // all of them
			f.Keys("enter", "j")
		}
		f.Keys("esc")
		header := f.Row(3)
		if strings.TrimSpace(header) == "" {
			t.Errorf("no column is left:\n%s", f.Text())
		}
	})
}

func TestTheBrokerHasAColumnWhenThereAreTwo(t *testing.T) {
	run(t, tuitest.Options{Width: 140, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.mixed()
		f.Lacks("broker")
		f.brokers = append(f.brokers, sources.BrokerStatus{Broker: "A", State: sources.Live})
		f.mixed()
		f.Wants("broker")
	})
}

func TestTimesAreUTCLocalOrAges(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.many(1)
		f.Wants("time (UTC)", "10:00:00.200")
		f.Keys("t")
		f.Wants("time (local)", "11:00:00.200")
		f.Keys("t")
		f.Wants("age", "0s")
		f.Advance(90 * time.Second)
		f.Wants("1m")
		f.Keys("t")
		f.Wants("10:00:00.200")
	})
}

func TestRowsOfAnotherDayHaveADate(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.event(func(e *sources.Event) { e.ReceivedAt = e.ReceivedAt.Add(-24 * time.Hour) })
		f.Settle()
		f.Wants("11-22 10:00:00") // the whole list is of another day
		f.many(1)
		f.Wants("11-22 10:00 ", "10:00:00.400")
	})
}

func TestHorizontalScrollShowsTheRest(t *testing.T) {
	run(t, tuitest.Options{Width: 60, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.many(3)
		f.Lacks("project")
		for range 6 {
			f.Keys("l")
		}
		f.Wants("project")
		f.many(1) // a new row leaves the columns where they are
		f.Wants("project")
		for range 6 {
			f.Keys("h")
		}
		f.Wants("time (UTC)")
	})
}
