package usage

import (
	"cmp"
	"slices"
	"strings"
)

// state is what a resource is at one moment: whose it is, and how large.
type state struct {
	project, user string
	size          [4]int64 // as measured says for the kind
}

func (s *state) compare(t *state) int {
	return cmp.Or(strings.Compare(s.project, t.project), strings.Compare(s.user, t.user), slices.Compare(s.size[:], t.size[:]))
}

// states keeps each state once: thousands of servers share a flavor and an
// owner, and each of their sightings holds a number instead.
type states struct {
	all    []state
	number map[state]uint32
}

func (s *states) intern(one state) uint32 {
	if n, known := s.number[one]; known {
		return n
	}
	if s.number == nil {
		s.number = make(map[state]uint32)
	}
	// An id may be a piece of a whole payload, which it would keep alive.
	one.project, one.user = strings.Clone(one.project), strings.Clone(one.user)
	n := uint32(len(s.all))
	s.all = append(s.all, one)
	s.number[one] = n
	return n
}
