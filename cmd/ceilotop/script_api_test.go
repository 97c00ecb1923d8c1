package main

import (
	"maps"
	"slices"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// meterAPI starts a server of the Ceilometer API with a small cloud, and sets
// the variables by which a command finds it.
func (s *stage) meterAPI(ts *testscript.TestScript, _ bool, _ []string) {
	s.api = sourcestest.CeilometerAPI(s.t, sourcestest.SmallCloud())
	ts.Setenv("CEILOMETER_URL", s.api.URL)
	ts.Setenv("OS_AUTH_TOKEN", sourcestest.APIToken)
}

// apiFaults are what apifails may name.
var apiFaults = map[string]sourcestest.APIFault{
	"no-more": sourcestest.NoFault,
	"html":    sourcestest.LoginPage,
	"cut":     sourcestest.Cut,
	"short":   sourcestest.Truncated,
	"500":     sourcestest.Broken,
	"410":     sourcestest.GoneToGnocchi,
	"stalled": sourcestest.StalledInside,
}

func (s *stage) apiFails(ts *testscript.TestScript, _ bool, args []string) {
	fault, known := apiFaults[args[0]]
	if !known {
		ts.Fatalf("the faults are %v", slices.Sorted(maps.Keys(apiFaults)))
	}
	s.api.Fail(fault)
}
