// Package palette is the box that : and ctrl+p open: every action of the root
// and of the pages, found by a few letters of its name in the interface's
// language or of its English ID.
package palette

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/field"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Palette is the dialog.
type Palette struct {
	actions []page.Action
	aliases map[string]string // what may be typed in full → the ID of an action
	keys    *keys.Map
	words   *words.Words
	input   *field.Field
	found   []int // indexes of actions, best first
	at      int
}

// New makes a palette of the actions. An alias typed in full runs its action
// whatever else the letters would find: ":q" quits although "q" is in many
// names.
func New(actions []page.Action, aliases map[string]string, k *keys.Map, w *words.Words) *Palette {
	p := &Palette{actions: actions, aliases: aliases, keys: k, words: w, input: field.New(&k.Field)}
	p.find()
	return p
}

func (p *Palette) Update(msg tea.Msg) (bool, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, p.keys.Palette.Close):
			return true, nil
		case key.Matches(press, p.keys.Palette.Choose):
			return true, p.run()
		case key.Matches(press, p.keys.Palette.Prev):
			p.move(-1)
			return false, nil
		case key.Matches(press, p.keys.Palette.Next):
			p.move(1)
			return false, nil
		case key.Matches(press, p.keys.Field.Back) && p.input.Value() == "":
			return true, nil
		}
	}
	if p.input.Update(msg) {
		p.find()
	}
	return false, nil
}

func (p *Palette) run() tea.Cmd {
	if len(p.found) > 0 {
		return p.actions[p.found[p.at]].Run()
	}
	if text := strings.TrimSpace(p.input.Value()); text != "" {
		return page.Notify(page.Warn, fmt.Sprintf(p.words.Palette.Unknown, text))
	}
	return nil
}

func (p *Palette) move(by int) {
	if n := len(p.found); n > 0 {
		p.at = (p.at + by + n) % n
	}
}

func (p *Palette) find() {
	p.found, p.at = p.found[:0], 0
	want := strings.TrimPrefix(strings.TrimSpace(p.input.Value()), ":")
	if want == "" {
		for i := range p.actions {
			p.found = append(p.found, i)
		}
		return
	}
	if id, ok := p.aliases[strings.ToLower(want)]; ok {
		for i, a := range p.actions {
			if a.ID == id {
				p.found = append(p.found, i)
			}
		}
	}
	exact := len(p.found)
	for _, m := range fuzzy.FindFrom(want, source(p.actions)) {
		if exact == 0 || m.Index != p.found[0] {
			p.found = append(p.found, m.Index)
		}
	}
}

// source lets fuzzy look at titles and IDs alike.
type source []page.Action

func (s source) String(i int) string { return s[i].Title + " " + s[i].ID }
func (s source) Len() int            { return len(s) }

// most is how many commands are shown at once, and widest the box.
const (
	most   = 14
	widest = 72
)

func (p *Palette) View(width, height int, t *theme.Theme) []string {
	inner := max(min(width-4, widest), 1)
	rows := min(max(height-4, 0), most)
	prompt := p.words.Palette.Prompt
	field := t.Primary.Render(prompt) + p.input.View(max(inner-ansi.StringWidth(prompt), 1), t)
	lines := []string{" " + field + " "}
	if rows > 0 {
		lines = append(lines, "")
	}
	first := max(min(p.at-rows/2, len(p.found)-rows), 0)
	for i := first; i < min(first+rows, len(p.found)); i++ {
		lines = append(lines, p.row(&p.actions[p.found[i]], i == p.at, inner, t))
	}
	if len(p.found) == 0 && rows > 0 {
		lines = append(lines, " "+t.Muted.Render(p.words.Palette.NoMatch))
	}
	for len(lines) < rows+2 && rows > 0 { // the box keeps its size while one types
		lines = append(lines, "")
	}
	for i, line := range lines {
		lines[i] = dialog.Fit(line, inner+2)
	}
	return dialog.Box(p.words.Palette.Title, lines, width, height, t)
}

func (p *Palette) row(a *page.Action, chosen bool, width int, t *theme.Theme) string {
	hint := ansi.StringWidth(a.Key)
	title := dialog.Fit(a.Title, max(width-2-hint, 0))
	if chosen {
		return t.Selected.Render(dialog.Fit(" ▸"+title+a.Key+" ", width+2))
	}
	return "  " + title + t.Key.Render(a.Key) + " "
}

func (p *Palette) Short() []key.Binding { return p.keys.Palette.All() }
