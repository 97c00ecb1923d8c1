package steps_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestAnUnknownReleaseIsNotGuessed: an option of another release is ignored
// without a word, so that no file is written where nothing tells the release.
func TestAnUnknownReleaseIsNotGuessed(t *testing.T) {
	t.Parallel()
	plan := func(change func(*setup.Answers, *setup.Facts)) setup.Plan {
		a, f := answers(setup.NodeRoles...), machine(profile.Newton, setup.RedHat)
		f.Services = nil
		a.PollingInterval = 1e9
		change(&a, &f)
		return steps.Build(a, f)
	}
	p := plan(func(*setup.Answers, *setup.Facts) {})
	for _, id := range []string{"C1", "C2", "C4", "C9", "C10", "C11", "C12", "C13", "C14", "C7", "C15", "P1", "G1", "N1", "S1", "E1", "E3", "E5", "K1", "K2", "K3"} {
		if s := step(t, p, id); s.State != setup.Blocked || !strings.Contains(s.Why, "release") || s.Hint != "set profile in the answers" || len(s.Actions) > 0 {
			t.Errorf("%s is %s: %q, hint %q", id, s.State, s.Why, s.Hint)
		}
	}
	for _, s := range p.Steps {
		if slices.ContainsFunc(s.Actions, func(a setup.Action) bool { return a.Kind() == "file" && !strings.HasPrefix(s.ID, "S4") }) {
			t.Errorf("%s writes %v", s.ID, s.Actions)
		}
	}
	if s := step(t, p, "B1"); s.State != setup.Change {
		t.Errorf("the broker, which has no release, is %s: %s", s.State, s.Why)
	}
	for name, change := range map[string]func(*setup.Answers, *setup.Facts){
		"the answers name it": func(a *setup.Answers, _ *setup.Facts) { a.Profile = "newton" },
		"an image's tag": func(_ *setup.Answers, f *setup.Facts) {
			f.Services = []setup.Service{{Name: "nova", Release: "newton"}}
		},
		"another one tells it": func(_ *setup.Answers, f *setup.Facts) {
			f.Services = []setup.Service{{Name: "keystone", Version: "10.0.1"}}
		},
	} {
		if left := states(plan(change), setup.Blocked); len(left) > 0 {
			t.Errorf("%s: blocked:\n%s", name, strings.Join(left, "\n"))
		}
	}
}

// TestANewerReleaseIsSaid: the newest that is known is the best guess, and no
// more than that.
func TestANewerReleaseIsSaid(t *testing.T) {
	t.Parallel()
	for version, said := range map[string]bool{"33.0.0": false, "34.1.0": true} {
		a, f := answers(setup.Controller), machine(profile.R2026_1, setup.Debian)
		for i := range f.Services {
			if f.Services[i].Name == "nova" {
				f.Services[i].Version = version
			}
		}
		p := steps.Build(a, f)
		found := slices.ContainsFunc(p.Notes, func(n string) bool { return strings.HasPrefix(n, "nova "+version+" is newer") })
		if found != said {
			t.Errorf("nova %s: the notes are %q", version, p.Notes)
		}
	}
}
