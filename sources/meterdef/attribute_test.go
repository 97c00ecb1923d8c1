package meterdef

import (
	"slices"
	"strconv"
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
		e.ReceivedAt, e.Broker = at.Add(time.Duration(i)*time.Second), string("AB"[i%2])
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
		if first := got.First.Equal(at) && slices.Equal(got.Brokers, []string{"A", "B"}); first != (meter == "volume.size") {
			t.Errorf("%s: first at %v, over %v", meter, got.First, got.Brokers)
		}
		got.Patterns = nil
		if got.Hop != want.Hop || got.Events != want.Events || got.LastType != want.LastType || !got.Last.Equal(want.Last) {
			t.Errorf("%s: %+v, want %+v", meter, got, want)
		}
	}
}

// TestBothWays: what no definition uses, and which definitions nothing has hit.
func TestBothWays(t *testing.T) {
	t.Parallel()
	files := []File{
		{"/etc/own.yaml", []byte("metric:\n" + definition("volume.size", "volume.create.*", "$.payload.size") + definition("no.volume", "volume.*", "0") + definition("volume.size", "volume.resize.*", "$.payload.new"))},
		{"/usr/packaged.yaml", []byte("metric:\n" + definition("volume.size", "volume.exists", "$.payload.size") + definition("image.size", "image.*", "$.payload.size") + definition("vcpus", "compute.*", "$.payload.vcpus"))},
	}
	s, err := Read(files, "zed", Options{Takes: func(meter string) bool { return meter != "vcpus" }})
	if err != nil {
		t.Fatal(err)
	}
	l := NewLedger(s)
	at := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for i, e := range []sources.Event{
		{EventType: "volume.resize.end", Priority: "info"},
		{EventType: "volume.resize.end", Priority: "error"},
		{EventType: "image.upload", Priority: "error"},
		{EventType: "compute.instance.create.end", Priority: "info"},
		{EventType: "instance.create.end", Priority: "info"},
		{EventType: "task.create", Priority: "info"},
		{EventType: "task.create", Priority: "error"},
		{EventType: "telemetry.polling", Priority: "sample"},
	} {
		e.ReceivedAt = at.Add(time.Duration(i) * time.Second)
		l.Saw(&e)
	}
	type row struct {
		meter, file string
		line        int
		hop         Hop
		reason      Reason
		events      uint64
		last        time.Time
	}
	var got []row
	for _, d := range l.Definitions() {
		got = append(got, row{d.Meter, d.Place.File, d.Place.Line, d.Hop, d.Reason, d.Events, d.Last})
		if d.Hit() != (d.Events > 0) || len(d.Patterns) != 1 {
			t.Errorf("%s: hit %v by %v", d.Meter, d.Hit(), d.Patterns)
		}
	}
	want := []row{
		{meter: "volume.size", file: "/etc/own.yaml", line: 2, hop: LeftOut, reason: Overridden},
		{meter: "no.volume", file: "/etc/own.yaml", line: 3, hop: LeftOut, reason: Refused},
		{"volume.size", "/etc/own.yaml", 4, EventsCome, 0, 1, at},
		{meter: "volume.size", file: "/usr/packaged.yaml", line: 2, hop: LeftOut, reason: Overridden},
		{meter: "image.size", file: "/usr/packaged.yaml", line: 3, hop: WrongPriority},
		{"vcpus", "/usr/packaged.yaml", 4, PipelineDrops, 0, 1, at.Add(3 * time.Second)},
	}
	if !slices.Equal(got, want) {
		t.Errorf("definitions\n%v\nwant\n%v", got, want)
	}
	unused, beyond := l.Unused()
	if !slices.Equal(unused, []Unused{
		{"instance.create.end", 1, at.Add(4 * time.Second), "compute.instance.create.end"},
		{"task.create", 2, at.Add(6 * time.Second), ""},
	}) || beyond != 0 {
		t.Errorf("unused: %v, %d", unused, beyond)
	}
	for i := range maxCached + 3 {
		l.Saw(&sources.Event{EventType: "made.up." + strconv.Itoa(i), Priority: "info"})
	}
	if unused, beyond := l.Unused(); len(unused) != maxCached-4 || beyond != 9 {
		t.Errorf("%d unused, %d beyond", len(unused), beyond)
	}
	var nobody *Ledger
	if unused, _ := nobody.Unused(); nobody.Definitions() != nil || unused != nil || nobody.Origin() != "" {
		t.Error("no ledger knows something")
	}
}

// definition is one in a line.
func definition(name, events, volume string) string {
	return "  - {name: " + name + ", event_type: '" + events + "', type: gauge, unit: GB, volume: " + volume + ", resource_id: $.payload.id}\n"
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
