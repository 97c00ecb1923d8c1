package usage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// alone is the page without the program around it, on twelve servers of three
// projects.
func alone(lang words.Language, pressed ...string) *Page {
	w, look := words.For(lang), theme.New(theme.Options{})
	prices, _ := used.ParsePrices("", []byte("prices: {vcpus: {price: 1, per: vCPU-hour}}"))
	p := New(Config{
		Shared: page.Shared{Words: w, Keys: keys.New(w), Theme: func() *theme.Theme { return &look }, Has: func(string) bool { return true }},
		Prices: prices,
	})
	l := used.New(time.Time{}, time.Time{})
	from := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for i := range 30 {
		l.Observed("B", from.Add(time.Duration(2*i)*time.Minute), from.Add(time.Duration(2*i+1)*time.Minute))
	}
	for i := range 12 {
		at := from.Add(time.Duration(i) * time.Minute)
		l.Add(&sources.Event{Broker: "B", EventType: "compute.instance.create.end", Timestamp: at, ReceivedAt: at, Payload: fmt.Appendf(nil,
			`{"instance_id":"server-%d","display_name":"abcdefghijklmnopqrstuvwxyz","tenant_id":"project 项目 %d","user_id":"u%d","vcpus":%d,"memory_mb":512,"root_gb":1,"ephemeral_gb":2,"launched_at":%q}`,
			i, i%3, i%4, i+1, at.Format("2006-01-02 15:04:05"))})
	}
	p.SetSize(80, 21)
	p.Update(summed{sight: Sight{Report: l.Report()}})
	for _, name := range pressed {
		p.tap(name)
	}
	return p
}

var codes = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"shift+left": {Code: tea.KeyLeft, Mod: tea.ModShift}, "shift+right": {Code: tea.KeyRight, Mod: tea.ModShift},
}

// tap presses a key, and reports whether that leads anywhere else.
func (p *Page) tap(name string) bool {
	k, ok := codes[name]
	if c, ctrl := strings.CutPrefix(name, "ctrl+"); ctrl {
		k = tea.Key{Code: rune(c[0]), Mod: tea.ModCtrl}
	} else if !ok {
		k = tea.Key{Code: []rune(name)[0], Text: name}
	}
	return p.Update(tea.KeyPressMsg(k)) != nil
}

// places are the states of the page, and what is pressed before, so that each key
// has something to do.
var places = map[string][]string{
	"projects": {"j"}, "users": {"enter", "j"}, "resources": {"u", "u", "j", "j", "l"}, "basis": {"a", "j", "j"},
}

func TestEveryBindingDoesSomething(t *testing.T) {
	t.Parallel()
	for name, before := range places {
		for _, g := range alone(words.English, before...).Bindings() {
			for _, b := range g.Keys {
				for _, key := range b.Keys() {
					p := alone(words.English, before...)
					p.SetSize(60, 9)
					p.list.ScrollBy(4)
					was := p.View()
					if led := p.tap(key); !led && p.View() == was && !(name == "basis" && strings.Contains("h l left right", key)) && !(key == "enter" && name == "resources") {
						t.Errorf("%s: %q (%s) does nothing", name, key, b.Help().Desc)
					}
				}
			}
		}
	}
}

func TestNoKeyHasTwoMeanings(t *testing.T) {
	t.Parallel()
	for name, before := range places {
		p := alone(words.Chinese, before...)
		shown := ""
		global := p.c.Keys.Global.All()
		for _, g := range p.Bindings() {
			if k, a, b := keys.Clash(global, g.Keys); k != "" {
				t.Errorf("%s: %q is %q and %q", name, k, a.Help().Desc, b.Help().Desc)
			}
			for _, b := range g.Keys {
				shown += b.Help().Desc + "\n"
			}
		}
		for _, b := range p.Short() {
			if !strings.Contains(shown+p.c.Keys.Global.Back.Help().Desc, b.Help().Desc) {
				t.Errorf("%s: the status line names %q, which does not work", name, b.Help().Key)
			}
		}
	}
}

func TestEveryActionRuns(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range alone(words.English).Actions() {
		p := alone(words.English)
		a := p.Actions()[i]
		if seen[a.ID] || seen[a.Title] || a.Title == "" {
			t.Errorf("action %q (%s) comes twice or has no title", a.ID, a.Title)
		}
		seen[a.ID], seen[a.Title] = true, true
		a.Run()
		p.View()
	}
}

func TestTheViewIsAsLargeAsItsRoom(t *testing.T) {
	t.Parallel()
	for name, before := range places {
		p := alone(words.Chinese, before...)
		for _, size := range [][2]int{{1, 1}, {7, 3}, {40, 7}, {80, 21}, {200, 50}, {12, 60}, {79, 13}, {3, 5}, {0, 0}} {
			p.SetSize(size[0], size[1])
			for _, key := range []string{"", "G", "g"} {
				if key != "" {
					p.tap(key)
				}
				lines := strings.Split(p.View(), "\n")
				if size[1] > 0 && len(lines) != size[1] || size[1] == 0 && p.View() != "" {
					t.Fatalf("%s %v: %d lines", name, size, len(lines))
				}
				for _, l := range lines {
					if w := ansi.StringWidth(l); w != size[0] {
						t.Fatalf("%s %v: a line of %d cells: %q", name, size, w, ansi.Strip(l))
					}
				}
			}
		}
	}
}
