package wizard

import "github.com/ceilotop/ceilotop/tui/theme"

// pane is a text that can be scrolled. Open, it takes the section's whole room.
type pane struct {
	open      bool
	top, left int
	rows      int // when last drawn
	last      int
	widest    int
	width     int
}

func (v *pane) close() { *v = pane{} }

// view draws a window on the lines and remembers how far it can be moved.
func (v *pane) view(lines []string, width, height int) []string {
	v.rows, v.last, v.width, v.widest = height, max(len(lines)-height, 0), width, 0
	for _, l := range lines {
		v.widest = max(v.widest, cells(l))
	}
	v.top = max(0, min(v.top, v.last))
	v.left = max(0, min(v.left, v.widest-width))
	shown := lines[v.top:min(v.top+max(height, 0), len(lines))]
	if v.left == 0 {
		return shown
	}
	cut := make([]string, len(shown))
	for i, l := range shown {
		cut[i] = cutLeft(l, v.left)
	}
	return cut
}

func (v *pane) moveBy(n int) { v.top = max(0, min(v.top+n, v.last)) }
func (v *pane) side(n int)   { v.left = max(0, min(v.left+8*n, v.widest-v.width)) }

// heading is a line with a title, which parts what is below from what is above.
func heading(title string, width int, t *theme.Theme) string {
	if title == "" {
		return t.Border.Render(rule(width))
	}
	rest := width - cells(title) - 4
	return t.Border.Render("── ") + t.Strong.Render(title) + t.Border.Render(" "+rule(rest))
}
