package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// lacking says why a part could not be seen; "" it was.
func lacking(s *doctor.Seen, parts ...doctor.Part) string {
	for _, p := range parts {
		if err := s.Lacks[p]; err != nil {
			return fmt.Sprintf("%s: %v", p, err)
		}
	}
	return ""
}

// lagGauge is the largest median of the lags of what came.
func lagGauge(s *doctor.Seen, l limit[time.Duration]) gauge {
	if why := lacking(s, doctor.Taps, doctor.Events); why != "" {
		return unknownGauge("lag", "s", l, why)
	}
	var worst *doctor.Arrival
	for i := range s.Arrivals {
		if a := &s.Arrivals[i]; a.LagKnown && (worst == nil || a.Lag > worst.Lag) {
			worst = a
		}
	}
	if worst == nil {
		return unknownGauge("lag", "s", l, "no event with a time came while the taps listened, so that the lag is not known")
	}
	who := worst.Service
	if worst.Host != "" {
		who += "@" + worst.Host
	}
	return gaugeOf("lag", "s", max(worst.Lag, 0), l, fmt.Sprintf("the lag is %s (%s of %s)", worst.Lag.Round(time.Millisecond), worst.Type, who))
}

// ageGauge is the age of a meter's newest sample.
func ageGauge(s *doctor.Seen, meter string, l limit[time.Duration]) gauge {
	name := "age_" + meter
	if why := lacking(s, doctor.Store); why != "" {
		return unknownGauge(name, "s", l, why)
	}
	switch newest, ok := s.Store.Newest[meter]; {
	case s.Store.Kind == "":
		return unknownGauge(name, "s", l, "no store of meters is known")
	case s.Store.Err != "":
		return unknownGauge(name, "s", l, s.Store.Err)
	case !ok || newest.IsZero():
		return unknownGauge(name, "s", l, fmt.Sprintf("the store has no sample of %s", meter))
	default:
		age := max(s.At.Sub(newest), 0)
		return gaugeOf(name, "s", age, l, fmt.Sprintf("the newest sample of %s is %s old", meter, age.Round(time.Second)))
	}
}

// notifying are the queues of notifications on every broker that was asked, with
// the name of their broker before them.
func notifying(s *doctor.Seen) (all []sources.QueueStatistics, why string) {
	if s.A == nil && s.B == nil {
		if why := lacking(s, doctor.BrokerB, doctor.BrokerA); why != "" {
			return nil, why
		}
		return nil, "no broker is known"
	}
	// With one of the two silent nobody knows how long its queues are.
	why = lacking(s, doctor.BrokerB, doctor.BrokerA)
	for _, broker := range []*sources.Statistics{s.A, s.B} {
		if broker == nil {
			continue
		}
		for _, q := range broker.Queues {
			if doctor.Notifies(q.Name) && !q.Exclusive {
				q.Name = broker.Broker + ":" + q.VHost + ":" + q.Name
				all = append(all, q)
			}
		}
	}
	slices.SortFunc(all, func(x, y sources.QueueStatistics) int { return cmp.Compare(x.Name, y.Name) })
	return all, why
}

// mostQueues bounds the values: a broker may have thousands of queues.
const mostQueues = 32

// queueGauge is the longest queue of notifications.
func queueGauge(s *doctor.Seen, l limit[int]) gauge {
	return overQueues(s, "queue", l, heldBy,
		func(name string, n int) string {
			return fmt.Sprintf("the longest queue of notifications is %s with %d messages", name, n)
		})
}

// heldBy is what a queue holds; with the management API closed what of it is
// ready.
func heldBy(q sources.QueueStatistics) *int {
	if q.Messages != nil {
		return q.Messages
	}
	return q.Ready
}

// growthGauge is the queue of notifications that grows fastest.
func growthGauge(s *doctor.Seen, l limit[float64]) gauge {
	return overQueues(s, "growth", l, growthOf, func(name string, n float64) string {
		if n <= 0 {
			return "no queue of notifications grows"
		}
		return fmt.Sprintf("the fastest queue of notifications to grow is %s by %s a second", name, number(n))
	})
}

// growthOf counts a queue that is empty as one that does not grow: the broker has
// no rates of what never had a message.
func growthOf(q sources.QueueStatistics) *float64 {
	if q.Growth == nil && q.Messages != nil && *q.Messages == 0 {
		return new(float64)
	}
	return q.Growth
}

func overQueues[T int | float64](s *doctor.Seen, name string, l limit[T], of func(sources.QueueStatistics) *T, say func(string, T) string) gauge {
	all, why := notifying(s)
	if len(all) == 0 && why == "" {
		why = "there is no queue of notifications"
	}
	var worst string
	var most T
	var values []perf
	warn, crit := l.shown()
	for _, q := range all {
		value := of(q)
		p := perf{label: name + "_" + q.Name, warn: warn, max: crit}
		if value == nil {
			why = cmp.Or(why, fmt.Sprintf("what is asked of %s is not known", q.Name))
		} else {
			if p.value = number(max(*value, 0)); worst == "" || *value > most {
				worst, most = q.Name, *value
			}
		}
		if len(values) < mostQueues {
			values = append(values, p)
		}
	}
	if worst == "" {
		g := unknownGauge(name, "", l, why)
		g.perf = append(g.perf, values...)
		return g
	}
	g := gaugeOf(name, "", max(most, 0), l, say(worst, most))
	g.perf = append(g.perf, values...)
	// What is known to be too much is so whatever the others hold; what is not
	// may only seem so.
	if why != "" && g.health == healthOK {
		g.health, g.text = healthUnknown, why
		g.perf[0].value = ""
	}
	return g
}

// backlogGauge is what Gnocchi has to work off.
func backlogGauge(s *doctor.Seen, l limit[int]) gauge {
	if why := lacking(s, doctor.Store); why != "" {
		return unknownGauge("backlog", "", l, why)
	}
	switch {
	case s.Store.Err != "":
		return unknownGauge("backlog", "", l, s.Store.Err)
	case s.Store.Backlog == nil:
		return unknownGauge("backlog", "", l, "Gnocchi's backlog is not known: only a user with the role admin may ask for it")
	}
	return gaugeOf("backlog", "", *s.Store.Backlog, l, fmt.Sprintf("measures that wait in Gnocchi: %d", *s.Store.Backlog))
}

// skewGauge is how far Keystone's clock is from the one here.
func skewGauge(s *doctor.Seen, l limit[time.Duration]) gauge {
	if why := lacking(s, doctor.Identity); why != "" {
		return unknownGauge("skew", "s", l, why)
	}
	if !s.Identity.SkewKnown {
		return unknownGauge("skew", "s", l, "Keystone's clock is not known")
	}
	return gaugeOf("skew", "s", s.Identity.Skew.Abs(), l, fmt.Sprintf("Keystone's clock is %s away from the one here", s.Identity.Skew.Abs()))
}

// doctorGauge is what all checks of the doctor found.
func doctorGauge(found []doctor.Finding) gauge {
	counts := make(map[doctor.Result]int)
	var titles []string
	for _, f := range found {
		counts[f.Result]++
		if (f.Result == doctor.Critical || f.Result == doctor.Warning) && len(titles) < 3 {
			titles = append(titles, f.Title)
		}
	}
	g := gauge{text: "nothing is wrong"}
	switch doctor.Worst(found) {
	case doctor.Critical:
		g.health = healthCritical
	case doctor.Warning:
		g.health = healthWarning
	case doctor.Unknown:
		g.health, g.text = healthUnknown, fmt.Sprintf("checks that could not be made: %d", counts[doctor.Unknown])
	}
	if len(titles) > 0 {
		g.text = strings.Join(titles, "; ")
	}
	for _, c := range []struct {
		name      string
		result    doctor.Result
		warn, max string
	}{{"critical", doctor.Critical, "", "0"}, {"warning", doctor.Warning, "0", ""}, {"unknown", doctor.Unknown, "", ""}} {
		g.perf = append(g.perf, perf{c.name, fmt.Sprint(counts[c.result]), "", c.warn, c.max})
	}
	return g
}
