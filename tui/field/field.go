// Package field is a line of text that can be edited. It differs from
// bubbles/textinput in three ways that matter here: its cursor does not blink,
// so that an idle screen sends nothing; it never runs xclip or pbcopy, which
// textinput does by way of atotto/clipboard; and pasted control characters are
// dropped before they are kept.
package field

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// limit bounds what can be typed or pasted, in bytes.
const limit = 4096

// Field is a text with a cursor between two of its characters. What a person
// takes for one character (a grapheme cluster) is moved over and erased at once.
type Field struct {
	cells  []string
	cursor int
	hidden bool
	keys   *keys.Field
}

// New makes an empty field that answers to keys.
func New(k *keys.Field) *Field { return &Field{keys: k} }

// Value is the text.
func (f *Field) Value() string { return strings.Join(f.cells, "") }

// SetValue replaces the text and puts the cursor behind it.
func (f *Field) SetValue(text string) {
	f.cells, f.cursor = split(clean(text)), 0
	f.cursor = len(f.cells)
}

// SetHidden shows a dot for each character, for passwords.
func (f *Field) SetHidden(yes bool) { f.hidden = yes }

// SetCursor puts the cursor behind the first n bytes of the text.
func (f *Field) SetCursor(n int) {
	f.cursor = 0
	for f.cursor < len(f.cells) && n > 0 {
		n -= len(f.cells[f.cursor])
		f.cursor++
	}
}

// Update edits the text and reports whether the message was one for the field.
func (f *Field) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		f.insert(msg.Content)
		return true
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return false
}

func (f *Field) press(msg tea.KeyPressMsg) bool {
	k := f.keys
	switch {
	case key.Matches(msg, k.Left):
		f.cursor = max(f.cursor-1, 0)
	case key.Matches(msg, k.Right):
		f.cursor = min(f.cursor+1, len(f.cells))
	case key.Matches(msg, k.Start):
		f.cursor = 0
	case key.Matches(msg, k.End):
		f.cursor = len(f.cells)
	case key.Matches(msg, k.WordLeft):
		f.cursor = f.wordStart()
	case key.Matches(msg, k.WordRight):
		f.cursor = f.wordEnd()
	case key.Matches(msg, k.Back):
		f.erase(f.cursor-1, f.cursor)
	case key.Matches(msg, k.Delete):
		f.erase(f.cursor, f.cursor+1)
	case key.Matches(msg, k.Word):
		f.erase(f.wordStart(), f.cursor)
	case key.Matches(msg, k.ToStart):
		f.erase(0, f.cursor)
	case key.Matches(msg, k.ToEnd):
		f.erase(f.cursor, len(f.cells))
	case msg.Text != "":
		f.insert(msg.Text)
	default:
		return false
	}
	return true
}

// View draws the text in exactly width columns with the cursor as a cell in
// the theme's Cursor style, scrolled so that the cursor is in sight.
func (f *Field) View(width int, t *theme.Theme) string {
	if width <= 0 {
		return ""
	}
	if f.hidden {
		dots := Field{cursor: f.cursor}
		for range f.cells {
			dots.cells = append(dots.cells, "•")
		}
		return dots.View(width, t)
	}
	at := " "
	if f.cursor < len(f.cells) {
		at = f.cells[f.cursor]
	}
	used := ansi.StringWidth(at)
	if used > width {
		return strings.Repeat(" ", width)
	}
	first := f.cursor
	for first > 0 && used+ansi.StringWidth(f.cells[first-1]) <= width {
		first--
		used += ansi.StringWidth(f.cells[first])
	}
	last := min(f.cursor+1, len(f.cells))
	for last < len(f.cells) && used+ansi.StringWidth(f.cells[last]) <= width {
		used += ansi.StringWidth(f.cells[last])
		last++
	}
	var b strings.Builder
	b.WriteString(strings.Join(f.cells[first:f.cursor], ""))
	b.WriteString(t.Cursor.Render(at))
	if f.cursor < len(f.cells) {
		b.WriteString(strings.Join(f.cells[f.cursor+1:last], ""))
	}
	// Some characters join the space behind them into one, so the text is
	// measured again with each.
	for ansi.StringWidth(b.String()) < width {
		b.WriteByte(' ')
	}
	return b.String()
}

func (f *Field) insert(text string) {
	text = clean(text)
	if text == "" || len(f.Value())+len(text) > limit {
		return
	}
	before := strings.Join(f.cells[:f.cursor], "") + text
	// A combining mark joins the character before it, so all is split again.
	f.cells = split(before + strings.Join(f.cells[f.cursor:], ""))
	f.SetCursor(len(before))
}

func (f *Field) erase(from, to int) {
	from, to = max(from, 0), min(to, len(f.cells))
	if from >= to {
		return
	}
	f.cells = append(f.cells[:from:from], f.cells[to:]...)
	f.cursor = from
}

func (f *Field) wordStart() int {
	i := f.cursor
	for i > 0 && f.cells[i-1] == " " {
		i--
	}
	for i > 0 && f.cells[i-1] != " " {
		i--
	}
	return i
}

func (f *Field) wordEnd() int {
	i := f.cursor
	for i < len(f.cells) && f.cells[i] == " " {
		i++
	}
	for i < len(f.cells) && f.cells[i] != " " {
		i++
	}
	return i
}

func split(text string) (cells []string) {
	for it := graphemes.FromString(text); it.Next(); {
		cells = append(cells, it.Value())
	}
	return cells
}

// clean makes one line of a paste and drops what a terminal would act on.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.TrimRight(text, "\r\n"))
}
