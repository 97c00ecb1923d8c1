package topology

import (
	"strings"
	"unicode/utf8"
)

// wrapped prints a text behind a word, in lines that fit.
func (s *sheet) wrapped(edge, word, text string, paint func(string) string) {
	if s.Columns(word) > s.Width/4 { // no column of its own
		text, word = word+text, ""
	}
	indent := strings.Repeat(" ", s.Columns(word))
	lead := word
	for _, piece := range s.split(text, s.Width-s.Columns(edge)-s.Columns(word)) {
		piece = lead + piece
		if paint != nil {
			piece = paint(piece)
		}
		s.line(edge + piece)
		lead = indent
	}
}

// split breaks a text at spaces, and a word that is too long anywhere.
func (s *sheet) split(text string, width int) (lines []string) {
	width = max(width, 16)
	line := ""
	for word := range strings.FieldsSeq(text) {
		for s.Columns(word) > width {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			head := s.head(word, width)
			lines, word = append(lines, head), word[len(head):]
		}
		switch {
		case line == "":
			line = word
		case s.Columns(line)+1+s.Columns(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// head is as much of a text as fits, at least one character.
func (s *sheet) head(text string, width int) string {
	end := 0
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		if end > 0 && s.Columns(text[:next]) > width {
			break
		}
		end = next
	}
	return text[:end]
}

// cut shortens a text that does not fit.
func (s *sheet) cut(text string, width int) string {
	if s.Columns(text) <= width {
		return text
	}
	return s.head(text, width-1) + "…"
}
