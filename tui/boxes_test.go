package tui_test

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

// busy are brokers in every state there is.
func busy() []sources.BrokerStatus {
	return []sources.BrokerStatus{
		{Broker: "A", Address: "10.0.0.2:5672", State: sources.Refused, Err: errRefused, Since: time.Now()},
		{
			Broker: "B", Address: "10.0.0.1:5672", Version: "3.13.7", State: sources.Live, Since: time.Now(),
			Exchanges: []string{"nova", "openstack", "glance"}, Missing: []string{"heat"}, Received: 1_234_567,
			Queue: "ceilotop.4f2a", QueueDepth: 12, PossiblyDropped: 34, Alarms: []string{"memory"},
			Notes: []string{"the CA file exists in the container only; the system's pool is used"},
		},
	}
}

var sizes = []struct{ width, height int }{{80, 24}, {120, 40}, {40, 10}}

func TestTheFrameFitsEveryScreen(t *testing.T) {
	for _, size := range sizes {
		for _, profile := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.ANSI, colorprofile.ASCII} {
			t.Run(fmt.Sprintf("%dx%d-%s", size.width, size.height, profile), func(t *testing.T) {
				o := tuitest.Options{Width: size.width, Height: size.height, Profile: profile}
				run(t, o, func(f *fixture, _ *tui.Config) { f.brokers = busy() }, func(t *testing.T, f *fixture) {
					f.put(1234)
					f.Settle()
					got := f.Text()
					if profile == colorprofile.ANSI256 {
						tuitest.Golden(t, fmt.Sprintf("frame-%dx%d", size.width, size.height), got)
					}
					tuitest.Golden(t, fmt.Sprintf("frame-%dx%d-%s", size.width, size.height, profile), f.Styled())
				})
			})
		}
	}
}

func TestEveryStateIsAWordAndAGlyph(t *testing.T) {
	wait := func() time.Time { return time.Now().Add(5 * time.Second) }
	for _, c := range []struct {
		state sources.State
		want  string
	}{
		{sources.Connecting, "B ○ connecting"},
		{sources.Live, "B ● live 10.0.0.1:5672"},
		{sources.Retrying, "B ↻ retrying in 5s: no route to host"},
		{sources.Refused, "B ✗ refused: ctrl+r retries · no route to host"},
		{sources.Ended, "B ■ ended"},
	} {
		t.Run(c.state.String(), func(t *testing.T) {
			run(t, tuitest.Options{Profile: colorprofile.ASCII}, nil, func(t *testing.T, f *fixture) {
				b := sources.BrokerStatus{Broker: "B", Address: "10.0.0.1:5672", State: c.state, RetryAt: wait()}
				if c.state == sources.Retrying || c.state == sources.Refused {
					b.Err = fmt.Errorf("no route to host")
				}
				f.brokersAre(b)
				if !f.Shows(c.want) {
					t.Errorf("want %q:\n%s", c.want, f.Text())
				}
			})
		})
	}
}

func TestNothingABrokerSaysReachesTheTerminalRaw(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 40}, nil, func(t *testing.T, f *fixture) {
		evil := "\x1b]0;owned\x07\u202e"
		before := f.Bytes()
		f.brokersAre(sources.BrokerStatus{
			Broker: "B" + evil, Address: evil, Version: evil, State: sources.Refused, Blocked: evil,
			Err: sources.WithHint(fmt.Errorf("no %s", evil), evil), Alarms: []string{evil}, Notes: []string{evil},
			Exchanges: []string{evil}, Missing: []string{evil}, Queue: evil,
		})
		f.Keys("B")
		if raw := f.Raw(before); strings.Contains(raw, "\x1b]0;") || strings.Contains(raw, "\u202e") {
			t.Errorf("an escape sequence went through: %q", raw)
		}
	})
}

func TestTheBrokersBoxTellsEverything(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture, _ *tui.Config) { f.brokers = busy() }, func(t *testing.T, f *fixture) {
		f.Keys("B")
		tuitest.Golden(t, "brokers", f.Text())
	})
}

func TestTheOwnLogGoesOnWhileItIsRead(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("L")
		tuitest.Golden(t, "ownlog-empty", f.Text())
		for i := range 40 {
			slog.New(f.own).Info("connected", "broker", "B", "attempt", i)
		}
		f.Settle()
		tuitest.Golden(t, "ownlog", f.Text())
		f.Keys("g")
		slog.New(f.own).Warn("gone", "password", "hunter2")
		f.Settle()
		if f.Shows("gone") || !f.Shows("attempt=0") {
			t.Errorf("the log moved while it was read:\n%s", f.Text())
		}
		f.Keys("G")
		if !f.Shows("gone password=******") {
			t.Errorf("the newest record is not shown:\n%s", f.Text())
		}
	})
}

func TestThePaletteFindsAndRuns(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys(":")
		tuitest.Golden(t, "palette", f.Text())
		f.Type("lght")
		tuitest.Golden(t, "palette-found", f.Text())
		f.Keys("enter")
		if !f.Shows("theme: light") {
			t.Errorf("the theme was not changed:\n%s", f.Text())
		}
		f.Keys("ctrl+p")
		f.Type("no such thing at all")
		f.Keys("enter")
		if !f.Shows(`no command "no such thing at all"`) {
			t.Errorf("no answer to nonsense:\n%s", f.Text())
		}
		f.Keys(":")
		f.Type("meters")
		f.Keys("enter")
		if !f.Shows("[2 Meters]") {
			t.Errorf("a page's name did not show it:\n%s", f.Text())
		}
		f.Keys(":")
		f.Type("q")
		f.Keys("enter")
		if !f.ended(t) {
			t.Errorf(":q does not quit:\n%s", f.Text())
		}
	})
}

func TestHelpShowsEveryBindingInUse(t *testing.T) {
	run(t, tuitest.Options{Width: 120, Height: 60}, nil, func(t *testing.T, f *fixture) {
		f.Keys("?")
		tuitest.Golden(t, "help", f.Text())
		for _, want := range []string{"ctrl+b", "page Events", "page Meters", "suspend", "quit at once", "what ceilotop did"} {
			if !f.Shows(want) {
				t.Errorf("%q is not in the help", want)
			}
		}
		f.Keys("/")
		f.Type("retry")
		if !f.Shows("retry brokers") || f.Shows("suspend") {
			t.Errorf("the search shows:\n%s", f.Text())
		}
		f.Keys("enter", "esc")
		if !f.Shows("suspend") {
			t.Error("esc does not take the search back")
		}
		f.Keys("esc")
		if f.Shows("suspend") {
			t.Error("esc does not close the help")
		}
	})
}

func TestHelpCanBeReadOnASmallScreen(t *testing.T) {
	run(t, tuitest.Options{Width: 40, Height: 10}, nil, func(t *testing.T, f *fixture) {
		f.Keys("?")
		tuitest.Golden(t, "help-40x10", f.Text())
		f.Keys("G")
		if !f.Shows("other answer") {
			t.Errorf("the end cannot be reached:\n%s", f.Text())
		}
	})
}

func TestEverythingIsInChineseToo(t *testing.T) {
	run(t, tuitest.Options{}, func(f *fixture, c *tui.Config) {
		f.brokers, c.Lang = busy(), words.Chinese
	}, func(t *testing.T, f *fixture) {
		f.Keys("q")
		tuitest.Golden(t, "chinese-quit", f.Text())
		f.Keys("n", "?")
		tuitest.Golden(t, "chinese-help", f.Text())
		f.Keys("esc", ":")
		tuitest.Golden(t, "chinese-palette", f.Text())
	})
}

func TestCopyGoesToTheTerminalsClipboard(t *testing.T) {
	for _, c := range []struct{ name, env, want string }{
		{"plain", "", "\x1b]52;c;%s\x07"},
		{"tmux", "TMUX=/tmp/tmux-0/default,1,0", "\x1bPtmux;\x1b\x1b]52;c;%s\x07\x1b\\"},
		{"screen", "STY=1.pts", "\x1bP\x1b]52;c;%s\x07\x1b\\"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run(t, tuitest.Options{Env: []string{c.env}}, nil, func(t *testing.T, f *fixture) {
				before := f.Bytes()
				f.Keys("j", "c")
				want := fmt.Sprintf(c.want, base64.StdEncoding.EncodeToString([]byte("j c")))
				if raw := f.Raw(before); !strings.Contains(raw, want) {
					t.Errorf("want %q in %q", want, raw)
				}
				if !f.Shows("copied row (3 B)") {
					t.Errorf("no notice:\n%s", f.Text())
				}
			})
		})
	}
}
