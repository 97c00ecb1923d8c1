package trace

import (
	"cmp"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Waterfall is what a list of events tells of the actions behind them.
type Waterfall struct {
	Steps []Step // in the order in which they began
	Gaps  []Gap
	// Requests are the ids that the events have, the one that the others were
	// made for first.
	Requests []string

	Begin, End time.Time // of all that has a time; zero if nothing has
	Events     int       // different ones
	Again      int       // events that came more than once, and are in here once
	Untimed    int       // events without a timestamp, put where they arrived
	Doubles    int       // steps that Nova told in its newer form as well
	Versioned  int       // steps that it told in that form only
}

// Total is the time from the first event to the last.
func (w *Waterfall) Total() time.Duration { return w.End.Sub(w.Begin) }

// Skewed reports whether clocks contradict the order, so that the total and the
// times across hosts are those of clocks that differ.
func (w *Waterfall) Skewed() bool {
	return slices.ContainsFunc(w.Gaps, func(g Gap) bool { return g.Backward() }) ||
		slices.ContainsFunc(w.Steps, func(s Step) bool { return s.Backward() })
}

// CountOf is how many steps are in a state.
func (w *Waterfall) CountOf(s State) (n int) {
	for i := range w.Steps {
		if w.Steps[i].State == s {
			n++
		}
	}
	return n
}

// Retries is how many steps are another attempt.
func (w *Waterfall) Retries() (n int) {
	for i := range w.Steps {
		if w.Steps[i].Try > 1 {
			n++
		}
	}
	return n
}

// Of makes the waterfall of events that belong together, those of a request or
// those of a resource. Neither their order nor how often each is there matters.
// The events are read, not kept.
func Of(events []sources.Event) *Waterfall {
	list, again := inOrder(events)
	w := &Waterfall{Events: len(list), Again: again, Requests: requests(list)}
	steps := pairs(list)
	slices.SortStableFunc(steps, byBeginning)
	settle(steps, list)
	steps, w.Doubles = fold(steps)
	w.Steps = runs(steps)
	name(w.Steps)
	for i := range w.Steps {
		if s := &w.Steps[i]; s.keys.versioned {
			s.Versioned = true
			w.Versioned++
		}
	}
	for i := range list {
		if e := &list[i]; e.guess {
			w.Untimed++
		}
	}
	for i := range w.Steps {
		from, to, ok := w.Steps[i].Span()
		if !ok {
			continue
		}
		if w.Begin.IsZero() || from.Before(w.Begin) {
			w.Begin = from
		}
		if to.After(w.End) {
			w.End = to
		}
	}
	w.Gaps = gaps(w.Steps)
	return w
}

// requests lists the ids, first the one that most others name as theirs.
func requests(list []at) (ids []string) {
	asked := map[string]int{}
	for i := range list {
		if origin := list[i].GlobalRequestID; origin != "" && origin != list[i].RequestID {
			asked[origin]++
		}
	}
	seen := map[string]bool{}
	add := func(id string) {
		if id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for i := range list {
		add(list[i].RequestID)
	}
	for i := range list {
		add(list[i].GlobalRequestID)
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(asked[b], asked[a]) })
	return ids
}

// settle tells the steps that are stuck from those that were broken off, and
// counts the attempts.
func settle(steps []Step, list []at) {
	failed := map[string][]int{} // places of failures of a request
	deleted := map[string]int{}  // place of the deletion of an image
	for i := range list {
		if e := &list[i]; failure(e.Event) {
			failed[Origin(e.Event)] = append(failed[Origin(e.Event)], i)
		} else if deletes(e.EventType) {
			deleted[e.ResourceID] = i
		}
	}
	between := func(request string, from, to int) bool {
		places := failed[request]
		n, _ := slices.BinarySearch(places, from)
		return n < len(places) && places[n] < to
	}
	last := map[pairKey]int{}
	for i := range steps {
		s := &steps[i]
		if s.State == Happened || s.keys.request == "" && s.keys.resource == "" {
			continue
		}
		if j, ok := last[s.keys]; ok {
			before := &steps[j]
			if before.State == Stuck {
				before.State = BrokenOff
			}
			if before.State != Done || between(s.keys.request, before.from, s.from) {
				s.Try = before.Try + 1
				if s.Host != before.Host {
					s.Earlier = before.Host
				}
			}
		}
		last[s.keys] = i
		if s.State == Stuck && (s.keys.request != "" && between(s.keys.request, s.from, len(list)) || s.Action == imageUpload && deleted[s.ResourceID] > s.from) {
			s.State = BrokenOff
		}
	}
}

// name gives a resource its name where only its id was told, as Nova's scheduler
// does, if another step knows it.
func name(steps []Step) {
	names := map[string]string{}
	for i := range steps {
		if s := &steps[i]; s.ResourceName != "" && names[s.ResourceID] == "" {
			names[s.ResourceID] = s.ResourceName
		}
	}
	for i := range steps {
		if s := &steps[i]; s.ResourceName == "" && s.ResourceID != "" {
			s.ResourceName = names[s.ResourceID]
		}
	}
}
