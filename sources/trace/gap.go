package trace

import "time"

// Gap is a time between two steps in which nothing was under way, or one below
// zero: the step that came after began earlier by the clock of its host.
type Gap struct {
	After, Before int // steps
	Length        time.Duration
	// From and To are the hosts whose clocks, if Length is below zero, differ
	// by that much or more.
	From, To string
}

// Backward reports whether the clocks of the two hosts contradict the order.
func (g *Gap) Backward() bool { return g.Length < 0 }

// gaps are found against the step that reaches furthest, since a step that
// lasts is no gap.
func gaps(steps []Step) (list []Gap) {
	last, furthest := -1, -1
	var reach time.Time
	for i := range steps {
		_, to, ok := steps[i].Span()
		from := steps[i].Since()
		if !ok {
			continue
		}
		switch {
		case last < 0:
		case from.Before(steps[last].Since()) && clockOf(&steps[i]) != clockOf(&steps[last]):
			list = append(list, Gap{last, i, from.Sub(steps[last].Since()), clockOf(&steps[last]), clockOf(&steps[i])})
		case from.After(reach):
			list = append(list, Gap{furthest, i, from.Sub(reach), clockOf(&steps[furthest]), clockOf(&steps[i])})
		}
		last = i
		if furthest < 0 || to.After(reach) || steps[i].State == Stuck {
			furthest = i
			reach = to
		}
	}
	return list
}

func clockOf(s *Step) string {
	if s.Begin.Host != "" {
		return s.Begin.Host
	}
	return s.End.Host
}
