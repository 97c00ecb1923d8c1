package wizard_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/wizard"
	"github.com/ceilotop/ceilotop/tui/words"
)

// desk is the page alone, without the program around it: what View returns is
// seen before a terminal cuts it.
type desk struct {
	*wizard.Page
	*fake
	t     *testing.T
	k     *keys.Map
	msgs  chan tea.Msg
	shown []tea.Msg // what the page asked of the root
}

// alone opens the page on the backend, in a bubble.
func alone(t *testing.T, f *fake) *desk {
	t.Helper()
	time.Sleep(time.Until(today))
	w, look := words.For(words.English), theme.New(theme.Options{})
	d := &desk{fake: f, t: t, k: keys.New(w), msgs: make(chan tea.Msg, 1000)}
	d.Page = wizard.New(wizard.Config{
		Shared:  page.Shared{Words: w, Keys: d.k, Theme: func() *theme.Theme { return &look }, Context: t.Context()},
		Backend: f,
	})
	d.SetSize(80, 21)
	d.do(d.Viewed(true))
	d.rest()
	return d
}

// do runs a command beside the test, as Bubble Tea does.
func (d *desk) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() { d.msgs <- cmd() }()
}

// rest lets everything end that is under way, but for the looks at the events.
func (d *desk) rest() {
	for range 30 {
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		for len(d.msgs) > 0 {
			switch msg := (<-d.msgs).(type) {
			case nil:
			case tea.BatchMsg:
				for _, cmd := range msg {
					d.do(cmd)
				}
			default:
				if strings.HasPrefix(fmt.Sprintf("%T", msg), "wizard.") {
					d.do(d.Update(msg))
				} else {
					d.shown = append(d.shown, msg)
				}
			}
		}
		d.Update(page.Frame{Now: time.Now(), List: true})
	}
}

// codes are keys that are no character.
var codes = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	"space": {Code: tea.KeySpace, Text: " "}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete}, "insert": {Code: tea.KeyInsert}, "f1": {Code: tea.KeyF1}, "f2": {Code: tea.KeyF2},
}

func pressOf(name string) tea.KeyPressMsg {
	if k, ok := codes[name]; ok {
		return tea.KeyPressMsg(k)
	}
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// tap presses keys as the root would: esc that the page does not match goes
// back.
func (d *desk) tap(names ...string) {
	for _, name := range names {
		if name == "esc" {
			d.Back()
			continue
		}
		d.do(d.Update(pressOf(name)))
		d.rest()
	}
}

// answered reports whether a key is among the page's bindings.
func (d *desk) answered(msg tea.KeyPressMsg) bool {
	return slices.ContainsFunc(d.Bindings(), func(g page.Group) bool { return key.Matches(msg, g.Keys...) })
}

// fits fails unless View is exactly as large as SetSize said.
func (d *desk) fits(after string, width, height int) {
	d.t.Helper()
	view := d.View()
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		d.t.Fatalf("%s: %d lines, want %d:\n%s", after, len(lines), height, ansi.Strip(view))
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w != width {
			d.t.Fatalf("%s: a line is %d wide, want %d: %q", after, w, width, ansi.Strip(l))
		}
	}
}

// places are the states that the page can be in, and the keys that lead there.
var places = []struct {
	name   string
	before func(*fake)
	keys   []string
}{
	{"detection", nil, nil},
	{"answers taken up", func(f *fake) { f.resumed = today.Add(-time.Hour) }, nil},
	{"no detection", func(f *fake) { f.refuse("Detect", refused("detect")) }, nil},
	{"question", nil, []string{"enter"}},
	{"why", nil, []string{"enter", "?"}},
	{"field left", nil, []string{"enter", "esc"}},
	{"typed", nil, []string{"enter", "x"}},
	{"list of answers", nil, []string{"enter", "ctrl+o"}},
	{"choice of one", nil, []string{"enter", "ctrl+o", "enter"}},
	{"choice of several", nil, []string{"enter", "ctrl+o", "down", "enter"}},
	{"yes or no", nil, []string{"enter", "ctrl+o", "down", "down", "down", "down", "down", "down", "enter"}},
	{"tests", nil, []string{"enter", "esc", "]"}},
	{"a test", nil, []string{"enter", "esc", "]", "enter"}},
	{"plan", nil, []string{"enter", "esc", "]", "]"}},
	{"diff", nil, []string{"enter", "esc", "]", "]", "j", "j", "j", "j", "enter"}},
	{"other node", nil, []string{"enter", "esc", "]", "]", ">"}},
	{"managed", func(f *fake) { f.draft = func(*interview.Interview) *wizard.Draft { return managed() } }, []string{"enter", "esc", "]", "]"}},
	{"no plan", func(f *fake) { f.refuse("Draft", refused("draft")) }, []string{"enter", "esc", "]", "]"}},
	{"apply", nil, []string{"enter", "esc", "]", "]", "]"}},
	{"run to take back", func(f *fake) { f.lastRun = "20261128-0802" }, []string{"enter", "esc", "]", "]", "]"}},
	{"verification", nil, []string{"enter", "esc", "]", "]", "]", "]"}},
	{"hop", nil, []string{"enter", "esc", "]", "]", "]", "]", "enter"}},
}

// The help page and the status line are made of Bindings: a key that is not
// there does nothing, and one that is there is there once.
func TestEveryKeyThatDoesSomethingIsInTheHelp(t *testing.T) {
	names := []string{"é", "中"}
	for r := '!'; r <= '~'; r++ {
		names = append(names, string(r))
	}
	for r := 'a'; r <= 'z'; r++ {
		names = append(names, "ctrl+"+string(r))
	}
	for name := range codes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, at := range places {
		t.Run(at.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := cloud()
				if at.before != nil {
					at.before(f)
				}
				d := alone(t, f)
				d.tap(at.keys...)
				var all []key.Binding
				for _, g := range d.Bindings() {
					if g.Title == "" || len(g.Keys) == 0 {
						t.Errorf("the group %q has %d keys", g.Title, len(g.Keys))
					}
					all = append(all, g.Keys...)
				}
				for _, b := range append(slices.Clone(all), d.Short()...) {
					if b.Help().Key == "" || b.Help().Desc == "" {
						t.Errorf("a binding of %q has no help", b.Keys())
					}
				}
				if k, global, own := keys.Clash(d.k.Global.All(), all); k != "" && !d.Capturing() && global.Help() != own.Help() {
					t.Errorf("%q is %q and %q", k, global.Help().Desc, own.Help().Desc)
				}
				for _, name := range names {
					msg := pressOf(name)
					if d.answered(msg) || d.Capturing() && msg.Text != "" {
						continue
					}
					before := d.View()
					if cmd := d.Update(msg); cmd != nil || d.View() != before {
						t.Errorf("%q does something and is not in the help", name)
					}
				}
			})
		})
	}
}

// View is exactly as large as its room at any size, and while that changes.
func TestTheViewIsAsLargeAsItsRoom(t *testing.T) {
	sizes := [][2]int{{1, 1}, {7, 3}, {40, 10}, {80, 24}, {120, 40}, {0, 0}, {99, 3}, {100, 2}, {12, 60}}
	for _, at := range places {
		t.Run(at.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := cloud()
				if at.before != nil {
					at.before(f)
				}
				d := alone(t, f)
				d.tap(at.keys...)
				for _, s := range sizes {
					d.SetSize(s[0], s[1])
					if s[1] == 0 {
						if d.View() != "" {
							t.Error("without room there is something to see")
						}
						continue
					}
					d.fits(fmt.Sprintf("%d×%d", s[0], s[1]), s[0], s[1])
				}
				for i, k := range []string{"j", "G", "k", "[", "]", "enter", "ctrl+o", "esc", "]", "pgdown"} {
					s := sizes[i%5]
					d.SetSize(s[0], s[1])
					d.tap(k)
					d.fits(fmt.Sprintf("after %s on %d×%d", k, s[0], s[1]), s[0], s[1])
				}
			})
		})
	}
}
