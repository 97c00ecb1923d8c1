package gnocchi

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// everything are the methods that statistics can be made of.
var everything = []string{"mean", "max", "min", "sum", "count"}

// TestContract holds Gnocchi to what every store promises, but for what it does
// not keep. Its own tests are about that.
func TestContract(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	docs := sourcestest.SmallCloud().InGnocchi(time.Minute)
	types := map[string]string{}
	for _, r := range docs.Resources {
		for _, m := range r.Meters {
			types[m.Name] = m.Type
		}
	}
	g.Load(t, docs, g.Policy(t, everything, time.Minute))
	// When samples were is not kept of a resource, and periods are counted from
	// another time.
	without := []string{"resources", "statistics by period", "statistics by aggregate"}
	check := func(name, endpoint string, without ...string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(Config{Endpoint: endpoint, HTTP: g.HTTP, Known: func(name string) (sources.MeterKind, bool) {
				kind, ok := types[name]
				return sources.MeterKind{Type: kind}, ok
			}})
			sourcestest.CheckMeterStore(t, s, docs,
				sourcestest.InAnyOrder(),
				sourcestest.Refusing("source", "metadata"),
				sourcestest.AsMeters(func(m sources.Meter) (sources.Meter, bool) { m.Source = null; return m, true }),
				sourcestest.AsSamples(func(s sources.Sample) (sources.Sample, bool) {
					s.Source, s.Metadata, s.ID, s.RecordedAt = null, nil, "", time.Time{}
					return s, true
				}),
				sourcestest.Without(without...))
		})
	}
	check("long pages", g.URL, without...)
	// Measures have no pages.
	check("short pages", g.PagesURL, append(without, "samples", "samples by condition", "statistics", "statistics by group")...)
}
