package main

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// Diff is the diff of the files that a step changes, masked unless secrets are
// shown. The page asks once a plan.
func (g *guide) Diff(n *wizard.Node, step string) string {
	s, ok := n.Plan.Step(step)
	if !ok {
		return ""
	}
	return g.a.diffOf(n.Facts, s)
}

func (a *app) diffOf(f setup.Facts, s setup.Step) string {
	var all strings.Builder
	for _, action := range s.Actions {
		switch w := action.(type) {
		case setup.WriteFile:
			all.WriteString(a.visibleDiff(w.Path, w.Old, w.New, w.Secrets...))
		case setup.RemoveFile:
			if file, ok := f.File(w.Path); ok {
				all.WriteString(a.visibleDiff(w.Path, file.Text, nil))
			}
		}
	}
	return all.String()
}

// visibleDiff is a difference for people: passwords are masked, unless they are
// to be shown, and nothing in it speaks to the terminal.
func (a *app) visibleDiff(path string, old, edited []byte, secrets ...sources.Secret) string {
	diff := osloconf.MaskedDiff(path, old, edited, secrets...)
	if a.showSecrets {
		diff = osloconf.Diff(path, old, edited)
	}
	var b strings.Builder
	for line := range strings.Lines(diff) {
		// The tabs and line ends of a file are no danger to a terminal.
		parts := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		for i := range parts {
			parts[i] = sources.Visible(parts[i])
		}
		b.WriteString(strings.Join(parts, "\t") + "\n")
	}
	return b.String()
}
