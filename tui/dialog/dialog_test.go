package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

var (
	mono = theme.New(theme.Options{Name: theme.Mono})
	dark = theme.New(theme.Options{Dark: true})
	zh   = words.For(words.Chinese)
	bind = keys.New(zh)
)

func dialogs() map[string]Dialog {
	return map[string]Dialog{
		"question": Ask("退出", "退出 ceilotop 吗？这是一个很长的问题，需要换行。", &bind.Confirm, &zh.Dialog, func() tea.Cmd { return nil }),
		"text":     View("标题", bind, Lines(strings.Repeat("有些字 some words ", 50))),
		"follow":   View("", bind, Lines(strings.Repeat("x\n", 50))).Follow(make(chan struct{})),
		"intro":    Introduce("ceilotop", []string{"一二三四五", "six seven", strings.Repeat("long ", 60)}, "按任意键关闭"),
	}
}

func TestABoxFitsWhateverRoomThereIs(t *testing.T) {
	t.Parallel()
	for name, d := range dialogs() {
		for width := range 60 {
			for height := range 14 {
				box := d.View(width, height, &dark)
				if len(box) > height {
					t.Fatalf("%s in %d×%d has %d lines", name, width, height, len(box))
				}
				for i, line := range box {
					if w := ansi.StringWidth(line); w > width || w != ansi.StringWidth(box[0]) {
						t.Fatalf("%s in %d×%d: line %d is %d wide: %q", name, width, height, i, w, line)
					}
				}
			}
		}
	}
}

func TestABoxLeavesTheScreenAroundItAsItWas(t *testing.T) {
	t.Parallel()
	for shift := range 3 {
		screen := make([]string, 9)
		for y := range screen {
			screen[y] = Fit(strings.Repeat("x", shift)+dark.Error.Render(strings.Repeat("中文", 20)), 40)
		}
		var s Stack
		s.Push(Introduce("", []string{"abcdef"}, "gh"))
		s.Draw(screen, 40, &dark)
		for y, line := range screen {
			if w := ansi.StringWidth(line); w != 40 {
				t.Errorf("shifted by %d, line %d is %d wide: %q", shift, y, w, ansi.Strip(line))
			}
		}
		if !strings.Contains(ansi.Strip(screen[4]), "中") || !strings.Contains(ansi.Strip(screen[3]), "abcdef") {
			t.Errorf("the screen is\n%s", ansi.Strip(strings.Join(screen, "\n")))
		}
	}
}

func press(names ...rune) (msgs []tea.KeyPressMsg) {
	for _, r := range names {
		k := tea.KeyPressMsg{Code: r}
		if r < 0x80 && r > ' ' {
			k.Text = string(r)
		}
		msgs = append(msgs, k)
	}
	return msgs
}

func TestOnlyAClearYesIsYes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys []rune
		yes  bool
	}{
		{[]rune{tea.KeyEnter}, false},
		{[]rune{tea.KeyEscape}, false},
		{[]rune{'n'}, false},
		{[]rune{'q'}, false},
		{[]rune{'x', tea.KeyEnter}, false},
		{[]rune{tea.KeyTab, tea.KeyTab, tea.KeyEnter}, false},
		{[]rune{tea.KeyTab, tea.KeyEnter}, true},
		{[]rune{tea.KeyLeft, tea.KeyEnter}, true},
		{[]rune{'y'}, true},
	} {
		yes := false
		var s Stack
		s.Push(Ask("", "?", &bind.Confirm, &zh.Dialog, func() tea.Cmd {
			yes = true
			return nil
		}))
		for _, k := range press(c.keys...) {
			s.Update(k)
		}
		if yes != c.yes || s.Top() != nil {
			t.Errorf("%q: %t, want %t; closed %t", c.keys, yes, c.yes, s.Top() == nil)
		}
	}
}

func TestATextStaysWhereItIsReadWhileItGrows(t *testing.T) {
	t.Parallel()
	n := 20
	v := View("", bind, func(*theme.Theme, int) (lines []string) {
		for i := range n {
			lines = append(lines, fmt.Sprint("line ", i))
		}
		return lines
	}).Follow(make(chan struct{}))
	shows := func(want string) {
		t.Helper()
		if got := strings.Join(v.View(30, 7, &mono), "\n"); !strings.Contains(got, want+" ") {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
	grow := func() { n += 10; v.stale = true }
	shows("line 19")
	grow()
	shows("line 29")
	v.Update(press('k')[0])
	grow()
	shows("line 28")
	v.Update(press('G')[0])
	grow()
	shows("line 49")
	for _, k := range press('g', 'j', tea.KeyPgDown, 'k') {
		v.Update(k)
	}
	shows("line 4")
	if closed, _ := v.Update(press(tea.KeyEscape)[0]); !closed {
		t.Error("esc does not close a text")
	}
}

func TestADialogThatOpensAnotherIsTakenFromBelowIt(t *testing.T) {
	t.Parallel()
	var s Stack
	second := Introduce("second", nil, "")
	s.Push(Ask("", "?", &bind.Confirm, &zh.Dialog, func() tea.Cmd {
		s.Push(second)
		return nil
	}))
	s.Update(press('y')[0])
	if s.Top() != second || len(s.open) != 1 {
		t.Errorf("%d dialogs are open", len(s.open))
	}
}
