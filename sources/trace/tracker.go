package trace

import (
	"hash/maphash"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// trackedSteps bounds a Tracker: 100,000 requests with two steps open each,
	// in some 40 MiB.
	trackedSteps = 200_000
	// Ends remembered to know a beginning that comes after its end, or again.
	rememberedEnds = 1 << 15
	// Longer texts are cut: a tenant chooses a name of any length.
	trackedText = 255
)

// Tracker follows events as they come and keeps what has begun and not ended,
// in bounded memory: at its bound the oldest is forgotten and counted. It is
// not safe for concurrent use.
type Tracker struct {
	max       int
	seed      maphash.Seed
	open      map[uint64]int32 // steps, by action, resource and request
	things    map[uint64]int32 // the same by action and resource alone, the last that began
	requests  map[uint64]int32 // the step of a request that began last
	steps     []tracked
	free      int32 // a list through next
	old, new  int32 // the list of steps in the order in which they began
	kinds     map[kind]*kind
	projects  map[string]string
	ends      map[uint64]time.Time
	ring      []uint64 // the keys of ends, the oldest at at
	at        int
	forgotten uint64
	begun     uint64
}

// tracked is one open step. Indices are one more than the place, so that the
// zero value is none.
type tracked struct {
	key, thing       uint64 // hashes
	request          uint64
	begun            int64 // ns since 1970
	seq              uint64
	kind             *kind
	text             string // request, resource and its name, one after the other
	lengths          [2]uint8
	project          string // shared
	try              uint16
	guess            bool
	next, prev       int32 // in the order of their beginning
	sibling, brother int32 // of the same request: the one before, the one after
}

// kind is what many steps have in common.
type kind struct{ action, stage, service, publisher, host string }

// NewTracker makes a Tracker of at most max open steps; 0 is 200,000.
func NewTracker(max int) *Tracker {
	if max <= 0 {
		max = trackedSteps
	}
	return &Tracker{
		max: max, seed: maphash.MakeSeed(), open: map[uint64]int32{}, things: map[uint64]int32{}, requests: map[uint64]int32{}, kinds: map[kind]*kind{},
		projects: map[string]string{}, ends: map[uint64]time.Time{},
	}
}

// Len is how many steps are open.
func (t *Tracker) Len() int { return len(t.open) }

// Forgotten is how many open steps were dropped to make room.
func (t *Tracker) Forgotten() uint64 { return t.forgotten }

// Begun is how many steps began.
func (t *Tracker) Begun() uint64 { return t.begun }

// Watches reports whether an event of this type and priority can change what a
// Tracker knows, so that whoever has many need not hand over the others.
func Watches(eventType, priority string) bool {
	e := sources.Event{EventType: eventType, Priority: priority}
	_, phase := PhaseOf(eventType)
	return phase != Moment || e.Failed() || deletes(eventType)
}

// Add takes in an event. Nova's two forms of one action are one step.
func (t *Tracker) Add(e *sources.Event) {
	action, phase := phaseOf(e)
	request := t.hash("", "", Origin(e))
	if failure(e) && Origin(e) != "" {
		for t.requests[request] != 0 { // the request goes no further, or begins anew
			t.drop(t.requests[request])
		}
	}
	if deletes(e.EventType) && !failure(e) {
		action, phase = imageUpload, End
	}
	key := t.keyOf(e, action)
	when := cmpTime(e.Timestamp, e.ReceivedAt)
	switch phase {
	case Start:
		if end, ok := t.ends[key]; e.Failed() || ok && !end.Before(when) {
			return
		}
		t.begin(e, action, key, request, when)
	case End, Fail:
		i := t.open[key]
		if i == 0 && e.ResourceID != "" { // it began without an id
			nameless := *e
			nameless.ResourceID = ""
			if j := t.open[t.keyOf(&nameless, action)]; j != 0 && t.steps[j-1].kind.host == e.Host {
				i = j
			}
		}
		if i == 0 && e.ResourceID != "" { // another request asked for it: Cinder's attachments
			if j := t.things[t.hash(sameAction(action), e.ResourceID, "")]; j != 0 && t.steps[j-1].kind.host == e.Host {
				i = j
			}
		}
		// An end of the same host that is older ended what was before.
		if i != 0 && (t.steps[i-1].kind.host != e.Host || t.steps[i-1].begun == 0 || when.IsZero() || t.steps[i-1].begun <= when.UnixNano()) {
			t.drop(i)
		}
		t.remember(key, when)
	}
}

// keyOf does not tell Nova's two forms apart.
func (t *Tracker) keyOf(e *sources.Event, action string) uint64 {
	return t.hash(sameAction(action), e.ResourceID, Origin(e))
}

func (t *Tracker) hash(action, resource, request string) uint64 {
	return maphash.Comparable(t.seed, [3]string{action, resource, request})
}

func (t *Tracker) begin(e *sources.Event, action string, key, request uint64, when time.Time) {
	try := uint16(1)
	if i := t.open[key]; i != 0 {
		s := &t.steps[i-1]
		if versioned(e) || s.kind.action != action { // its double
			return
		}
		try = s.try + 1
		t.drop(i)
	}
	if len(t.open) >= t.max {
		t.drop(t.old)
		t.forgotten++
	}
	t.begun++
	i := t.free
	if i == 0 {
		t.steps = append(t.steps, tracked{})
		i = int32(len(t.steps))
	} else {
		t.free = t.steps[i-1].next
	}
	origin, resource, name := cut(Origin(e)), cut(e.ResourceID), cut(e.ResourceName)
	s := &t.steps[i-1]
	*s = tracked{
		key: key, thing: t.hash(sameAction(action), e.ResourceID, ""), request: request, seq: e.Seq, kind: t.kindOf(e, action), text: origin + resource + name,
		lengths: [2]uint8{uint8(len(origin)), uint8(len(resource))}, try: try, guess: e.Timestamp.IsZero(),
		project: t.projectOf(e),
		prev:    t.new, sibling: t.requests[request],
	}
	if !when.IsZero() {
		s.begun = when.UnixNano()
	}
	if t.new != 0 {
		t.steps[t.new-1].next = i
	} else {
		t.old = i
	}
	t.new = i
	if s.sibling != 0 {
		t.steps[s.sibling-1].brother = i
	}
	t.requests[request] = i
	t.open[key] = i
	if e.ResourceID != "" {
		t.things[s.thing] = i
	}
}

// drop lets go of step i.
func (t *Tracker) drop(i int32) {
	s := &t.steps[i-1]
	delete(t.open, s.key)
	if t.things[s.thing] == i {
		delete(t.things, s.thing)
	}
	if s.prev != 0 {
		t.steps[s.prev-1].next = s.next
	} else {
		t.old = s.next
	}
	if s.next != 0 {
		t.steps[s.next-1].prev = s.prev
	} else {
		t.new = s.prev
	}
	if s.sibling != 0 {
		t.steps[s.sibling-1].brother = s.brother
	}
	switch {
	case s.brother != 0:
		t.steps[s.brother-1].sibling = s.sibling
	case s.sibling != 0:
		t.requests[s.request] = s.sibling
	default:
		delete(t.requests, s.request)
	}
	*s = tracked{next: t.free}
	t.free = i
}

func (t *Tracker) remember(key uint64, when time.Time) {
	if _, ok := t.ends[key]; ok {
		t.ends[key] = when
		return
	}
	if len(t.ring) < rememberedEnds {
		t.ring = append(t.ring, key)
	} else {
		delete(t.ends, t.ring[t.at])
		t.ring[t.at] = key
		t.at = (t.at + 1) % len(t.ring)
	}
	t.ends[key] = when
}

// kindOf shares the texts that many steps have. A publisher who invents action
// after action does not make the table grow for ever.
func (t *Tracker) kindOf(e *sources.Event, action string) *kind {
	k := kind{cut(action), Stage(e.PublisherID, e.Service), e.Service, cut(e.PublisherID), cut(e.Host)}
	if known := t.kinds[k]; known != nil {
		return known
	}
	if len(t.kinds) >= rememberedEnds {
		clear(t.kinds)
	}
	t.kinds[k] = &k
	return &k
}

// projectOf shares the ids of projects in the same way.
func (t *Tracker) projectOf(e *sources.Event) string {
	if known, ok := t.projects[e.ProjectID]; ok {
		return known
	}
	if len(t.projects) >= rememberedEnds {
		clear(t.projects)
	}
	id := cut(e.ProjectID)
	t.projects[id] = id
	return id
}
