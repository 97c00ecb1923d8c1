package osloconf

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Finding is an accident that Lint sees. None of its texts holds a password.
type Finding struct {
	File string
	Line int
	What string // the accident, in two or three words
	Why  string // what oslo.config makes of the line
	Fix  string // the line as it should be, or what to do with it
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s; fix: %s", f.File, f.Line, f.What, f.Why, f.Fix)
}

// The accidents.
const (
	dots        = "dots left in"
	indented    = "pasted indentation"
	comment     = "comment in a value"
	trailing    = "comment behind a section"
	placeholder = "placeholder left in"
	nonASCII    = "non-ASCII in a password"
	dollar      = "dollar sign"
	noneText    = "<None> as a value"
	nobody      = "section nobody reads"
	unreadable  = "not oslo.config"
)

// Lint looks for what goes wrong when a guide is copied by hand, in order of the
// lines. It reads on behind a line that stops oslo.config, as if the line had
// been mended. No findings does not mean that the services know the options.
func Lint(name string, text []byte) []Finding {
	l := linter{parser: parser{file: &File{name: name}, section: noSection, open: -1}}
	rest := string(text)
	if cut, ok := strings.CutPrefix(rest, "\ufeff"); ok {
		l.add(1, unreadable, "the file begins with a byte order mark, at which oslo.config stops", "save the file as UTF-8 without a byte order mark")
		rest = cut
	}
	for rest != "" {
		end := lineEnd(rest)
		l.line(rest[:end])
		rest = rest[end:]
	}
	l.values()
	slices.SortStableFunc(l.findings, func(a, b Finding) int { return cmp.Compare(a.Line, b.Line) })
	return l.findings
}

type linter struct {
	parser
	findings []Finding
}

func (l *linter) add(line int, what, why, fix string) {
	l.findings = append(l.findings, Finding{l.file.name, line, what, why, fix})
}

// line reads one physical line, mended if need be.
func (l *linter) line(raw string) {
	n := len(l.file.lines) + 1
	err := l.parser.line(raw)
	text := strings.TrimFunc(raw, isSpace)
	if err == nil {
		switch l.file.lines[n-1].Kind {
		case Continuation:
			l.continuation(n, text)
		case Header:
			l.header(n, text)
		}
		return
	}
	inside := raw != "" && isBlank(raw[0])
	var bad *ParseError
	errors.As(err, &bad)
	mended := "\n"
	switch {
	case isDots(text):
		l.add(n, dots, "the line stands for what a guide leaves out, and oslo.config stops at it", "remove the line")
	case inside:
		l.add(n, indented, bad.Reason+", and oslo.config stops at it", l.dedented("", text))
		mended = text
	case strings.HasPrefix(text, "[") && strings.IndexByte(text, ']') > 1:
		mended = text[:strings.IndexByte(text, ']')+1]
		l.add(n, trailing, bad.Reason+", and oslo.config stops at it", mended)
	default:
		l.add(n, unreadable, bad.Reason+", and oslo.config stops at it", lower(bad.Hint()))
	}
	if l.parser.line(mended) != nil {
		l.file.lines = append(l.file.lines, Line{Raw: raw, Kind: Blank, Section: l.section})
		l.open = -1
	}
}

func isDots(text string) bool { return text == "..." || text == "…" || text == "……" }

// lower makes a sentence a part of one.
func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".")
}

// dedented is the fix for a line that belongs in column 0, below an option or
// none. Only what is clearly no part of a password is shown.
func (l *linter) dedented(key, text string) string {
	header := text[0] == '[' && strings.HasSuffix(text, "]")
	if Secret(key) || !header && !option.MatchString(text) {
		return "move the line to column 0"
	}
	return maskLine(text)
}

// maskLine is a line as it may be shown.
func maskLine(line string) string {
	var m masker
	return m.line(line)
}

// continuation looks at a line that became part of the value above it.
func (l *linter) continuation(n int, text string) {
	e := l.file.entries[l.open]
	value := strings.TrimSuffix(e.Value, "\n"+text)
	why := fmt.Sprintf("the line begins with a blank, so it is part of the value of %s on line %d", e.Key, e.Line)
	switch parts := option.FindStringSubmatch(text); {
	case isDots(text):
		l.add(n, dots, why, "remove the line")
	case text[0] == '#' || text[0] == ';':
		l.add(n, comment, why, "move the line to column 0")
	case text[0] == '[' && strings.HasSuffix(text, "]") && !strings.ContainsAny(text, ",'\""):
		l.add(n, indented, why, l.dedented(e.Key, text))
	// A list or a dictionary may be written over several lines.
	case parts != nil && strings.Contains(parts[3], "=") && !strings.HasSuffix(text, ",") && value != "" && !strings.HasSuffix(value, ","):
		l.add(n, indented, why, l.dedented(e.Key, text))
	}
}

func (l *linter) header(n int, text string) {
	name := text[1 : len(text)-1]
	switch trimmed := strings.TrimFunc(name, isSpace); {
	case strings.Contains(name, "]"):
		l.add(n, trailing, "all between the first [ and the last ] is taken for the section's name", text[:strings.IndexByte(text, ']')+1])
	case trimmed != "" && trimmed != name:
		l.add(n, nobody, "the blanks are part of the section's name", "["+trimmed+"]")
	case Normalise(name) == "default":
		l.add(n, nobody, "the section that all services read is DEFAULT, in capitals", "[DEFAULT]")
	}
}
