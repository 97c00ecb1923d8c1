package events

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// bench is a page outside of the program, with a log of n events.
type bench struct {
	*Page
	log *eventlog.Log
}

func newBench(tb testing.TB, lang words.Language, n int) *bench {
	tb.Helper()
	w := words.For(lang)
	t := theme.New(theme.Options{Name: theme.Dark})
	b := &bench{log: eventlog.New(eventlog.Options{})}
	tb.Cleanup(b.log.Close)
	for i := range n {
		b.put(i)
	}
	b.Page = New(Config{
		Shared: page.Shared{Words: w, Keys: keys.New(w), Theme: func() *theme.Theme { return &t }},
		Log:    b.log,
		Save:   func(iter.Seq[*sources.Message]) (string, error) { return "file", nil },
	})
	b.SetSize(120, 38)
	b.beat()
	return b
}

func (b *bench) put(i int) {
	e := sources.Event{
		ReceivedAt: time.Now(), Broker: "B", EventType: fmt.Sprintf("compute.instance.%d", i), Service: "nova", Priority: "info",
		ResourceName: "vm", RequestID: fmt.Sprintf("req-%d", i%2),
	}
	switch i % 5 {
	case 1:
		e.Priority = "error"
	case 2:
		e.Priority = "warn"
	}
	body := fmt.Sprintf(`{"event_type":%q,"payload":{"a":{"b":"needle"},"c":%q,"d":[1,2]}}`, e.EventType, strings.Repeat("long ", 60))
	b.log.Put(&sources.Message{ReceivedAt: e.ReceivedAt, Broker: "B", Body: []byte(body)}, &e)
}

func (b *bench) beat() {
	b.run(b.Update(page.Frame{Now: time.Now(), Stats: b.log.Stats(), List: true}))
}

// run runs a command to its end and gives the page what comes of it.
func (b *bench) run(cmd tea.Cmd) (notices []page.Notice) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			notices = append(notices, b.run(cmd)...)
		}
	case page.Notice:
		notices = append(notices, msg)
	case page.Copy:
		notices = append(notices, page.Notice{Text: "copied " + msg.What})
	default:
		notices = append(notices, b.run(b.Update(msg))...)
	}
	return notices
}

// press gives the page a key as a binding spells it.
func (b *bench) press(name string) []page.Notice { return b.run(b.Update(keyPress(name))) }

func keyPress(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	var k tea.KeyPressMsg
	rest := name
	for {
		mod, after, ok := strings.Cut(rest, "+")
		if !ok || after == "" {
			break
		}
		switch mod {
		case "ctrl":
			k.Mod |= tea.ModCtrl
		case "alt":
			k.Mod |= tea.ModAlt
		case "shift":
			k.Mod |= tea.ModShift
		}
		rest = after
	}
	if code, ok := special[rest]; ok {
		k.Code = code
		if rest == "space" {
			k.Text = " "
		}
		return k
	}
	k.Code = []rune(rest)[0]
	if k.Mod == 0 {
		k.Text = rest
	}
	return k
}

// states are places a page can be in, by the keys that lead there.
var states = []struct {
	name string
	keys []string
}{
	{"list", []string{"k", "k", "k", "k", "k"}},
	{"filtered", []string{"/", "n", "o", "v", "a", "enter", "k", "k", "k", "k", "k"}},
	{"detail", []string{"k", "k", "k", "k", "k", "enter", "ctrl+f", "l", "/", "n", "e", "e", "enter"}},
	{"columns", []string{"C", "j", "j", "j"}},
	{"prompt", []string{"/", "z", "enter", "/", "a", "space", "b", "enter", "/", "x", "up", "left"}},
	{"window", []string{"T"}},
}

// A key that is in the help does something: the screen changes, or a notice
// says why not.
func TestEveryBindingDoesSomething(t *testing.T) {
	t.Parallel()
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for _, g := range enter(t, state.keys).Bindings() {
					for _, binding := range g.Keys {
						for _, name := range binding.Keys() {
							b := enter(t, state.keys)
							if key.Matches(keyPress(name), b.c.Keys.List.Left) && !b.Capturing() {
								b.press("l") // something to come back from
							}
							before := b.picture()
							notices := b.press(name)
							synctest.Wait()
							b.beat()
							if len(notices) == 0 && b.picture() == before {
								t.Errorf("%q (%s) does nothing", name, binding.Help().Desc)
							}
						}
					}
				}
			})
		})
	}
}

func enter(t *testing.T, names []string) *bench {
	b := newBench(t, words.English, 100)
	for _, name := range names {
		b.press(name)
		synctest.Wait()
		b.beat()
	}
	return b
}

// picture is all that an operator can tell apart.
func (b *bench) picture() string {
	_, at, _ := b.list.Position()
	return fmt.Sprint(b.View(), at, b.prompt.open, b.window)
}

func TestNoKeyHasTwoMeanings(t *testing.T) {
	t.Parallel()
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := enter(t, state.keys)
				seen := map[string]string{}
				all := b.Bindings()
				if !b.Capturing() {
					all = append(all, page.Group{Keys: b.c.Keys.Global.All()})
				}
				for _, g := range all {
					for _, binding := range g.Keys {
						for _, name := range binding.Keys() {
							if other, ok := seen[name]; ok {
								t.Errorf("%q is %q and %q", name, other, binding.Help().Desc)
							}
							seen[name] = binding.Help().Desc
						}
					}
				}
				for _, binding := range b.Short() {
					if !containsKey(all, binding) {
						t.Errorf("the status line names %q, which does not work", binding.Help().Key)
					}
				}
			})
		})
	}
}

func containsKey(groups []page.Group, want key.Binding) bool {
	for _, g := range groups {
		for _, b := range g.Keys {
			if b.Help() == want.Help() {
				return true
			}
		}
	}
	return false
}

func TestEveryActionRuns(t *testing.T) {
	t.Parallel()
	for _, lang := range []words.Language{words.English, words.Chinese} {
		synctest.Test(t, func(t *testing.T) {
			seen := map[string]bool{}
			for i := range newBench(t, lang, 10).Actions() {
				b := newBench(t, lang, 10)
				a := b.Actions()[i]
				if seen[a.ID] || a.Title == "" {
					t.Errorf("action %q comes twice or has no title", a.ID)
				}
				seen[a.ID] = true
				b.run(a.Run())
				b.beat()
				b.View()
				synctest.Wait()
			}
		})
	}
}

func TestBackLeavesTheInnermostFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := enter(t, []string{"space", "/", "n", "o", "v", "a", "enter", "k", "r", "k", "f", "/", "n", "e", "e", "enter", "/", "x"})
		for _, step := range []struct {
			name string
			left func() bool
		}{
			{"prompt", func() bool { return !b.prompt.open }},
			{"full screen", func() bool { return !b.detail.full }},
			{"detail", func() bool { return !b.detail.open }},
			{"request", func() bool { return b.outside == nil }},
			{"filter", func() bool { return b.scope.filter == nil }},
			{"pause", func() bool { return !b.paused }},
		} {
			if step.left() {
				t.Fatalf("%s was left too early", step.name)
			}
			if !b.Back() {
				t.Fatalf("Back() does not leave the %s", step.name)
			}
			synctest.Wait()
			b.beat()
			if !step.left() {
				t.Fatalf("Back() did not leave the %s", step.name)
			}
		}
		if b.Back() {
			t.Error("Back() leaves something when nothing is open")
		}
	})
}

func TestViewDrawsNothingTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, words.English, 1000)
		drawn := b.list.Drawn()
		for range 10 {
			b.View()
			b.beat()
		}
		if n := b.list.Drawn() - drawn; n != 0 {
			t.Errorf("frames without a change drew %d rows", n)
		}
		b.put(1)
		b.beat()
		if n := b.list.Drawn() - drawn; n != 1 {
			t.Errorf("one new event drew %d rows", n)
		}
	})
}

func BenchmarkView(b *testing.B) {
	p := newBench(b, words.English, 1000)
	p.SetSize(120, 40)
	b.Run("38 new rows", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.list.Redraw()
			_ = p.View()
		}
	})
	b.Run("a frame without a change", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.beat()
			_ = p.View()
		}
	})
}
