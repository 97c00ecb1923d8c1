package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/words"
)

// usageTable has what is known of each kind, then a group for each line, what it
// costs, and what the audits say.
func usageTable(w *words.Words, b *bill) string {
	s := &usageSheet{words: w, bill: b}
	s.known()
	s.lines()
	if b.prices != nil {
		s.cost()
	}
	s.audits()
	return s.String()
}

type usageSheet struct {
	sheet
	words *words.Words
	bill  *bill
}

func (s *usageSheet) say(format string, values ...any) string {
	return s.words.Say(fmt.Sprintf(format, values...))
}

// mostListed is how many breaks, or resources of an audit, a table names. The
// other formats name all.
const mostListed = 20

func (s *usageSheet) known() {
	r := s.bill.report
	s.group(s.say("Usage from %s to %s", clockTime(r.From), clockTime(r.To)))
	for _, k := range r.Kinds {
		s.line(2, []int{8}, s.kind(k.Kind), s.say("%s", sureness(k)))
	}
	s.group(s.say("Unobserved"))
	for i, k := range r.Kinds {
		if len(k.Unobserved) == 0 || slices.ContainsFunc(r.Kinds[:i], func(o usage.Knowledge) bool { return slices.Equal(o.Unobserved, k.Unobserved) }) {
			continue
		}
		var alike []string
		for _, o := range r.Kinds[i:] {
			if slices.Equal(o.Unobserved, k.Unobserved) {
				alike = append(alike, s.kind(o.Kind))
			}
		}
		s.line(2, nil, strings.Join(alike, ", "))
		for n, gap := range k.Unobserved {
			if n == mostListed {
				s.line(4, nil, s.say("and %d more", len(k.Unobserved)-n))
				break
			}
			s.line(4, nil, s.say("%s to %s, %d seconds", clockTime(gap.From), clockTime(gap.To), gap.Seconds()))
		}
	}
}

func (s *usageSheet) kind(k sources.Kind) string {
	switch k {
	case sources.KindServer:
		return s.say("servers")
	case sources.KindVolume:
		return s.say("volumes")
	}
	return s.say("images")
}

// sureness says whether sums are all there is.
func sureness(k usage.Knowledge) string {
	switch {
	case k.Whole:
		return "all of them are known"
	case k.Why == usage.Gaps:
		return "a lower bound: what was unobserved may have had more"
	}
	return "a lower bound: there is no inventory, and what was silent is not known"
}

func (s *usageSheet) lines() {
	header := []string{"", "", s.say("certain"), s.say("inferred"), s.say("unobserved"), s.say("total")}
	if s.bill.prices != nil {
		header = append(header, cmp.Or(sources.Visible(s.bill.prices.Currency), s.say("cost")))
	}
	rows := make([][]string, 0, len(s.bill.lines))
	widths := []int{0, 0, 10, 10, 10, 10, 8}
	fit := func(row []string) []string {
		for i, text := range row {
			widths[i] = max(widths[i], width(text))
		}
		return row
	}
	fit(header)
	for _, l := range s.bill.lines {
		for _, u := range l.Uses {
			row := []string{string(u.Meter), u.Meter.Unit()}
			all := amounts(u.Quantity)
			for _, amount := range all {
				row = append(row, amount.String())
			}
			if s.bill.prices != nil {
				row = append(row, cmp.Or(s.bill.cost(u.Meter, all[len(all)-1]), "-"))
			}
			rows = append(rows, fit(row))
		}
	}
	for _, l := range s.bill.lines {
		s.group(s.heading(l))
		s.row(figureLine(widths, header))
		for range l.Uses {
			s.row(figureLine(widths, rows[0]))
			rows = rows[1:]
		}
	}
	if len(s.bill.lines) == 0 {
		s.group(s.say("Nothing was used"))
		s.line(2, nil, s.say("no server, volume or image is known of that time"))
	}
}

// figureLine is a row of two texts, and of numbers that stand at the right.
func figureLine(widths []int, cells []string) string {
	line := " "
	for i, text := range cells {
		gap := strings.Repeat(" ", widths[i]-width(text))
		if i < 2 {
			line += " " + text + gap
		} else {
			line += " " + gap + text
		}
	}
	return line
}

// heading is whose a line is.
func (s *usageSheet) heading(l usage.Line) string {
	or := func(id string) string { return cmp.Or(sources.Visible(id), "-") }
	switch s.bill.by {
	case usage.ByProject:
		return s.say("Project %s", or(l.ProjectID))
	case usage.ByUser:
		return s.say("Project %s, user %s", or(l.ProjectID), or(l.UserID))
	}
	what := strings.TrimSpace(s.kind(l.Kind) + " " + sources.Visible(l.ResourceID))
	if l.Name != "" {
		what += " (" + sources.Visible(l.Name) + ")"
	}
	return what + "\n" + s.say("Project %s, user %s", or(l.ProjectID), or(l.UserID))
}

// cost is what all of it costs, and what has no price.
func (s *usageSheet) cost() {
	p := s.bill.prices
	s.group(s.say("Cost"))
	for i, what := range []string{"certain", "inferred", "unobserved", "total"} {
		s.row(fmt.Sprintf("  %s%s %14s %s", s.say("%s", what), strings.Repeat(" ", 12-width(s.say("%s", what))), p.Text(s.bill.costs(s.bill.lines)[i]), sources.Visible(p.Currency)))
	}
	if names := s.bill.unpriced(); len(names) > 0 {
		s.line(2, nil, s.say("without a price: %s", strings.Join(names, ", ")))
	}
}
