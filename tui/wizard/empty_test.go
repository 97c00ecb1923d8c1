package wizard_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestAnAnswerCanBeEmptied(t *testing.T) {
	for name, keys := range map[string][]string{
		"by its key":            {"ctrl+x"},
		"with something typed":  {"'c8", "ctrl+x"},
		"by erasing the answer": {"tab", "ctrl+u", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
				f.settle()
				f.press("enter")
				f.Lacks("ctrl+x")
				f.press("'c9", "enter", "shift+tab")
				f.settle()
				f.Wants("enter takes c9 · your answer", "ctrl+x leaves it empty")
				f.press(keys...)
				f.settle()
				f.Wants("question 2 of")
				f.press("shift+tab")
				f.settle()
				f.Wants("enter leaves it empty · your answer")
				f.Lacks("c9", "c8", "ctrl+x")
			})
		})
	}
}

func TestWhatHasToBeAnsweredCannotBeEmptied(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter")
		f.Wants("No default: enter leaves it empty.")
		f.press("enter", "'192.0.2.71", "enter", "shift+tab")
		f.settle()
		f.Wants("enter takes 192.0.2.71 · your answer")
		f.Lacks("ctrl+x")
		f.press("ctrl+x")
		f.settle()
		f.Wants("question 2 of", "enter takes 192.0.2.71 · your answer")
	})
}

func TestAnEmptiedPasswordIsNotSaidToBeHidden(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "enter", "'192.0.2.71", "enter", "'admin", "enter", "'hunter2secret", "enter", "shift+tab")
		f.settle()
		f.Wants("a password that is not shown", "ctrl+x leaves it empty")
		f.press("ctrl+x", "shift+tab")
		f.settle()
		f.Wants("enter leaves it empty · your answer")
		f.Lacks("a password that is not shown")
	})
}
