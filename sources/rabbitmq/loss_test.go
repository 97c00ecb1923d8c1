package rabbitmq

import (
	"testing"
	"time"
)

func TestLossIsALowerBound(t *testing.T) {
	t.Parallel()
	start := time.Unix(0, 0)
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	const mean = 1000.0 // bytes a message
	for _, tt := range []struct {
		name string
		do   func(*loss)
		want uint64
	}{
		{"a queue that is read", func(l *loss) {
			for s := range 300 {
				l.observe(at(s), 20, uint64(1000*s), mean)
			}
		}, 0},
		{"full twice", func(l *loss) {
			l.observe(at(0), maxMessages, 0, mean)
			l.observe(at(2), maxMessages, 9000, mean)
		}, 2},
		{"full in bytes", func(l *loss) { l.observe(at(0), 10_000, 0, 6700) }, 1},
		{"nobody reads for a minute", func(l *loss) {
			l.observe(at(0), 5000, 10, mean)
			l.observe(at(30), 6000, 10, mean)
			l.observe(at(62), 3000, 10, mean)
		}, 5000 - prefetch},
		{"read too slowly", func(l *loss) {
			l.observe(at(0), 5000, 0, mean)
			l.observe(at(62), 0, 2500, mean)
		}, 1500},
		{"two minutes add up", func(l *loss) {
			l.observe(at(0), 5000, 0, mean)
			l.observe(at(62), 4000, 0, mean)
			l.observe(at(124), 0, 0, mean)
		}, 4000 + 3000},
		{"what was routed and neither came nor waits", func(l *loss) { l.routed(60_000, 500, 50_000, false) }, 60_000 - 500 - 50_000 - prefetch},
		{"on its way", func(l *loss) { l.routed(900, 0, 0, false) }, 0},
		{"counts that are old", func(l *loss) { l.routed(100, 5000, 0, true) }, 0},
		{"nothing is on its way, once", func(l *loss) { l.routed(510, 500, 0, true) }, 0},
		{"nothing is on its way, twice", func(l *loss) {
			l.routed(510, 500, 0, true)
			l.routed(510, 500, 0, true)
		}, 10},
		{"something came in between", func(l *loss) {
			l.routed(510, 500, 0, true)
			l.routed(510, 505, 0, true)
		}, 0},
	} {
		var l loss
		tt.do(&l)
		if got := l.atLeast(); got != tt.want {
			t.Errorf("%s: at least %d lost, want %d", tt.name, got, tt.want)
		}
	}
}

func TestATapIsCaughtUpWhenItsQueueWasEmptyAndStillAnswers(t *testing.T) {
	t.Parallel()
	k := &keeper{tap: New(Config{Name: "B"})}
	when := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for i, step := range []struct {
		waiting int
		want    time.Duration // after when, -1: not yet
	}{
		{0, -1}, // what it sent may be on its way
		{0, 0},
		{5, 2 * time.Second},
		{7, 2 * time.Second},
		{0, 2 * time.Second},
		{3, 8 * time.Second},
	} {
		k.caughtUp(when.Add(time.Duration(i)*2*time.Second), step.waiting)
		got := k.tap.Status().CaughtUp
		if step.want < 0 && !got.IsZero() || step.want >= 0 && !got.Equal(when.Add(step.want)) {
			t.Errorf("step %d: caught up at %v, want %v after the beginning", i, got, step.want)
		}
	}
}
