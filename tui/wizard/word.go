package wizard

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/field"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// wordBox is a question that is answered by typing a word: what it leads to is
// not done by a key that was pressed once too often.
type wordBox struct {
	title string
	lines []string
	word  string
	field *field.Field
	keys  *keys.Wizard
	then  func() tea.Cmd
	wrong string // what is said about another word
	said  string
}

func (p *Page) newWordBox(title string, lines []string, word string, then func() tea.Cmd) *wordBox {
	return &wordBox{title: title, lines: lines, word: word, field: field.New(&p.c.Keys.Field), keys: p.k, then: then, wrong: p.w.WrongWord}
}

func (b *wordBox) Update(msg tea.Msg) (bool, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, b.keys.Cancel):
			return true, nil
		case key.Matches(press, b.keys.Accept):
			if b.field.Value() == b.word {
				return true, b.then()
			}
			b.said = b.wrong
			return false, nil
		}
	}
	if b.field.Update(msg) {
		b.said = ""
	}
	return false, nil
}

func (b *wordBox) View(width, height int, t *theme.Theme) []string {
	inner := max(min(width-4, 72), 1)
	var lines []string
	for _, l := range b.lines {
		lines = append(lines, wrapped(t.Text, l, inner)...)
	}
	lines = append(lines, "")
	// The place to type matters more than what stands above it.
	if room := max(height-2, 1) - 2; len(lines) > room {
		lines = lines[max(len(lines)-max(room, 0), 0):]
	}
	lines = append(lines, t.Key.Render("> ")+b.field.View(max(min(inner-2, 30), 1), t))
	lines = append(lines, text(t.Error, b.said))
	for i := range lines {
		lines[i] = " " + dialog.Fit(lines[i], inner) + " "
	}
	return dialog.Box(b.title, lines, width, height, t)
}

func (b *wordBox) Short() []key.Binding { return []key.Binding{b.keys.Accept, b.keys.Cancel} }
