package dialog

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// reset ends every style at the edge of a box, so that a cut through a styled
// cell colours neither side.
const reset = "\x1b[m"

// Box draws a border with a title around lines that are width columns wide at
// most. Room for less than a border and one cell gives the bare lines.
func Box(title string, lines []string, width, height int, t *theme.Theme) []string {
	if width < 3 || height < 3 {
		return bare(lines, width, height)
	}
	inner := ansi.StringWidth(title) + 2
	for _, line := range lines {
		inner = max(inner, ansi.StringWidth(line))
	}
	inner = min(inner, width-2)
	lines = lines[:min(len(lines), height-2)]

	side := t.Border.Render("│")
	box := make([]string, 0, len(lines)+2)
	box = append(box, topEdge(title, inner, t))
	for _, line := range lines {
		box = append(box, side+Fit(line, inner)+side)
	}
	return append(box, t.Border.Render("╰"+strings.Repeat("─", inner)+"╯"))
}

func topEdge(title string, inner int, t *theme.Theme) string {
	title = ansi.Truncate(title, max(inner-2, 0), "…")
	if title == "" {
		return t.Border.Render("╭" + strings.Repeat("─", inner) + "╮")
	}
	rest := inner - 2 - ansi.StringWidth(title)
	return t.Border.Render("╭ ") + t.Primary.Render(title) + t.Border.Render(" "+strings.Repeat("─", max(rest, 0))+"╮")
}

func bare(lines []string, width, height int) []string {
	if width <= 0 || height <= 0 {
		return nil
	}
	lines = lines[:min(len(lines), height)]
	box := make([]string, 0, len(lines))
	for _, line := range lines {
		box = append(box, Fit(line, width))
	}
	return box
}

// Fit cuts or pads a line to exactly width columns. A wide character that
// would be cut in two is left out and its place filled.
func Fit(line string, width int) string {
	if width <= 0 {
		return ""
	}
	w := ansi.StringWidth(line)
	if w > width {
		line = ansi.Truncate(line, width, "…") + reset
		w = ansi.StringWidth(line)
	}
	return line + strings.Repeat(" ", max(width-w, 0))
}

// overlay puts box in the middle of a screen of width columns.
func overlay(screen, box []string, width int) {
	if len(box) == 0 || len(screen) == 0 {
		return
	}
	w := min(ansi.StringWidth(box[0]), width)
	x, y := (width-w)/2, max((len(screen)-len(box))/2, 0)
	for i, line := range box {
		if y+i >= len(screen) {
			return
		}
		screen[y+i] = splice(screen[y+i], line, x, w, width)
	}
}

// splice replaces w columns of base, from column x, by line.
func splice(base, line string, x, w, width int) string {
	left := ansi.Truncate(base, x, "")
	left += strings.Repeat(" ", max(x-ansi.StringWidth(left), 0))
	right := ansi.TruncateLeft(base, x+w, "")
	if ansi.StringWidth(right) > width-x-w { // half of a wide character is under the box
		right = ansi.TruncateLeft(base, x+w+1, "")
	}
	gap := max(width-x-w-ansi.StringWidth(right), 0)
	return left + reset + line + reset + strings.Repeat(" ", gap) + right
}
