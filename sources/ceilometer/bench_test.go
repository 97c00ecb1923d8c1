package ceilometer_test

import (
	"io"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// BenchmarkMeters lists 30,000 meters of 5,000 resources; the floor is the same
// answer thrown away as it comes. The goal is 0.15 s above it.
func BenchmarkMeters(b *testing.B) {
	api := sourcestest.CeilometerAPI(b, sourcestest.LargeCloud(5000, 6))
	client := api.Client(sourcestest.APIToken)
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: client})
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			response, err := client.Get(api.URL + "/v2/meters?limit=1000000000")
			if err != nil {
				b.Fatal(err)
			}
			n, err := io.Copy(io.Discard, response.Body)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(n)
			response.Body.Close()
		}
	})
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for _, err := range store.Meters(b.Context(), sources.MeterQuery{}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != 30_000 {
				b.Fatalf("%d meters", n)
			}
		}
	})
}
