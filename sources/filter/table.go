package filter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Column is one that a filter over a table knows: its name in an expression,
// and whether it holds numbers, which text does not look at.
type Column struct {
	Name   string
	Number bool
}

// Row is a row of such a table. Columns are counted in the order that
// ParseTable was given; what is unknown is not ok.
type Row interface {
	Text(column int) (text string, ok bool)
	Number(column int) (n float64, ok bool)
}

// Table is a filter over the rows of a table: the same language with the
// table's columns in place of an event's fields, but for @, because a row has
// no body. It is immutable and safe for concurrent use. A nil Table matches
// everything.
type Table struct {
	text    string
	columns []Column
	pattern pattern  // one of these
	program *program // two
	uses    []int    // the columns that program reads, in the order of its names
	negate  bool
}

// ParseTable compiles what the operator typed, for rows of these columns. The
// error is a *SyntaxError. Empty text gives nil, nil: no filter.
func ParseTable(text string, columns []Column) (*Table, error) {
	if len(text) > maxLength {
		return nil, &SyntaxError{maxLength, fmt.Sprintf("a filter has at most %d characters", maxLength), TooLong, strconv.Itoa(maxLength)}
	}
	typed := strings.TrimSpace(text)
	if typed == "" {
		return nil, nil
	}
	p := parser{at: strings.Index(text, typed), rest: typed}
	t := &Table{text: text, columns: columns}
	negate, whole := p.prefixes()
	t.negate = negate
	kind := p.kind()
	var err error
	switch {
	case whole:
		p.at = strings.IndexByte(text, '@')
		err = p.fail(NoBody, "these rows have no body to search: leave out the @")
	case p.rest == "":
		err = p.fail(NothingYet, "nothing to search for yet")
	case kind == expression:
		err = t.expression(&p)
	default:
		t.pattern, err = p.pattern(kind)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Table) expression(p *parser) error {
	env, at := make(map[string]any, len(t.columns)), make(map[string]int, len(t.columns))
	for i, c := range t.columns {
		env[c.Name], at[c.Name] = "", i
		if c.Number {
			env[c.Name] = float64(0)
		}
	}
	tree, err := p.condition(env, nil)
	if err != nil {
		return err
	}
	if t.program, err = compile(tree, func(name string) bool { _, ok := at[name]; return ok }); err != nil {
		return p.exprError(err)
	}
	for _, name := range t.program.names {
		t.uses = append(t.uses, at[name])
	}
	return nil
}

// Reads reports whether an expression reads the column of that name. Text is
// looked for in all that are no numbers.
func (t *Table) Reads(name string) bool {
	return t != nil && t.program != nil && slices.Contains(t.program.names, name)
}

// Match reports whether a row passes.
func (t *Table) Match(r Row) bool {
	if t == nil {
		return true
	}
	return t.match(r) != t.negate
}

func (t *Table) match(r Row) bool {
	if t.program != nil {
		return t.program.row(r, t)
	}
	for i := range t.columns {
		if t.columns[i].Number {
			continue
		}
		if text, ok := r.Text(i); ok && t.pattern.field(text) {
			return true
		}
	}
	return false
}

// row is match for a program over the columns of a table.
func (p *program) row(r Row, t *Table) bool {
	m := p.pool.Get().(*machine)
	for i, name := range p.names {
		m.env[name] = nil
		column := t.uses[i]
		if t.columns[column].Number {
			if n, ok := r.Number(column); ok {
				m.env[name] = n
			}
		} else if text, ok := r.Text(column); ok {
			m.env[name] = text
		}
	}
	return p.run(m)
}

// String returns what was typed.
func (t *Table) String() string {
	if t == nil {
		return ""
	}
	return t.text
}
