package events_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// still puts the recording and lets the rates come to rest.
func (f *fixture) still(t *testing.T) {
	t.Helper()
	f.put(captured(t, "captured.jsonl")...)
	f.Advance(70 * time.Second)
}

// part is the page's part of a screen: without the header of two lines and the
// status line, which have their own tests.
func part(screen string) string {
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	return strings.Join(lines[2:len(lines)-1], "\n") + "\n"
}

// scenes are what the golden screens show.
var scenes = []struct {
	name string
	keys []string
}{
	{"list", nil},
	{"detail", []string{"E", "enter"}},
	{"samples", []string{"/", "t", "e", "l", "e", "m", "enter", "enter", "f", "ctrl+f"}},
	{"raw", []string{"E", "y", "f"}},
	{"request", []string{"k", "r"}},
	{"life", []string{"k", "R"}},
	{"unfinished", []string{"u"}},
	{"sorted", []string{"shift+right", "shift+right", "S"}},
	{"columns", []string{"C", "j", "j", "enter"}},
	{"paused", []string{"space", "k"}},
	{"window", []string{"T"}},
}

func TestScreens(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}, {40, 10}} {
		for _, scene := range scenes {
			name := fmt.Sprintf("%s-%dx%d", scene.name, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				run(t, tuitest.Options{Width: size.width, Height: size.height}, setup{}, func(t *testing.T, f *fixture) {
					f.still(t)
					f.Keys(scene.keys...)
					tuitest.Golden(t, name, part(f.Text()))
				})
			})
		}
	}
}

// What colours say is said by words and letters too; these show that both are
// there.
func TestStyledScreens(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.ANSI, colorprofile.Ascii} {
		t.Run(profile.String(), func(t *testing.T) {
			run(t, tuitest.Options{Width: 80, Height: 24, Profile: profile}, setup{}, func(t *testing.T, f *fixture) {
				f.still(t)
				f.Keys("E", "m", "/")
				f.Type("compute")
				f.Keys("enter")
				f.Advance(10 * time.Second)
				tuitest.Golden(t, "styled-"+profile.String(), part(f.Styled()))
			})
		})
	}
}

// A waterfall says by words and signs what its colours say.
func TestStyledWaterfalls(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.Ascii} {
		t.Run(profile.String(), func(t *testing.T) {
			run(t, tuitest.Options{Width: 80, Height: 24, Profile: profile}, setup{}, func(t *testing.T, f *fixture) {
				f.failedRequest()
				f.Keys("r")
				f.Advance(10 * time.Second)
				tuitest.Golden(t, "waterfall-"+profile.String(), part(f.Styled()))
			})
		})
	}
}

func TestChineseScreens(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			run(t, tuitest.Options{}, setup{lang: words.Chinese}, func(t *testing.T, f *fixture) {
				f.still(t)
				f.Keys(scene.keys...)
				tuitest.Golden(t, "chinese-"+scene.name, part(f.Text()))
			})
		})
	}
}

func TestAnEmptyListSaysWhyAndWhatToDo(t *testing.T) {
	refused := sources.BrokerStatus{
		Broker: "A", Address: "10.0.0.1:5672/", State: sources.Refused, Since: today,
		Err: sources.WithHint(fmt.Errorf("log in to 10.0.0.1:5672: ACCESS_REFUSED"), "sudo rabbitmqctl change_password openstack"),
	}
	live := sources.BrokerStatus{
		Broker: "B", Address: "10.0.0.2:5672/", State: sources.Live, Since: today,
		Exchanges: []string{"nova", "cinder", "glance"}, Missing: []string{"heat", "swift"},
	}
	for _, tt := range []struct {
		name    string
		brokers []sources.BrokerStatus
		keys    []string
		event   bool
		want    []string
	}{
		{"no broker", nil, nil, false, []string{"No broker is configured", "--url"}},
		{"refused", []sources.BrokerStatus{refused}, nil, false, []string{"No broker is live yet.", "refused, log in to 10.0.0.1:5672: ACCESS_REFUSED", "hint: sudo rabbitmqctl"}},
		{"live", []sources.BrokerStatus{refused, live}, nil, false, []string{"no notification has arrived", "B 10.0.0.2:5672/: connected at 10:00:00 UTC", "bound to nova, cinder, glance", "missing: heat, swift"}},
		{"filter", []sources.BrokerStatus{live}, []string{"/", "q", "q", "enter"}, true, []string{"Nothing matches; 1 events were looked at.", "esc clears it"}},
		{"window", []sources.BrokerStatus{live}, []string{"T", "0"}, true, []string{"Nothing has arrived since 10:0", "T 9 shows everything"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := func(f *fixture) { f.brokers = tt.brokers }
			run(t, tuitest.Options{}, setup{before: before}, func(t *testing.T, f *fixture) {
				if tt.event {
					f.event(nil)
					f.Settle()
				}
				f.Keys(tt.keys...)
				f.Wants(tt.want...)
			})
		})
	}
}

func TestEverySizeIsExact(t *testing.T) {
	run(t, tuitest.Options{Width: 80, Height: 24}, setup{}, func(t *testing.T, f *fixture) {
		f.still(t)
		for _, keys := range [][]string{nil, {"enter"}, {"f"}, {"z"}, {"/"}, {"esc", "C"}} {
			f.Keys(keys...)
			for _, size := range [][2]int{{1, 1}, {2, 2}, {1, 24}, {80, 1}, {3, 5}, {200, 60}, {20, 8}, {80, 24}} {
				f.Resize(size[0], size[1])
				if ended, err := f.Ended(); ended {
					t.Fatalf("the program ended at %v: %v", size, err)
				}
			}
		}
	})
}

func TestARecordingReplayedTwiceGivesTheSameFrames(t *testing.T) {
	t.Parallel()
	frames := func() (all []string) {
		tuitest.Run(t, tuitest.Options{Width: 100, Height: 30}, func(t *testing.T, screen *tuitest.Screen) {
			f := start(t, screen, setup{})
			defer f.log.Close()
			for i, m := range captured(t, "captured.jsonl") {
				f.put(m)
				if i%4 > 0 {
					continue
				}
				f.Advance(50 * time.Millisecond)
				all = append(all, f.Styled())
			}
		})
		return all
	}
	first, second := frames(), frames()
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("frame %d differs:\n%s\n%s", i, first[i], second[i])
		}
	}
}
