package usage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestItIsSummedUpWhileThePageIsShown(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.takes = 300 * time.Millisecond }, func(t *testing.T, f *fixture) {
		f.Advance(10 * time.Second)
		sums := f.sums
		if sums < 3 || sums > 6 {
			t.Errorf("%d sums in 13 seconds that take 300 ms each", sums)
		}
		f.ledger.Observed("B", today, today.Add(time.Hour))
		f.server("compute.instance.create.end", "a new project", "ann", "new-1", 1, 512, time.Now(), time.Now(), "")
		f.Advance(5 * time.Second)
		if !f.Shows("a new project") {
			t.Errorf("what came is not summed up:\n%s", f.Text())
		}
		f.Keys("1")
		sums = f.sums
		f.Advance(time.Minute)
		if f.sums > sums+1 {
			t.Errorf("%d sums that nobody looks at", f.sums-sums)
		}
	})
}

func TestASumThatFailsLeavesTheLastOne(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.err = errBroken
		before := f.Bytes()
		f.Keys("R")
		f.Advance(time.Second)
		if !f.Shows(`the sums could not be made: the sum is\x1b[2J broken`) || !f.Shows(acme[:8]) {
			t.Errorf("got\n%s", f.Text())
		}
		if strings.Contains(f.Raw(before), "\x1b[2J broken") {
			t.Error("an escape sequence went through")
		}
	})
}

func TestAProjectIsMadeOfUsersAndThoseOfResources(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("enter")
		if !f.Shows("by user") || !f.Shows("of "+acme[:4]) || !f.Shows("bob") || f.Shows("eve") {
			t.Errorf("the users of a project:\n%s", f.Text())
		}
		f.Keys("j", "j", "enter")
		if !f.Shows("by resource") || !f.Shows("db-1") || f.Shows("web-1") {
			t.Errorf("the resources of a user:\n%s", f.Text())
		}
		f.Keys("E")
		if !f.Shows("[1 Events]") {
			t.Errorf("the events of a resource:\n%s", f.Text())
		}
		f.Keys("esc", "esc")
		if !f.Shows("by user") {
			t.Errorf("back:\n%s", f.Text())
		}
		f.Keys("q")
		if !f.Shows("by project") || f.Shows("Quit?") {
			t.Errorf("further back:\n%s", f.Text())
		}
	})
}

// Losses outrank what is counted.
func TestWhatWasNotCountedIsSaid(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.sight.Missed, f.sight.Anew = 1234, true }, func(t *testing.T, f *fixture) {
		if !f.Shows("1,234 events were gone from memory") || !f.Shows("counted anew") {
			t.Errorf("got\n%s", f.Text())
		}
	})
}

func TestNothingIsSaidToBeNothing(t *testing.T) {
	empty := func(f *fixture) { f.tally = &tally{ledger: newLedger()} }
	run(t, tuitest.Options{}, empty, func(t *testing.T, f *fixture) {
		if !f.Shows("No server, volume or image is known yet.") || f.Shows("1970") {
			t.Errorf("got\n%s", f.Text())
		}
		f.Keys("j", "G", "a", "j", "G", "esc", "u", "u", "c", "S")
		if !f.Shows("No server, volume") {
			t.Errorf("got\n%s", f.Text())
		}
	})
}
