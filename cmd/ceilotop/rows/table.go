package rows

import (
	"bufio"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// table holds the rows, because the widths and the order are known only when
// all have come.
type table struct {
	out     *bufio.Writer
	o       *Options
	width   measure
	rows    [][]Value
	room    []Value // what is left of the last slab
	scratch []byte
}

func newTable(out *bufio.Writer, o *Options) *table {
	t := &table{out: out, o: o, width: blocks}
	if o.Cells {
		t.width = cells
	}
	return t
}

// slab is for how many rows memory is asked for at once.
const slab = 256

func (t *table) Write(row []Value) error {
	if len(t.room) < len(row) {
		t.room = make([]Value, slab*len(row))
	}
	kept := t.room[:len(row):len(row)]
	t.room = t.room[len(row):]
	copy(kept, row)
	t.rows = append(t.rows, kept)
	return nil
}

func (t *table) Break() error { return nil }

func (t *table) Close() error {
	if t.o.SortBy >= 0 {
		slices.SortFunc(t.rows, func(a, b []Value) int { return compareRows(a, b, t.o.SortBy) })
	}
	names := t.o.names()
	widths := make([]int, len(names))
	for i, name := range names {
		widths[i] = t.width(name)
	}
	for _, row := range t.rows {
		for i, column := range t.o.Shown {
			text := t.text(&row[column])
			if len(text) <= widths[i] && plain(text) { // most are
				continue
			}
			for line := range strings.SplitSeq(text, "\n") {
				widths[i] = max(widths[i], t.width(line))
			}
		}
	}
	rule := "+"
	for _, width := range widths {
		rule += strings.Repeat("-", width+2) + "+"
	}
	rule += "\n"

	t.out.WriteString(rule)
	t.line(names, widths)
	t.out.WriteString(rule)
	cellsOf := make([]string, len(names))
	for _, row := range t.rows {
		for i, column := range t.o.Shown {
			cellsOf[i] = t.text(&row[column])
		}
		t.row(cellsOf, widths)
	}
	t.out.WriteString(rule)
	return t.out.Flush()
}

// text is what a table shows of a value.
func (t *table) text(v *Value) string {
	s := v.text
	switch v.kind {
	case null:
		return "None"
	case text:
	default:
		t.scratch = appendStr(t.scratch[:0], v)
		s = string(t.scratch)
	}
	if t.o.Visible {
		s = sources.Visible(s)
	}
	return s
}

// row writes one row, which takes as many lines as its highest cell has.
func (t *table) row(texts []string, widths []int) {
	high := 0
	for _, text := range texts {
		if strings.IndexByte(text, '\n') >= 0 {
			high = max(high, strings.Count(text, "\n"))
		}
	}
	if high == 0 {
		t.line(texts, widths)
		return
	}
	rest := slices.Clone(texts)
	lines := make([]string, len(texts))
	for range high + 1 {
		for i := range rest {
			lines[i], rest[i], _ = strings.Cut(rest[i], "\n")
		}
		t.line(lines, widths)
	}
}

const blanks = "                                                                "

func (t *table) line(texts []string, widths []int) {
	t.out.WriteByte('|')
	for i, text := range texts {
		t.out.WriteByte(' ')
		t.out.WriteString(text)
		missing := widths[i] - t.width(text)
		for missing > len(blanks) {
			t.out.WriteString(blanks)
			missing -= len(blanks)
		}
		t.out.WriteString(blanks[:missing])
		t.out.WriteString(" |")
	}
	t.out.WriteByte('\n')
}
