package main

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
)

func TestProgressFitsOneLine(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		pos  recording.Position
		want string
	}{
		{recording.Position{Part: -1}, "0 events"},
		{recording.Position{Played: 12, Part: 0.5, At: at}, "12 events, 50 % of the file, at 2026-11-23T08:00:00Z"},
		{
			recording.Position{Played: 12, Part: -1, At: at, Elapsed: time.Minute, Total: time.Hour, Next: 10 * time.Minute, Speed: 2},
			"12 events, at 2026-11-23T08:00:00Z (1m0s of 1h0m0s), next in 5m0s",
		},
	} {
		if got := progressText(tt.pos); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestReplayNamesTheBrokersItMeets(t *testing.T) {
	t.Parallel()
	c := &cast{path: "r.jsonl", changed: make(chan struct{}, 1)}
	for _, name := range []string{"B", "A", "B", ""} {
		c.saw(name)
	}
	c.ended(nil)
	got := c.statuses()
	if len(got) != 3 || got[0].Broker != "-" || got[1].Broker != "A" || got[2].Broker != "B" || got[2].Received != 2 || got[2].State != sources.Ended {
		t.Errorf("got %+v", got)
	}
}
