package main

import (
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
)

// auditTable shows what came by host, what is wrong with it by name, and the
// verdict.
func auditTable(r audit.Report, schedules []audit.Schedule) string {
	s := &sheet{}
	s.group(fmt.Sprintf("Events of the audit, %s", r.Window))
	widths := []int{20, 8, 8, 7, 7, 9, 5}
	for _, c := range r.Counts {
		widths[0] = max(widths[0], width(hostName(c.Host)))
	}
	if len(r.Counts) > 0 {
		s.line(2, widths, "host", "kind", "expected", "arrived", "missing", "duplicate", "ghost")
	} else {
		s.line(2, nil, "none were expected, and none came")
	}
	for _, c := range r.Counts {
		expected := "unknown"
		if c.Expected >= 0 {
			expected = fmt.Sprint(c.Expected)
		}
		s.line(2, widths, hostName(c.Host), string(c.Kind), expected, fmt.Sprint(c.Arrived), fmt.Sprint(c.Lacking()), fmt.Sprint(len(c.Duplicate)), fmt.Sprint(len(c.Ghost)))
	}
	for _, list := range []struct {
		title string
		ids   func(audit.Count) []string
	}{
		{"Missing", func(c audit.Count) []string { return c.Missing }},
		{"On another broker, and not where they should be", func(c audit.Count) []string { return c.Elsewhere }},
		{"Came more than once", func(c audit.Count) []string { return c.Duplicate }},
		{"Ghosts: came, and should not have", func(c audit.Count) []string { return c.Ghost }},
	} {
		s.group(list.title)
		for _, c := range r.Counts {
			for _, id := range list.ids(c) {
				s.line(2, []int{8}, string(c.Kind), id)
			}
		}
	}
	s.group("Schedules")
	for _, j := range schedules {
		s.line(2, []int{30, 14, 8}, j.Where, j.When, judged(j.State), j.Detail)
	}
	s.group("Notes")
	for _, note := range r.Notes {
		s.line(2, nil, note)
	}
	s.group("Verdict")
	s.line(2, []int{10}, string(r.Verdict), r.Why)
	return s.String()
}

// judged is a schedule's state in a word.
func judged(state setup.HopState) string {
	switch state {
	case setup.HopProven:
		return "right"
	case setup.HopBroken:
		return "wrong"
	}
	return "unknown"
}

func hostName(host string) string {
	if host == "" {
		return "(all hosts)"
	}
	return host
}
