// Package rows writes a list as OpenStack's own clients do, to the byte: as the
// table of python-ceilometerclient (prettytable 0.7), and as csv, json, value
// and yaml of cliff, on which the openstack command is built. Scripts that read
// those clients' output then read ours.
//
// A table is sorted and needs all rows before its first line; it is held in
// memory and written by Close. The other formats stream in bounded memory.
package rows

import (
	"bufio"
	"io"
	"slices"
)

// Formats are the names that New knows, the default first.
var Formats = []string{"table", "csv", "json", "value", "yaml"}

// Writer takes a list row by row. The first error of the underlying writer
// ends the list and is returned by every later call.
type Writer interface {
	// Write takes one row: a value for each of Options.Columns. It keeps
	// nothing of the slice.
	Write(row []Value) error
	// Close ends a list that is whole.
	Close() error
	// Break ends a list that is not whole. What was written so far goes out,
	// but nothing that would make it look whole: no table, and JSON stays
	// open, so that no parser takes it.
	Break() error
}

// Options say what a row has and what is shown of it.
type Options struct {
	Columns []string
	Shown   []int // indices of Columns in ascending order; nil: all
	// SortBy is the column that a table is sorted by; rows that are equal in
	// it are sorted by all their values from the left. -1 keeps the order.
	SortBy int
	// Visible escapes control and bidirectional characters, for a terminal.
	// json and yaml escape them anyway.
	Visible bool
	// Cells counts a table's widths in cells of a terminal, in which an emoji
	// takes two, and not as prettytable does.
	Cells bool
}

// New returns a writer for one of Formats, nil for any other name.
func New(format string, to io.Writer, o Options) Writer {
	if o.Shown == nil {
		for i := range o.Columns {
			o.Shown = append(o.Shown, i)
		}
	}
	out := bufio.NewWriterSize(to, 64<<10)
	switch format {
	case "table":
		return newTable(out, &o)
	case "csv":
		return &stream{out: out, shown: o.Shown, form: newCSV(&o)}
	case "json":
		return &stream{out: out, shown: o.Shown, form: newJSON(&o)}
	case "value":
		return &stream{out: out, shown: o.Shown, form: &valueForm{o.Visible}}
	case "yaml":
		return &stream{out: out, shown: o.Shown, form: newYAML(&o)}
	}
	return nil
}

// names are the columns that are shown.
func (o *Options) names() []string {
	names := make([]string, len(o.Shown))
	for i, column := range o.Shown {
		names[i] = o.Columns[column]
	}
	return names
}

// form is a format that needs one row at a time. Its methods append to dst.
type form interface {
	head(dst []byte) []byte // before the first row
	row(dst []byte, shown []Value, first bool) []byte
	tail(dst []byte, empty bool) []byte // after the last row of a whole list
}

// stream writes rows as they come.
type stream struct {
	out   *bufio.Writer
	shown []int
	form  form

	began bool
	count int
	line  []byte
	row   []Value
}

func (s *stream) Write(row []Value) error {
	s.line = s.begin(s.line[:0])
	s.row = s.row[:0]
	for _, column := range s.shown {
		s.row = append(s.row, row[column])
	}
	s.line = s.form.row(s.line, s.row, s.count == 0)
	s.count++
	return s.put()
}

func (s *stream) begin(dst []byte) []byte {
	if s.began {
		return dst
	}
	s.began = true
	return s.form.head(dst)
}

func (s *stream) put() error {
	_, err := s.out.Write(s.line)
	if cap(s.line) > 1<<20 { // one huge value is no reason to keep a huge buffer
		s.line = nil
	}
	return err
}

func (s *stream) Close() error {
	s.line = s.form.tail(s.begin(s.line[:0]), s.count == 0)
	if err := s.put(); err != nil {
		return err
	}
	return s.out.Flush()
}

func (s *stream) Break() error { return s.out.Flush() }

// Known reports whether there is a format of this name.
func Known(format string) bool { return slices.Contains(Formats, format) }
