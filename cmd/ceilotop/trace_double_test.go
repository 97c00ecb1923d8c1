package main

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// An action that Nova tells in both forms is one step of a trace, and it is said
// that Ceilometer reads the older one.
func TestTraceCountsNovasDoublesOnce(t *testing.T) {
	t.Parallel()
	v := tracedOf(t,
		"0 compute.n1 compute.instance.create.start vm",
		"2 nova-compute:n1 instance.create.start vm",
		"90 compute.n1 compute.instance.create.error vm Boom",
		"92 nova-compute:n1 instance.create.error vm Boom",
		"95 nova-compute:n1 instance.rebuild.start vm",
		"99 nova-compute:n1 instance.rebuild.end vm")
	if len(v.w.Steps) != 2 || v.w.CountOf(trace.Failed) != 1 {
		t.Errorf("%d steps: %+v", len(v.w.Steps), v.w.Steps)
	}
	v.wants(t,
		[]string{"6 events", "1 failed", "1 actions came in Nova's versioned form too; Ceilometer reads the other\n", "1 actions came in Nova's versioned form only; Ceilometer does not read it\n"},
		[]string{`"doubles":1,"versioned_only":1`, `"action":"compute.instance.create"`, `"versioned_action":"instance.create","versioned_only":false`, `"versioned_action":null,"versioned_only":true`})
}

// What an event's detail calls the other form is what a trace makes one step of.
func TestTraceAndMetersPairTheSameForms(t *testing.T) {
	t.Parallel()
	for _, plain := range []string{
		"compute.instance.create.", "compute.instance.delete.", "compute.instance.resize.", "compute.instance.resize.prep.", "compute.instance.finish_resize.",
		"compute.instance.resize.revert.", "compute.instance.resize.confirm.", "compute.instance.live_migration.pre.", "compute.instance.live_migration._post.",
		"compute.instance.live_migration.post.dest.", "compute.instance.live_migration._rollback.", "compute.instance.live.migration.abort.",
		"compute.instance.live.migration.force.complete.", "compute.instance.power_off.", "compute.instance.shutdown.", "compute.instance.rebuild.",
		"compute.instance.snapshot.", "compute.instance.soft_delete.", "compute.instance.trigger_crash_dump.", "aggregate.create.", "aggregate.addhost.",
		"aggregate.removehost.", "aggregate.updateprop.", "aggregate.updatemetadata.", "keypair.create.", "keypair.import.",
	} {
		other, isVersioned := meterdef.Double(plain + "end")
		if isVersioned {
			t.Errorf("%send is said to be the newer form", plain)
		}
		if other == "" && !strings.HasPrefix(plain, "compute.") { // both forms have one name
			other = plain + "end"
		}
		e := func(kind, publisher string) sources.Event {
			return sources.Event{EventType: kind, PublisherID: publisher, Host: "n1", ResourceID: "r", RequestID: "req-1", MessageID: kind + publisher}
		}
		versioned := strings.TrimSuffix(other, "end")
		w := trace.Of([]sources.Event{e(plain+"start", "compute.n1"), e(versioned+"start", "nova-compute:n1"), e(plain+"end", "compute.n1"), e(other, "nova-compute:n1")})
		if len(w.Steps) != 1 || w.Doubles != 1 || w.Steps[0].Versioned {
			t.Errorf("%s and %s are %+v", plain, versioned, w.Steps)
		}
	}
}
