// Package list draws a window on a long ordered set of rows. It never holds
// the rows: it asks a Source by position for those it shows, and remembers what
// is selected by key. So a list of a million rows costs what the screen costs,
// and rows that come or go above and below never move the selection.
//
//	item      what the Source has, known by its key, found by position
//	row       an item drawn into the width, kept until key, layout or look change
//	window    the rows on the screen
//	follow    the last item is selected and the window sticks to it
//
// The model draws in its methods, which an Update calls; View only returns
// what was drawn, so it reads no source and takes no lock.
package list

import (
	"strings"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// Source has the items. Keys are unique and stay with their item for life;
// positions may shift whenever the Source changes.
type Source interface {
	// Len is the number of items.
	Len() int
	// Key is the key of the item at position i, 0 ≤ i < Len.
	Key(i int) uint64
	// Index is the position of key; if there is none, the position where it
	// would stand, and false.
	Index(key uint64) (i int, found bool)
	// Row draws the item: one Cell for each column, in the order of SetColumns.
	Row(key uint64, line *Line)
}

// Model is the list. Make it with New.
type Model struct {
	source  Source
	columns []Column
	looks   Looks
	bare    bool // no titles above the rows

	width, height int
	offset        int // cells scrolled to the right
	placed        []place

	// The selection is a key and the screen row it stands on. Positions are
	// looked up when they are needed.
	selected  uint64
	hasSelect bool
	screenRow int
	follow    bool

	top  int // position of the first visible item when last drawn
	len  int
	cur  int // position of the selection when last drawn
	keys []uint64

	rows, spare map[uint64]string // the window's rows; spare is the map of the draw before
	line        Line
	view        string
	drawn       int // rows drawn anew, for tests and benchmarks
}

// Looks are the styles of the parts that the list itself draws.
type Looks struct {
	Header   theme.Style
	Selected theme.Style // the whole selected row
	Cursor   theme.Style // the mark of the selected row while following
	Match    theme.Style // what Find found
	// Find gives the part of a cell to draw in Match: start < 0 for none.
	Find func(cell string) (start, end int)
}

// New returns a list that follows its end.
func New(source Source) *Model {
	return &Model{source: source, follow: true, rows: map[uint64]string{}, spare: map[uint64]string{}}
}

// SetSource replaces the items. The selection stays on its key if the new
// source has it, else on the nearest position.
func (m *Model) SetSource(source Source) {
	m.source = source
	m.Redraw()
}

// SetColumns sets the columns. They are not to be changed afterwards.
func (m *Model) SetColumns(columns []Column) {
	m.columns = columns
	m.relayout()
}

// SetHeader says whether the titles of the columns stand above the rows, which
// they do until it is called.
func (m *Model) SetHeader(on bool) {
	m.bare = !on
	m.relayout()
}

// SetLooks sets the styles and draws everything again: after a change of
// theme, of a unit, of marks.
func (m *Model) SetLooks(looks Looks) {
	m.looks = looks
	m.Redraw()
}

// SetSize sets the size of View, header included.
func (m *Model) SetSize(width, height int) {
	width, height = max(width, 0), max(height, 0)
	if width == m.width && height == m.height {
		return
	}
	m.width, m.height = width, height
	m.relayout()
}

// ScrollBy moves the columns to the left by cells; below zero to the right. At
// zero the columns are fitted to the width, beyond it they have their full one.
func (m *Model) ScrollBy(cells int) {
	offset := max(0, min(m.offset+cells, fullWidth(m.columns)-m.body()))
	if offset == m.offset {
		return
	}
	m.offset = offset
	m.relayout()
}

// Offset is the number of cells scrolled to the right.
func (m *Model) Offset() int { return m.offset }

// View is the list, exactly width × height.
func (m *Model) View() string { return m.view }

// Drawn counts the rows drawn since the start. A row whose text did not change
// is not drawn again.
func (m *Model) Drawn() int { return m.drawn }

// Redraw forgets every drawn row and draws the window again.
func (m *Model) Redraw() {
	clear(m.rows)
	m.Sync()
}

// Forget draws the row of key again at the next Sync.
func (m *Model) Forget(key uint64) { delete(m.rows, key) }

func (m *Model) relayout() {
	if m.offset > 0 {
		m.offset = max(0, min(m.offset, fullWidth(m.columns)-m.body()))
	}
	m.placed = layout(m.columns, m.body(), m.offset)
	m.Redraw()
}

// body is the width of a row without the selection's mark.
func (m *Model) body() int { return max(m.width-1, 0) }

// Rows is the number of items that the window can show.
func (m *Model) Rows() int { return max(m.height-m.headerRows(), 0) }

// headerRows gives the header up when it would leave less than two items.
func (m *Model) headerRows() int {
	if m.bare || m.height < 3 || len(m.columns) == 0 {
		return 0
	}
	return 1
}

func (m *Model) blank(b *strings.Builder) {
	for range m.width {
		b.WriteByte(' ')
	}
}
