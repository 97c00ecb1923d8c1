package tui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func (f *fixture) ended(t *testing.T) bool {
	t.Helper()
	ended, err := f.Ended()
	if err != nil {
		t.Errorf("the program ended with %v", err)
	}
	if ended && f.AltScreen() {
		t.Error("the alternate screen was not left")
	}
	return ended
}

func TestAKeyGoesToThePageUnlessItIsGlobal(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("j", "G", "space", "?", "j", "esc", "k")
		if got, want := f.page.keys(), []string{"j", "G", "space", "k"}; !slices.Equal(got, want) {
			t.Errorf("the page was given %q, want %q", got, want)
		}
	})
}

func TestATextFieldHasEveryKeyButOne(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("/", "q", "?", ":", "1", "2", "L", "B", "ctrl+p", "ctrl+r", "ctrl+z")
		f.Paste("中文 pasted")
		f.page.look(func(p *fake) {
			if got := p.field.Value(); got != "q?:12LB中文 pasted" {
				t.Errorf("the field has %q", got)
			}
		})
		if f.ended(t) {
			t.Fatal("q in a text field ended the program")
		}
		f.Keys("ctrl+c")
		if !f.ended(t) {
			t.Error("ctrl+c in a text field did not end the program")
		}
	})
}

func TestEscGoesBackAndNeverQuits(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("x", "esc")
		if f.page.isOpen() {
			t.Error("esc did not go back")
		}
		f.Keys("esc", "esc", "esc")
		if f.ended(t) || f.Shows("Leave ceilotop?") {
			t.Error("esc quits")
		}
	})
}

func TestQGoesBackThenAsksAndNoIsTheDefault(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("x", "q")
		if f.page.isOpen() || f.Shows("Leave ceilotop?") {
			t.Errorf("q did not go back:\n%s", f.Text())
		}
		f.Keys("q")
		if !f.Shows("Leave ceilotop?") || !f.Shows("[No]") {
			t.Errorf("q at the root did not ask:\n%s", f.Text())
		}
		tuitest.Golden(t, "quit", f.Text())
		f.Keys("enter")
		if f.ended(t) || f.Shows("Leave ceilotop?") {
			t.Error("enter was taken for Yes")
		}
		f.Keys("q", "tab", "enter")
		if !f.ended(t) {
			t.Error("Yes does not quit")
		}
	})
}

func TestYQuits(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("q", "y")
		if !f.ended(t) {
			t.Error("q y does not quit")
		}
	})
}

func TestTheEndOfTheContextIsACleanEnd(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.put(10)
		f.Cancel()
		if !f.ended(t) {
			t.Error("the program goes on")
		}
	})
}

func TestAPanicGivesTheTerminalBack(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("!")
		ended, err := f.Ended()
		if !ended || err == nil || !strings.Contains(err.Error(), "panic") {
			t.Errorf("ended %t with %v", ended, err)
		}
		if f.AltScreen() {
			t.Error("the alternate screen was not left")
		}
	})
}

func TestDigitsShowThePages(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		if !f.Shows("[1 Events]  2 Meters") {
			t.Errorf("no tabs:\n%s", f.Text())
		}
		f.Keys("2", "j", "3")
		if !f.Shows("1 Events  [2 Meters]") || !f.Shows("meters: 0 events") {
			t.Errorf("2 did not show the second page:\n%s", f.Text())
		}
		if one, two := f.page.keys(), f.second.keys(); len(one) > 0 || !slices.Equal(two, []string{"j", "3"}) {
			t.Errorf("keys went to %q and %q", one, two)
		}
		f.Keys("1")
		if !f.Shows("[1 Events]") {
			t.Error("1 did not come back")
		}
	})
}

func TestWhatACommandFindsGoesToEveryPage(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		for _, p := range []*fake{f.page, f.second} {
			p.look(func(p *fake) {
				if len(p.results) != 2 {
					t.Errorf("%s was given %v, want the greetings of both", p.id, p.results)
				}
			})
		}
	})
}

func TestTheIntroductionIsClosedByAnyKeyWhichDoesNothingElse(t *testing.T) {
	run(t, tuitest.Options{}, func(_ *fixture, c *tui.Config) {
		c.Intro = []string{"A is the queue of OpenStack's own calls.", "B is the queue of telemetry.", "1 shows what passes through them."}
	}, func(t *testing.T, f *fixture) {
		tuitest.Golden(t, "intro", f.Text())
		f.Keys("q")
		if f.Shows("any key") || f.Shows("Leave") {
			t.Errorf("q did more than close the introduction:\n%s", f.Text())
		}
	})
}

func TestRetryAsksEveryBrokerThatWaits(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.Keys("ctrl+r")
		if len(f.asked()) > 0 || !f.Shows("no broker waits for a retry") {
			t.Errorf("retried %q:\n%s", f.asked(), f.Text())
		}
		f.brokersAre(
			sources.BrokerStatus{Broker: "A", State: sources.Refused, Err: errRefused},
			sources.BrokerStatus{Broker: "B", State: sources.Live},
			sources.BrokerStatus{Broker: "C", State: sources.Retrying, Err: errRefused, RetryAt: time.Now().Add(time.Minute)})
		f.Keys("ctrl+r")
		if got := f.asked(); !slices.Equal(got, []string{"A", "C"}) {
			t.Errorf("retried %q", got)
		}
	})
}

func TestANoticeGoesAwayAndStaysInTheLog(t *testing.T) {
	run(t, tuitest.Options{}, nil, func(t *testing.T, f *fixture) {
		f.quiet()
		f.Keys(":")
		f.Type("shout")
		f.Keys("enter")
		if !f.Shows("! shouted") {
			t.Errorf("no notice:\n%s", f.Text())
		}
		f.Advance(11 * time.Second)
		if f.Shows("shouted") {
			t.Errorf("the notice stays:\n%s", f.Text())
		}
		f.Keys("L")
		if !f.Shows("WARN  shouted") {
			t.Errorf("not in the log:\n%s", f.Text())
		}
		f.Keys("L")
		if f.Shows("WARN  shouted") {
			t.Error("L does not close what it opened")
		}
	})
}

func TestAPageKeepsItsNumberWhereOthersAreAbsent(t *testing.T) {
	only := func(f *fixture, c *tui.Config) {
		c.Pages = func(shared page.Shared) []page.Page {
			f.page = &fake{Shared: shared, id: "events", title: "Events", changed: make(chan struct{}, 1)}
			f.second = &fake{Shared: shared, id: "setup", title: "Setup"}
			return []page.Page{f.page, f.second}
		}
	}
	run(t, tuitest.Options{}, only, func(t *testing.T, f *fixture) {
		f.Keys("2", "3")
		if !f.Shows("[1 Events]  4 Setup") {
			t.Errorf("2 or 3 showed a page that is not theirs:\n%s", f.Text())
		}
		f.Keys("4")
		if !f.Shows("1 Events  [4 Setup]") {
			t.Errorf("4 did not show the setup:\n%s", f.Text())
		}
	})
}
