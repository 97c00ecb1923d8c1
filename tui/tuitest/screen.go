package tuitest

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Text is what the screen shows, a line for each row, without styles and
// without blanks at the ends of lines.
func (s *Screen) Text() string {
	var b strings.Builder
	for y := range s.o.Height {
		b.WriteString(strings.TrimRight(s.Row(y), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Row is one row as it is shown, blanks included.
func (s *Screen) Row(y int) string {
	var b strings.Builder
	for x := 0; x < s.o.Width; {
		c := s.term.CellAt(x, y)
		if c == nil || c.Width == 0 || c.Content == "" {
			b.WriteByte(' ')
			x++
			continue
		}
		b.WriteString(c.Content)
		x += c.Width
	}
	return b.String()
}

// Cell is the cell in column x of row y, both from 0.
func (s *Screen) Cell(x, y int) uv.Cell {
	if c := s.term.CellAt(x, y); c != nil {
		return *c
	}
	return uv.Cell{}
}

// Find returns the first place where text is shown; y is -1 if it is not. Text
// with wide characters is found in the row, and x counts cells.
func (s *Screen) Find(text string) (x, y int) {
	for y := range s.o.Height {
		row := s.Row(y)
		if i := strings.Index(row, text); i >= 0 {
			return width(row[:i]), y
		}
	}
	return -1, -1
}

// Shows reports whether text is on the screen, in one row.
func (s *Screen) Shows(text string) bool {
	_, y := s.Find(text)
	return y >= 0
}

// Wants fails unless each text is on the screen, in one row.
func (s *Screen) Wants(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !s.Shows(text) {
			s.t.Errorf("the screen does not show %q:\n%s", text, s.Text())
		}
	}
}

// Lacks fails if one of the texts is on the screen.
func (s *Screen) Lacks(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if s.Shows(text) {
			s.t.Errorf("the screen shows %q:\n%s", text, s.Text())
		}
	}
}

// Styled is the screen with its styles, each escape character made visible, so
// that a golden file shows the colours and can still be read.
func (s *Screen) Styled() string {
	text := strings.ReplaceAll(s.term.Render(), "\r\n", "\n")
	return strings.ReplaceAll(text, "\x1b", "␛") + "\n"
}

// AltScreen reports whether the program has the alternate screen, which it
// must have left when it ends.
func (s *Screen) AltScreen() bool { return s.term.IsAltScreen() }

// Bytes is how many bytes were sent to the terminal so far.
func (s *Screen) Bytes() int {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return len(s.out.raw)
}

// Writes is how often something was sent to the terminal so far.
func (s *Screen) Writes() int {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return s.out.writes
}

// Raw is what was sent to the terminal, from the byte that Bytes once gave.
func (s *Screen) Raw(from int) string {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return string(s.out.raw[from:])
}
