//go:build bench

package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// figureRequest finds the events of one request among 1,000,000 kept ones and
// makes its waterfall, beside one loop over as many ids.
func figureRequest(t *testing.T, table *figures) {
	const kept = 1_000_000
	mix, err := templates(everything)
	if err != nil {
		t.Fatal(err)
	}
	log := eventlog.New(eventlog.Options{})
	defer log.Close()
	var d oslo.Decoder
	random := rand.NewChaCha8([32]byte{4})
	request := func(n int) string { return fmt.Sprintf("req-%08x-0000-4000-8000-%012x", n, n) }
	for n := range kept {
		tpl := &mix[n%len(mix)]
		m := sources.Message{ReceivedAt: time.Now(), Broker: "B", Exchange: tpl.exchange, RoutingKey: tpl.key, Body: tpl.render(nil, random, time.Now())}
		var e sources.Event
		d.Decode(&m, &e)
		e.RequestID = request(n / 20) // of twenty events each
		log.Put(&m, &e)
	}
	first, _ := log.Bounds()
	wanted := request(int(first) / 20)
	ids := make([][16]byte, kept)
	floor := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			for i := range ids {
				if ids[i] == [16]byte{1} {
					sink++
				}
			}
		}
	})
	ours := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			v := log.View(trace.Belongs(wanted))
			for finished := false; !finished; {
				<-v.Changed()
				v.Refresh()
				_, _, finished = v.Progress()
			}
			events := make([]sources.Event, v.Len())
			for i := range events {
				log.Row(v.At(i), &events[i])
			}
			if w := trace.Of(events); w.Events == 0 {
				b.Fatal("the request is not found")
			}
			v.Close()
		}
	})
	table.add("request view over 1,000,000 kept events", fmt.Sprintf("%.1f ms", float64(ours.NsPerOp())/1e6),
		fmt.Sprintf("a loop over as many ids %.1f ms", float64(floor.NsPerOp())/1e6), "≤ 50 ms")
}

// figureOpenRequests asks what 100,000 open requests with two open steps each
// take.
func figureOpenRequests(t *testing.T, table *figures) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tracker := trace.NewTracker(0)
	for n := range 100_000 {
		for _, action := range []string{"compute.instance.delete", "compute.instance.shutdown"} {
			id := fmt.Sprintf("%08x-0000-4000-8000-%012x", n, n)
			tracker.Add(&sources.Event{
				EventType: action + ".start", PublisherID: "compute.node1", Host: "node1", Service: "nova",
				RequestID: "req-" + id, ResourceID: id, ResourceName: fmt.Sprint("server-", n), Timestamp: time.Unix(int64(n), 0),
			})
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	table.add("100,000 open requests, two steps each", fmt.Sprintf("%d MiB", (after.HeapAlloc-before.HeapAlloc)>>20), "", "≤ 64 MiB")
	runtime.KeepAlive(tracker)
}
