package osloconf

import (
	"slices"
	"strings"
)

// File is a parsed file. It is never changed.
type File struct {
	name    string
	lines   []Line
	entries []Entry
}

// Kind is what a physical line is to oslo.config.
type Kind uint8

const (
	// Blank lines end a value.
	Blank Kind = iota
	// Comment lines begin with # or ; in column 0. Elsewhere these are text.
	Comment
	// Header lines begin a section.
	Header
	// Assignment lines begin a value.
	Assignment
	// Continuation lines begin with a blank and belong to the value above.
	Continuation
)

// Line is one physical line.
type Line struct {
	Raw     string // with its line end, if it has one
	Kind    Kind
	Section string // as written; "" before the first one
}

// Entry is one assignment with its continuations.
type Entry struct {
	Section        string // as written
	Key            string
	Value          string // not interpolated; continuations are joined by \n
	Line, LastLine int    // counted from 1
}

// Name is the name given to Parse.
func (f *File) Name() string { return f.name }

// Lines are the physical lines. The caller must not change them.
func (f *File) Lines() []Line { return f.lines }

// Entries are the assignments in the order of the file. The caller must not
// change them.
func (f *File) Entries() []Entry { return f.entries }

// Bytes is the text that was parsed, byte for byte.
func (f *File) Bytes() []byte {
	size := 0
	for _, l := range f.lines {
		size += len(l.Raw)
	}
	b := make([]byte, 0, size)
	for _, l := range f.lines {
		b = append(b, l.Raw...)
	}
	return b
}

// Sections are the names of the sections as the services know them, each once,
// in the order of the file.
func (f *File) Sections() []string {
	var names []string
	for _, l := range f.lines {
		if name := Normalise(l.Section); l.Kind == Header && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Normalise gives the name by which a service finds a section: in lower case,
// except DEFAULT. [default] is therefore a section that nobody reads.
func Normalise(section string) string {
	if section == "DEFAULT" {
		return section
	}
	return strings.ToLower(section)
}
