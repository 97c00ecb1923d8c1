package wizard_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// settle lets everything end that is under way.
func (f *fixture) settle() { f.Advance(5 * time.Second) }

func TestAFirstSetupFromDetectToTheEvents(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.Wants("Debian GNU/Linux 12", "192.0.2.11:5672")
		f.press("enter", "enter", "'192.0.2.71", "enter")
		f.settle()
		f.look(func() {
			if !slices.Contains(f.kept, "192.0.2.71") {
				t.Errorf("the answer was not kept: %q", f.kept)
			}
			if n := len(f.drafts); n == 0 || f.drafts[n-1] != "192.0.2.71" {
				t.Errorf("the plan beside the form is of %q", f.drafts)
			}
		})
		f.press("esc", "]", "]", "ctrl+s")
		f.settle()
		f.Wants("ceilotop-bundle/control1", "ceilotop-bundle/compute1")
		f.look(func() {
			if f.exports != 1 || len(f.begun) > 0 {
				t.Errorf("%d exports, and %d actions were begun", f.exports, len(f.begun))
			}
		})
		rounds := 0
		f.look(func() { rounds = len(f.rounds) })
		f.press("A", "'apply", "enter")
		f.settle()
		f.look(func() {
			if len(f.rounds) != rounds+1 {
				t.Errorf("after the run the live tests ran %d times more", len(f.rounds)-rounds)
			}
		})
		f.Wants("Applied: 2 actions, 1 left out.", "✓ 2/3 C11 edit /etc/cinder/cinder.conf")
		f.press("]")
		f.settle()
		f.Wants("nova's events arrive on B", "no consumer on notifica")
	})
}

func TestAnotherWordChangesNothing(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "A", "'yes", "enter")
		f.settle()
		f.Wants("that is another word")
		f.press("esc")
		f.settle()
		f.look(func() {
			if len(f.begun) > 0 {
				t.Errorf("actions %v were begun", f.begun)
			}
		})
	})
}

func TestARunWaitsWhileItIsPaused(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "A", "'apply", "enter")
		f.Advance(500 * time.Millisecond)
		f.press("space")
		f.Advance(time.Minute)
		f.Wants("pauses before the next action")
		f.look(func() {
			if !slices.Equal(f.begun, []int{1}) {
				t.Errorf("while it was paused actions %v were begun", f.begun)
			}
		})
		f.press("space")
		f.settle()
		f.Wants("Applied: 2 actions, 1 left out.")
	})
}

func TestAFailedRunIsTakenBackFromThePage(t *testing.T) {
	broken := func(f *fixture) {
		f.deeds[1].Phase, f.deeds[1].Err = setup.Failed, refused("edit /etc/cinder/cinder.conf")
	}
	run(t, tuitest.Options{}, broken, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "A", "'apply", "enter")
		f.settle()
		f.Wants("Stopped: 1 actions were done, 1 not begun.", "connection refused", "systemctl status rabbitmq-server")
		f.press("U", "'apply", "enter")
		f.settle()
		f.Wants("that is another word")
		f.press("esc", "U", "'rollback", "enter")
		f.settle()
		f.Wants("Taken back: the machine is as it was.")
	})
}

func TestAFinishedSetupSaysWhatWasChecked(t *testing.T) {
	done := func(f *fixture) { f.draft = func(*interview.Interview) *wizard.Draft { return finished() } }
	run(t, tuitest.Options{}, done, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]")
		f.settle()
		f.Wants("Nothing to do. Each step says what was checked.", "rabbitmqctl list_users names ceilometer")
		f.press("A")
		f.settle()
		f.Wants("nothing to do")
	})
}

func TestAHostThatAToolOwnsGetsTheToolsText(t *testing.T) {
	kolla := func(f *fixture) { f.draft = func(*interview.Interview) *wizard.Draft { return managed() } }
	run(t, tuitest.Options{}, kolla, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]")
		f.settle()
		f.Wants("kolla owns this host", "om_notify_user: ceilometer", "kolla-ansible reconfigure")
	})
}

func TestKeptAnswersAreTakenUpOrForgotten(t *testing.T) {
	kept := func(f *fixture) { f.resumed = today.Add(-24 * time.Hour) }
	run(t, tuitest.Options{}, kept, func(t *testing.T, f *fixture) {
		f.settle()
		f.Wants("The answers kept on 2026-11-27")
	})
}

func TestALatePlanOfAnEarlierAnswerIsDropped(t *testing.T) {
	slow := func(f *fixture) {
		f.slow = 3 * time.Second
		f.draft = func(i *interview.Interview) *wizard.Draft {
			d := twoNodes()
			d.Nodes[0].Name = "of-" + i.Answers().BrokerB.Host
			return d
		}
	}
	run(t, tuitest.Options{}, slow, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter", "'192.0.2.71", "enter")
		f.Advance(time.Second) // the plan of this answer is under way
		f.press("shift+tab", "ctrl+u", "'192.0.2.72", "enter")
		f.Advance(time.Minute)
		f.Wants("of-192.0.2.72")
		f.Lacks("of-192.0.2.71")
	})
}

func TestATypedPasswordIsNeverShown(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter", "'192.0.2.71", "enter", "'admin", "enter")
		f.settle()
		f.Wants("Password of broker B's administrator")
		f.press("'hunter2secret")
		f.Lacks("hunter2")
		f.press("enter")
		f.settle()
		f.Lacks("hunter2")
		f.press("shift+tab")
		f.settle()
		f.Lacks("hunter2")
	})
}

// What can be tried is known from Keystone, Glance and Cinder, which may take
// their time: no plan waits for it.
func TestTrialsAreAskedForWhenTheyAreShown(t *testing.T) {
	asked := func(f *fixture) (n int) {
		f.look(func() { n = f.offers })
		return n
	}
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter", "'192.0.2.71", "enter", "esc", "]", "]")
		f.settle()
		if n := asked(f); n != 0 {
			t.Errorf("trials were asked for %d times before they are shown", n)
		}
		f.press("]", "]")
		f.settle()
		if n := asked(f); n != 1 {
			t.Errorf("trials were asked for %d times", n)
		}
		f.Wants("set and unset a property of an image")
	})
}
