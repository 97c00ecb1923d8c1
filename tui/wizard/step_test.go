package wizard_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestAnotherPageLeadsToAStepOfThePlan(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("1")
		f.Message(page.ShowStep{ID: "C11"})
		f.Advance(5 * time.Second)
		f.Wants("[4 Setup]", "Cinder notifies broker B", "── C11 ")
		f.Keys("esc")
		f.Wants("[1 Events]")
		f.Message(page.ShowStep{ID: "K3"}) // there is a plan now
		f.Wants("── K3 ")
	})
}

func TestAStepIsWaitedForUntilThereIsAPlan(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Message(page.ShowStep{ID: "no such step"})
		f.Advance(5 * time.Second)
		f.Wants("[4 Setup]", "C10")
	})
}
