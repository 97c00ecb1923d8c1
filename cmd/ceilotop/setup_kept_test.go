package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
)

// keeper is a program whose answers are kept below a directory of the test.
func keeper(t *testing.T) (a *app, path string) {
	t.Helper()
	state := t.TempDir()
	a = &app{root: t.TempDir(), getenv: func(name string) string {
		if name == "XDG_STATE_HOME" {
			return state
		}
		return ""
	}}
	path, err := keptPath(a.getenv, a.root)
	if err != nil {
		t.Fatal(err)
	}
	return a, path
}

func TestAnswersAreKeptWithoutPasswords(t *testing.T) {
	t.Parallel()
	a, path := keeper(t)
	if _, at, aside := a.keptAnswers(); aside != nil || !at.IsZero() {
		t.Errorf("nothing was kept: %v, %v", at, aside)
	}
	i, err := interview.New(setup.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range map[string]string{
		"broker_b.host": "192.0.2.71", "broker_b.admin_user": "admin", "broker_b.admin_password": "hunter2hunter2",
		"keystone.password": "file:k.pass", "nodes.compute": "c1, c2",
	} {
		if err := i.Answer(key, text); err != nil {
			t.Fatal(err)
		}
	}
	where, err := a.keepAnswers(i)
	if err != nil || where != path {
		t.Fatalf("kept in %s: %v", where, err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), "hunter2") {
		t.Errorf("%v\n%s", err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", info.Mode(), err)
	}
	if names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}

	c, err := a.converse(t.Context())
	if err != nil || c.resumed.IsZero() || c.interview.Aside != nil {
		t.Fatalf("resumed %v: %v, %v", c.resumed, c.interview.Aside, err)
	}
	got := c.interview.Answers()
	here, _ := filepath.Abs("k.pass")
	if got.BrokerB.Host != "192.0.2.71" || got.BrokerB.AdminPassword.Set() || len(got.Nodes.Compute) != 2 || got.Keystone.Password.Ref != "file:"+here || got.Apply.Mode != "patch" {
		t.Errorf("taken up: %+v", got)
	}
	// What follows from an answer goes on following from it.
	if err := c.interview.Answer("broker_b.host", "192.0.2.72"); err != nil {
		t.Fatal(err)
	}
	if url := c.interview.Answers().BrokerB.AdminURL; url != "http://192.0.2.72:15672" {
		t.Errorf("the management API stays at %s", url)
	}
	// Another root has another conversation.
	other := *a
	other.root = t.TempDir()
	if _, at, aside := other.keptAnswers(); aside != nil || !at.IsZero() {
		t.Errorf("another root's answers: %v, %v", at, aside)
	}
}

func TestKeptAnswersThatAreBrokenAreSetAside(t *testing.T) {
	t.Parallel()
	for what, text := range map[string]string{
		"no YAML": "broker_b:\n\thost: x\n", "a name of another version": "broker_c: {host: b}\n",
		"a wrong value": "broker_b: {port: 99999}\n", "half a file": "broker_b: {host: \"1", "bytes": "\x00\xff\xfe",
	} {
		a, path := keeper(t)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := a.converse(t.Context())
		if err != nil || c.interview == nil || !c.resumed.IsZero() {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if aside := c.interview.Aside; aside == nil || aside.Path != path+".broken" || !strings.Contains(aside.Why.Error(), path) {
			t.Errorf("%s: it says %v", what, aside)
		}
		if kept, err := os.ReadFile(path + ".broken"); err != nil || string(kept) != text {
			t.Errorf("%s: set aside: %v", what, err)
		}
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s: it is still there: %v", what, err)
		}
		// A second one does not take the place of the first.
		if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err = a.converse(t.Context()); err != nil || c.interview.Aside == nil || c.interview.Aside.Path != path+".broken-2" {
			t.Errorf("%s: a second time: %+v, %v", what, c.interview.Aside, err)
		}
	}
}

func TestAnEmptyFileKeptNoAnswers(t *testing.T) {
	t.Parallel()
	a, path := keeper(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := a.converse(t.Context())
	if err != nil || !c.resumed.IsZero() || c.interview == nil || c.interview.Aside != nil {
		t.Errorf("it goes on with the answers of %v: %v", c.resumed, err)
	}
}
