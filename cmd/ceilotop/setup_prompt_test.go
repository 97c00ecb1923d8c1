package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/prompt"
	"github.com/ceilotop/ceilotop/sources/sourcestest/standin"
)

// numbered finds the questions in what was said.
var numbered = regexp.MustCompile(`\((\d+) of (\d+)\) `)

// fresh is a controller on which everything uses broker A, with stand-ins for
// its servers, and a broker B of its administrator "admin" that nothing names
// but the port, which cannot be the usual one here.
func fresh(t *testing.T, in string) (a *app, g *guide, said *bytes.Buffer) {
	t.Helper()
	s, err := newSandbox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b, err := standin.NewBroker("admin", "hunter2hunter2")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	said = new(bytes.Buffer)
	a = s.app(&app{stdin: strings.NewReader(in), stdout: said, stderr: said, getenv: func(name string) string {
		return map[string]string{"TERM": "dumb", "LC_ALL": "C"}[name]
	}})
	g = a.newGuide()
	g.given = []answers.File{answers.Given(map[string]string{
		"broker_b.port": strconv.Itoa(b.Port()), "broker_b.admin_url": b.AdminURL(),
		"apply.output_dir": filepath.Join(s.dir, "bundle"),
	})}
	return a, g, said
}

// TestAFirstSetupIsFewQuestionsAndKeystrokes counts what a newcomer on a
// controller has to decide and to type until the patches are written.
func TestAFirstSetupIsFewQuestionsAndKeystrokes(t *testing.T) {
	t.Parallel()
	const typed = "\n" + // no compute nodes
		"127.0.0.1\n" + // host of B
		"admin\n" + "hunter2hunter2\n" + // its administrator
		"\n" + "\n" + // audit period, patches
		"\n" // write them
	a, g, said := fresh(t, typed)
	before := hashTree(t, a.root)
	err := a.promptsBy(t.Context(), g)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if after := hashTree(t, a.root); after != before {
		t.Error("the machine was changed")
	}
	questions := len(numbered.FindAllString(said.String(), -1)) + 1 // and what to do with the plan
	keys := len(typed) + len("255.255.255.255") - len("127.0.0.1")
	t.Logf("%d questions, %d keystrokes", questions, keys)
	if questions > 8 || keys > 60 {
		t.Errorf("%d questions, %d keystrokes\n%s", questions, keys, said)
	}
	for _, want := range []string{"ok broker B's port", "ok management API", "ok Keystone token for the administrator", "made by the plan"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said.String(), "FAILED") || strings.Contains(said.String(), "hunter2") {
		t.Errorf("a test failed, or a password is shown:\n%s", said)
	}
	patches, _ := filepath.Glob(filepath.Join(filepath.Dir(a.root), "bundle", "*", "*.patch"))
	if len(patches) == 0 {
		t.Errorf("no patch was written:\n%s", said)
	}
}

// TestAnswersMakeTheSamePlanHoweverTheyAreGiven compares what is written to the
// byte: from plain questions, from an interview as the wizard's page holds it,
// and from a file.
func TestAnswersMakeTheSamePlanHoweverTheyAreGiven(t *testing.T) {
	t.Parallel()
	const (
		b, k = "typed-password-1", "typed$password/2"
		// All answers but the compute nodes are in the list: it is opened first.
		typed = "list\nbroker_b.password\n" + b + "\nkeystone.password\n" + k + "\npolling_interval\n10s\nbroker_b.strict_users\nno\n\n" +
			"\n127.0.0.1\n\n-\n\nhour@15\npatch\n\n"
		file = `{broker_b: {host: 127.0.0.1, password: "` + b + `", admin_user: "", strict_users: no}, keystone: {password: "` + k + `"},
polling_interval: 10s, audit: {period: "hour@15"}, apply: {mode: patch}, nodes: {compute: []}}`
	)
	a, g, said := fresh(t, typed)
	out := filepath.Join(filepath.Dir(a.root), "bundle")
	written := func() string {
		tree := hashTree(t, out)
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		return tree
	}
	if err := a.promptsBy(t.Context(), g); err != nil {
		if _, partial := err.(*partialError); !partial { // nobody administers B here
			t.Fatalf("%v\n%s", err, said)
		}
	}
	prompted := written()

	path, err := keptPath(a.getenv, a.root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	i, _, err := g.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, answer := range [][2]string{
		{"broker_b.password", b},
		{"keystone.password", k},
		{"polling_interval", "10s"},
		{"broker_b.strict_users", "no"},
		{"broker_b.host", "127.0.0.1"},
		{"broker_b.admin_user", ""},
		{"audit.period", "hour@15"},
		{"apply.mode", "patch"},
	} {
		if err := i.Answer(answer[0], answer[1]); err != nil {
			t.Fatal(err)
		}
	}
	d, err := g.Draft(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Export(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	paged := written()

	private := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(private, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := answers.Read(private)
	if err != nil {
		t.Fatal(err)
	}
	g.given = append(g.given, read)
	if i, _, err = g.Detect(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d, err = g.Draft(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Export(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	filed := written()
	if prompted == "" || prompted != paged {
		t.Errorf("plain questions wrote\n%s\nthe page\n%s\n%s", prompted, paged, said)
	}
	if filed != paged {
		t.Errorf("a file gives\n%s\nthe page\n%s", filed, paged)
	}
}

// TestApplyIsTypedWhereTheAnswersAllowIt, and the next time there is nothing to
// do.
func TestApplyIsTypedWhereTheAnswersAllowIt(t *testing.T) {
	t.Parallel()
	a, g, said := fresh(t, "\n127.0.0.1\nadmin\nhunter2hunter2\n\nlocal\n"+"\nyes\napply\n")
	if err := a.promptsBy(t.Context(), g); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if !strings.Contains(said.String(), "That was none of the words.") || !regexp.MustCompile(`\d+ actions were done`).MatchString(said.String()) {
		t.Errorf("%s", said)
	}
	if strings.Contains(said.String(), "hunter2") {
		t.Error("a password is shown")
	}
	said.Reset()
	a.stdin = strings.NewReader("\n\n\nhunter2hunter2\n\n\n")
	if err := a.promptsBy(t.Context(), g); err != nil || !strings.Contains(said.String(), "Nothing to do") {
		t.Errorf("a second time: %v\n%s", err, said)
	}
	if run := g.LastRun(); run == "" {
		t.Error("the run cannot be taken back")
	}
}

// TestAnInterruptKeepsTheAnswers while a line is waited for.
func TestAnInterruptKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	a, g, said := fresh(t, "")
	in, typing := io.Pipe()
	defer typing.Close() //nolint:errcheck // a pipe
	a.stdin = in
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.promptsBy(ctx, g) }()
	for _, line := range []string{"compute1, compute2\n", "127.0.0.1\n"} {
		if _, err := io.WriteString(typing, line); err != nil {
			t.Fatal(err)
		}
	}
	interrupt()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	if !strings.Contains(said.String(), "To go on or to do it again: ceilotop setup --accessible --root ") {
		t.Errorf("%s", said)
	}
	i, resumed, err := g.Detect(t.Context())
	if err != nil || resumed.IsZero() || strings.Join(i.Answers().Nodes.Compute, " ") != "compute1 compute2" {
		t.Errorf("resumed %v with %v: %v", resumed, i.Answers().Nodes, err)
	}
}

// TestASetupGoesOnWithTheFirstQuestionThatIsOpen and not with those whose
// default was accepted.
func TestASetupGoesOnWithTheFirstQuestionThatIsOpen(t *testing.T) {
	t.Parallel()
	a, g, said := fresh(t, "\n127.0.0.1\n\n") // no compute nodes, no administrator
	if err := a.promptsBy(t.Context(), g); !errors.Is(err, prompt.ErrEnded) {
		t.Fatalf("%v\n%s", err, said)
	}
	said.Reset()
	a.stdin = strings.NewReader("<\nadmin\n")
	if err := a.promptsBy(t.Context(), g); !errors.Is(err, prompt.ErrEnded) {
		t.Fatalf("%v\n%s", err, said)
	}
	var asked []string
	for line := range strings.Lines(said.String()) {
		if m := numbered.FindStringSubmatch(line); m != nil {
			asked = append(asked, m[1]+" of "+m[2])
		}
	}
	if got := strings.Join(asked, ", "); got != "4 of 5, 3 of 5, 4 of 6" {
		t.Errorf("it asks %s\n%s", got, said)
	}
}

func TestAnswersThatWereSetAsideAreSaid(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "The answers of an earlier setup cannot be taken up:", "zh": "以前保存的回答无法使用："} {
		a, g, said := fresh(t, "")
		a.lang = lang
		path, err := keptPath(a.getenv, a.root)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("broker_c: {host: b}\n"), 0o600)); err != nil {
			t.Fatal(err)
		}
		_ = a.promptsBy(t.Context(), g)
		if got := said.String(); !strings.Contains(got, want) || !strings.Contains(got, path+".broken") || !strings.Contains(got, "broker_c") {
			t.Errorf("%s", got)
		}
	}
}

// TestAnInterruptSaysWhereTheAnswersAre wherever it comes.
func TestAnInterruptSaysWhereTheAnswersAre(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"Looking at this machine", "compute nodes", "password of broker B's administrator", "Testing what", "Or: list to change", "All answers:"} {
		ctx, interrupt := context.WithCancel(t.Context())
		a, g, said := fresh(t, "")
		in, typing := io.Pipe()
		a.stdin = in
		a.stdout = writerFunc(func(p []byte) (int, error) {
			if strings.Contains(string(p), at) {
				interrupt()
			}
			return said.Write(p)
		})
		go func() {
			lines := "\n127.0.0.1\nadmin\nhunter2hunter2\n\n\n"
			if at == "All answers:" {
				lines = "list\n"
			}
			_, _ = io.WriteString(typing, lines)
		}()
		if err := a.promptsBy(ctx, g); !errors.Is(err, context.Canceled) {
			t.Errorf("at %q it ended with %v", at, err)
		}
		interrupt()
		_ = typing.Close()
		path, err := keptPath(a.getenv, a.root)
		if err != nil {
			t.Fatal(err)
		}
		if got := said.String(); !strings.Contains(got, path) || !strings.HasSuffix(got, "To go on or to do it again: "+a.asking()+"\n") {
			t.Errorf("at %q it says\n%s", at, got)
		}
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
