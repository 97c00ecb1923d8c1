package meterdef

import (
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestLedger(t *testing.T) {
	t.Parallel()
	s, err := Builtin("zed", Options{Takes: func(meter string) bool { return meter != "vcpus" }})
	if err != nil {
		t.Fatal(err)
	}
	l := NewLedger(s)
	at := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for i, e := range []sources.Event{
		{EventType: "volume.create.end", Priority: "info"},
		{EventType: "volume.delete.end", Priority: "info"},
		{EventType: "snapshot.create.end", Priority: "error"},
		{EventType: "task.create", Priority: "info"},
		{EventType: "instance.create.end", Priority: "info"},
		{Err: "no JSON"},
	} {
		e.ReceivedAt = at.Add(time.Duration(i) * time.Second)
		l.Saw(&e)
		want := map[int][]string{0: {"volume.size"}, 1: {"volume.size"}, 5: nil}[i]
		if !slices.Equal(e.Meters, want) || (e.Meters == nil) != (e.Err != "") {
			t.Errorf("%s feeds %v, want %v", e.EventType, e.Meters, want)
		}
	}
	for meter, want := range map[string]Feeding{
		"volume.size":   {Hop: EventsCome, Events: 2, Last: at.Add(time.Second), LastType: "volume.delete.end"},
		"snapshot.size": {Hop: WrongPriority},
		"image.size":    {Hop: NoEvent},
		"vcpus":         {Hop: PipelineDrops},
		"cpu":           {Hop: NoDefinition},
	} {
		got := l.Feeding(meter)
		if (got.Patterns == nil) != (want.Hop == NoDefinition) {
			t.Errorf("%s: event types %v", meter, got.Patterns)
		}
		got.Patterns = nil
		if got.Hop != want.Hop || got.Events != want.Events || got.LastType != want.LastType || !got.Last.Equal(want.Last) {
			t.Errorf("%s: %+v, want %+v", meter, got, want)
		}
	}
	if got := l.Unused(); !slices.Equal(got, []string{"instance.create.end", "task.create"}) {
		t.Errorf("unused: %v", got)
	}
	if got := l.Unhit(); slices.Contains(got, "volume.size") || !slices.Contains(got, "snapshot.size") || !slices.Contains(got, "memory") {
		t.Errorf("unhit: %v", got)
	}
}

// TestNovasDoubles pairs the two forms of an event and says which one counts.
func TestNovasDoubles(t *testing.T) {
	t.Parallel()
	for unversioned, versioned := range map[string]string{
		"compute.instance.create.end":         "instance.create.end",
		"compute.instance.resize.prep.start":  "instance.resize_prep.start",
		"compute.instance.finish_resize.end":  "instance.resize_finish.end",
		"compute.instance.volume.attach":      "instance.volume_attach.end",
		"compute.instance.rebuild.scheduled":  "instance.rebuild_scheduled",
		"servergroup.create":                  "server_group.create",
		"aggregate.removehost.end":            "aggregate.remove_host.end",
		"compute.instance.resize.confirm.end": "instance.resize_confirm.end",
	} {
		if got, second := Double(unversioned); got != versioned || second {
			t.Errorf("%s: %s, %v", unversioned, got, second)
		}
		if got, second := Double(versioned); got != unversioned || !second {
			t.Errorf("%s: %s, %v", versioned, got, second)
		}
	}
	if got, _ := Double("volume.create.end"); got != "" {
		t.Errorf("volume.create.end: %s", got)
	}
	s, _ := Builtin("zed", Options{})
	_, misses := s.Samples(event("instance.create.end", `{}`))
	if len(misses) != 5 || misses[0].Reason != Versioned || misses[0].Detail != "compute.instance.create.end" {
		t.Errorf("%v", misses)
	}
	_, misses = s.Samples(event("image.create", `{}`))
	if len(misses) != 3 || misses[0].Reason != EventType {
		t.Errorf("%v", misses)
	}
}

// BenchmarkFeeds is what an event's meters cost on its way in.
func BenchmarkFeeds(b *testing.B) {
	s, err := Builtin("zed", Options{})
	if err != nil {
		b.Fatal(err)
	}
	types := []string{"compute.instance.update", "volume.exists", "image.update", "identity.authenticate", "compute.instance.create.end", "task.run"}
	e := sources.Event{Priority: "info"}
	for i := 0; b.Loop(); i++ {
		e.EventType = types[i%len(types)]
		s.Attribute(&e)
	}
}
