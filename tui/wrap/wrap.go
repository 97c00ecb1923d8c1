// Package wrap breaks a text into lines that fit, without breaking what somebody
// may copy.
package wrap

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
)

// stays is a hyphen that stays in its word, as wide as the other one.
const stays = "\u2011"

// Lines breaks a text, which it makes visible, into lines of at most width cells:
// between words where it can. A hyphen is a part of an option of a command, and no
// line ends with it.
func Lines(text string, width int) (lines []string) {
	width = max(width, 1)
	text = strings.ReplaceAll(sources.Visible(text), "-", stays)
	for _, line := range strings.Split(ansi.Wrap(text, width, ""), "\n") {
		for _, part := range strings.Split(ansi.Hardwrap(line, width, true), "\n") {
			lines = append(lines, strings.ReplaceAll(strings.TrimRight(part, " "), stays, "-"))
		}
	}
	return lines
}
