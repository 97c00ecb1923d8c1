package usage

import (
	"slices"

	"github.com/ceilotop/ceilotop/sources"
)

// segment is a time in which a resource was in one state, as far as is known.
type segment struct {
	from, to second
	state    uint32
	class    Class
}

// timeline puts together what is known of a resource.
type timeline struct {
	r        *resource
	states   []state
	observed stretches // of its kind
	segments []segment
}

// life is when a resource began and ended.
type life struct {
	began    second // proven: it was there from then on
	assumed  second // not after began: it may have been there from then on
	ended    second // 0: it did not, as far as is known
	vanished second // 0, or: by then it was gone, and nobody said when
}

// life says nothing of a resource of which nothing is known but its end.
func (r *resource) life(points []point, taken []taken) (f life, known bool) {
	if len(points) == 0 && r.aliveTo == 0 {
		return f, false
	}
	seen := r.aliveTo
	first := r.aliveTo
	if len(points) > 0 {
		first = points[0].from
		seen = max(seen, points[len(points)-1].at.second())
	}
	switch {
	case r.began != 0:
		f.began = r.began
	case r.kind == sources.KindServer:
		f.began = r.launched
	case r.kind == sources.KindVolume:
		f.began = r.created
	default:
		f.began = first
	}
	if f.began == 0 {
		f.began = first
	}
	f.assumed = f.began
	if r.began == 0 && r.created != 0 {
		f.assumed = min(r.created, f.began)
	}
	f.ended = r.ended
	if f.ended == 0 {
		f.ended = r.gone
	}
	if f.ended == 0 {
		f.vanished = r.goneBy
		for i, t := range taken {
			if t.absent && t.whole[apart(r.kind)] && r.inventory&(1<<i) == 0 && t.at.second() > seen && f.began < t.at.second() {
				f.vanished = earliest(f.vanished, t.at.second())
			}
		}
	}
	return f, true
}

// follow fills the segments, which are in order and do not overlap.
func (t *timeline) follow(taken []taken, until second) (life, bool) {
	points := t.r.points(t.states)
	f, known := t.r.life(points, taken)
	if !known {
		return f, false
	}
	end := f.ended
	if end != 0 {
		points = slices.DeleteFunc(points, func(p point) bool { return p.at.second() > end })
	} else {
		end = max(until, f.vanished)
		for _, p := range points {
			end = max(end, p.at.second())
		}
	}
	if len(points) == 0 {
		if t.r.told {
			t.alone(f, end)
		}
		return f, true
	}
	first := points[0]
	at := min(max(first.from, f.began), end)
	t.doubtful(f.assumed, min(f.began, at), first.state)
	if first.change { // what it was before is not known
		t.doubtful(f.began, at, first.state)
	} else {
		t.towards(f.began, at, first.state)
	}
	for i := 1; i < len(points); i++ {
		at = max(at, t.between(&points[i-1], &points[i], at, end))
	}
	last := points[len(points)-1]
	sure := min(max(at, t.r.aliveTo), end)
	t.onwards(at, sure, last.state, Certain)
	switch {
	case f.ended != 0:
		t.onwards(sure, end, last.state, Certain)
	case f.vanished != 0:
		t.vanish(sure, min(max(f.vanished, sure), end), last.state)
	default:
		t.onwards(sure, end, last.state, Inferred)
	}
	return f, true
}

// alone is for a resource that was only ever told of as gone.
func (t *timeline) alone(f life, end second) {
	t.doubtful(f.assumed, min(max(f.began, t.r.aliveTo), end), t.r.lastly)
	t.vanish(max(f.began, t.r.aliveTo), min(max(f.vanished, t.r.aliveTo), end), t.r.lastly)
}

func (t *timeline) put(from, to second, state uint32, class Class) {
	if from >= to {
		return
	}
	if n := len(t.segments); n > 0 {
		if last := &t.segments[n-1]; last.to == from && last.state == state && last.class == class {
			last.to = to
			return
		}
	}
	t.segments = append(t.segments, segment{from, to, state, class})
}

// pieces calls for each piece of a time whether it was observed.
func (t *timeline) pieces(from, to second, each func(from, to second, observed bool)) {
	for _, hole := range t.observed.holes(from, to) {
		if from < hole.from {
			each(from, hole.from, true)
		}
		each(hole.from, hole.to, false)
		from = hole.to
	}
	if from < to {
		each(from, to, true)
	}
}

// doubtful is a time in which it is not certain that the resource was there, or
// how large.
func (t *timeline) doubtful(from, to second, state uint32) {
	t.pieces(from, to, func(a, b second, observed bool) {
		if observed {
			t.put(a, b, state, Inferred)
		} else {
			t.put(a, b, state, Unobserved)
		}
	})
}

// onwards is the time behind the last that is known of a state: of the class as
// far as it was observed without a break, then doubtful.
func (t *timeline) onwards(from, to second, state uint32, class Class) {
	holes := t.observed.holes(from, to)
	if len(holes) == 0 {
		t.put(from, to, state, class)
		return
	}
	t.put(from, holes[0].from, state, class)
	t.doubtful(holes[0].from, to, state)
}

// towards is the time before the first that is known of a state.
func (t *timeline) towards(from, to second, state uint32) {
	holes := t.observed.holes(from, to)
	if len(holes) == 0 {
		t.put(from, to, state, Certain)
		return
	}
	again := holes[len(holes)-1].to
	t.doubtful(from, again, state)
	t.put(again, to, state, Certain)
}

// vanish is the time in which a resource ended without a word: in the first
// break of the observation, where there is one.
func (t *timeline) vanish(from, to second, state uint32) {
	if holes := t.observed.holes(from, to); len(holes) > 0 {
		to = holes[0].to
	}
	t.doubtful(from, to, state)
}

// between is the time between two points, of which the second counts from what
// is returned.
func (t *timeline) between(a, b *point, from, end second) second {
	to := min(b.from, end)
	if to <= from {
		return from
	}
	same := t.states[a.state] == t.states[b.state]
	holes := t.observed.holes(from, to)
	switch {
	case same && (len(holes) == 0 || t.unmoved(a, b)), b.change && len(holes) == 0:
		t.put(from, to, a.state, Certain)
		return to
	case len(holes) == 0:
		// The event of a change is missing. A resize launches anew.
		at := to
		if from < b.launched && b.launched < to {
			at = b.launched
		}
		t.put(from, at, a.state, Inferred)
		t.put(at, to, b.state, Inferred)
		return to
	}
	// What happened in the breaks is not known, what happened before the first is.
	// If the second point was seen, and did not begin then, so is what happened
	// behind the last.
	head, tail := holes[0].from, to
	if !b.change {
		tail = holes[len(holes)-1].to
	}
	t.put(from, head, a.state, Certain)
	t.doubtful(head, tail, a.state)
	t.put(tail, to, b.state, Certain)
	return to
}

// unmoved reports whether a resource that was seen to be the same at both points
// was so between them, observed or not. A server that is resized, even back, is
// launched anew, and none changes hands. A volume or an image may have gone to
// somebody else and come back.
func (t *timeline) unmoved(a, b *point) bool {
	return t.r.kind == sources.KindServer && !b.change &&
		a.launched != 0 && b.launched != 0 && max(a.launched-b.launched, b.launched-a.launched) <= 1
}
