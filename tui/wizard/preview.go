package wizard

import (
	"fmt"
	"slices"
	"strings"
)

// preview is what the plan does as far as there is room for it beside a question:
// what its restarts interrupt, and the lines that change because of the question.
// They begin with the first that holds the answer, so that one sees what it is for.
func (pl *plan) preview(key, answer string, width, height int) []string {
	n, s := pl.shown()
	if n == nil || height <= 0 {
		return nil
	}
	lines := pl.interruptions(s, width, height/2)
	room := height - len(lines)
	all := s.changed(n)
	changed := causedBy(key, all)
	if len(changed) == 0 || room <= 0 {
		return lines
	}
	first := 0
	if len(answer) > 2 {
		first = max(0, slices.IndexFunc(changed, func(l diffLine) bool { return l.kind == added && strings.Contains(l.text, answer) }))
	}
	for first > 0 && changed[first].kind != header {
		first--
	}
	changed = changed[first:]
	if len(changed) > room || len(changed) < len(all) {
		changed = changed[:min(len(changed), room-1)]
	}
	left := len(all) - len(changed)
	t := pl.page.theme
	for _, l := range changed {
		lines = append(lines, text(style(l.kind, t), strings.ReplaceAll(l.text, "\t", "    ")))
	}
	if left > 0 {
		lines = append(lines, text(t.Muted, fmt.Sprintf(pl.page.w.MoreInPlan, left, pl.page.sectionTitle(planning))))
	}
	return lines
}

// changed are the lines of all files that come and go, below the file's name.
func (s *summary) changed(n *Node) (lines []diffLine) {
	file := ""
	for _, step := range n.Plan.Steps {
		for _, l := range diffLines(s.diffs[step.ID]) {
			if l.kind != added && l.kind != removed {
				continue
			}
			if l.file != file {
				file = l.file
				lines = append(lines, diffLine{header, file, file})
			}
			if strings.TrimSpace(l.text[1:]) != "" {
				lines = append(lines, l)
			}
		}
	}
	return lines
}

// interruptions say what is felt, each thing once, with the units that it is said
// of, as many as there is room for.
func (pl *plan) interruptions(s *summary, width, height int) (lines []string) {
	p := pl.page
	var felt []string
	units := make(map[string][]string)
	for _, r := range s.restarts {
		what := interrupts(r.unit, r.verb, &p.w.Impact)
		if units[what] == nil {
			felt = append(felt, what)
		}
		units[what] = append(units[what], r.name())
	}
	for _, what := range felt {
		all := wrapped(p.theme.Muted, p.pair(joined(units[what]), what), width)
		if len(lines)+len(all) > height {
			break
		}
		lines = append(lines, all...)
	}
	return lines
}
