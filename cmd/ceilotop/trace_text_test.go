package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
	"github.com/ceilotop/ceilotop/tui/words"
)

// tracedOf is what trace makes of events, each "MILLISECONDS PUBLISHER TYPE
// RESOURCE" and for a failure its reason.
func tracedOf(t *testing.T, lines ...string) traced {
	t.Helper()
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var events []sources.Event
	for i, line := range lines {
		f := strings.Fields(line)
		var ms int
		if _, err := fmt.Sscan(f[0], &ms); err != nil || len(f) < 4 {
			t.Fatalf("%q: %v", line, err)
		}
		e := sources.Event{
			Timestamp: noon.Add(time.Duration(ms) * time.Millisecond), ReceivedAt: noon.Add(time.Duration(i) * time.Second), PublisherID: f[1],
			EventType: f[2], ResourceID: f[3], RequestID: "req-1", MessageID: line, Priority: "info",
		}
		e.Host = f[1][strings.IndexAny(f[1], ".:")+1:]
		if len(f) > 4 {
			e.Priority, e.Payload = "error", fmt.Appendf(nil, `{"exception":%q}`, f[4])
		}
		events = append(events, e)
	}
	return traced{id: "req-1", w: trace.Of(events), now: noon.Add(time.Minute)}
}

// wants looks for parts of a trace as text and as JSON.
func (v *traced) wants(t *testing.T, text, inJSON []string) {
	t.Helper()
	shown := v.text(&words.For(words.English).Trace)
	for _, want := range text {
		if !strings.Contains(shown, want) {
			t.Errorf("the text lacks %q:\n%s", want, shown)
		}
	}
	made, err := json.Marshal(v.json())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range inJSON {
		if !strings.Contains(string(made), want) {
			t.Errorf("the JSON lacks %q:\n%s", want, made)
		}
	}
}

func TestTraceSaysWhatWasTriedWhere(t *testing.T) {
	t.Parallel()
	v := tracedOf(t,
		"0 compute.n1 compute.instance.create.start vm",
		"700 compute.n1 compute.instance.create.error vm NoSpace",
		"2700 compute.n2 compute.instance.create.start vm",
		"3000 compute.n2 compute.instance.create.error vm NoSpaceEither",
		"3100 compute.n3 compute.instance.create.start vm")
	v.wants(t,
		[]string{"2 failed", "1 stuck", "2 tried again", "    NoSpace\n", "(nothing under way)", "2.00s", "failed, try 2", "    on n2 this time, on n1 before\n", "stuck for 56.90s, try 3"},
		[]string{`"try":3`, `"tried_before_on":"n2"`, `"reason":"NoSpaceEither"`, `"ms":2000`, `"from_host":"n1","to_host":"n2"`, `"age_ms":56900`})
}

func TestTraceShowsNoTimeBelowZero(t *testing.T) {
	t.Parallel()
	v := tracedOf(t,
		"0 compute.n1 compute.instance.create.start vm",
		"100 volume.st volume.attach.start v1",
		"-900 volume.ctl volume.attach.end v1")
	v.wants(t,
		[]string{"1.00s by clocks that differ", "+1.00s  volume", "(nothing under way)                100ms", "    -1.00s: this ended before it began; the clocks of st and ctl differ\n"},
		[]string{`"clocks_differ":true`, `"duration_ms":-1000`})
	if text := v.text(&words.For(words.English).Trace); strings.Contains(text, "began before what") || strings.Contains(text, "  -9") {
		t.Errorf("a time below zero stands where one is expected that passed:\n%s", text)
	}
}
