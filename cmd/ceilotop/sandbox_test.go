package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/tui/wizard"
	"github.com/ceilotop/ceilotop/tui/words"
)

// inSandbox is a guide of a sandbox that ends with the test.
func inSandbox(t *testing.T) (*sandbox, *guide) {
	t.Helper()
	s, err := newSandbox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
			t.Errorf("the sandbox left %s: %v", s.dir, err)
		}
	})
	return s, s.guide(&app{stdin: strings.NewReader(""), stdout: new(bytes.Buffer), stderr: new(bytes.Buffer), getenv: func(string) string { return "" }})
}

func drafted(t *testing.T, g *guide) (*interview.Interview, *wizard.Draft) {
	t.Helper()
	i, _, err := g.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d, err := g.Draft(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	return i, d
}

func TestTheSandboxSaysItselfWhatItGives(t *testing.T) {
	t.Parallel()
	s, _ := inSandbox(t)
	if got := s.given.Where("broker_b.host"); got != "the sandbox" {
		t.Errorf("broker_b.host is from %q", got)
	}
}

// What somebody edited since keeps a run open: the page learns which file that
// is, and the next rollback may leave it.
func TestAnEditedFileIsLeftByTheSecondRollback(t *testing.T) {
	t.Parallel()
	s, g := inSandbox(t)
	i, d := drafted(t, g)
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}
	nova := filepath.Join(s.root(), "etc/nova/nova.conf")
	edited := []byte("[DEFAULT]\n# by hand\n")
	if err := os.WriteFile(nova, edited, 0o640); err != nil {
		t.Fatal(err)
	}
	for range 2 { // again it is the same
		err := g.Rollback(t.Context(), nil, nil, nil)
		e := (*setup.EditedError)(nil)
		if !errors.As(err, &e) || !slices.Equal(e.Files, []string{"/etc/nova/nova.conf"}) {
			t.Fatalf("the edited files are not named: %v", err)
		}
	}
	if err := g.MayApply(d); err == nil || strings.Contains(err.Error(), "nothing was changed") || !strings.Contains(err.Error(), "what is left of it") {
		t.Errorf("after files were taken back: %v", err)
	} else if said := words.For(words.Chinese).Say(err.Error()); strings.Contains(said, "taking back") || strings.Contains(said, "was stopped") || strings.Contains(said, "changed") {
		t.Errorf("in Chinese: %s", said)
	}
	var said []string
	if err := g.Rollback(t.Context(), []string{"/etc/nova/nova.conf"}, nil, func(l string) { said = append(said, l) }); err != nil {
		t.Fatal(err)
	}
	if g.LastRun() != "" || !slices.Contains(said, "/etc/nova/nova.conf is left as it is") {
		t.Errorf("the run %q is left; said was %q", g.LastRun(), said)
	}
	if now, err := os.ReadFile(nova); err != nil || !bytes.Equal(now, edited) {
		t.Errorf("the edited file is %q, %v", now, err)
	}
	if d, err := g.Draft(t.Context(), i); err != nil || g.MayApply(d) != nil {
		t.Errorf("the next run: %v", err)
	}
}

func stepsIn(p setup.Plan, of setup.State) (ids []string) {
	for _, s := range p.Steps {
		if s.State == of {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func TestANewcomerSetsUpBreaksAndTakesBackTheSandbox(t *testing.T) {
	t.Parallel()
	s, g := inSandbox(t)
	before := hashTree(t, filepath.Join(s.root(), "etc"))
	i, d := drafted(t, g)
	here := &d.Nodes[0]
	if left := stepsIn(here.Plan, setup.Blocked); len(left) > 0 {
		for _, id := range left {
			step, _ := here.Plan.Step(id)
			t.Errorf("step %s is blocked: %s", id, step.Why)
		}
	}
	for _, id := range []string{"B1", "B2", "C5", "C6"} {
		if !slices.Contains(stepsIn(here.Plan, setup.Change), id) {
			step, _ := here.Plan.Step(id)
			t.Errorf("step %s is %s: %s", id, step.State, step.Why)
		}
	}
	if !strings.Contains(d.Warnings[0], s.root()) {
		t.Errorf("nothing says where the sandbox is: %q", d.Warnings)
	}
	if err := g.MayApply(d); err != nil {
		t.Fatal(err)
	}
	var phases []string
	result, err := g.Apply(t.Context(), d, func(p setup.Progress) { phases = append(phases, p.Step+" "+string(p.Phase)) }, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(phases, "\n"))
	}
	if len(result.Done) < 10 {
		t.Errorf("only %d actions were done", len(result.Done))
	}

	// A second time there is nothing to do, because the servers say so too.
	if d, err = g.Draft(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	if d.Nodes[0].Plan.Changes() {
		t.Errorf("after the setup there is still to do: %v", stepsIn(d.Nodes[0].Plan, setup.Change))
	}

	// Somebody breaks it: the plan mends that, and nothing else.
	nova := filepath.Join(s.root(), "etc/nova/nova.conf")
	text, err := os.ReadFile(nova)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(nova, bytes.ReplaceAll(text, []byte("driver = messagingv2"), []byte("driver = noop")), 0o640); err != nil {
		t.Fatal(err)
	}
	if d, err = g.Draft(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	if got := changed(d.Nodes[0].Plan); len(got) != 1 || got[0].Path != "/etc/nova/nova.conf" {
		t.Errorf("what was broken is not what the plan changes: %v", stepsIn(d.Nodes[0].Plan, setup.Change))
	}
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}

	for range 2 {
		if g.LastRun() == "" {
			t.Fatal("there is no run to take back")
		}
		if err := g.Rollback(t.Context(), nil, nil, nil); err != nil {
			t.Fatal(err)
		}
		if g.LastRun() == "" {
			break
		}
		// The first one took back the mending alone.
		if err := os.WriteFile(nova, text, 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if after := hashTree(t, filepath.Join(s.root(), "etc")); after != before {
		t.Error("taking it back did not give the files that were there before")
	}
	if d, err = g.Draft(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(stepsIn(d.Nodes[0].Plan, setup.Change), "B1") {
		t.Error("the broker's user is still there")
	}
}

func hashTree(t *testing.T, dir string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "find . -exec stat -c '%n %F %a' {} + | sort; find . -type f -exec sha256sum {} + | sort")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
