package usage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// resource is all that is known of one resource. Whatever is added to it, and
// in which order and how often, it ends up the same: times are the earliest or
// latest of what was said, and changes and sightings are sets.
type resource struct {
	kind   sources.Kind
	id     string
	name   string
	nameAt instant // when the name was said

	began    second // the launch, as its creation said
	launched second // the earliest launch that others said
	created  second // when its record was made
	ended    second // as its deletion said
	gone     second // as others said
	goneBy   second // it was found deleted then, and may have been for long
	aliveTo  second // it was there until then at least
	sizeless second // it was met there last by what does not say how large it is
	told     bool   // of one that is gone, what it was lastly
	lastly   uint32

	changes   []point
	sightings []sighting
	inventory uint64 // those that it is in, a bit each

	audits [formats][]uint32 // see audit.go
}

// unsizedIn reports whether the resource was there in that time, while nothing
// said how large it was.
func (r *resource) unsizedIn(f life, known bool, from, to second) bool {
	there := r.aliveTo
	if r.kind == sources.KindServer { // an image has no size before its upload
		there = max(there, r.sizeless)
	}
	began := f.began
	if !known {
		began = cmp.Or(earliest(r.began, r.launched), there)
	}
	return !r.told && there > from && began < to && (r.ended == 0 || r.ended > from)
}

// point is the state of a resource at one moment.
type point struct {
	at       instant
	from     second // the second that it counts from
	state    uint32
	launched second // as it was said then
	change   bool   // the state began here; otherwise it was seen
}

// sighting is the first and the last time on one day that a resource was seen
// in one state. An audit each hour is then no more to keep than two; and two are
// enough, for what lies between them in another state lies between them still.
type sighting struct {
	day         int32
	state       uint32
	launched    second
	first, last instant
}

const perDay = 24 * 60 * 60

func (r *resource) see(at instant, state uint32, launched second) {
	day := int32(at.second() / perDay)
	i, found := slices.BinarySearchFunc(r.sightings, sighting{day: day, state: state, launched: launched}, func(a, b sighting) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.state, b.state), cmp.Compare(a.launched, b.launched))
	})
	if !found {
		r.sightings = slices.Insert(r.sightings, i, sighting{day, state, launched, at, at})
		return
	}
	s := &r.sightings[i]
	s.first, s.last = min(s.first, at), max(s.last, at)
}

func (r *resource) change(p point) {
	p.change = true
	i, found := slices.BinarySearchFunc(r.changes, p, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.from, b.from), cmp.Compare(a.state, b.state), cmp.Compare(a.launched, b.launched))
	})
	if !found {
		r.changes = slices.Insert(r.changes, i, p)
	}
}

func (r *resource) call(name string, at instant) {
	if name == "" || at < r.nameAt || at == r.nameAt && name <= r.name {
		return
	}
	if name != r.name {
		r.name = strings.Clone(name)
	}
	r.nameAt = at
}

// points are the moments at which its state is known, in order. At the same
// moment a change is behind a sighting: what was seen then was seen before it.
func (r *resource) points(all []state) []point {
	points := slices.Clone(r.changes)
	for _, s := range r.sightings {
		points = append(points, point{at: s.first, from: s.first.second(), state: s.state, launched: s.launched})
		if s.last != s.first {
			points = append(points, point{at: s.last, from: s.last.second(), state: s.state, launched: s.launched})
		}
	}
	rank := func(p point) int {
		if p.change {
			return 1
		}
		return 0
	}
	slices.SortFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(rank(a), rank(b)), all[a.state].compare(&all[b.state]), cmp.Compare(a.launched, b.launched))
	})
	return points
}
