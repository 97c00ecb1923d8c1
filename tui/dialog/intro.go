package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// widest is how long the lines of an introduction may be: longer ones are hard
// to read.
const widest = 72

// Intro is a box of a few lines that any key closes. The key does nothing
// else: somebody who presses one to get rid of the box has not yet seen what
// it would do.
type Intro struct {
	title  string
	lines  []string
	footer string
}

// Introduce makes an Intro; footer says that any key closes it.
func Introduce(title string, lines []string, footer string) *Intro {
	return &Intro{title: title, lines: lines, footer: footer}
}

func (i *Intro) Update(msg tea.Msg) (bool, tea.Cmd) {
	_, pressed := msg.(tea.KeyPressMsg)
	return pressed, nil
}

func (i *Intro) View(width, height int, t *theme.Theme) []string {
	var lines []string
	for _, line := range i.lines {
		lines = append(lines, wrap(line, min(width-4, widest))...)
	}
	lines = append(lines, "", t.Muted.Render(i.footer))
	return Box(i.title, margin(lines), width, height, t)
}

func (i *Intro) Short() []key.Binding { return nil }
