package wizard_test

import (
	"errors"
	"testing"

	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestASetupGoesOnWithTheFirstOpenQuestion(t *testing.T) {
	kept := func(f *fixture) {
		f.resumed = today.AddDate(0, 0, -1)
		f.earlier = "nodes: {compute: []}\nbroker_b: {host: 192.0.2.71}\n"
	}
	run(t, tuitest.Options{}, kept, func(t *testing.T, f *fixture) {
		f.settle()
		f.Wants("The answers kept on 2026-11-27 10:00:00Z were taken up", "2/7")
		f.press("enter")
		f.settle()
		f.Wants("question 3 of 7", "2/7")
		f.press("shift+tab")
		f.settle()
		f.Wants("question 2 of 7", "enter takes 192.0.2.71 · your answer")
	})
}

func TestASetupWithNothingOpenSaysSo(t *testing.T) {
	kept := func(f *fixture) {
		f.resumed = today
		f.earlier = "nodes: {compute: []}\nbroker_b: {host: 192.0.2.71, admin_user: \"\"}\nkeystone: {cloud: \"\", auth_url: \"http://192.0.2.11:5000\"}\naudit: {period: hour}\napply: {mode: patch}\n"
	}
	run(t, tuitest.Options{}, kept, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter")
		f.Wants("Everything was asked.", "✓7/7")
	})
}

func TestADefaultThatWasAcceptedIsKept(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter")
		f.settle()
		f.Wants("question 2 of 6", "1/6")
		f.look(func() {
			if len(f.kept) != 1 {
				t.Errorf("it was kept %d times", len(f.kept))
			}
		})
	})
}

func TestBrokenAnswersThatWereSetAsideAreNamed(t *testing.T) {
	aside := func(f *fixture) {
		f.aside = &interview.Aside{Path: "/root/.local/state/ceilotop/setup.yaml.broken", Why: sources.WithHint(errors.New("setup.yaml:2: no such answer"), "Write one of: host.")}
	}
	run(t, tuitest.Options{}, aside, func(t *testing.T, f *fixture) {
		f.settle()
		f.Wants("/root/.local/state/ceilotop/setup.yaml.broken", "setup.yaml:2: no such answer", "hint: Write one of: host.")
		f.Lacks("were taken up")
	})
}
