package main

import (
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/usage"
)

// audits counts the periods of each kind, and names what is wrong in each.
func (s *usageSheet) audits() {
	type count struct{ periods, unjudged, differ int }
	counts := make(map[sources.Kind]*count)
	for _, a := range s.bill.report.Audits {
		c := counts[a.Kind]
		if c == nil {
			c = &count{}
			counts[a.Kind] = c
		}
		c.periods++
		if a.Unjudged {
			c.unjudged++
		}
		if differs(a) {
			c.differ++
		}
	}
	s.group(s.say("Audits"))
	for _, kind := range sources.Kinds {
		c := counts[kind]
		if c == nil {
			continue
		}
		s.line(2, []int{8}, s.kind(kind), s.say("periods: %d; other than the events: %d", c.periods, c.differ))
		if c.unjudged > 0 {
			s.line(2, []int{8}, "", s.say("periods after which too little was observed to miss anything: %d", c.unjudged))
		}
	}
	for _, a := range s.bill.report.Audits {
		if differs(a) {
			s.difference(a)
		}
	}
	s.remarks()
}

func differs(a usage.Audit) bool { return len(a.Missing)+len(a.Duplicates)+len(a.Ghosts) > 0 }

func (s *usageSheet) difference(a usage.Audit) {
	s.group(s.say("Audit of %s from %s to %s: %d expected, %d arrived", s.kind(a.Kind), clockTime(a.From), clockTime(a.To), a.Expected, a.Arrived))
	for _, l := range []struct {
		what string
		ids  []string
	}{{"missing", a.Missing}, {"twice", a.Duplicates}, {"ghost", a.Ghosts}} {
		for i, id := range l.ids {
			if i == mostListed {
				s.line(2, nil, s.say("and %d more", len(l.ids)-i))
				break
			}
			s.line(2, []int{9}, s.say("%s", l.what), id)
		}
	}
}

// remarks are what the sums leave out.
func (s *usageSheet) remarks() {
	r := s.bill.report
	s.group(s.say("Remarks"))
	if r.Counts.Unreadable > 0 {
		s.line(2, nil, s.say("%d events should tell of usage and cannot be read", r.Counts.Unreadable))
	}
	if r.Counts.Untold > 0 {
		s.line(2, nil, s.say("%d downloads may have been counted twice: only so many are remembered", r.Counts.Untold))
	}
	if r.Uncompared > 0 {
		s.line(2, nil, s.say("%d events of audits are of too many periods to be compared", r.Uncompared))
	}
	for i, id := range r.Unsized {
		if i == mostListed {
			s.line(2, nil, s.say("and %d more", len(r.Unsized)-i))
			break
		}
		s.line(2, nil, s.say("the server %s was there, and nothing says how large", id))
	}
}
