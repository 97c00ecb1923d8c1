package trace

import "slices"

// pairs makes the steps of events that are in order.
func pairs(list []at) []Step {
	steps := make([]Step, 0, len(list)/2+1)
	open := map[pairKey][]int{}  // steps begun and not ended, in order
	early := map[pairKey][]int{} // events that end what has not begun yet
	for i := range list {
		e := &list[i]
		key := keyOf(e)
		switch e.phase {
		case Start:
			s := stepOf(e)
			s.Begin, s.State, s.from = markOf(e), Stuck, i
			if e.Failed() {
				s.State, s.Reason = Failed, Reason(e.Event)
			}
			steps = append(steps, s)
			open[key] = append(open[key], len(steps)-1)
		case End, Fail:
			if n, ok := choose(steps, open[key], e); ok {
				steps[open[key][n]].take(e)
				open[key] = without(open[key], n)
			} else {
				early[key] = append(early[key], i)
			}
		default:
			s := stepOf(e)
			s.Begin, s.End, s.from, s.single = markOf(e), markOf(e), i, true
			if failure(e.Event) {
				s.State, s.Reason = Failed, Reason(e.Event)
			}
			steps = append(steps, s)
		}
	}
	for i := range list {
		if e := &list[i]; e.phase == End || e.phase == Fail {
			key := keyOf(e)
			if len(early[key]) == 0 || early[key][0] != i {
				continue
			}
			early[key] = early[key][1:]
			steps = endLate(steps, list, i, open)
		}
	}
	return steps
}

// choose finds which of the steps under way an event ends: the last that began
// on its host, because one that was given up is begun again, else the last.
func choose(steps []Step, open []int, e *at) (n int, ok bool) {
	for n := len(open) - 1; n >= 0; n-- {
		if steps[open[n]].Begin.Host == e.clock {
			return n, true
		}
	}
	return len(open) - 1, len(open) > 0
}

// endLate finds the beginning of an event that ends something although nothing
// like it was under way: one of another host, whose clock is behind so that it
// seems to come later; one that could not say yet what it was about; or, in the
// life of a resource, one that was asked for by another request.
func endLate(steps []Step, list []at, i int, open map[pairKey][]int) []Step {
	e := &list[i]
	key := keyOf(e)
	begins := func(key pairKey, fits func(*Step) bool) bool {
		for n, at := range open[key] {
			if s := &steps[at]; fits(s) {
				s.take(e)
				open[key] = without(open[key], n)
				return true
			}
		}
		return false
	}
	if begins(key, func(s *Step) bool { return s.Begin.Host != e.clock }) {
		return steps
	}
	before := func(s *Step) bool { return s.from < i && s.Host == e.Host }
	nameless := key
	nameless.resource = ""
	if key.resource != "" && begins(nameless, before) {
		return steps
	}
	if key.resource != "" {
		for at := len(steps) - 1; at >= 0; at-- {
			s := &steps[at]
			if s.State == Stuck && before(s) && s.keys.action == key.action && s.keys.resource == key.resource && s.keys.versioned == key.versioned {
				if n := slices.Index(open[s.keys], at); n >= 0 {
					s.take(e)
					open[s.keys] = without(open[s.keys], n)
					return steps
				}
			}
		}
	}
	s := stepOf(e)
	s.take(e)
	s.from = i
	if s.State == Done {
		s.State = Unbegun
	}
	return append(steps, s)
}

func without(list []int, n int) []int { return append(list[:n:n], list[n+1:]...) }
