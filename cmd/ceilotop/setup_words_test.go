package main

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestAPlanNamesCommandsThatExist looks at every command of ours in the words of
// plans, of the oldest release and of the newest.
func TestAPlanNamesCommandsThatExist(t *testing.T) {
	t.Parallel()
	known := make(map[string]bool)
	for _, c := range commands(newRoot(&app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard})) {
		known[c.CommandPath()] = true
	}
	named := regexp.MustCompile(`ceilotop( setup)? [a-z][a-z-]+`)
	seen := 0
	for _, release := range []string{"mitaka", "newton", "2026.1"} {
		a := answers.Defaults(setup.Facts{})
		a.Profile, a.Roles = release, setup.NodeRoles
		for _, s := range steps.Build(a, setup.Facts{System: setup.System{Root: "/"}}).Steps {
			texts := append([]string{s.Why, s.Hint, s.Verify, s.Check, s.Undo}, s.Manual...)
			for _, command := range named.FindAllString(strings.Join(texts, "\n"), -1) {
				seen++
				if !known[command] {
					t.Errorf("%s, step %s names %q", release, s.ID, command)
				}
			}
		}
	}
	if seen < 6 {
		t.Errorf("only %d commands were seen", seen)
	}
}
