package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// planWidth is that of a small terminal; what is longer goes on below itself.
const planWidth = 80

// The sign of a state stands in front of a step, so that colours are not needed.
var stateSigns = map[setup.State]string{
	setup.Change: "~", setup.Done: "=", setup.Blocked: "!", setup.Unneeded: "-", setup.NotHere: ".",
}

// writePlan prints a plan for people.
func writePlan(w io.Writer, p setup.Plan) error {
	var b strings.Builder
	paragraph(&b, "", fmt.Sprintf("%s (%s): %s", host(p), join(p.Roles), countStates(p)))
	for _, r := range p.Profiles {
		paragraph(&b, "  ", fmt.Sprintf("%s is taken for %s: %s", r.Service, r.Release, r.Why))
	}
	b.WriteString("~ change   ! blocked   = done   - not for this profile   . not here\n")
	before := setup.Change // so that a blank line comes first
	for _, s := range p.Steps {
		writeStep(&b, s, before)
		before = s.State
	}
	if len(p.Notes) > 0 {
		b.WriteString("\nWorth knowing\n")
		for _, n := range p.Notes {
			paragraph(&b, "  * ", n)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func host(p setup.Plan) string {
	if p.Root != "/" {
		return p.Root
	}
	return p.Host
}

func join(roles []setup.NodeRole) string {
	var words []string
	for _, r := range roles {
		words = append(words, string(r))
	}
	return strings.Join(words, ", ")
}

// countStates counts the steps by state: "3 to change, 2 blocked, 20 done".
func countStates(p setup.Plan) string {
	counts := make(map[setup.State]int)
	for _, s := range p.Steps {
		counts[s.State]++
	}
	var parts []string
	for _, c := range []struct {
		state setup.State
		words string
	}{
		{setup.Change, "to change"},
		{setup.Blocked, "blocked"},
		{setup.Done, "done"},
		{setup.Unneeded, "not for this profile"},
		{setup.NotHere, "not here"},
	} {
		if n := counts[c.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, c.words))
		}
	}
	return strings.Join(parts, ", ")
}

// writeStep prints a step. What will happen or is in the way is told whole, the
// rest takes a line.
func writeStep(b *strings.Builder, s setup.Step, before setup.State) {
	if s.State != setup.Change && s.State != setup.Blocked {
		if told(before) {
			b.WriteByte('\n')
		}
		text := s.Title
		if s.Why != "" {
			text += ": " + s.Why
		}
		paragraph(b, fmt.Sprintf("%s %-4s ", stateSigns[s.State], s.ID), text)
		writeManual(b, s)
		return
	}
	fmt.Fprintf(b, "\n%s %-4s %s\n", stateSigns[s.State], s.ID, sources.Visible(s.Title))
	if s.State == setup.Change && s.Reason != "" {
		paragraph(b, indent, s.Reason)
	}
	if s.Why != "" {
		paragraph(b, indent, s.Why)
	}
	for _, action := range s.Actions {
		paragraph(b, indent+"> ", action.String())
		if file, ok := action.(setup.WriteFile); ok {
			for _, change := range file.Changes {
				paragraph(b, indent+"  ", change)
			}
		}
	}
	writeManual(b, s)
	if s.State == setup.Change && s.Verify != "" {
		paragraph(b, indent+"proof: ", s.Verify)
	}
	if s.Hint != "" {
		paragraph(b, indent+"hint: ", s.Hint)
	}
}

// indent is where the text of a step begins.
const indent = "       "

func writeManual(b *strings.Builder, s setup.Step) {
	for _, m := range s.Manual {
		paragraph(b, indent+"by hand: ", m)
	}
}

// told reports whether steps of that state take more than a line.
func told(s setup.State) bool { return s == setup.Change || s == setup.Blocked }

// paragraph prints a text that hangs behind its first word. It breaks at blanks
// only: a path or the name of a unit is one that is to be copied.
func paragraph(b *strings.Builder, lead, text string) {
	b.WriteString(lead)
	column := 0
	for i, word := range strings.Fields(sources.Visible(text)) {
		width := ansi.StringWidth(word)
		switch {
		case i == 0:
		case len(lead)+column+1+width > planWidth:
			b.WriteString("\n" + strings.Repeat(" ", len(lead)))
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	b.WriteByte('\n')
}

// changed are the files that a plan writes, each once, in its order.
func changed(p setup.Plan) (files []setup.WriteFile) {
	for _, s := range p.Steps {
		for _, action := range s.Actions {
			if f, ok := action.(setup.WriteFile); ok && s.State == setup.Change {
				if !slices.ContainsFunc(files, func(o setup.WriteFile) bool { return o.Path == f.Path }) {
					files = append(files, f)
				}
			}
		}
	}
	return files
}
