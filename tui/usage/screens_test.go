package usage_test

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

func priced(f *fixture) { f.config.Prices = prices(f.t) }

// scenes are what the golden screens show.
var scenes = []struct {
	name   string
	before func(*fixture)
	keys   []string
}{
	{"projects", nil, nil},
	{"priced", priced, []string{"shift+right", "j"}},
	{"users", nil, []string{"enter"}},
	{"resources", priced, []string{"enter", "enter"}},
	{"all-resources", nil, []string{"u", "u", "G"}},
	{"basis", nil, []string{"a"}},
}

func TestScreens(t *testing.T) {
	for _, lang := range []words.Language{words.English, words.Chinese} {
		for _, scene := range scenes {
			t.Run(lang.String()+"-"+scene.name, func(t *testing.T) {
				run(t, tuitest.Options{}, func(f *fixture) {
					f.lang = lang
					if scene.before != nil {
						scene.before(f)
					}
				}, func(t *testing.T, f *fixture) {
					f.Keys(scene.keys...)
					tuitest.Golden(t, lang.String()+"-"+scene.name, part(f.Text()))
				})
			})
		}
	}
}

func TestSmallAndLargeScreens(t *testing.T) {
	for _, size := range []struct{ width, height int }{{40, 10}, {150, 40}} {
		for _, scene := range scenes[1:2] {
			name := fmt.Sprintf("%s-%dx%d", scene.name, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				run(t, tuitest.Options{Width: size.width, Height: size.height}, scene.before, func(t *testing.T, f *fixture) {
					f.Keys(scene.keys...)
					tuitest.Golden(t, name, part(f.Text()))
				})
			})
		}
	}
}

// What colours say is said by words and signs too.
func TestAScreenWithoutColours(t *testing.T) {
	run(t, tuitest.Options{Profile: colorprofile.ASCII}, nil, func(t *testing.T, f *fixture) {
		tuitest.Golden(t, "styled-ascii", part(f.Styled()))
	})
}
