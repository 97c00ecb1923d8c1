package rabbitmq

import "time"

// exchange is one exchange that the tap wants to be bound to.
type exchange struct {
	name     string
	bound    bool
	seen     bool          // it was bound at some time
	refused  *RefusedError // the user may not read it
	exists   bool          // it is there, as far as known; when refused
	failures int
	due      time.Time // of the next attempt to bind it, while it is not
}

// schedule knows when to try which exchange.
type schedule struct {
	pace pace
	all  []*exchange
	// told means that somebody tells us when an exchange appears, so that
	// nothing needs to be asked.
	told bool
}

func newSchedule(p pace, names []string) *schedule {
	s := &schedule{pace: p}
	for _, name := range names {
		s.all = append(s.all, &exchange{name: name})
	}
	return s
}

// restart forgets the bindings, which ended with the connection.
func (s *schedule) restart(now time.Time) {
	s.told = false
	for _, e := range s.all {
		e.bound, e.refused, e.failures, e.due = false, nil, 0, now
	}
}

// due are the exchanges to try now.
func (s *schedule) due(now time.Time) []*exchange {
	var due []*exchange
	for _, e := range s.all {
		if !e.bound && !s.quiet(e) && !e.due.After(now) {
			due = append(due, e)
		}
	}
	return due
}

// next is when the next exchange is due; false when none is.
func (s *schedule) next() (next time.Time, any bool) {
	for _, e := range s.all {
		if !e.bound && !s.quiet(e) && (!any || e.due.Before(next)) {
			next, any = e.due, true
		}
	}
	return next, any
}

// quiet: a refusal is not what anybody tells us about the end of.
func (s *schedule) quiet(e *exchange) bool { return s.told && e.refused == nil }

// The three outcomes of an attempt.

// isBound makes all other refused exchanges due when e was refused before:
// permissions are set in one line for all.
func (s *schedule) isBound(e *exchange, now time.Time) {
	if e.refused != nil {
		for _, other := range s.all {
			if other.refused != nil {
				other.due = now
			}
		}
	}
	e.bound, e.seen, e.refused, e.failures = true, true, nil, 0
}

func (s *schedule) isMissing(e *exchange, now time.Time) {
	wait := s.pace.probe
	if e.seen {
		wait = s.pace.probeAgain
	}
	e.failed(now, wait, s.pace.probeLimit)
	e.refused = nil
}

func (s *schedule) isRefused(e *exchange, now time.Time, why *RefusedError) {
	e.failed(now, s.pace.probe, s.pace.probeLimit)
	e.refused = why
}

func (e *exchange) failed(now time.Time, wait, limit time.Duration) {
	if e.bound {
		e.failures = 0
	}
	e.bound = false
	e.due = now.Add(doubled(wait, limit, e.failures))
	e.failures++
}

// overall is the refusal of the whole tap: the user may read none of the
// exchanges that are there.
func (s *schedule) overall() *RefusedError {
	var refused *RefusedError
	for _, e := range s.all {
		if e.bound {
			return nil
		}
		if e.refused != nil && e.exists && refused == nil {
			refused = e.refused
		}
	}
	return refused
}

// lists are the names for the status. They are fresh slices.
func (s *schedule) lists() (bound, missing, refused []string) {
	for _, e := range s.all {
		switch {
		case e.bound:
			bound = append(bound, e.name)
		case e.refused != nil:
			refused = append(refused, e.name)
		default:
			missing = append(missing, e.name)
		}
	}
	return bound, missing, refused
}
