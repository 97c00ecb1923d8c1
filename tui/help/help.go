// Package help is the page that ? opens: every binding in use, grouped, made
// from the bindings themselves. Nothing on it is typed twice.
package help

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/field"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// columnWidth is the least a column needs; two fit on 80 columns.
const columnWidth = 36

// Help is the dialog.
type Help struct {
	groups []page.Group
	keys   *keys.Map
	words  *words.Words
	search *field.Field
	typing bool
	top    int
	room   int
	length int
}

// New makes the help page of the groups, shown in their order.
func New(groups []page.Group, k *keys.Map, w *words.Words) *Help {
	return &Help{groups: groups, keys: k, words: w, search: field.New(&k.Field)}
}

func (h *Help) Update(msg tea.Msg) (bool, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
		if h.typing {
			h.search.Update(msg)
		}
	case h.typing:
		h.edit(press)
	case key.Matches(press, h.keys.Viewer.Close) || key.Matches(press, h.keys.Global.Help):
		if h.search.Value() == "" || !key.Matches(press, h.keys.Palette.Close) {
			return true, nil
		}
		h.search.SetValue("")
	case key.Matches(press, h.keys.Viewer.Search):
		h.typing = true
	default:
		h.move(press)
	}
	return false, nil
}

func (h *Help) edit(press tea.KeyPressMsg) {
	switch {
	case key.Matches(press, h.keys.Palette.Close):
		h.search.SetValue("")
		h.typing = false
	case key.Matches(press, h.keys.Palette.Choose):
		h.typing = false
	default:
		h.search.Update(press)
		h.top = 0
	}
}

func (h *Help) move(press tea.KeyPressMsg) {
	k := &h.keys.List
	switch {
	case key.Matches(press, k.Up):
		h.top--
	case key.Matches(press, k.Down):
		h.top++
	case key.Matches(press, k.PageUp):
		h.top -= h.room
	case key.Matches(press, k.PageDown):
		h.top += h.room
	case key.Matches(press, k.Top):
		h.top = 0
	case key.Matches(press, k.Bottom):
		h.top = h.length
	}
	h.top = min(max(h.top, 0), max(h.length-h.room, 0))
}

func (h *Help) View(width, height int, t *theme.Theme) []string {
	inner := max(width-4, 1)
	lines := h.lines(inner, t)
	h.room, h.length = max(height-4, 1), len(lines)
	h.top = min(max(h.top, 0), max(h.length-h.room, 0))
	shown := lines[h.top:min(h.top+h.room, h.length)]
	out := make([]string, 0, h.room+2)
	for _, line := range shown {
		out = append(out, " "+dialog.Fit(line, inner)+" ")
	}
	if height >= 5 {
		for len(out) < h.room {
			out = append(out, "")
		}
		out = append(out, "", " "+h.footer(inner, t)+" ")
	}
	return dialog.Box(h.words.Help.Title, out, width, height, t)
}

func (h *Help) footer(width int, t *theme.Theme) string {
	if !h.typing && h.search.Value() == "" {
		return t.Muted.Render(ansi.Truncate(h.words.Help.Footer, width, "…"))
	}
	label := h.words.Help.Search + ": "
	if !h.typing {
		return dialog.Fit(t.Muted.Render(label)+h.search.Value(), width)
	}
	return t.Muted.Render(label) + h.search.View(max(width-ansi.StringWidth(label), 0), t)
}

func (h *Help) Short() []key.Binding {
	l := &h.keys.List
	return []key.Binding{l.Down, l.Up, h.keys.Viewer.Search, h.keys.Viewer.Close}
}

// lines lays the groups out in as many columns as fit, in reading order: down
// the first column, then the second.
func (h *Help) lines(width int, t *theme.Theme) []string {
	blocks := h.blocks(t)
	if len(blocks) == 0 {
		return []string{h.words.Help.NoMatch}
	}
	columns := min(max(width/columnWidth, 1), 3)
	cell := width / columns
	total := 0
	for _, b := range blocks {
		total += len(b)
	}
	share := (total + columns - 1) / columns
	stacks := make([][]string, 1, columns)
	for _, b := range blocks {
		last := len(stacks) - 1
		if len(stacks[last]) > 0 && len(stacks[last])+len(b)/2 > share && len(stacks) < columns {
			stacks = append(stacks, nil)
			last++
		}
		stacks[last] = append(stacks[last], b...)
	}
	rows := 0
	for _, s := range stacks {
		rows = max(rows, len(s))
	}
	lines := make([]string, rows)
	for y := range lines {
		var b strings.Builder
		for _, s := range stacks {
			text := ""
			if y < len(s) {
				text = s[y]
			}
			b.WriteString(dialog.Fit(text, cell))
		}
		lines[y] = b.String()
	}
	return lines
}

// blocks are the groups as lines, each followed by a blank one. A search keeps
// the bindings whose key or description has the text.
func (h *Help) blocks(t *theme.Theme) (blocks [][]string) {
	want := strings.ToLower(h.search.Value())
	for _, g := range h.groups {
		var block []string
		for _, b := range g.Keys {
			help := b.Help()
			if !b.Enabled() || !found(want, g.Title, help) {
				continue
			}
			block = append(block, "  "+t.Key.Render(pad(help.Key, 10))+" "+help.Desc)
		}
		if len(block) > 0 {
			blocks = append(blocks, append(append([]string{t.Primary.Render(g.Title)}, block...), ""))
		}
	}
	return blocks
}

func found(want, title string, h key.Help) bool {
	return want == "" || h.Key == want || strings.Contains(strings.ToLower(h.Desc+" "+title+" "+h.Key), want)
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
}
