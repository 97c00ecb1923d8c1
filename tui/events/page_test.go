package events

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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

func TestViewIsExactlyAsLargeAsItWasTold(t *testing.T) {
	t.Parallel()
	for _, lang := range []words.Language{words.English, words.Chinese} {
		for _, state := range append(append(panes, states...), place{"beside", []string{"k", "enter", "z"}}, place{"wrong", []string{"/", "~", "("}}) {
			synctest.Test(t, func(t *testing.T) {
				b := enterIn(t, lang, state.keys)
				for _, width := range []int{0, 1, 2, 3, 7, 20, 41, 80, 149, 150, 201} {
					for _, height := range []int{0, 1, 2, 3, 4, 5, 11, 12, 13, 14, 40} {
						b.SetSize(width, height)
						b.exact(t, state.name, width, height)
					}
				}
			})
		}
	}
}

func (b *bench) exact(t *testing.T, state string, width, height int) {
	t.Helper()
	view := b.View()
	if height == 0 {
		if view != "" {
			t.Errorf("%s %d×0 shows %q", state, width, view)
		}
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		t.Errorf("%s %d×%d has %d lines", state, width, height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != width {
			t.Errorf("%s %d×%d: line %d has %d cells: %q", state, width, height, i, w, line)
		}
	}
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
		frame := page.Frame{Now: time.Now(), Stats: p.log.Stats(), List: true}
		for b.Loop() {
			p.Update(frame)
			_ = p.View()
		}
	})
}
