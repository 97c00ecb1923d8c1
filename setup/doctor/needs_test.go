package doctor_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// forget takes from a sight what those parts bring.
var forget = map[doctor.Part]func(*doctor.Seen){
	doctor.BrokerA:   func(s *doctor.Seen) { s.A = nil },
	doctor.BrokerB:   func(s *doctor.Seen) { s.B = nil },
	doctor.Taps:      func(s *doctor.Seen) { s.Taps = nil },
	doctor.Logins:    func(s *doctor.Seen) { s.Logins = nil },
	doctor.Events:    func(s *doctor.Seen) { s.Arrivals = nil },
	doctor.Identity:  func(s *doctor.Seen) { s.Identity = doctor.IdentityFacts{} },
	doctor.Store:     func(s *doctor.Seen) { s.Store = doctor.StoreFacts{} },
	doctor.Processes: func(s *doctor.Seen) { s.Processes = nil },
	doctor.Logs:      func(s *doctor.Seen) { s.Logs, s.LogFiles = nil, nil },
}

// TestACheckByItselfSaysWhatItSaysAmongAll: a look for some checks gathers what
// they need and nothing else.
func TestACheckByItselfSaysWhatItSaysAmongAll(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*doctor.Seen){
		"well":                 func(*doctor.Seen) {},
		"no exchange is bound": func(s *doctor.Seen) { s.B.Bindings = nil },
		"no queue is there":    func(s *doctor.Seen) { s.B.Queues = nil },
		"the tap of B is dead": func(s *doctor.Seen) { s.Taps[1].State = sources.Refused },
		"services are let in": func(s *doctor.Seen) {
			s.Taps[1].State, s.Logins = sources.Refused, []doctor.Login{{Broker: "B", Reached: true}}
		},
		"one sends to a broker": func(s *doctor.Seen) {
			s.Logs = append(s.Logs, doctor.LogLine{File: "/var/log/nova/nova-api.log", At: now, Signature: "PRECONDITION_FAILED"})
		},
	} {
		seen := healthy(t, "zed-debian").seen(t)
		healthyServers(seen)
		change(seen)
		alike(t, name, seen)
	}
}

func alike(t *testing.T, name string, seen *doctor.Seen) {
	t.Helper()
	left := seen.A.Queues
	left = append(slices.Clone(left), queue("notifications.info", 3, 0, 0), queue("foo.info", 7, 0, 0))
	seen.A.Queues = left
	seen.Processes = []doctor.Process{{Program: "cinder-volume", Unit: "cinder-volume.service", Started: now.Add(-time.Hour)}}
	for _, c := range doctor.All() {
		alone := *seen
		for part, away := range forget {
			if !slices.Contains(c.Needs, part) && !slices.Contains(c.Wants, part) {
				away(&alone)
			}
		}
		want, got := doctor.Worst(doctor.Examine(seen, []string{c.ID})), doctor.Worst(doctor.Examine(&alone, []string{c.ID}))
		if got != want {
			t.Errorf("%s: %s by itself is %s, and among all it is %s", name, c.ID, got, want)
		}
	}
}
