package pipeline_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// scenes are what the golden screens show.
var scenes = []struct {
	name string
	keys []string
}{
	{"picture", nil},
	{"verdict", []string{"tab", "enter"}},
	{"finding", []string{"j", "enter"}},
	{"file", []string{"j", "enter", "enter"}},
	{"queue", []string{"enter", "enter"}},
	{"publisher", []string{"h", "enter"}},
	{"connection", []string{"l", "a", "G", "k", "enter", "G", "enter"}},
}

func play(t *testing.T, f *fixture, keys []string, golden string) {
	f.Advance(2 * time.Second)
	f.Keys(keys...)
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
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			run(t, tuitest.Options{}, func(f *fixture) { f.lang = words.Chinese }, func(t *testing.T, f *fixture) { play(t, f, scene.keys, "chinese-"+scene.name) })
		})
	}
}

func TestSmallAndLargeScreens(t *testing.T) {
	for _, size := range []struct{ width, height int }{{40, 10}, {60, 40}, {200, 50}} {
		for _, scene := range scenes[:3] {
			name := fmt.Sprintf("%s-%dx%d", scene.name, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				run(t, tuitest.Options{Width: size.width, Height: size.height}, nil, func(t *testing.T, f *fixture) { play(t, f, scene.keys, name) })
			})
		}
	}
}
