//go:build bench

package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

var sink uint64 // keeps the floor's loop from being optimised away

// add is a function of its own so that its loop is aligned alike in every
// build; unaligned it takes twice as long and would flatter us.
//
//go:noinline
func add(body []byte) (sum uint64) {
	for _, c := range body {
		sum += uint64(c)
	}
	return sum
}

// figureEnvelope decodes the mix beside one loop over the same bytes.
func figureEnvelope(t *testing.T, table *figures) {
	mix, err := templates(everything)
	if err != nil {
		t.Fatal(err)
	}
	floor := testing.Benchmark(func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			sink += add(mix[i%len(mix)].body)
		}
	})
	ours := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		d := oslo.Decoder{NoPayload: true} // what the list shows, as the interface reads it
		var e sources.Event
		for i := 0; b.Loop(); i++ {
			m := sources.Message{Exchange: mix[i%len(mix)].exchange, RoutingKey: mix[i%len(mix)].key, Body: mix[i%len(mix)].body}
			d.Decode(&m, &e)
		}
	})
	table.add("envelope to fields, masking included", fmt.Sprintf("%d ns, %d allocs", ours.NsPerOp(), ours.AllocsPerOp()),
		fmt.Sprintf("plain loop %d ns, ratio %.2f", floor.NsPerOp(), float64(ours.NsPerOp())/float64(floor.NsPerOp())), "≤ 3 ×, ≤ 2 allocs")
}

// figureAttribution names the meters that the mix feeds, with a release's own
// definitions, beside the same loop without.
func figureAttribution(t *testing.T, table *figures) {
	mix, err := templates(everything)
	if err != nil {
		t.Fatal(err)
	}
	events := make([]sources.Event, len(mix))
	var d oslo.Decoder
	for i := range mix {
		m := sources.Message{Exchange: mix[i].exchange, RoutingKey: mix[i].key, Body: mix[i].body}
		d.Decode(&m, &events[i])
		events[i].Payload, events[i].Raw = nil, nil
	}
	s, err := meterdef.Builtin(demoRelease, meterdef.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ledger := meterdef.NewLedger(s)
	run := func(each func(*sources.Event)) int64 {
		return testing.Benchmark(func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				each(&events[i%len(events)])
			}
		}).NsPerOp()
	}
	floor, names, all := run(func(e *sources.Event) { sink += uint64(len(e.EventType)) }), run(s.Attribute), run(ledger.Saw)
	table.add("names of the meters an event feeds", fmt.Sprintf("%d ns, %d ns remembered for the Meters page", names, all),
		fmt.Sprintf("loop without %d ns", floor), "≤ 1 µs")
}

// figureFilter changes the filter over 100,000 kept events.
func figureFilter(t *testing.T, table *figures) {
	const kept, screen = 100_000, 40
	mix, err := templates(everything)
	if err != nil {
		t.Fatal(err)
	}
	log := eventlog.New(eventlog.Options{})
	defer log.Close()
	var d oslo.Decoder
	random := rand.NewChaCha8([32]byte{2})
	for n := range kept {
		t := &mix[n%len(mix)]
		m := sources.Message{ReceivedAt: time.Now(), Broker: "B", Exchange: t.exchange, RoutingKey: t.key, Body: t.render(nil, random, time.Now())}
		var e sources.Event
		d.Decode(&m, &e)
		log.Put(&m, &e)
	}
	for _, f := range []struct{ text, goal string }{
		{"volume", "≤ 50 ms"},
		{"!keystone", "≤ 50 ms"},
		{"~create.(start|end)", "≤ 50 ms"},
		{`=service=="cinder" && lag_ms>5000`, "≤ 50 ms"},
		{`=service=="nova"`, "≤ 50 ms"},
		{"-f nvcrst", "≤ 200 ms"},
		{"@m1.nano", "≤ 400 ms"},
		{"@~display_name.{4,9}renamed", "≤ 400 ms"},
	} {
		compiled, err := filter.Parse(f.text)
		if err != nil {
			t.Fatal(err)
		}
		var first, all []time.Duration
		matches := 0
		for range 5 {
			start := time.Now()
			view := log.View(compiled)
			for {
				view.Refresh()
				_, _, finished := view.Progress()
				if len(first) == len(all) && (view.Len() >= screen || finished) {
					first = append(first, time.Since(start))
				}
				if finished {
					break
				}
				<-view.Changed()
			}
			view.Refresh() // what came between the last look and the end
			all = append(all, time.Since(start))
			matches = view.Len()
			view.Close()
		}
		table.add("filter "+f.text+" over 100,000", fmt.Sprintf("first screen %.1f ms, all %.1f ms (%d match)", ms(percentile(first, 50)), ms(percentile(all, 50)), matches), "", "≤ 16 ms, "+f.goal)
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
