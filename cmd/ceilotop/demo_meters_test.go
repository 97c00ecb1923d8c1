package main

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// TestTheDemosMetersAreWhatItsEventsBecame asks for everything that the Meters
// page may ask for.
func TestTheDemosMetersAreWhatItsEventsBecame(t *testing.T) {
	t.Parallel()
	now := time.Now()
	store, err := demoStore(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if h, err := store.Health(t.Context()); err != nil || h.Version == "" || h.Waiting != 0 {
		t.Errorf("the health is %+v, %v", h, err)
	}
	names := make(map[string]int)
	for m, err := range store.Meters(t.Context(), sources.MeterQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		names[m.Name]++
		of := []sources.Condition{{Field: "resource_id", Op: sources.Equal, Value: m.ResourceID.Value}}
		since := append(of, sources.Condition{Field: "timestamp", Op: sources.GreaterOrEqual, Value: now.UTC().Add(-24 * time.Hour).Format("2006-01-02T15:04:05")})
		samples := 0
		for s, err := range store.Samples(t.Context(), sources.SampleQuery{Meter: m.Name, Conditions: since, Limit: 24}) {
			if err != nil {
				t.Fatalf("samples of %s: %v", m.Name, err)
			}
			if age := now.Sub(s.Timestamp); samples == 0 && (age < 0 || age > time.Hour) {
				t.Errorf("the newest sample of %s is %v old", m.Name, age)
			}
			samples++
		}
		if samples == 0 {
			t.Errorf("%s of %s has no samples", m.Name, m.ResourceID.Value)
		}
		for _, err := range store.Statistics(t.Context(), sources.StatisticsQuery{Meter: m.Name, Conditions: since}) {
			if err != nil {
				t.Fatalf("statistics of %s: %v", m.Name, err)
			}
		}
	}
	for _, name := range []string{"image.size", "image.download", "volume.size", "snapshot.size"} {
		if names[name] == 0 {
			t.Errorf("there is no %s among %v", name, names)
		}
	}
	// Nova notifies on A, where no agent listens.
	for _, name := range []string{"memory", "vcpus"} {
		if names[name] > 0 {
			t.Errorf("there is %s, which was fed by nobody", name)
		}
	}
	for _, err := range store.Resources(t.Context(), sources.ResourceQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
	}
}
