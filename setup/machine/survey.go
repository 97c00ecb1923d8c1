package machine

import (
	"context"

	"github.com/ceilotop/ceilotop/setup"
)

// Survey finds out everything that can be known about a machine without asking
// a server: what Inspect finds, and system, packages, versions, units, files,
// programs, listeners, the tools that own the host, and the passwords that an
// earlier run kept.
//
// It changes nothing. Below another root than / it reads files alone, but for rpm,
// whose database only rpm can read. What this user may not read is Unreadable,
// never absent; a tool that is missing, fails or hangs is a note. A nil run runs
// the programs of this machine.
func Survey(ctx context.Context, root string, run Runner) (setup.Facts, error) {
	s, facts, err := look(root)
	if err != nil {
		return facts, err
	}
	if run == nil {
		run = ask
	}
	v := &survey{search: s, run: run, facts: &facts}
	v.system()
	v.files()
	v.packages(ctx)
	v.services()
	v.units(ctx)
	v.managers()
	v.secrets()
	if facts.System.Here() {
		facts.Listeners = listeners("/proc")
	}
	facts.Unreadable, facts.Broken = s.tree.unreadable, s.tree.broken
	facts.Notes = append(facts.Notes, s.notes...)
	return facts, ctx.Err()
}

// survey adds to the facts what an inspection does not look for.
type survey struct {
	*search
	run   Runner
	facts *setup.Facts
}

// text is a file's text, "" if it cannot be had.
func (v *survey) text(name string) string {
	text, _ := v.tree.read(name)
	return string(text)
}
