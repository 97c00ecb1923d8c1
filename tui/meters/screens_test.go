package meters_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// two are a store that is well, one that cannot be read, and one that has no
// reader.
func two(f *fixture) {
	s := cloud(newFake(sources.CeilometerAPI))
	f.reads(s)
	f.stores = append(f.stores,
		meters.Store{
			Address: sources.StoreAddress{Kind: sources.MongoDB, URL: "mongodb://192.0.2.8:27017/ceilometer", From: "/etc/ceilometer/ceilometer.conf:12"},
			Err:     sources.WithHint(fmt.Errorf("connect to 192.0.2.8:27017: connection refused"), "systemctl status mongod"),
		},
		meters.Store{Elsewhere: "prometheus://192.0.2.9:9091/metrics/job/openstack"})
}

// scenes are what the golden screens show.
var scenes = []struct {
	name string
	keys []string
}{
	{"names", nil},
	{"resources", []string{"u", "j", "j"}},
	{"detail", []string{"/", "c", "p", "u", "_", "enter", "enter"}},
	{"raw", []string{"j", "j", "y", "f"}},
	{"wide", []string{"u", "ctrl+w"}},
	{"sorted", []string{"shift+left", "shift+left", "S", "m"}},
	{"filter", []string{"/", "=", "a", "g", "e", ">"}},
	{"stores", []string{"i"}},
}

func TestScreens(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}, {40, 10}} {
		for _, scene := range scenes {
			name := fmt.Sprintf("%s-%dx%d", scene.name, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				run(t, tuitest.Options{Width: size.width, Height: size.height}, two, func(t *testing.T, f *fixture) {
					f.Advance(5 * time.Second)
					f.Keys(scene.keys...)
					f.Advance(5 * time.Second)
					tuitest.Golden(t, name, part(f.Text()))
				})
			})
		}
	}
}

// What colours say is said by words and signs too; these show that both are
// there.
func TestStyledScreens(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.ANSI, colorprofile.ASCII} {
		t.Run(profile.String(), func(t *testing.T) {
			run(t, tuitest.Options{Width: 80, Height: 24, Profile: profile}, two, func(t *testing.T, f *fixture) {
				f.Keys("j", "m", "/")
				f.Type("im")
				f.Keys("enter")
				f.Advance(10 * time.Second)
				tuitest.Golden(t, "styled-"+profile.String(), part(f.Styled()))
			})
		})
	}
}

func TestChineseScreens(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			before := func(f *fixture) {
				two(f)
				f.lang = words.Chinese
			}
			run(t, tuitest.Options{}, before, func(t *testing.T, f *fixture) {
				f.Advance(5 * time.Second)
				f.Keys(scene.keys...)
				f.Advance(5 * time.Second)
				tuitest.Golden(t, "chinese-"+scene.name, part(f.Text()))
			})
		})
	}
}
