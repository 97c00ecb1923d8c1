package trace

import (
	"cmp"
	"slices"
)

// twin is what a step and its double have in common.
type twin struct{ action, resource, request string }

func twinOf(s *Step) twin { return twin{sameAction(s.Action), s.ResourceID, s.RequestID} }

// fold takes out the steps in Nova's newer form whose action is there in the
// older one too, and names them in those. Both are in the order in which they
// were done, so the first goes with the first of the same host: an action that
// is done again elsewhere is no double. Only the newer form names the host of
// what nova-api does to aggregates and keypairs.
func fold(steps []Step) (kept []Step, doubles int) {
	plain := map[twin][]int{}
	for i := range steps {
		if s := &steps[i]; !s.keys.versioned {
			plain[twinOf(s)] = append(plain[twinOf(s)], i)
		}
	}
	out := make([]bool, len(steps))
	for i := range steps {
		s := &steps[i]
		if !s.keys.versioned {
			continue
		}
		same := plain[twinOf(s)]
		n := slices.IndexFunc(same, func(at int) bool { return steps[at].Host == s.Host || steps[at].Host == "" })
		if n < 0 {
			continue
		}
		one := &steps[same[n]]
		plain[twinOf(s)] = without(same, n)
		one.Double = s.Action
		one.complete(s)
		out[i] = true
		doubles++
	}
	kept = steps[:0]
	for i := range steps {
		if !out[i] {
			kept = append(kept, steps[i])
		}
	}
	slices.SortStableFunc(kept, byBeginning)
	return kept, doubles
}

func byBeginning(a, b Step) int { return cmp.Compare(a.from, b.from) }

// complete takes from the double what the step itself lacks: in the older form
// a resize has no start, and the attachment of a volume is one event.
func (s *Step) complete(double *Step) {
	if s.Reason == "" {
		s.Reason = double.Reason
	}
	switch {
	case s.State == Unbegun && double.Begin.Seen():
		s.Begin, s.State = double.Begin, Done
		s.from = min(s.from, double.from)
	case s.State == Happened && double.State == Done:
		s.Begin, s.End, s.State, s.single = double.Begin, double.End, double.State, false
		s.from = min(s.from, double.from)
	}
	if (s.State == Stuck || s.State == BrokenOff) && double.End.Seen() {
		s.End, s.State = double.End, Done
		if double.State == Failed {
			s.State = Failed
		}
	}
}

// runs makes one step of several that only happened, of the same action about
// the same resource, when nothing else came between them.
func runs(steps []Step) []Step {
	kept := steps[:0]
	for i := range steps {
		s := steps[i]
		if n := len(kept) - 1; n >= 0 && s.State == Happened && s.like(&kept[n]) {
			kept[n].Count++
			kept[n].End = s.End
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

func (s *Step) like(other *Step) bool {
	return s.State == other.State && s.keys == other.keys && s.Host == other.Host && s.Double == other.Double
}
