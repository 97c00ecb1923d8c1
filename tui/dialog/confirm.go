package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Confirm asks a question that is answered by Yes or No. No is chosen until
// the operator chooses otherwise, and what is not understood is No.
type Confirm struct {
	title, text string
	yes         bool
	keys        *keys.Confirm
	words       *words.Dialog
	then        func() tea.Cmd
}

// Ask makes a question; then runs when the answer is Yes.
func Ask(title, text string, k *keys.Confirm, w *words.Dialog, then func() tea.Cmd) *Confirm {
	return &Confirm{title: title, text: text, keys: k, words: w, then: then}
}

func (c *Confirm) Update(msg tea.Msg) (bool, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return false, nil
	}
	switch {
	case key.Matches(press, c.keys.Yes):
		return true, c.then()
	case key.Matches(press, c.keys.No):
		return true, nil
	case key.Matches(press, c.keys.Switch):
		c.yes = !c.yes
	case key.Matches(press, c.keys.Choose):
		if c.yes {
			return true, c.then()
		}
		return true, nil
	}
	return false, nil
}

func (c *Confirm) View(width, height int, t *theme.Theme) []string {
	no, yes := button(c.words.No, !c.yes, t), button(c.words.Yes, c.yes, t)
	lines := wrap(c.text, width-4)
	lines = append(lines, "", no+"  "+yes)
	if height < len(lines)+2 { // the answers matter more than the question
		lines = lines[max(len(lines)-max(height-2, 1), 0):]
	}
	return Box(c.title, margin(lines), width, height, t)
}

func (c *Confirm) Short() []key.Binding { return c.keys.All() }

// button shows which answer is chosen by brackets as well as by style.
func button(label string, chosen bool, t *theme.Theme) string {
	if chosen {
		return t.Selected.Render("[" + label + "]")
	}
	return " " + label + " "
}

func margin(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = " " + line + " "
	}
	return out
}

func wrap(text string, width int) []string {
	if width < 1 {
		width = 1
	}
	return splitLines(ansi.Wrap(text, width, " "))
}
