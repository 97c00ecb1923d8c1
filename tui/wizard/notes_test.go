package wizard_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

func TestNoTestsBelowAnotherRootAreSaid(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.facts.System.Root, f.probes = "/srv/node", nil
	}, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]")
		f.settle()
		f.Wants("Nothing is tested: the files below /srv/node belong to another machine")
	})
}

func TestATrialThatCannotBeMadeSaysWhatIsLacking(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.trials = []setup.Trial{{ID: "image", Title: "set and unset a property of an image", Proves: "glance-api sends to broker B", Command: "openstack image set", Lacks: "there is no image", Hint: "Make an image."}}
		f.hops = nil
	}, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "]")
		f.settle()
		f.press("g") // what can be tried may come after the first look
		f.Wants("not here", "there is no image", "hint: Make an image.")
		f.press("enter")
		f.settle()
		f.look(func() {
			if len(f.tries) > 0 {
				t.Errorf("%v was tried", f.tries)
			}
		})
	})
}

func TestAnAuditThatCannotBeRunIsNotOffered(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.hops, f.trials = nil, nil
		f.refuse("MayAudit", sources.WithHint(setup.ErrDrifted, "Run it on the controller."))
	}, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "]")
		f.settle()
		f.Wants("not here", setup.ErrDrifted.Error(), "hint: Run it on the controller.")
		f.press("a")
		f.Lacks("( )")
	})
}

// What was edited since is offered to be left, and only then the run can end.
func TestASecondRollbackLeavesWhatWasEdited(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.lastRun = "20261127T101500.000Z-k3x9qa"
		f.refuse("Rollback", &setup.EditedError{Files: []string{"/etc/nova/nova.conf"}, Err: setup.ErrDrifted})
	}, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "U")
		f.Lacks("/etc/nova/nova.conf was edited since")
		f.press("'rollback", "enter")
		f.settle()
		f.Wants("/etc/nova/nova.conf was edited since")
		f.refuse("Rollback", nil)
		f.press("U", "'rollback", "enter")
		f.settle()
		f.Lacks("was edited since", "the machine is as it was")
		f.Wants("Taken back, but for what was left as it is: /etc/nova/nova.conf")
		if !slices.Equal(f.left, []string{"/etc/nova/nova.conf"}) || f.LastRun() != "" {
			t.Errorf("left were %q of the run %q", f.left, f.LastRun())
		}
	})
}

// Each action says by itself why it was not taken back.
func TestWhatWasNotTakenBackIsSaidOnce(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		drifted := sources.WithHint(setup.ErrDrifted, "Look at it.")
		f.lastRun = "20261127T101500.000Z-k3x9qa"
		f.back = []setup.Progress{
			{Deed: setup.Deed{Step: "C11", Action: "edit /etc/cinder/cinder.conf"}, Number: 1, Total: 2, Phase: setup.TakenBack},
			{Deed: setup.Deed{Step: "C10", Action: "edit /etc/nova/nova.conf"}, Number: 2, Total: 2, Phase: setup.Failed, Err: drifted},
		}
		f.refuse("Rollback", sources.WithHint(setup.ErrDrifted, "Put the file right by hand, then: ceilotop setup rollback --leave FILE"))
	}, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "U", "'rollback", "enter")
		f.settle()
		f.press("g")
		f.Wants("1/2 C11 edit /etc/cinder/cinder.conf", "2/2 C10 edit /etc/nova/nova.conf", "Not everything was taken back: 1 marked", "ceilotop setup rollback --leave FILE")
		if n := strings.Count(f.Text(), setup.ErrDrifted.Error()); n != 1 {
			t.Errorf("that it was changed is said %d times", n)
		}
	})
}

// There is nothing to apply on a host that a tool owns, which is not the same as
// nothing to do.
func TestAManagedHostIsNotSaidToBeDone(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) {
		f.draft = func(*interview.Interview) *wizard.Draft {
			d := managed()
			d.Nodes[0].Plan.Steps = nil
			return d
		}
	}, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]")
		f.settle()
		f.Wants("kolla owns this host: give it the texts in Plan")
		f.Lacks("- nothing to do")
	})
}

func TestADefaultThatIsRecommendedSaysWhy(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "ctrl+o", "g", "enter")
		f.Wants("recommended: ")
	})
}
