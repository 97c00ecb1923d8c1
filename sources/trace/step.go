package trace

import (
	"cmp"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// State says how a step ended, as far as the events tell.
type State uint8

// The states of a step.
const (
	Happened  State = iota // an event without a beginning and an end
	Done                   // begun and ended
	Failed                 // it told of an error
	Stuck                  // begun, and nothing has been heard of it since
	BrokenOff              // begun; not ended, but its request failed or did it again later
	Unbegun                // ended; its beginning was not seen
)

var stateNames = [...]string{"happened", "done", "failed", "stuck", "broken off", "no start"}

func (s State) String() string { return stateNames[s] }

// Mark is one event of a step.
type Mark struct {
	At    time.Time // UTC; zero when the event says nothing and nobody knows when it arrived
	Guess bool      // the event has no timestamp: this is when it arrived
	Host  string
	Seq   uint64 // in the event log, 0 outside of one
	seen  bool
}

// Seen reports whether there was such an event.
func (m *Mark) Seen() bool { return m.seen }

// Step is one action: a pair of events, one that lacks the other, or one
// without phases. Several of the last kind in a row are one step.
type Step struct {
	Action    string // compute.instance.create: the event type without its phase
	Stage     string // api, scheduler, conductor, compute, volume, …
	Service   string
	Publisher string
	Host      string

	RequestID    string
	ResourceID   string
	ResourceName string
	ProjectID    string

	State      State
	Begin, End Mark   // of one event the same twice; the zero Mark for what is missing
	Count      int    // how many events without phases this is, 1 for all other steps
	Try        int    // 1, or which attempt of its request at this action it is
	Earlier    string // the host of the attempt before, if that was another one
	Reason     string
	// Double is the event type without its phase that Nova told the same under
	// in its newer form, which Ceilometer does not read; "" if it did not.
	Double string
	// Versioned says that only the newer form was seen, so that Ceilometer
	// knows nothing of it.
	Versioned bool

	keys   pairKey
	single bool // one event
	from   int  // place in the order of the event it begins with
}

// Duration is the time from the beginning to the end. It is below zero when
// two hosts took part whose clocks differ. Unknown while one of them is.
func (s *Step) Duration() (d time.Duration, known bool) {
	if s.single && s.Count == 1 || s.Begin.At.IsZero() || s.End.At.IsZero() {
		return 0, false
	}
	return s.End.At.Sub(s.Begin.At), true
}

// Backward reports whether a step ends before it begins, as the clocks of its two
// hosts have it: they differ by that much or more, and how long it took is not
// known.
func (s *Step) Backward() bool {
	d, known := s.Duration()
	return known && d < 0
}

// Age is how long a step without an end has been under way.
func (s *Step) Age(now time.Time) (age time.Duration, known bool) {
	if s.State != Stuck || s.Begin.At.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(s.Begin.At)), true
}

// Since is when the step began, or all that is known of when it was.
func (s *Step) Since() time.Time { return cmpTime(s.Begin.At, s.End.At) }

// Span is what the step takes on the line of time; ok is false when no event of
// it has a time.
func (s *Step) Span() (from, to time.Time, ok bool) {
	from, to = cmpTime(s.Begin.At, s.End.At), cmpTime(s.End.At, s.Begin.At)
	if to.Before(from) {
		from, to = to, from
	}
	return from, to, !from.IsZero()
}

func stepOf(e *at) Step {
	return Step{
		Action: e.action, Stage: Stage(e.PublisherID, e.Service), Service: e.Service, Publisher: e.PublisherID, Host: e.Host,
		RequestID: e.RequestID, ResourceID: e.ResourceID, ResourceName: e.ResourceName, ProjectID: e.ProjectID, Count: 1, Try: 1,
		keys: keyOf(e),
	}
}

func markOf(e *at) Mark {
	return Mark{At: e.when, Guess: e.guess, Host: e.clock, Seq: e.Seq, seen: true}
}

// take puts the event that ends a step into it. What the beginning did not know
// yet, such as the id of what was made, is taken over.
func (s *Step) take(e *at) {
	s.End = markOf(e)
	s.State = Done
	if e.phase == Fail || e.Failed() {
		s.State = Failed
		s.Reason = Reason(e.Event)
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&s.ResourceID, e.ResourceID}, {&s.ResourceName, e.ResourceName}, {&s.RequestID, e.RequestID}, {&s.Host, e.Host}, {&s.ProjectID, e.ProjectID}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
}

// pairKey is what two events of one action have in common. The request is the
// one that asked first: Cinder is called twice for an attachment, and its start
// and its end have two requests of their own.
type pairKey struct {
	action, resource, request string
	versioned                 bool
}

func keyOf(e *at) pairKey {
	return pairKey{e.action, e.ResourceID, Origin(e.Event), versioned(e.Event)}
}

// Origin is the request that an event belongs to in the end: that of another
// service, if this one was made for it.
func Origin(e *sources.Event) string { return cmp.Or(e.GlobalRequestID, e.RequestID) }

func failure(e *sources.Event) bool { return e.Failed() || e.Err != "" }
