package rows

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

// measure returns how wide a table takes one line of text to be.
type measure func(line string) int

// plain reports whether every character takes one column by any measure.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f {
			return false
		}
	}
	return true
}

// cells measures as a terminal shows it.
func cells(line string) int {
	if plain(line) {
		return len(line)
	}
	return ansi.StringWidth(line)
}

// colour is what prettytable leaves out of a line before it measures it.
var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// blocks measures as prettytable 0.7 does. It knows Chinese, Japanese and
// Korean, but takes an emoji for one column, and backspace for minus one.
func blocks(line string) int {
	if plain(line) {
		return len(line)
	}
	if strings.IndexByte(line, '\x1b') >= 0 {
		line = colour.ReplaceAllString(line, "")
	}
	width := 0
	for i, r := range line {
		width += blockWidth(r, line[i:])
	}
	return width
}

func blockWidth(r rune, rest string) int {
	switch {
	case 0x21 <= r && r <= 0x7e:
		return 1
	case 0x4e00 <= r && r <= 0x9fff, 0xac00 <= r && r <= 0xd7af:
		return 2
	case r >= utf8.RuneSelf && norm.NFC.PropertiesString(rest).CCC() != 0:
		return 0
	case 0x3040 <= r && r <= 0x30ff, 0xff01 <= r && r <= 0xff60, 0x3000 <= r && r <= 0x303e:
		return 2
	case r == 0x08, r == 0x7f:
		return -1
	case r == 0, r == 0x1f:
		return 0
	}
	return 1
}
