package main

import (
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/tui/words"
)

// auditTable shows what came by host, what is wrong with it by name, and the
// verdict.
func auditTable(w *words.Words, r audit.Report, schedules []audit.Schedule) string {
	s := &sheet{}
	s.group(w.Say(fmt.Sprintf("Events of the audit, %s", r.Window)))
	widths := []int{20, 8, 8, 7, 7, 9, 5}
	for _, c := range r.Counts {
		widths[0] = max(widths[0], width(w.Say(hostName(c.Host))))
	}
	if len(r.Counts) > 0 {
		var heads []string
		for _, head := range []string{"host", "kind", "expected", "arrived", "missing", "duplicate", "ghost"} {
			heads = append(heads, w.Say(head))
		}
		s.line(2, widths, heads...)
	} else {
		s.line(2, nil, w.Say("none were expected, and none came"))
	}
	for _, c := range r.Counts {
		expected := w.Say("unknown")
		if c.Expected >= 0 {
			expected = fmt.Sprint(c.Expected)
		}
		s.line(2, widths, w.Say(hostName(c.Host)), w.Say(string(c.Kind)), expected, fmt.Sprint(c.Arrived), fmt.Sprint(c.Lacking()), fmt.Sprint(len(c.Duplicate)), fmt.Sprint(len(c.Ghost)))
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
		s.group(w.Say(list.title))
		for _, c := range r.Counts {
			for _, id := range list.ids(c) {
				s.line(2, []int{8}, w.Say(string(c.Kind)), id)
			}
		}
	}
	s.group(w.Say("Schedules"))
	for _, j := range schedules {
		s.line(2, []int{30, 14, 8}, j.Where, j.When, w.Say(judged(j.State)), w.Say(j.Detail))
	}
	s.group(w.Say("Notes"))
	for _, note := range r.Notes {
		s.line(2, nil, w.Say(note))
	}
	s.group(w.Say("Verdict"))
	s.line(2, []int{10}, w.Say(string(r.Verdict)), w.Say(r.Why))
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
