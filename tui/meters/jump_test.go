package meters_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

const web0 = "5ce05c85-7621-4d2a-895d-39283d6fb400"

// event puts an event about a resource into the log.
func (f *fixture) event(kind, resource string) {
	f.t.Helper()
	f.log.Put(&sources.Message{ReceivedAt: time.Now(), Body: []byte("{}")}, &sources.Event{
		ReceivedAt: time.Now(), Broker: "B", EventType: kind, Service: "nova", Priority: "info", ResourceID: resource, ResourceName: "vm of " + kind,
	})
	f.Settle()
}

func TestFromAnEventToItsMetersAndBack(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 30}, func(f *fixture) {
		s := f.reads(cloud(newFake(sources.CeilometerAPI)))
		s.add("network.incoming.bytes", "cumulative", "B", "instance-00000001-"+web0+"-tap0", time.Minute, time.Minute, 1)
	}, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Keys("j", "j", "j") // image.size
		f.Keys("1")
		f.event("compute.instance.create.end", web0)
		f.event("image.upload", "0198e207-7618-43af-975e-224000000000")
		f.Keys("k", "M")
		f.Wants("[2 Meters]", "resource "+web0, "by resource · 1/5", "network.incoming.bytes", "cpu_util", "memory", "vcpus")
		f.Lacks("image.size", "39283d6fb401")
		f.Keys("j", "enter")
		f.Wants("decoded")
		f.Keys("esc")
		f.Wants("[2 Meters]", "resource "+web0)
		f.Keys("esc")
		f.Wants("[1 Events]", "> ", "compute.instance.create.end")
		f.Keys("2")
		f.Wants("by name · 4/10", "> · image.size") // as it was left
		f.Lacks("resource " + web0)
		f.Keys("esc")
		f.Wants("[2 Meters]") // there is no way back any more
	})
}

func TestAJumpWorksWhileTheStoresAreStillLookedFor(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		s := f.reads(cloud(newFake(sources.CeilometerAPI)))
		s.after, s.stalls = 0, make(chan struct{})
	}, func(t *testing.T, f *fixture) {
		f.Keys("1")
		f.event("compute.instance.create.end", web0)
		f.Keys("M")
		f.Wants("Waiting for the first rows.", "resource "+web0)
		close(f.stores[0].Store.(*fake).stalls)
		f.Advance(time.Second)
		f.Wants("1/4", "cpu_util")
		f.Lacks("image.size")
	})
}

func TestAnEventWithoutAResourceLeadsNowhere(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		f.Keys("1")
		f.event("scheduler.thing", "")
		f.Keys("M")
		f.Wants("[1 Events]", "this event names no resource")
	})
}

func TestAResourceWithoutMetersSaysSo(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		f.Keys("1")
		f.event("identity.user.created", "nobody")
		f.Keys("M")
		f.Advance(time.Second)
		f.Wants("No store has a meter of nobody.", "esc goes back.")
		f.Keys("q")
		f.Wants("[1 Events]")
	})
}

func TestFromAMeterToTheEventsOfItsResourceAndBack(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 30}, func(f *fixture) {
		s := f.reads(newFake(sources.CeilometerAPI))
		s.add("network.incoming.bytes", "cumulative", "B", "instance-00000001-"+web0+"-tap0", time.Minute, time.Minute, 1)
		s.add("odd", "gauge", "B", "~\"odd\" id\x1b", time.Minute, time.Minute, 1)
	}, func(t *testing.T, f *fixture) {
		f.event("compute.instance.create.end", web0)
		f.event("image.upload", "0198e207-7618-43af-975e-224000000000")
		f.event("odd.event", "~\"odd\" id\x1b")
		f.Keys("1", "/")
		f.Type("end")
		f.Keys("enter", "2", "u", "E")
		f.Wants("[1 Events]", "filter =resource_id", "compute.instance.create.end")
		f.Lacks("image.upload", "odd.event")
		f.Keys("enter", "esc", "esc")
		f.Wants("[2 Meters]", "by resource · 1/2")
		f.Keys("G", "E")
		f.Wants("[1 Events]", "vm of odd.event")
		f.Lacks("image.upload")
		f.Keys("q")
		f.Wants("[2 Meters]")
		f.Keys("1")
		f.Wants("filter end") // as it was before the jump
	})
}

func TestTheResourcesOfAName(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.reads(cloud(newFake(sources.CeilometerAPI))) }, func(t *testing.T, f *fixture) {
		f.Advance(time.Second)
		f.Keys("j", "r")
		f.Wants("by resource · 1/3 · of cpu_util", web0)
		f.Lacks("image.size")
		f.Keys("esc")
		f.Wants("by name · 2/9", "> ✓ cpu_util")
		f.Keys("r", "u") // u is a way out too, to all resources
		f.Wants("by resource · ", "/18", "image.size")
	})
}
