package doctor_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

func TestEachEventComesOnce(t *testing.T) {
	t.Parallel()
	again := func(n uint64) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) { s.Arrivals[0].Duplicates = n })
	}
	specify(t, "event-duplicates", "zed-debian", []outcome{
		{name: "it does", seen: healthyServers, result: doctor.OK},
		{name: "two drivers", seen: again(4), result: doctor.Warning, says: []string{"4 of 9 events of nova@ctl1 on broker B came more than once", "compute.instance.create.end: 4 of 9 came again", "leave one driver"}, at: "m1"},
		{name: "one of a lost connection", seen: again(1), result: doctor.Info},
		{name: "there are no taps", seen: func(s *doctor.Seen) { s.Lacks = map[doctor.Part]error{doctor.Events: errAway} }, result: doctor.Unknown},
	})
}

func TestEventsComeWhenTheySayThatTheyWereSent(t *testing.T) {
	t.Parallel()
	lag := func(d time.Duration) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) { s.Arrivals[0].Lag = d })
	}
	specify(t, "event-clock", "zed-debian", []outcome{
		{name: "they do", seen: healthyServers, result: doctor.OK},
		{name: "a clock that is behind", seen: lag(90 * time.Second), result: doctor.Warning, says: []string{"events of nova@ctl1 come 1m30s after their time", "chronyc tracking"}, at: "m1"},
		{name: "a clock that is ahead", seen: lag(-2 * time.Hour), result: doctor.Warning, says: []string{"the clock of nova@ctl1 is 2h0m0s ahead"}},
		{name: "within reason", seen: lag(4 * time.Second), result: doctor.OK},
		{name: "events without a time", seen: also(func(s *doctor.Seen) { s.Arrivals[0].Lag, s.Arrivals[0].LagKnown = time.Hour, false }), result: doctor.OK},
		{name: "one type alone is late", seen: also(func(s *doctor.Seen) {
			late := s.Arrivals[0]
			late.Type, late.Lag = "compute.instance.exists", time.Hour
			s.Arrivals = append(s.Arrivals, s.Arrivals[0], late)
		}), result: doctor.OK},
	})
	specify(t, "clock-keystone", "zed-debian", []outcome{
		{name: "they agree", seen: healthyServers, result: doctor.OK},
		{name: "Keystone is ahead", seen: also(func(s *doctor.Seen) { s.Identity.Skew = time.Minute }), result: doctor.Warning, says: []string{"Keystone's clock is 1m0s ahead"}},
		{name: "Keystone is behind", seen: also(func(s *doctor.Seen) { s.Identity.Skew = -time.Minute }), result: doctor.Warning, says: []string{"behind"}},
		{name: "no Date", seen: also(func(s *doctor.Seen) { s.Identity.SkewKnown = false }), result: doctor.Unknown, says: []string{"no Date"}},
		{name: "no answer", seen: also(func(s *doctor.Seen) {
			s.Identity.SkewKnown, s.Identity.LoginErr = false, "connection refused"
		}), result: doctor.Unknown, says: []string{"did not answer"}},
	})
}
