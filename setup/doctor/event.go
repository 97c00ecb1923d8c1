package doctor

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// eventChecks are about the events that the taps have seen.
var eventChecks = []Check{
	{
		ID: "event-duplicates", Title: "each event comes once", Severity: Warning,
		Why:    "Ceilometer makes two samples of an event that comes twice. Sums and counts are wrong then.",
		Fix:    "leave one driver (messagingv2) in the service's options, and one agent that listens to a topic",
		Source: "oslo.messaging notify/notifier.py", Needs: []Part{Events}, Judge: eventDuplicates,
	},
	{
		ID: "event-clock", Title: "events come when they say that they were sent", Severity: Warning,
		Why:    "Samples have the service's time. With a clock that is wrong rates are negative, tokens are taken for expired, and what is new is taken for old.",
		Fix:    "look at chronyc tracking on that host; if its clock is right, its notifications wait for the broker",
		Source: "oslo.messaging notify/notifier.py", Needs: []Part{Events}, Judge: eventClock,
	},
	{
		ID: "clock-keystone", Title: "Keystone's clock and the one here agree", Severity: Warning,
		Why:    "A token is valid by the clock of whoever looks at it: it expires too early, or is not valid yet.",
		Fix:    "run chronyc tracking here and on Keystone's host",
		Source: "RFC 9110 6.6.1", Needs: []Part{Identity}, Judge: clockKeystone,
	},
}

// many is the part of the events from which on duplicates are no accident: a tap
// that lost its connection hears a few again.
const many = 0.05

func eventDuplicates(s *Seen) (all []Finding) {
	type sender struct{ broker, service, host string }
	type count struct {
		events, again uint64
		last          Evidence
	}
	counts := make(map[sender]*count)
	var order []sender
	for _, a := range s.Arrivals {
		k := sender{a.Broker, a.Service, a.Host}
		c := counts[k]
		if c == nil {
			c = new(count)
			counts[k] = c
			order = append(order, k)
		}
		c.events += a.Count
		c.again += a.Duplicates
		if a.Duplicates > 0 {
			c.last = Evidence{Text: fmt.Sprintf("%s: %d of %d came again", a.Type, a.Duplicates, a.Count), Event: a.MessageID}
		}
	}
	for _, k := range order {
		c := counts[k]
		if c.again == 0 || c.events == 0 {
			continue
		}
		f := Finding{Result: Info, Subject: at(k.service, k.host), Title: fmt.Sprintf("%d of %d events of %s on broker %s came more than once", c.again, c.events, at(k.service, k.host), k.broker), Evidence: []Evidence{c.last}}
		if c.again > 1 && float64(c.again) >= many*float64(c.events) {
			f.Result = Warning
		}
		all = append(all, f)
	}
	return all
}

// at is a service on a host: nova@ctl1.
func at(service, host string) string {
	if service == "" {
		service = "?"
	}
	if host == "" {
		return service
	}
	return service + "@" + host
}

// skewed is from when on a clock is worth a word.
const skewed = 5 * time.Second

// eventClock takes the median over the types that a host sends.
func eventClock(s *Seen) (all []Finding) {
	type sender struct{ service, host string }
	lags := make(map[sender][]Arrival)
	var order []sender
	for _, a := range s.Arrivals {
		if !a.LagKnown {
			continue
		}
		k := sender{a.Service, a.Host}
		if lags[k] == nil {
			order = append(order, k)
		}
		lags[k] = append(lags[k], a)
	}
	for _, k := range order {
		of := lags[k]
		slices.SortFunc(of, func(x, y Arrival) int { return cmp.Compare(x.Lag, y.Lag) })
		middle := of[len(of)/2]
		f := Finding{Result: Warning, Subject: at(k.service, k.host), Evidence: []Evidence{{Text: middle.Type, Event: middle.MessageID}}}
		switch {
		case middle.Lag > skewed:
			f.Title = fmt.Sprintf("events of %s come %s after their time", at(k.service, k.host), whole(middle.Lag))
		case middle.Lag < -skewed:
			f.Title = fmt.Sprintf("the clock of %s is %s ahead of the one here", at(k.service, k.host), whole(-middle.Lag))
		default:
			continue
		}
		all = append(all, f)
	}
	return all
}

func clockKeystone(s *Seen) []Finding {
	i := s.Identity
	switch {
	case !i.SkewKnown && i.LoginErr != "":
		return []Finding{{Result: Unknown, Subject: i.Asked, Why: "Keystone did not answer"}}
	case !i.SkewKnown:
		return []Finding{{Result: Unknown, Subject: i.Asked, Why: "Keystone's answer has no Date"}}
	case i.Skew > skewed:
		return []Finding{{Result: Warning, Subject: i.Asked, Title: fmt.Sprintf("Keystone's clock is %s ahead of the one here", whole(i.Skew))}}
	case i.Skew < -skewed:
		return []Finding{{Result: Warning, Subject: i.Asked, Title: fmt.Sprintf("Keystone's clock is %s behind the one here", whole(-i.Skew))}}
	}
	return nil
}
