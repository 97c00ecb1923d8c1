package trace_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// invent makes events of a few actions, hosts, requests and resources: pairs,
// halves of pairs, doubles, failures; some without a timestamp, some hosts with
// a clock that is off.
func invent(r *rand.Rand) (events []sources.Event) {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	skew := map[string]time.Duration{"n1": 0, "n2": time.Duration(r.IntN(8000)-4000) * time.Millisecond, "n3": 0}
	for i := range r.IntN(60) {
		host := pick("n1", "n2", "n3")
		at := noon.Add(time.Duration(r.IntN(5000)) * time.Millisecond)
		e := sources.Event{
			ReceivedAt: at.Add(time.Duration(r.IntN(20)) * time.Millisecond), Timestamp: at.Add(skew[host]), Host: host, PublisherID: "compute." + host,
			EventType:  pick("compute.instance.create", "compute.instance.delete", "volume.attach") + pick(".start", ".end", ".error", ".start", ".end", ""),
			ResourceID: pick("r1", "r2", ""), RequestID: pick("req-1", "req-2", ""), GlobalRequestID: pick("", "", "req-1"),
			MessageID: fmt.Sprint("m", i), Priority: pick("info", "info", "info", "error"), Broker: "B", Seq: uint64(i + 1),
		}
		if r.IntN(8) == 0 {
			e.Timestamp = time.Time{}
		}
		if r.IntN(20) == 0 {
			e.ReceivedAt = time.Time{}
		}
		if r.IntN(20) == 0 {
			e.MessageID = ""
		}
		if r.IntN(4) == 0 {
			e.PublisherID = "nova-compute:" + host
		}
		events = append(events, e)
	}
	return events
}

// holds says what is true of every waterfall.
func holds(w *trace.Waterfall, events int) error {
	count := 0
	for i := range w.Steps {
		s := &w.Steps[i]
		switch s.State {
		case trace.Happened:
			count += s.Count
		case trace.Stuck, trace.BrokenOff, trace.Unbegun:
			count++
			if s.Begin.Seen() && s.End.Seen() {
				return fmt.Errorf("step %d is %v, with both ends", i, s.State)
			}
		case trace.Done:
			count += 2
			if !s.Begin.Seen() || !s.End.Seen() {
				return fmt.Errorf("step %d is done without a start or an end", i)
			}
		}
		if d, known := s.Duration(); known && d < 0 && s.Begin.Host == s.End.Host && !s.Begin.Guess && !s.End.Guess && s.Double == "" {
			return fmt.Errorf("step %d took %v by one clock", i, d)
		}
		if s.Try < 1 || s.Count < 1 {
			return fmt.Errorf("step %d: try %d, count %d", i, s.Try, s.Count)
		}
		if from, to, ok := s.Span(); ok && (from.Before(w.Begin) || to.After(w.End)) {
			return fmt.Errorf("step %d is outside of the whole", i)
		}
	}
	if w.Events+w.Again != events || count > w.Events {
		return fmt.Errorf("%d events and %d again of %d, %d of them in steps", w.Events, w.Again, events, count)
	}
	for _, g := range w.Gaps {
		if g.Length == 0 || g.Backward() && g.From == g.To || g.After >= g.Before {
			return fmt.Errorf("a gap of %v from %d on %s to %d on %s", g.Length, g.After, g.From, g.Before, g.To)
		}
	}
	return nil
}

// The order in which events are handed over, and how often, changes nothing
// but the count of those that came again.
func TestAnyOrderAndDuplicatesAreTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		events := invent(r)
		want := trace.Of(events)
		if err := holds(want, len(events)); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, shown(want))
		}
		again := slices.Clone(events)
		for range r.IntN(len(events) + 1) {
			e := events[r.IntN(len(events))]
			if !e.Timestamp.IsZero() && !e.ReceivedAt.IsZero() { // it comes again, later
				e.ReceivedAt = e.ReceivedAt.Add(time.Duration(r.IntN(1000)) * time.Second)
				e.Seq += 1000
			}
			again = append(again, e)
		}
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		got := trace.Of(again)
		if got.Again != len(again)-want.Events {
			t.Fatalf("seed %d: %d came again, want %d", seed, got.Again, len(again)-want.Events)
		}
		got.Again = want.Again
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: in another order\n%s\nwant\n%s", seed, shown(got), shown(want))
		}
	}
}

// A pair of one host is always found, whatever its clock says and in whatever
// order both arrived.
func TestAPairOfOneHostIsFound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		skew := time.Duration(r.IntN(100_000)-50_000) * time.Millisecond
		took := time.Duration(r.IntN(1000)+1) * time.Millisecond
		var events []sources.Event
		for i, phase := range []string{".start", ".end"} {
			at := noon.Add(time.Duration(i) * took)
			events = append(events, sources.Event{
				EventType: "volume.create" + phase, ResourceID: "v", RequestID: "req-1", PublisherID: "volume.st@lvm", Host: "st",
				Timestamp: at.Add(skew), ReceivedAt: at.Add(time.Duration(r.IntN(3000)) * time.Millisecond), MessageID: phase,
			})
		}
		w := trace.Of(events)
		if len(w.Steps) != 1 || w.Steps[0].State != trace.Done || w.Total() != took {
			t.Fatalf("%v apart, clock off by %v:\n%s", took, skew, shown(w))
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("compute.instance.create.start", "compute.instance.create.end", "compute.n1", "nova-compute:n1", "vm", int64(5), int64(-9))
	f.Add("image.prepare", "image.upload", "image.localhost", "", "", int64(0), int64(1<<62))
	f.Add(".start", "..end", ":", ".", "\x00", int64(-1), int64(1))
	f.Fuzz(func(t *testing.T, a, b, p, q, id string, x, y int64) {
		events := []sources.Event{
			{EventType: a, PublisherID: p, ResourceID: id, Timestamp: time.Unix(0, x), ReceivedAt: time.Unix(0, y), RequestID: q},
			{EventType: b, PublisherID: q, ResourceID: id, Timestamp: time.Unix(0, y), Host: p, Payload: []byte(a)},
			{EventType: b, PublisherID: p, ResourceID: id, ReceivedAt: time.Unix(0, x), RequestID: q, Payload: []byte(id), Err: p},
		}
		w := trace.Of(events)
		if err := holds(w, len(events)); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(events)
		if got := trace.Of(events); !reflect.DeepEqual(got, w) {
			t.Fatalf("in the other order\n%s\nwant\n%s", shown(got), shown(w))
		}
	})
}
