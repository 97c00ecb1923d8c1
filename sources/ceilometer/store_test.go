package ceilometer_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	for name, release := range map[string]sourcestest.Release{"Mitaka": sourcestest.Mitaka, "Liberty": sourcestest.Liberty, "Kilo": sourcestest.Kilo} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			docs := sourcestest.SmallCloud()
			api := sourcestest.CeilometerAPI(t, docs, sourcestest.OfRelease(release))
			store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken), From: "the test"})
			sourcestest.CheckMeterStore(t, store, docs)
		})
	}
}
