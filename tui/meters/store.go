package meters

import (
	"cmp"
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
)

// healthLimit is how long a store has to say how it does.
const healthLimit = 15 * time.Second

// store is a Store with what was got out of it.
type store struct {
	Store
	// feed is what is listed. A refresh fills next and takes its place when it
	// is whole, so that rows do not go and come again.
	feed, next *feed
	list       taken
	fresh      taken // of next, for its progress
	at         time.Time
	failed     error // of the last refresh; the list before it is still shown
	begun, due time.Time
	fails      int // in a row

	mu     sync.Mutex
	health sources.StoreHealth
	asked  bool // health is known, or unhealthy says why not
	sick   error
}

func (s *store) readable() bool { return s.Store.Store != nil }

// loading reports whether the first list has yet to end.
func (s *store) loading() bool { return s.feed != nil && !s.list.done }

// whole reports whether what is listed is all that the store has, as of the
// last time it was asked.
func (s *store) whole() bool { return s.feed != nil && s.list.whole() && s.err() == nil }

// err is why the list is not whole, nil if it is or may still become so.
func (s *store) err() error { return cmp.Or(s.Err, s.list.err, s.failed) }

// load begins the first list or a refresh, and asks for the store's health. It
// does nothing while one is under way.
func (p *Page) load(s *store) tea.Cmd {
	if !s.readable() || s.loading() || s.next != nil {
		return nil
	}
	f := &feed{}
	if s.feed == nil {
		s.feed = f
	} else {
		s.next, s.fresh = f, taken{}
	}
	s.begun = p.now
	ctx, at, from, limit := p.ctx, s.Address, s.Store.Store, p.c.Limit
	return tea.Batch(
		func() tea.Msg {
			f.load(ctx, s, at, from, limit, p.poke)
			return nil
		},
		func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, healthLimit)
			defer cancel()
			h, err := from.Health(ctx)
			s.mu.Lock()
			s.health, s.sick, s.asked = h, err, true
			s.mu.Unlock()
			p.poke()
			return nil
		})
}

// take looks what has arrived and reports whether the rows are others now.
func (p *Page) take(s *store) (changed bool) {
	if s.feed == nil {
		return false
	}
	if !s.list.done {
		was := len(s.list.rows)
		if s.list = s.feed.take(); s.list.done {
			s.at, changed = p.now, true
			p.rest(s, s.list.err)
		}
		changed = changed || len(s.list.rows) != was
	}
	if s.next != nil {
		changed = p.takeNext(s) || changed
	}
	return changed
}

// takeNext looks how far a refresh is. What is listed goes only for something
// better: for a whole list, for a larger part of one, and, if there was nothing
// but an error, for the first rows.
func (p *Page) takeNext(s *store) (changed bool) {
	s.fresh = s.next.take()
	part := s.list.err != nil && len(s.fresh.rows) >= len(s.list.rows)
	switch {
	case s.fresh.done:
		p.rest(s, s.fresh.err)
		if s.failed = s.fresh.err; s.failed == nil || part {
			s.feed, s.list, s.at = s.next, s.fresh, p.now
		}
	case part && len(s.list.rows) == 0 && len(s.fresh.rows) > 0:
		s.feed, s.list, s.failed = s.next, s.fresh, nil
	default:
		return false
	}
	s.next = nil
	return true
}

// longestRest is how many times as long a failing store is left alone at most.
const longestRest = 20

// rest says when a store is asked again. One that takes long for its list is
// not to be busy with ours alone, and one that failed is given more and more
// time.
func (p *Page) rest(s *store, err error) {
	wait := max(p.c.Every, 9*p.now.Sub(s.begun))
	if s.fails++; err == nil {
		s.fails = 0
	}
	s.due = p.now.Add(min(wait<<min(s.fails, 10), max(wait, longestRest*p.c.Every)))
}

// vitals is what the store last told of itself.
func (s *store) vitals() (h sources.StoreHealth, err error, asked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health, s.sick, s.asked
}
