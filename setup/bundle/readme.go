package bundle

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle/managed"
	"github.com/ceilotop/ceilotop/sources"
)

// readme says in words what the scripts of a node do, without a secret.
func (b *node) readme() string {
	var s strings.Builder
	fmt.Fprintf(&s, "The plan for %s.\n\n", sources.Visible(b.Name))
	s.WriteString("  ./apply.sh --check   looks whether the files are as they were\n  sudo ./apply.sh      carries it out; may be run again\n  ./verify.sh          looks whether it works\n  sudo ./undo.sh       takes back what apply.sh did\n\n")
	s.WriteString("With --root DIR they work on the files of a tree, with --files-only on those of\nthis host; both leave programs and servers alone. patch keeps owner and mode of a\nfile, and restorecon its SELinux label; ACLs and other extended attributes are\nlost. This directory holds passwords: keep it to yourself, and remove it when all\nis done.\n")
	for _, step := range b.Plan.Steps {
		if step.State == setup.Done || step.State == setup.Unneeded {
			continue
		}
		state := ""
		switch {
		case b.carried(step):
		case step.State == setup.Change && len(step.Actions) == 0:
			state = " — done by the edit of another step"
		default:
			state = " — not done by the scripts: " + string(step.State)
		}
		fmt.Fprintf(&s, "\n%s %s%s\n", step.ID, sources.Visible(step.Title), state)
		for _, text := range []string{step.Reason, step.Why, step.Hint} {
			if text != "" {
				fmt.Fprintf(&s, "  %s\n", sources.Visible(text))
			}
		}
		if b.carried(step) {
			for _, a := range step.Actions {
				fmt.Fprintf(&s, "  - %s\n", sources.Visible(a.String()))
				if w, ok := a.(setup.WriteFile); ok {
					for _, c := range w.Changes {
						fmt.Fprintf(&s, "      %s\n", sources.Visible(c))
					}
				}
			}
		}
		for _, m := range step.Manual {
			fmt.Fprintf(&s, "  by hand: %s\n", sources.Visible(m))
		}
	}
	for _, m := range managed.For(b.Answers, b.Facts) {
		fmt.Fprintf(&s, "\nmanaged/%s/%s: %s\n", m.Manager, m.Name, m.Where)
		if m.After != "" {
			fmt.Fprintf(&s, "  then: %s\n", m.After)
		}
	}
	for _, n := range b.Plan.Notes {
		fmt.Fprintf(&s, "\nNote: %s\n", sources.Visible(n))
	}
	return s.String()
}

// overview names the nodes in the order in which they are to be run.
func overview(nodes []Node, names []string) string {
	var s strings.Builder
	s.WriteString(title)
	s.WriteString("\nRun apply.sh of one node after the other, in this order: the broker has to be\nready before anybody listens, and Ceilometer has to listen before anybody sends.\n\n")
	for i, n := range nodes {
		var roles []string
		for _, r := range n.Plan.Roles {
			roles = append(roles, string(r))
		}
		fmt.Fprintf(&s, "  %s  (%s)\n", names[i], strings.Join(roles, ", "))
	}
	return s.String()
}
