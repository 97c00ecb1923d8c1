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

// writePlan prints a plan for people. say gives the words for an English
// sentence; names, values and commands stay as they are.
func writePlan(w io.Writer, p setup.Plan, say func(string) string) error {
	b := planText{say: say}
	b.paragraph("", fmt.Sprintf("%s (%s): %s", host(p), join(p.Roles), countStates(p, say)))
	for _, r := range p.Profiles {
		b.paragraph("  ", say(fmt.Sprintf("%s is taken for %s: %s", r.Service, r.Release, r.Why)))
	}
	var legend []string
	for _, c := range stateWords {
		legend = append(legend, stateSigns[c.state]+" "+say(c.legend))
	}
	b.WriteString(strings.Join(legend, "   ") + "\n")
	before := setup.Change // so that a blank line comes first
	for _, s := range p.Steps {
		b.step(s, before)
		before = s.State
	}
	if len(p.Notes) > 0 {
		b.WriteString("\n" + say("Worth knowing") + "\n")
		for _, n := range p.Notes {
			b.paragraph("  * ", say(n))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// inEnglish leaves a sentence as it is: commands for scripts speak English.
func inEnglish(sentence string) string { return sentence }

// planText is a plan that is being printed.
type planText struct {
	strings.Builder
	say func(string) string
}

// stateWords say what a sign means, and how many steps have it, in the order in
// which they are counted.
var stateWords = []struct {
	state           setup.State
	legend, counted string
}{
	{setup.Change, "change", "%d to change"},
	{setup.Blocked, "blocked", "%d blocked"},
	{setup.Done, "done", "%d done"},
	{setup.Unneeded, "not for this profile", "%d not for this profile"},
	{setup.NotHere, "not here", "%d not here"},
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
func countStates(p setup.Plan, say func(string) string) string {
	counts := make(map[setup.State]int)
	for _, s := range p.Steps {
		counts[s.State]++
	}
	var parts []string
	for _, c := range stateWords {
		if n := counts[c.state]; n > 0 {
			parts = append(parts, fmt.Sprintf(c.counted, n))
		}
	}
	return say(strings.Join(parts, ", "))
}

// step prints a step. What will happen or is in the way is told whole, the rest
// takes a line.
func (b *planText) step(s setup.Step, before setup.State) {
	if s.State != setup.Change && s.State != setup.Blocked {
		if told(before) {
			b.WriteByte('\n')
		}
		title := b.say(s.Title)
		if s.Why != "" {
			title += ": " + b.say(s.Why)
		}
		b.paragraph(fmt.Sprintf("%s %-4s ", stateSigns[s.State], s.ID), title)
		b.manual(s)
		return
	}
	fmt.Fprintf(b, "\n%s %-4s %s\n", stateSigns[s.State], s.ID, sources.Visible(b.say(s.Title)))
	if s.State == setup.Change && s.Reason != "" {
		b.paragraph(indent, b.say(s.Reason))
	}
	if s.Why != "" {
		b.paragraph(indent, b.say(s.Why))
	}
	for _, action := range s.Actions {
		b.paragraph(indent+"> ", b.say(action.String()))
		if file, ok := action.(setup.WriteFile); ok {
			for _, change := range file.Changes {
				b.paragraph(indent+"  ", b.say(change))
			}
		}
	}
	b.manual(s)
	if s.State == setup.Change && s.Verify != "" {
		b.labelled("proof:", s.Verify)
	}
	if s.Hint != "" {
		b.labelled("hint:", s.Hint)
	}
}

// labelled prints a text behind what it is.
func (b *planText) labelled(label, text string) {
	b.paragraph(indent+b.say(label)+" ", b.say(text))
}

// indent is where the text of a step begins.
const indent = "       "

func (b *planText) manual(s setup.Step) {
	for _, m := range s.Manual {
		b.labelled("by hand:", m)
	}
}

// told reports whether steps of that state take more than a line.
func told(s setup.State) bool { return s == setup.Change || s == setup.Blocked }

// paragraph prints a text that hangs behind its first word. It breaks at blanks
// only: a path or the name of a unit is one that is to be copied.
func (b *planText) paragraph(lead, text string) {
	b.WriteString(lead)
	column, before := 0, ansi.StringWidth(lead)
	for i, word := range strings.Fields(sources.Visible(text)) {
		width := ansi.StringWidth(word)
		switch {
		case i == 0:
		case before+column+1+width > planWidth:
			b.WriteString("\n" + strings.Repeat(" ", before))
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
