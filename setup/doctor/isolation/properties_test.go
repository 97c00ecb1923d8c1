package isolation_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
)

// worth orders the states: the better, the more.
var worth = map[isolation.State]int{isolation.Leaking: 0, isolation.Unknown: 1, isolation.Draining: 2, isolation.Isolated: 3}

// everywhere runs a property over all scenarios.
func everywhere(t *testing.T, property func(t *testing.T, seen func() *doctor.Seen, r *rand.Rand)) {
	t.Helper()
	for i, tt := range scenarios {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := cloud(t, tt.edits...)
			property(t, func() *doctor.Seen {
				s := *base
				s.Taps, s.Processes = slices.Clone(s.Taps), slices.Clone(s.Processes)
				a := *s.A
				s.A = &a
				if tt.seen != nil {
					tt.seen(&s)
				}
				return &s
			}, rand.New(rand.NewPCG(uint64(i), 7)))
		})
	}
}

func TestALeakedEventNeverMakesTheVerdictBetter(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, seen func() *doctor.Seen, r *rand.Rand) {
		for range 25 {
			s := seen()
			before := isolation.Judge(s, isolation.Options{})
			leak := randomEvent(r)
			s.Arrivals = append(slices.Clone(s.Arrivals), leak)
			if after := isolation.Judge(s, isolation.Options{}); worth[after.State] > worth[before.State] {
				t.Fatalf("%s with %s@%s at %s became %s", before, leak.Service, leak.Host, leak.Last, after)
			}
		}
	})
}

func TestTheOrderOfEventsDoesNotMatter(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, seen func() *doctor.Seen, r *rand.Rand) {
		s := seen()
		for range 12 {
			s.Arrivals = append(s.Arrivals, randomEvent(r))
		}
		want := isolation.Judge(s, isolation.Options{})
		for range 10 {
			r.Shuffle(len(s.Arrivals), func(i, j int) { s.Arrivals[i], s.Arrivals[j] = s.Arrivals[j], s.Arrivals[i] })
			if got := isolation.Judge(s, isolation.Options{}); !reflect.DeepEqual(got, want) {
				t.Fatalf("in another order it is\n%+v\nand not\n%+v", got, want)
			}
		}
	})
}

// TestWhatIsMissingNeverProvesAnything takes away what is known, piece by piece:
// no piece that is missing makes A free.
func TestWhatIsMissingNeverProvesAnything(t *testing.T) {
	t.Parallel()
	type loss struct {
		name string
		of   func(s *doctor.Seen)
	}
	losses := []loss{
		{"A", func(s *doctor.Seen) { s.A = nil }},
		{"taps", func(s *doctor.Seen) { s.Taps = nil }},
		{"when the tap went live", func(s *doctor.Seen) { s.Taps[0].Since = time.Time{} }},
		{"processes", func(s *doctor.Seen) { s.Processes = nil }},
		{"programs", func(s *doctor.Seen) { s.Facts.Programs = nil }},
		{"brokers", func(s *doctor.Seen) { s.Facts.Brokers = nil }},
		{"versions", func(s *doctor.Seen) { s.Facts.Services = nil }},
		{"times of files", func(s *doctor.Seen) {
			s.Facts.Files = slices.Clone(s.Facts.Files)
			for i := range s.Facts.Files {
				s.Facts.Files[i].Changed = time.Time{}
			}
		}},
		{"queues' depth", eachQueue(func(q *sources.QueueStatistics) { q.Messages, q.Ready = nil, nil })},
		{"queues' readers", eachQueue(func(q *sources.QueueStatistics) { q.Readers = nil })},
		{"queues' rates", eachQueue(func(q *sources.QueueStatistics) { q.Published, q.Growth = nil, nil })},
	}
	alone := []string{"A", "taps"} // what nothing stands in for
	everywhere(t, func(t *testing.T, seen func() *doctor.Seen, _ *rand.Rand) {
		before := isolation.Judge(seen(), isolation.Options{})
		for _, l := range losses {
			s := seen()
			if l.name == "when the tap went live" && len(s.Taps) == 0 {
				continue
			}
			l.of(s)
			after := isolation.Judge(s, isolation.Options{})
			if after.State == isolation.Isolated && (before.State != isolation.Isolated || slices.Contains(alone, l.name)) {
				if quietEnough(s) && before.State == isolation.Unknown {
					continue // a silence long enough stands in for files and processes that are not known
				}
				t.Errorf("without %s %s became %s", l.name, before, after)
			}
		}
	})
}

// quietEnough reports whether the tap listened for long enough and heard nothing.
func quietEnough(s *doctor.Seen) bool {
	return len(s.Taps) > 0 && s.Taps[0].Broker == "A" && !s.Taps[0].Since.IsZero() && now.Sub(s.Taps[0].Since) >= isolation.Quiet &&
		!slices.ContainsFunc(s.Arrivals, func(a doctor.Arrival) bool { return a.Broker == "A" && now.Sub(a.Last) < isolation.Quiet })
}

func eachQueue(do func(*sources.QueueStatistics)) func(*doctor.Seen) {
	return func(s *doctor.Seen) {
		if s.A == nil {
			return
		}
		s.A.Queues = slices.Clone(s.A.Queues)
		for i := range s.A.Queues {
			do(&s.A.Queues[i])
		}
	}
}

// randomEvent is one that came over A some time in the last hour.
func randomEvent(r *rand.Rand) doctor.Arrival {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	last := now.Add(-time.Duration(r.IntN(3600)) * time.Second)
	return doctor.Arrival{
		Broker: "A", Service: pick("nova", "cinder", "glance", "keystone", "heat", ""), Host: pick("ctl1", "node1", "node2", ""),
		Exchange: pick("nova", "openstack", "glance"), Type: fmt.Sprint("type", r.IntN(5)), Count: uint64(1 + r.IntN(9)), First: last, Last: last,
	}
}
