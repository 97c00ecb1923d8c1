package main

import (
	"fmt"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
)

// isolationGauge says whether broker A is free of notifications.
func isolationGauge(s *doctor.Seen) gauge {
	v := isolation.Judge(s, isolation.Options{})
	g := gauge{text: v.String()}
	leaks := perf{label: "leaks", value: fmt.Sprint(len(v.Leaks)), max: "0"}
	left := perf{label: "left", warn: "0"}
	total := 0
	for _, q := range v.Queues {
		total += q.Messages
	}
	left.value = fmt.Sprint(total)
	switch v.State {
	case isolation.Isolated:
		if total > 0 { // nobody reads it, which is as doctor has it
			g.health = healthWarning
		}
	case isolation.Leaking:
		g.health = healthCritical
	case isolation.Draining:
		g.health = healthWarning
	default:
		g.health, leaks.value, left.value = healthUnknown, "", ""
	}
	g.perf = []perf{leaks, left}
	return g
}
