package wizard_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// toPlan goes from the first section to the plan.
var toPlan = []string{"enter", "esc", "]", "]"}

// scenes are what the golden screens show.
var scenes = []struct {
	name string
	keys []string
}{
	{"detect", nil},
	{"question", []string{"enter"}},
	{"why", []string{"enter", "?"}},
	{"wrong", []string{"enter", "shift+tab", "enter", "'two,not a host"}},
	{"answers", []string{"enter", "ctrl+o"}},
	{"tests", []string{"enter", "esc", "]", "j", "j"}},
	{"plan", append(toPlan, "j", "j", "j", "j")},
	{"restarts", append(toPlan, "j")},
	{"diff", append(toPlan, "j", "j", "j", "j", "enter", "G")},
	{"apply", append(toPlan, "]")},
	{"verify", append(toPlan, "]", "]", "j", "j")},
	{"audit", append(toPlan, "]", "]", "a", "tab", "tab", "tab")},
}

func play(t *testing.T, f *fixture, keys []string, golden string) {
	f.Advance(3 * time.Second)
	f.press(keys...)
	f.Advance(3 * time.Second)
	tuitest.Golden(t, golden, part(f.Text()))
}

func TestScreens(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) { play(t, f, scene.keys, scene.name) })
		})
	}
}

func TestChineseScreens(t *testing.T) {
	chinese := func(f *fixture) { f.lang = words.Chinese }
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			run(t, tuitest.Options{}, chinese, func(t *testing.T, f *fixture) { play(t, f, scene.keys, "chinese-"+scene.name) })
		})
	}
}

func TestSmallAndLargeScreens(t *testing.T) {
	for _, size := range []struct{ width, height int }{{40, 10}, {120, 40}} {
		for _, scene := range scenes {
			if !slices.Contains([]string{"question", "plan", "verify", "audit"}, scene.name) {
				continue
			}
			name := fmt.Sprintf("%s-%dx%d", scene.name, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				run(t, tuitest.Options{Width: size.width, Height: size.height}, nil, func(t *testing.T, f *fixture) { play(t, f, scene.keys, name) })
			})
		}
	}
}
