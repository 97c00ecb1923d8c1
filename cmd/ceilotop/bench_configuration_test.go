//go:build bench

package main

import (
	"fmt"
	"testing"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
)

// figureConfiguration parses a file as large as Nova's and changes two options,
// beside one loop over the same bytes.
func figureConfiguration(t *testing.T, table *figures) {
	text := osloconftest.Sample(2, 353_000)
	floor := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			sink += add(text)
		}
	})
	ours := testing.Benchmark(func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			f, err := osloconf.Parse("nova.conf", text)
			if err != nil {
				b.Fatal(err)
			}
			_, err = f.Edit(osloconf.Set("oslo_messaging_notifications", "transport_url", fmt.Sprint(i)),
				osloconf.SetMulti("oslo_messaging_notifications", "driver", "messagingv2"))
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	table.add("parse and edit a nova.conf of 353 kB", fmt.Sprintf("%.1f ms", float64(ours.NsPerOp())/1e6),
		fmt.Sprintf("plain loop %.2f ms", float64(floor.NsPerOp())/1e6), "≤ 20 ms")
}
