package wizard

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/tui/theme"
)

type lineKind uint8

const (
	same lineKind = iota
	header
	hunk
	added
	removed
)

// diffLine is a line of a unified diff.
type diffLine struct {
	kind lineKind
	file string
	text string
}

// diffLines reads a unified diff of any number of files. The lines of a hunk are
// counted: a removed line that begins with two dashes looks like a header.
func diffLines(diff string) (lines []diffLine) {
	file, from := "", ""
	before, after := 0, 0 // what is left of the hunk
	for l := range strings.Lines(diff) {
		l = strings.TrimRight(l, "\r\n")
		kind := same
		switch {
		case strings.HasPrefix(l, `\`): // no newline at end of file
		case before > 0 || after > 0:
			switch {
			case strings.HasPrefix(l, "+"):
				kind = added
				after--
			case strings.HasPrefix(l, "-"):
				kind = removed
				before--
			default:
				before, after = before-1, after-1
			}
		case strings.HasPrefix(l, "--- "):
			kind, from = header, fileOf(l[4:])
		case strings.HasPrefix(l, "+++ "):
			kind, file = header, fileOf(l[4:])
			if file == "/dev/null" {
				file = from
			}
		case strings.HasPrefix(l, "@@ "):
			kind = hunk
			before, after = hunkSize(l)
		}
		lines = append(lines, diffLine{kind, file, l})
	}
	return lines
}

// hunkSize is how many lines a hunk has of the old and of the new text; where a
// count is left out it is one.
func hunkSize(l string) (before, after int) {
	fields := strings.Fields(l)
	if len(fields) < 3 {
		return 0, 0
	}
	size := func(field string) int {
		at, n := 0, 1
		fmt.Sscanf(strings.TrimLeft(field, "+-"), "%d,%d", &at, &n)
		return n
	}
	return size(fields[1]), size(fields[2])
}

// fileOf is the path in the header of a diff: "b/etc/nova/nova.conf\ttime".
func fileOf(header string) string {
	name, _, _ := strings.Cut(header, "\t")
	for _, side := range []string{"a/", "b/"} {
		if rest, ok := strings.CutPrefix(name, side); ok {
			return "/" + rest
		}
	}
	return name
}

// coloured is a diff for the screen.
func coloured(diff string, t *theme.Theme) (lines []string) {
	for _, l := range diffLines(diff) {
		lines = append(lines, text(style(l.kind, t), strings.ReplaceAll(l.text, "\t", "    ")))
	}
	return lines
}

func style(k lineKind, t *theme.Theme) theme.Style {
	switch k {
	case header:
		return t.Strong
	case hunk:
		return t.Info
	case added:
		return t.OK
	case removed:
		return t.Error
	}
	return t.Text
}
