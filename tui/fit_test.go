package tui_test

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

func fit(text string, width int) string {
	text = ansi.Truncate(text, width, "")
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
}
