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

// many puts n events whose resources are named by their number.
func (f *fixture) many(n int) {
	for range n {
		_, next := f.log.Bounds()
		f.event(func(e *sources.Event) { e.ResourceName = fmt.Sprintf("vm-%d", next) })
	}
	f.Settle()
}

// rows are the lines of the list.
func (f *fixture) rows() (rows []string) {
	for _, line := range strings.Split(f.Text(), "\n") {
		if strings.Contains(line, "compute.instance.update") {
			rows = append(rows, line)
		}
	}
	return rows
}

func TestAPausedListStandsStillWhileTheLogWraps(t *testing.T) {
	run(t, tuitest.Options{}, setup{log: eventlog.Options{MaxEvents: 500}}, func(t *testing.T, f *fixture) {
		f.many(400)
		f.Keys("space")
		f.Wants("paused", "vm-400")
		before := strings.Join(f.rows(), "\n")
		for range 3 {
			f.many(500)
			if now := strings.Join(f.rows(), "\n"); now != before {
				t.Fatalf("the paused rows changed:\n%s\nwant\n%s", now, before)
			}
		}
		if first, _ := f.log.Bounds(); first <= 400 {
			t.Fatalf("the log did not wrap: it begins with %d", first)
		}
		f.Wants("1,500 new")
		f.Keys("k", "k", "enter") // what was on the screen can still be read
		f.Wants("event 398 compute.instance.update")
		f.Keys("G")
		f.Wants("memory_mb: 512")
		f.Keys("esc", "G")
		f.Wants("following", "vm-1900")
		f.Lacks("paused", "new")
	})
}

func TestAPauseEndsWhereItBegan(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.many(50)
		f.Keys("space")
		f.many(50)
		f.Lacks("vm-100")
		f.Keys("space")
		f.Wants("following", "vm-100")
		f.Keys("k", "space")
		f.many(50)
		f.Wants("paused", "50 new")
		f.Keys("space")
		f.Wants("stopped", "50 new", "99/150")
		f.Keys("s")
		f.Wants("following", "vm-150")
		f.Keys("s")
		f.many(1)
		f.Wants("stopped", "1 new")
	})
}

func TestANewEventDoesNotMoveTheSelection(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.many(50)
		f.Keys("k", "k")
		before := f.rows()
		f.many(30)
		if after := f.rows(); strings.Join(before, "\n") != strings.Join(after, "\n") {
			t.Errorf("rows that arrived moved the list:\n%s\nwant\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
		}
		f.Wants("30 new", "48/80")
	})
}

func TestAPausedListUnderAFilterKeepsItsRows(t *testing.T) {
	run(t, tuitest.Options{}, setup{log: eventlog.Options{MaxEvents: 500}}, func(t *testing.T, f *fixture) {
		f.many(300)
		f.Keys("/")
		f.Type("vm-1")
		f.Keys("enter", "space")
		before := strings.Join(f.rows(), "\n")
		f.many(1500)
		if now := strings.Join(f.rows(), "\n"); now != before {
			t.Errorf("the paused rows changed:\n%s\nwant\n%s", now, before)
		}
	})
}

// A one-row scroll is what an operator looks at most of the day, over SSH.
func TestAOneRowScrollIsCheapOnTheWire(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, setup{}, func(t *testing.T, f *fixture) {
		f.many(100)
		f.Advance(70 * time.Second)
		var total int
		const rows = 3
		for range rows {
			before := f.Bytes()
			f.event(func(e *sources.Event) { e.MessageID = time.Now().String() })
			f.Advance(40 * time.Millisecond)
			total += f.Bytes() - before
			f.Advance(70 * time.Second) // the rates go down to zero
		}
		if mean := total / rows; mean > 250 {
			t.Errorf("a row that scrolls in takes %d bytes, want 250 at most", mean)
		}
	})
}

func TestAKeyShowsUnderAFlood(t *testing.T) {
	run(t, tuitest.Options{}, setup{}, func(t *testing.T, f *fixture) {
		f.many(100)
		for range 200 {
			for range 25 {
				f.event(nil)
			}
			time.Sleep(5 * time.Millisecond)
		}
		f.Send("k")
		for range 10 {
			for range 25 {
				f.event(nil)
			}
			time.Sleep(5 * time.Millisecond)
		}
		f.Wants("stopped")
	})
}
