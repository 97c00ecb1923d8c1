package list

import (
	"strings"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// cursor marks the selected row. It is the only thing that moves with the
// selection while following: a highlighted row would cost 200 bytes on the
// wire each time a row arrives, twice.
const cursor = ">"

// Sync brings the window up to date with the source: call it when the source
// may have changed.
func (m *Model) Sync() {
	if m.source == nil {
		m.compose()
		return
	}
	m.settle()
	m.compose()
}

// settle finds out which items are in the window. The selection keeps its
// screen row whatever came or went above it.
func (m *Model) settle() {
	length, rows := m.source.Len(), m.Rows()
	m.len, m.keys = length, m.keys[:0]
	if length == 0 {
		m.hasSelect, m.top, m.cur = false, 0, 0
		return
	}
	m.cur = m.index(length)
	if m.follow {
		m.cur, m.screenRow = length-1, rows-1
	}
	m.screenRow = max(0, min(m.screenRow, rows-1))
	m.top = max(0, min(m.cur-m.screenRow, length-rows))
	m.screenRow = m.cur - m.top
	for i := m.top; i < min(m.top+rows, length); i++ {
		m.keys = append(m.keys, m.source.Key(i))
	}
	m.choose(m.cur)
	m.agree()
}

// agree puts the selection onto a row of the window in case the source changed
// between two of the calls above.
func (m *Model) agree() {
	for i, key := range m.keys {
		if key == m.selected {
			m.screenRow, m.cur = i, m.top+i
			return
		}
	}
	if n := len(m.keys); n > 0 {
		m.screenRow = min(m.screenRow, n-1)
		m.selected, m.cur = m.keys[m.screenRow], m.top+m.screenRow
	}
}

// compose draws the rows that are new and joins all of them.
func (m *Model) compose() {
	var b strings.Builder
	b.Grow(len(m.view) + 64)
	m.rows, m.spare = m.spare, m.rows
	clear(m.rows)
	if m.headerRows() > 0 {
		m.header(&b)
	}
	for i := range m.Rows() {
		if i > 0 || m.headerRows() > 0 {
			b.WriteByte('\n')
		}
		switch {
		case i >= len(m.keys) || m.width == 0:
			m.blank(&b)
		case i == m.screenRow && !m.follow:
			m.selectedRow(&b, m.keys[i])
		default:
			m.plainRow(&b, m.keys[i], i == m.screenRow)
		}
	}
	clear(m.spare)
	m.view = b.String()
}

func (m *Model) plainRow(b *strings.Builder, key uint64, marked bool) {
	row, ok := m.spare[key]
	if !ok {
		row = m.draw(key, nil)
	}
	m.rows[key] = row
	if marked {
		b.WriteString(m.looks.Cursor.Prefix + cursor + m.looks.Cursor.Suffix)
	} else {
		b.WriteByte(' ')
	}
	b.WriteString(row)
}

func (m *Model) selectedRow(b *strings.Builder, key uint64) {
	b.WriteString(m.looks.Selected.Prefix)
	b.WriteString(cursor)
	b.WriteString(m.draw(key, &m.looks.Selected))
	b.WriteString(m.looks.Selected.Suffix)
}

func (m *Model) draw(key uint64, over *theme.Style) string {
	m.drawn++
	m.line.reset(m, over)
	m.source.Row(key, &m.line)
	return m.line.finish()
}

func (m *Model) header(b *strings.Builder) {
	if m.width == 0 {
		return
	}
	m.line.reset(m, &m.looks.Header)
	m.line.find = nil
	for i := range m.columns {
		m.line.Cell(m.looks.Header, m.columns[i].Title)
	}
	b.WriteString(m.looks.Header.Prefix)
	b.WriteByte(' ')
	b.WriteString(m.line.finish())
	b.WriteString(m.looks.Header.Suffix)
}
