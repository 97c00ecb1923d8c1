package steps

import (
	"bytes"
	"io/fs"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// signed puts the line before a file of ours by which it is known again.
func signed(body string) []byte { return []byte(mark + setup.SHA256([]byte(body)) + "\n" + body) }

// untouched reports whether a file is ours and as we wrote it.
func untouched(text []byte) bool {
	head, body, found := bytes.Cut(text, []byte("\n"))
	hash, ours := bytes.CutPrefix(head, []byte(mark))
	return found && ours && string(hash) == setup.SHA256(body)
}

// lines are a file's lines that say something, without blanks around them.
func lines(text []byte) []string {
	var all []string
	for line := range strings.Lines(string(text)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && line[0] != '#' {
			all = append(all, line)
		}
	}
	return all
}

// own writes a file that is ours as a whole. One that someone else wrote is left
// alone, unless it says the same.
func (b *builder) own(s *step, name, body string, mode fs.FileMode, owner string) {
	if s.State == setup.Blocked || !b.may(s, name) {
		return
	}
	d := b.doc(name)
	text := signed(body)
	switch {
	case !d.exists:
		d.mode, d.owner = mode, owner
		s.found("%s is not there", name)
		b.write(s, d, text, "the whole file")
	case bytes.Equal(d.text, text):
		s.found("%s is there", name)
	case strings.Join(lines(d.text), "\n") == strings.Join(lines(text), "\n"):
		s.found("%s says the same", name)
	case untouched(d.text):
		b.write(s, d, text, "the whole file, which an earlier ceilotop wrote")
	default:
		s.block(name+" was not written by ceilotop, or was edited since", "move it away")
	}
}
