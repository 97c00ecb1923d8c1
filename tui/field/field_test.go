package field

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

func field() *Field { return New(&keys.New(words.For(words.English)).Field) }

func (f *Field) do(steps ...any) {
	for _, step := range steps {
		switch step := step.(type) {
		case string:
			for _, r := range step {
				f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		case rune:
			f.Update(tea.KeyPressMsg{Code: step})
		case tea.KeyPressMsg:
			f.Update(step)
		}
	}
}

func ctrl(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }

func TestEditing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		steps []any
		want  string // | is the cursor
	}{
		{"typing", []any{"nova 中文"}, "nova 中文|"},
		{"inserting", []any{"nva", tea.KeyLeft, tea.KeyLeft, "o"}, "no|va"},
		{"erasing back", []any{"中文", tea.KeyBackspace}, "中|"},
		{"erasing ahead", []any{"ab", tea.KeyHome, tea.KeyDelete}, "|b"},
		{"a word", []any{"event type  ", ctrl('w')}, "event |"},
		{"to the start", []any{"abc", tea.KeyLeft, ctrl('u')}, "|c"},
		{"to the end", []any{"abc", tea.KeyHome, tea.KeyRight, ctrl('k')}, "a|"},
		{"word left", []any{"one two", tea.KeyPressMsg{Code: 'b', Mod: tea.ModAlt}}, "one |two"},
		{"word right", []any{"one two", ctrl('a'), tea.KeyPressMsg{Code: 'f', Mod: tea.ModAlt}}, "one| two"},
		{"a combined character is one", []any{"e\u0301x", tea.KeyLeft, tea.KeyBackspace}, "|x"},
		{"nothing to erase", []any{tea.KeyBackspace, tea.KeyDelete, ctrl('w'), tea.KeyLeft, tea.KeyRight}, "|"},
		{"a space", []any{"a", tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}, "b"}, "a b|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := field()
			f.do(c.steps...)
			got := strings.Join(f.cells[:f.cursor], "") + "|" + strings.Join(f.cells[f.cursor:], "")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAPasteIsOneCleanLine(t *testing.T) {
	t.Parallel()
	f := field()
	f.Update(tea.PasteMsg{Content: "a\x1b[31mb\u202ec\r\nd\te\n"})
	if got := f.Value(); got != "a[31mbc  d e" {
		t.Errorf("got %q", got)
	}
	f.Update(tea.PasteMsg{Content: strings.Repeat("x", limit)})
	if len(f.Value()) > limit {
		t.Errorf("%d bytes were kept", len(f.Value()))
	}
}

func TestOtherKeysAreNotTaken(t *testing.T) {
	t.Parallel()
	f := field()
	for _, k := range []tea.KeyPressMsg{{Code: tea.KeyEnter}, {Code: tea.KeyEscape}, {Code: tea.KeyUp}, ctrl('p')} {
		if f.Update(k) {
			t.Errorf("%s was taken", k)
		}
	}
}

func FuzzTheViewIsAsWideAsItWasTold(f *testing.F) {
	f.Add("nova 中文 e\u0301 👩‍👩‍👧", 3, 7)
	f.Fuzz(func(t *testing.T, text string, cursor, width int) {
		if width < -10 || width > 500 {
			t.Skip()
		}
		mono := theme.New(theme.Options{Name: theme.Mono})
		fd := field()
		fd.SetValue(text)
		fd.SetCursor(cursor)
		got := fd.View(width, &mono)
		if w := ansi.StringWidth(got); w != max(width, 0) {
			t.Errorf("%q at %d in %d columns is %d wide: %q", text, cursor, width, w, got)
		}
		if !utf8.ValidString(fd.Value()) {
			t.Errorf("%q became %q", text, fd.Value())
		}
	})
}
