package trace_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
)

func open(t *testing.T, tr *trace.Tracker) string {
	t.Helper()
	list, total := tr.Stuck(noon.Add(time.Hour), 0, 0)
	if total != len(list) || total != tr.Len() {
		t.Fatalf("%d steps, %d in all, %d open", len(list), total, tr.Len())
	}
	var names []string
	for i := range list {
		s := &list[i]
		name := s.Action + " " + s.ResourceID
		if s.Try > 1 {
			name += fmt.Sprint(" try ", s.Try)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func TestTracker(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, events, want string }{
		{"begun", "0 compute.n1 compute.instance.create.start vm", "compute.instance.create vm"},
		{"ended", "0 compute.n1 a.start vm\n9 compute.n1 a.end vm", ""},
		{"failed", "0 compute.n1 a.start vm\n9 compute.n1 a.error vm", ""},
		{"its request failed", "0 scheduler.c a.start vm\n1 scheduler.c b.start -\n9 conductor.c migrate vm error=NoValidHost", ""},
		{"another request failed", "0 scheduler.c a.start vm\n9 conductor.c migrate vm request=req-2 error=NoValidHost", "a vm"},
		{"both forms", "0 compute.n1 compute.instance.resize.prep.start vm\n1 nova-compute:n1 instance.resize_prep.start vm\n2 compute.n1 compute.instance.resize.prep.end vm", ""},
		{"only the newer form", "1 nova-compute:n1 instance.rebuild.start vm", "instance.rebuild vm"},
		{"again", "0 compute.n1 a.start vm\n5 compute.n1 a.start vm request=req-1", "a vm try 2"},
		{"ended under another request of the same origin", "0 volume.st a.start vol request=req-2 for=req-1\n5 volume.st a.end vol request=req-3 for=req-1", ""},
		{"ended under another request", "0 volume.st volume.attach.start vol\n5 volume.st volume.attach.end vol request=req-2", ""},
		{"without an id at first", "0 network.c port.create.start -\n5 network.c port.create.end p", ""},
		{"the end came first", "5 compute.n1 a.end vm at=6\n0 compute.n1 a.start vm at=8", ""},
		{"an end of before does not count", "0 compute.n1 a.end vm\n3 compute.n1 a.start vm", "a vm"},
		{"an end of before came late", "10 compute.n1 a.start vm\n0 compute.n1 a.end vm at=20", "a vm"},
		{"its resource is deleted", "0 image.localhost image.prepare i request=\n9 image.localhost image.delete i request=", ""},
		{"another resource is deleted", "0 image.localhost image.prepare i request=\n9 image.localhost image.delete j request=", "image.upload i"},
		{"an image", "0 image.localhost image.prepare i request=", "image.upload i"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tr := trace.NewTracker(0)
			for _, e := range all(t, c.events) {
				tr.Add(&e)
			}
			if got := open(t, tr); got != c.want {
				t.Errorf("open: %s, want %s", got, c.want)
			}
		})
	}
}

func TestStuckIsOldEnoughAndLimited(t *testing.T) {
	t.Parallel()
	tr := trace.NewTracker(0)
	for i := range 5 {
		e := told(t, fmt.Sprintf("%d compute.n1 a.start vm%d", i*1000, i))
		tr.Add(&e)
	}
	list, total := tr.Stuck(noon.Add(5*time.Second), 3*time.Second, 2)
	if total != 3 || len(list) != 2 || list[0].ResourceID != "vm0" {
		t.Errorf("%d of %d: %+v", len(list), total, list)
	}
}

func TestTrackerForgetsTheOldest(t *testing.T) {
	t.Parallel()
	tr := trace.NewTracker(3)
	for i := range 5 {
		e := told(t, fmt.Sprintf("%d compute.n1 a.start vm%d", i, i))
		tr.Add(&e)
	}
	if got := open(t, tr); got != "a vm2, a vm3, a vm4" || tr.Forgotten() != 2 {
		t.Errorf("open: %s, forgotten %d", got, tr.Forgotten())
	}
}

// What a Tracker has open is what the waterfall of the same events says is
// stuck, whatever the steps and their order within some seconds.
func TestTrackerAgreesWithTheWaterfall(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 8))
		var events []sources.Event
		for i := range r.IntN(40) { // each request does each thing once
			request := fmt.Sprint("req-", i)
			host := []string{"n1", "n2"}[r.IntN(2)]
			e := sources.Event{
				Timestamp: noon.Add(time.Duration(r.IntN(5000)) * time.Millisecond), PublisherID: "compute." + host, Host: host,
				EventType: "compute.instance.create.start", ResourceID: fmt.Sprint("vm", i), RequestID: request, MessageID: request + "s",
			}
			e.ReceivedAt = e.Timestamp.Add(time.Millisecond)
			events = append(events, e)
			if r.IntN(3) > 0 {
				e.Timestamp = e.Timestamp.Add(time.Duration(r.IntN(500)) * time.Millisecond)
				e.ReceivedAt = e.Timestamp.Add(time.Millisecond)
				e.EventType = "compute.instance.create" + []string{".end", ".error"}[r.IntN(2)]
				e.MessageID = request + "e"
				events = append(events, e)
			}
		}
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		tr := trace.NewTracker(0)
		for i := range events {
			tr.Add(&events[i])
			if r.IntN(5) == 0 {
				tr.Add(&events[i]) // delivered again
			}
		}
		var want, got []string
		w := trace.Of(events)
		for i := range w.Steps {
			if s := &w.Steps[i]; s.State == trace.Stuck {
				want = append(want, s.RequestID)
			}
		}
		list, _ := tr.Stuck(noon.Add(time.Hour), 0, 0)
		for i := range list {
			got = append(got, list[i].RequestID)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: open %v, stuck %v", seed, got, want)
		}
	}
}

// A plain measure of the memory, with ids as long as OpenStack's: 100,000 open
// requests with two open steps each.
func TestOpenRequestsTakeLittleMemory(t *testing.T) {
	const most = 64 << 20
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tr := trace.NewTracker(0)
	for i := range 105_000 { // what is forgotten must not stay either
		for _, action := range []string{"compute.instance.delete", "compute.instance.shutdown"} {
			e := sources.Event{
				EventType: action + ".start", PublisherID: fmt.Sprint("compute.node", i%300), Host: fmt.Sprint("node", i%300), Service: "nova",
				RequestID: fmt.Sprintf("req-%08x-0000-4000-8000-%012x", i, i), ResourceID: fmt.Sprintf("%08x-0000-4000-8000-%012x", i, i),
				ResourceName: fmt.Sprint("a-server-with-a-name-", i), Timestamp: noon, MessageID: fmt.Sprint(i), ProjectID: fmt.Sprintf("%032x", i%2000),
			}
			tr.Add(&e)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	list, total := tr.Stuck(noon.Add(time.Hour), 0, 500)
	var listed runtime.MemStats
	runtime.ReadMemStats(&listed)
	if made := listed.TotalAlloc - after.TotalAlloc; made > 16<<20 || len(list) != 500 || total != 200_000 || list[0].ProjectID != fmt.Sprintf("%032x", 5000%2000) {
		t.Errorf("the oldest %d of %d took %d MiB: %+v", len(list), total, made>>20, list[0])
	}
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > most || tr.Len() != 200_000 {
		t.Errorf("%d open steps take %d MiB, at most %d are wanted", tr.Len(), used>>20, most>>20)
	} else {
		t.Logf("%d open steps of 100,000 requests take %d MiB", tr.Len(), used>>20)
	}
	runtime.KeepAlive(tr)
}
