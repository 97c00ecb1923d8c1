package wizard_test

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// copied is what was put on the clipboard since a byte of the output.
func (f *fixture) copied(from int) string {
	f.t.Helper()
	m := regexp.MustCompile("\x1b]52;c;([^\a\x1b]*)").FindStringSubmatch(f.Raw(from))
	if m == nil {
		f.t.Error("nothing was copied")
		return ""
	}
	text, err := base64.StdEncoding.DecodeString(m[1])
	if err != nil {
		f.t.Error(err)
	}
	return string(text)
}

func TestTheToolsTextIsCopied(t *testing.T) {
	kolla := func(f *fixture) { f.draft = func(*interview.Interview) *wizard.Draft { return managed() } }
	run(t, tuitest.Options{}, kolla, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]")
		from := f.Bytes()
		f.press("c")
		if got, want := f.copied(from), "om_notify_user: ceilometer\nom_notify_port: \"5672\"\n"; got != want {
			t.Errorf("copied %q, want %q", got, want)
		}
	})
}

func TestStartingAgainForgetsWhatWasKept(t *testing.T) {
	kept := func(f *fixture) { f.resumed = today.Add(-24 * time.Hour) }
	run(t, tuitest.Options{}, kept, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("r", "n")
		f.settle()
		f.Wants("The answers kept on 2026-11-27")
		f.look(func() {
			if len(f.kept) > 0 {
				t.Errorf("no forgot them: %q", f.kept)
			}
		})
		f.press("r", "y")
		f.settle()
		f.Lacks("The answers kept on")
		f.look(func() {
			if !slices.Equal(f.kept, []string{""}) {
				t.Errorf("kept %q, want answers without any", f.kept)
			}
		})
	})
}

func TestStartingAgainKeepsWhatWasGiven(t *testing.T) {
	given := func(f *fixture) {
		f.resumed = today.Add(-24 * time.Hour)
		f.given = []answers.File{answers.Given(map[string]string{"broker_b.host": "192.0.2.77"})}
	}
	run(t, tuitest.Options{}, given, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("r", "y")
		f.settle()
		f.look(func() {
			if !slices.Equal(f.kept, []string{"192.0.2.77"}) {
				t.Errorf("kept %q, want the host that was given", f.kept)
			}
		})
	})
}

func TestALateTestOfAnEarlierAnswerIsDropped(t *testing.T) {
	slow := func(f *fixture) {
		f.slow = 3 * time.Second
		f.probes = []setup.Probe{{ID: "old", Title: "test of the first answer", State: setup.ProbeFailed}}
	}
	run(t, tuitest.Options{}, slow, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter", "'192.0.2.71", "enter")
		f.Advance(time.Second) // its test is under way
		f.look(func() {
			f.probes = []setup.Probe{{ID: "new", Title: "test of the second answer", State: setup.ProbePassed}}
		})
		f.press("shift+tab", "ctrl+u", "'192.0.2.72", "enter")
		f.Advance(time.Minute)
		f.press("esc", "]")
		f.Wants("test of the second answer")
		f.Lacks("test of the first answer")
		f.look(func() {
			if n := len(f.rounds); n == 0 || f.rounds[n-1] != "192.0.2.72" {
				t.Errorf("tested were %q", f.rounds)
			}
		})
	})
}

// Whatever fails later than the first look says so as well.
func TestLaterFailuresAreShownWithTheirHint(t *testing.T) {
	toApply := []string{"enter", "esc", "]", "]", "]"}
	toVerify := append(slices.Clone(toApply), "]")
	for method, keys := range map[string][]string{
		"Keep":      {"enter", "'192.0.2.21", "enter"},
		"Apply":     append(slices.Clone(toApply), "A", "'apply", "enter"),
		"Rollback":  append(slices.Clone(toApply), "U", "'rollback", "enter"),
		"Schedules": toVerify,
		"Try":       append(slices.Clone(toVerify), "j", "j", "j", "j", "enter", "y"),
	} {
		t.Run(method, func(t *testing.T) {
			refuse := func(f *fixture) {
				f.lastRun = "20261128-0802"
				f.refuse(method, refused("asking "+method))
			}
			run(t, tuitest.Options{Width: 120, Height: 40}, refuse, func(t *testing.T, f *fixture) {
				f.settle()
				f.press(keys...)
				f.settle()
				f.Wants("asking "+method+": connection refused", "systemctl status rabbitmq-server")
			})
		})
	}
}

// A trial is made after a yes alone.
func TestATrialIsMadeAfterAYes(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "]", "j", "j", "j", "j", "enter")
		f.Wants("set and unset a property of an image: it proves that glance-api")
		f.press("n")
		f.settle()
		f.look(func() {
			if len(f.tries) > 0 {
				t.Errorf("tried %q", f.tries)
			}
		})
		f.press("enter", "y")
		f.settle()
		f.look(func() {
			if !slices.Equal(f.tries, []string{"image"}) {
				t.Errorf("tried %q, want image", f.tries)
			}
		})
		f.Wants("✓ made       set and unset a property")
	})
}

// An audit sends actions after a warning and a yes alone.
func TestAnAuditSendsActionsAfterAWarning(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "]")
		choose := []string{"a", "down", "down", "down", "down", "down", "space", "enter"}
		f.press(choose...)
		f.settle()
		f.press("n")
		f.settle()
		f.look(func() {
			if len(f.audits) > 0 {
				t.Errorf("audits %+v", f.audits)
			}
		})
		f.press(choose...)
		f.press("y")
		f.settle()
		f.look(func() {
			if len(f.audits) != 1 || !f.audits[0].SendActions {
				t.Errorf("audits %+v, want one that sends actions", f.audits)
			}
		})
	})
}

// What an audit is asked for is what was typed, and nonsense is not asked for.
func TestAnAuditOfGivenTimes(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "]", "a", "down", "down", "down", "ctrl+u", "'yesterday", "enter")
		f.look(func() {
			if len(f.audits) > 0 {
				t.Errorf("audits %+v", f.audits)
			}
		})
		f.press("ctrl+u", "'2026-11-28 08:00:00", "enter")
		f.settle()
		f.look(func() {
			want := audit.Request{Start: today.Add(-2 * time.Hour), End: today}
			if len(f.audits) != 1 || f.audits[0] != want {
				t.Errorf("audits %+v, want %+v", f.audits, want)
			}
		})
	})
}

// A program's output cannot draw on the terminal.
func TestOutputIsMadeVisible(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "A", "'apply")
		from := f.Bytes()
		f.press("enter")
		f.settle()
		f.Wants("a line of a program")
		if strings.Contains(f.Raw(from), "中文 \x1b[2J") {
			t.Error("a program's escape sequence reached the terminal")
		}
	})
}

// Enter is not said to take the default where it takes what was chosen.
func TestWhatEnterTakesFollowsTheChoice(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "ctrl+o", "j", "enter")
		f.Wants("enter takes controller, storage")
		f.press("space")
		f.Wants("[x] broker", "unchanged: controller, storage")
		f.Lacks("enter takes")
		f.press("space")
		f.Wants("enter takes controller, storage")
	})
}

// The key that says why is named while there is a question.
func TestTheStatusLineNamesTheWhyKey(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter")
		f.Wants("? why this is asked")
		f.press("x")
		f.Wants("F1 ctrl+y why this is asked")
		f.press("ctrl+o", "j", "enter") // a choice
		f.Wants("F1 ctrl+y why this is asked")
	})
}
