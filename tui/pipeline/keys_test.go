package pipeline_test

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

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// desk is the page alone, without the program around it: what View returns is
// seen before a terminal cuts it.
type desk struct {
	*pipeline.Page
	t    *testing.T
	k    *keys.Map
	msgs chan tea.Msg
}

// alone opens the page on the backend, in a bubble.
func alone(t *testing.T, f *fake, lang words.Language) *desk {
	t.Helper()
	time.Sleep(time.Until(today))
	w, look := words.For(lang), theme.New(theme.Options{})
	d := &desk{t: t, k: keys.New(w), msgs: make(chan tea.Msg, 1000)}
	on := false
	d.Page = pipeline.New(pipeline.Config{
		Shared: page.Shared{
			Words: w, Keys: d.k, Theme: func() *theme.Theme { return &look }, Context: t.Context(),
			Has: func(string) bool { return true },
		},
		Backend: f, About: "a demonstration 演示",
		Faults: []pipeline.Fault{{ID: "leak", Title: "a leak", On: func() bool { return on }, Flip: func() { on = !on }}},
	})
	d.SetSize(80, 21)
	d.do(d.Viewed(true))
	d.rest()
	return d
}

// do runs a command beside the test, as Bubble Tea does.
func (d *desk) do(cmd tea.Cmd) {
	if cmd != nil {
		go func() { d.msgs <- cmd() }()
	}
}

// rest lets everything end that is under way.
func (d *desk) rest() {
	for range 3 {
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
				if strings.HasPrefix(fmt.Sprintf("%T", msg), "pipeline.") {
					d.do(d.Update(msg))
				}
			}
		}
		d.do(d.Update(page.Frame{Now: time.Now(), List: true}))
	}
}

// codes are keys that are no character.
var codes = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	"space": {Code: tea.KeySpace, Text: " "}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete}, "f1": {Code: tea.KeyF1},
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

// tap presses keys as the root would: esc goes back.
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

// places are the states that the page can be in, and the keys that lead there.
var places = []struct {
	name   string
	before func(*fake)
	keys   []string
}{
	{"findings", nil, nil},
	{"verdict line", nil, []string{"tab"}},
	{"verdict", nil, []string{"tab", "enter"}},
	{"a side", nil, []string{"h"}},
	{"all stations", nil, []string{"l", "a", "G"}},
	{"finding", nil, []string{"j", "enter"}},
	{"file", nil, []string{"j", "enter", "enter"}},
	{"queue", nil, []string{"enter", "enter"}},
	{"publisher", nil, []string{"h", "enter"}},
	{"store", nil, []string{"l", "G", "enter"}},
	{"connection", nil, []string{"l", "a", "G", "k", "enter", "G", "enter"}},
	{"nothing seen", func(f *fake) { f.err = errRefused }, nil},
	{"not seen yet", func(f *fake) { f.takes = time.Hour }, nil},
	{"hostile", func(f *fake) { f.sight = hostile }, nil},
	{"hostile finding", func(f *fake) { f.sight = hostile }, []string{"enter"}},
	{"hostile publisher", func(f *fake) { f.sight = hostile }, []string{"h", "enter"}},
}

// The help page and the status line are made of Bindings: a key that is not
// there does nothing.
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
				f := leaking()
				if at.before != nil {
					at.before(f)
				}
				d := alone(t, f, words.English)
				d.tap(at.keys...)
				groups := d.Bindings()
				var all []key.Binding
				for _, g := range groups[:len(groups)-1] { // the last are those of a box
					if g.Title == "" || len(g.Keys) == 0 {
						t.Errorf("the group %q has %d keys", g.Title, len(g.Keys))
					}
					all = append(all, g.Keys...)
				}
				if k, a, b := keys.Clash(d.k.Global.All(), all); k != "" && a.Help() != b.Help() {
					t.Errorf("%q is %q and %q", k, a.Help().Desc, b.Help().Desc)
				}
				for _, name := range names {
					msg := pressOf(name)
					if key.Matches(msg, all...) {
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
	sizes := [][2]int{{1, 1}, {7, 3}, {40, 10}, {80, 24}, {200, 50}, {120, 40}, {0, 0}, {99, 3}, {100, 2}, {12, 60}, {79, 14}, {3, 5}}
	for _, lang := range []words.Language{words.English, words.Chinese} {
		for _, at := range places {
			t.Run(lang.String()+" "+at.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					f := leaking()
					if at.before != nil {
						at.before(f)
					}
					d := alone(t, f, lang)
					d.tap(at.keys...)
					for _, s := range sizes {
						d.SetSize(s[0], s[1])
						d.fits(fmt.Sprintf("%d×%d", s[0], s[1]), s[0], s[1])
					}
					for i, k := range []string{"j", "G", "k", "tab", "enter", "a", "esc", "e", "l", "pgdown", "h", "g", "enter", "end"} {
						s := sizes[i%6]
						d.SetSize(s[0], s[1])
						d.tap(k)
						d.fits(fmt.Sprintf("after %s on %d×%d", k, s[0], s[1]), s[0], s[1])
					}
				})
			})
		}
	}
}

// fits fails unless View is exactly as large as SetSize said, and holds nothing
// that a terminal acts on but styles.
func (d *desk) fits(after string, width, height int) {
	d.t.Helper()
	view := d.View()
	if height == 0 {
		if view != "" {
			d.t.Errorf("%s: without room there is something to see", after)
		}
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		d.t.Fatalf("%s: %d lines, want %d:\n%s", after, len(lines), height, ansi.Strip(view))
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w != width {
			d.t.Fatalf("%s: a line is %d wide, want %d: %q", after, w, width, ansi.Strip(l))
		}
		if strings.ContainsAny(ansi.Strip(l), "\a\b\r\t\x7f\u202e") {
			d.t.Fatalf("%s: a control character: %q", after, l)
		}
	}
}
