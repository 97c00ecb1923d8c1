package osloconf

import "fmt"

// ParseError says which line stops oslo.config and why. It holds no text of the
// file.
type ParseError struct {
	File   string
	Line   int
	Reason string
	advice string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("parsing %s:%d: %s", e.File, e.Line, e.Reason)
}

// Hint says how to mend the line.
func (e *ParseError) Hint() string { return e.advice }

func (p *parser) fail(line int, reason, advice string) error {
	return &ParseError{File: p.file.name, Line: line, Reason: reason, advice: advice}
}

// ValueError says why an option that is set has no value. A service that reads
// it does not start.
type ValueError struct {
	File   string
	Line   int
	Reason string
	advice string
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("reading %s:%d: %s", e.File, e.Line, e.Reason)
}

// Hint says how to mend the value.
func (e *ValueError) Hint() string { return e.advice }

// EditError says why a change is not made. The file is as it was.
type EditError struct {
	File, Section, Key string
	Reason             string
	advice             string
}

func (e *EditError) Error() string {
	return fmt.Sprintf("editing %s: [%s] %s: %s", e.File, e.Section, e.Key, e.Reason)
}

// Hint says what to do instead.
func (e *EditError) Hint() string { return e.advice }

func (f *File) refuse(c Change, reason, advice string) error {
	return &EditError{File: f.name, Section: c.section, Key: c.key, Reason: reason, advice: advice}
}
