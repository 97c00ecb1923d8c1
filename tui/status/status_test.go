package status

import (
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

var (
	dark  = theme.New(theme.Options{Dark: true})
	bound = keys.New(words.For(words.Chinese))
	short = []key.Binding{bound.List.Down, bound.List.PageDown, bound.Global.Palette, bound.Global.Help}
	now   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

func TestTheLineIsExactlyAsWideAsTheScreen(t *testing.T) {
	t.Parallel()
	var noticed Line
	noticed.Notify(page.Notice{Level: page.Error, Text: "无法保存 no space left on device"}, now)
	for _, l := range []Line{{}, noticed} {
		for width := range 120 {
			if got := l.View(width, short, &dark); ansi.StringWidth(got) != width {
				t.Fatalf("%d columns: %q is %d wide", width, ansi.Strip(got), ansi.StringWidth(got))
			}
		}
	}
}

func TestTheLastBindingIsTheLastToGo(t *testing.T) {
	t.Parallel()
	var l Line
	for _, c := range []struct {
		width int
		want  string
	}{{80, "j ↓ 下  ctrl+f 下一页  : 命令  ? 按键"}, {24, "j ↓ 下  ? 按键"}, {8, "? 按键"}, {3, "? "}} {
		if got := strings.TrimRight(ansi.Strip(l.View(c.width, short, &dark)), " "); got != strings.TrimRight(c.want, " ") {
			t.Errorf("%d columns: %q, want %q", c.width, got, c.want)
		}
	}
}

func TestADisabledBindingIsNotNamed(t *testing.T) {
	t.Parallel()
	off := key.NewBinding(key.WithKeys("x"), key.WithHelp("x", "off"), key.WithDisabled())
	var l Line
	if got := ansi.Strip(l.View(40, []key.Binding{off, bound.Global.Help}, &dark)); strings.Contains(got, "off") {
		t.Errorf("got %q", got)
	}
}

func TestANoticeHasASignAndAnEnd(t *testing.T) {
	t.Parallel()
	for level, sign := range map[page.Level]string{page.Info: "✓", page.Warn: "!", page.Error: "✗"} {
		var l Line
		l.Notify(page.Notice{Level: level, Text: "text\x1b[31m"}, now)
		got := l.View(40, short, &dark)
		if !strings.HasPrefix(ansi.Strip(got), sign+` text\x1b[31m`) {
			t.Errorf("got %q", got)
		}
		l.Beat(l.Until().Add(-time.Nanosecond))
		if l.Until().IsZero() {
			t.Error("the notice went early")
		}
		l.Beat(l.Until())
		if !l.Until().IsZero() || strings.Contains(l.View(40, short, &dark), "text") {
			t.Error("the notice stays")
		}
	}
}
