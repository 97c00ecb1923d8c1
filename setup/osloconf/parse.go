package osloconf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads the text of a file of oslo.config. The name is used in errors and
// places only. The error is a *ParseError for the first line that stops
// oslo.config.
func Parse(name string, text []byte) (*File, error) {
	p := parser{file: &File{name: name}, section: noSection, open: -1}
	rest := string(text)
	p.file.lines = make([]Line, 0, strings.Count(rest, "\n")+1)
	if strings.HasPrefix(rest, "\ufeff") {
		return nil, p.fail(1, "the file begins with a byte order mark", "Save the file as UTF-8 without a byte order mark.")
	}
	for rest != "" {
		end := lineEnd(rest)
		if err := p.line(rest[:end]); err != nil {
			return nil, err
		}
		rest = rest[end:]
	}
	return p.file, nil
}

// noSection cannot be the name of a section: an empty one is an error.
const noSection = ""

type parser struct {
	file    *File
	section string
	open    int // the entry that a continuation belongs to; -1: none
}

// line takes one physical line with its line end.
func (p *parser) line(raw string) error {
	n := len(p.file.lines) + 1
	if !utf8.ValidString(raw) {
		return p.fail(n, "the line is not UTF-8", "Convert the file to UTF-8 with iconv.")
	}
	text := strings.TrimRightFunc(raw, isSpace)
	kind := Blank
	switch {
	case text == "":
		p.open = -1
	case text[0] == ' ' || text[0] == '\t':
		if p.open < 0 {
			return p.fail(n, "the line begins with a blank but continues nothing", "Move the line to column 0.")
		}
		kind = Continuation
		e := &p.file.entries[p.open]
		e.Value += "\n" + strings.TrimLeftFunc(text, isSpace)
		e.LastLine = n
	case text[0] == '[':
		p.open = -1
		kind = Header
		if err := p.header(n, text); err != nil {
			return err
		}
	case text[0] == '#' || text[0] == ';':
		p.open = -1
		kind = Comment
	default:
		kind = Assignment
		if err := p.assignment(n, text); err != nil {
			return err
		}
	}
	p.file.lines = append(p.file.lines, Line{Raw: raw, Kind: kind, Section: p.section})
	return nil
}

func (p *parser) header(n int, text string) error {
	switch {
	case !strings.HasSuffix(text, "]"):
		return p.fail(n, "the section header does not end with ]", "Move what follows the ] to a line of its own.")
	case len(text) <= 2:
		return p.fail(n, "the section has no name", "Write the section header as [NAME].")
	}
	p.section = text[1 : len(text)-1]
	return nil
}

func (p *parser) assignment(n int, text string) error {
	at := strings.IndexAny(text, "=:")
	if at < 0 {
		return p.fail(n, "the line has neither = nor :", "Write the line as KEY = VALUE, or make it a comment with # in column 0.")
	}
	key := strings.TrimFunc(text[:at], isSpace)
	switch {
	case key == "":
		return p.fail(n, "there is no key before the "+text[at:at+1], "Write the line as KEY = VALUE.")
	case p.section == noSection:
		return p.fail(n, "the option stands before the first section", "Write [DEFAULT] above it.")
	}
	p.open = len(p.file.entries)
	p.file.entries = append(p.file.entries, Entry{
		Section: p.section, Key: key, Value: unquote(strings.TrimFunc(text[at+1:], isSpace)), Line: n, LastLine: n,
	})
	return nil
}

// unquote removes one pair of equal quotes. A single quote character is its own
// pair, as in oslo.config.
func unquote(s string) string {
	if s == "" || s[0] != '"' && s[0] != '\'' || s[0] != s[len(s)-1] {
		return s
	}
	return s[1:max(1, len(s)-1)]
}

// lineEnd returns the length of the first line with its line end: \n, \r\n, or
// a \r that stands alone.
func lineEnd(s string) int {
	i := strings.IndexAny(s, "\r\n")
	switch {
	case i < 0:
		return len(s)
	case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
		return i + 2
	}
	return i + 1
}

// isSpace is Python's str.isspace, which counts four separators that Go does
// not.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
