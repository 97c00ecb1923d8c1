package main

import (
	"errors"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// TestAHintIsSaidOnceForEachSituation plays a grant that the broker lets through
// bit by bit.
func TestAHintIsSaidOnceForEachSituation(t *testing.T) {
	t.Parallel()
	const first, second = "rabbitmqctl set_permissions -p / nova", "rabbitmqctl set_permissions -p / glance"
	f := &feed{changed: make(chan struct{}, 1), taps: []*tapped{{}, {}}}
	live := func(hint string, denied ...string) sources.BrokerStatus {
		return sources.BrokerStatus{Broker: "B", State: sources.Live, Address: "h", Exchanges: []string{"nova"}, Denied: denied, DeniedHint: hint}
	}
	refused := sources.BrokerStatus{Broker: "B", State: sources.Refused, Err: sources.WithHint(errors.New("403"), first)}
	for _, s := range []struct {
		status sources.BrokerStatus
		hint   string
	}{
		{live(first, "glance", "cinder", "neutron"), first},
		{live(first, "glance", "cinder"), ""},
		{live(first, "glance"), ""},
		{live(second, "glance"), ""}, // nothing else is said, so nothing else is to be done
		{live(second, "cinder"), second},
		{live(""), ""},
		{live(second, "cinder"), second}, // it is denied again
		{refused, first},
	} {
		f.unsaid = nil
		f.heard(f.taps[1], s.status)
		var hints []string
		for _, line := range f.unsaid {
			if len(line) > 6 && line[:6] == "hint: " {
				hints = append(hints, line[6:])
			}
		}
		var want []string
		if s.hint != "" {
			want = []string{s.hint}
		}
		if !slices.Equal(hints, want) {
			t.Errorf("denied %v: the hints are %q, want %q", s.status.Denied, hints, want)
		}
	}
}
