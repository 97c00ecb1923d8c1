package wizard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

// Whatever the backend cannot do is said where it was asked for, with the one
// thing to do about it.
func TestEveryFailureIsShownWithItsHint(t *testing.T) {
	for method, keys := range map[string][]string{
		"Detect": {},
		"Draft":  {"enter", "esc", "]", "]"},
		"Probe":  {"enter", "esc", "]"},
		"Export": {"enter", "esc", "]", "]", "ctrl+s"},
		"Verify": {"enter", "esc", "]", "]", "]", "]"},
		"Audit":  {"enter", "esc", "]", "]", "]", "]", "a", "enter"},
	} {
		t.Run(method, func(t *testing.T) {
			run(t, tuitest.Options{Width: 120, Height: 40}, func(f *fixture) { f.refuse(method, refused("asking "+method)) }, func(t *testing.T, f *fixture) {
				f.settle()
				f.press(keys...)
				f.settle()
				f.Wants("asking "+method+": connection refused", "systemctl status rabbitmq-server")
			})
		})
	}
}

func TestWhatKeepsAPlanFromBeingAppliedIsSaid(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture) { f.refuse("MayApply", refused("apply changes files that belong to root")) }, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "A")
		f.settle()
		f.Wants("apply changes files that belong to root")
		f.look(func() {
			if len(f.begun) > 0 {
				t.Errorf("actions %v were begun", f.begun)
			}
		})
	})
}

func TestTheAuditCoversTheWindowThatWasChosen(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.settle()
		f.press("enter", "esc", "]", "]", "]", "]", "a", "enter")
		f.settle()
		f.Wants("incomplete", "7d0e1f2a-3b4c-4d5e-8f60-718293000000")
		f.look(func() {
			if len(f.audits) != 1 || f.audits[0] != (audit.Request{}) {
				t.Errorf("the audits are %+v, want one of the last completed period", f.audits)
			}
		})
	})
}

// The whole program goes through the page on any terminal. That the page is as
// large as its room is TestTheViewIsAsLargeAsItsRoom's: this terminal cuts.
func TestThePageFitsEveryTerminal(t *testing.T) {
	keys := []string{"enter", "'x", "esc", "]", "]", "enter", "esc", "]", "A", "esc", "]", "a", "esc", "[", "["}
	for _, size := range [][2]int{{1, 1}, {7, 3}, {40, 10}, {80, 24}, {200, 60}} {
		run := func(t *testing.T) {
			run(t, tuitest.Options{Width: size[0], Height: size[1]}, nil, func(t *testing.T, f *fixture) {
				for _, k := range keys {
					f.Advance(time.Second)
					f.press(k)
					lines := strings.Split(strings.TrimSuffix(f.Text(), "\n"), "\n")
					if len(lines) > size[1] {
						t.Fatalf("after %s there are %d lines on %d", k, len(lines), size[1])
					}
					for _, l := range lines {
						if w := ansi.StringWidth(l); w > size[0] {
							t.Fatalf("after %s a line is %d wide on %d: %q", k, w, size[0], l)
						}
					}
				}
			})
		}
		t.Run(strings.Join([]string{string(rune('0' + size[0]%10)), "columns"}, " "), run)
	}
}
