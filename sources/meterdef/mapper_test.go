package meterdef

import (
	"strconv"
	"testing"
)

// TestMapPlugin has cases worked out by hand from trait_plugins.py of 25.0.0:
// Debian's Ceilometer has no map yet.
func TestMapPlugin(t *testing.T) {
	t.Parallel()
	const payload = `{"id": "i", "state": "Active", "on": true, "n": 2, "f": 1.0, "list": [1], "street": "STRASSE", "none": null}`
	for _, c := range []struct{ release, path, parameters, want string }{
		{"2025.2", "$.payload.state", "values: {Active: 5, active: 6}", "5"},
		{"2025.2", "$.payload.state", "values: {active: 6}", "no volume"},
		{"2025.2", "$.payload.state", "values: {active: 6}, default: -1", "-1"},
		{"2025.2", "$.payload.state", "values: {active: 6}, case_sensitive: false", "6"},
		{"2025.2", "$.payload.state", "values: {ACTIVE: 7, active: 6}, case_sensitive: false", "6"}, // the last counts
		{"2025.2", "$.payload.street", "values: {straße: 3}, case_sensitive: false", "3"},
		{"2025.2", "$.payload.on", "values: {1: 9}", "9"}, // True == 1
		{"2025.2", "$.payload.n", "values: {2: 4}", "4"},
		{"2025.2", "$.payload.n", `values: {"2": 4}, default: 8`, "8"}, // a text is no number
		{"2025.2", "$.payload.f", "values: {1: 4}", "4"},
		{"2025.2", "$.payload.none", "values: {~: 4}, default: 8", "no volume"}, // a null is left out before
		{"2025.2", "$.payload.state", "values: {Active: ~}, default: 8", "no volume"},
		{"2025.2", "$.payload.list", "values: {1: 4}, default: 8", "fails"},
		{"2025.2", "$.payload.state", "default: 8", "stops"},
		{"2025.2", "$.payload.state", "values: [a]", "stops"},
		{"2026.1", "$.payload.state", "values: {Active: 5}", "5"},
		{"2025.1", "$.payload.state", "values: {Active: 5}", "left out"},
		{"zed", "$.payload.state", "default: 8", "left out"},
	} {
		text := "metric:\n  - {name: m, type: gauge, unit: u, event_type: e, resource_id: $.payload.id, volume: {fields: " + c.path + ", plugin: {name: map, parameters: {" + c.parameters + "}}}}\n"
		s, err := Read([]File{{"f", []byte(text)}}, c.release, Options{})
		got := ""
		if err != nil {
			got = "stops"
		} else {
			samples, misses := s.Samples(event("e", payload))
			for _, sample := range samples {
				got += strconv.FormatFloat(sample.Volume, 'f', -1, 64)
			}
			for _, m := range misses {
				got += map[Reason]string{NoVolume: "no volume", Failed: "fails", Refused: "left out"}[m.Reason]
			}
		}
		if got != c.want {
			t.Errorf("%s, %s of %s: %s, want %s (%v)", c.release, c.parameters, c.path, got, c.want, err)
		}
	}
}
