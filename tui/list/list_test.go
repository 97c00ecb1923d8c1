package list

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// log is a source whose first items go away and whose last ones arrive.
type log struct{ first, next uint64 }

func (l *log) Len() int         { return int(l.next - l.first) }
func (l *log) Key(i int) uint64 { return l.first + uint64(i) }

func (l *log) Index(key uint64) (int, bool) {
	switch {
	case key < l.first:
		return 0, false
	case key >= l.next:
		return l.Len(), false
	}
	return int(key - l.first), true
}

func (l *log) Row(key uint64, line *Line) {
	line.Cell(theme.Style{}, fmt.Sprint(key))
	line.Cell(theme.Style{}, fmt.Sprintf("item-%d", key))
}

var twoColumns = []Column{{ID: "n", Title: "n", Width: 3, Right: true}, {ID: "name", Title: "name", Width: 8, Min: 3, Max: 12, Rank: 1, Keep: true}}

func newList(source Source, width, height int) *Model {
	m := New(source)
	m.SetColumns(twoColumns)
	m.SetSize(width, height)
	return m
}

func wantView(t *testing.T, m *Model, rows ...string) {
	t.Helper()
	got := strings.Split(ansi.Strip(m.View()), "\n")
	for i := range got {
		got[i] = strings.TrimRight(got[i], " ")
	}
	if !slices.Equal(got, rows) {
		t.Errorf("the list shows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(rows, "\n"))
	}
}

func TestFollowsTheEnd(t *testing.T) {
	t.Parallel()
	l := &log{1, 3}
	m := newList(l, 14, 4)
	wantView(t, m, "   n name", "   1 item-1", ">  2 item-2", "")
	l.next = 6
	m.Sync()
	wantView(t, m, "   n name", "   3 item-3", "   4 item-4", ">  5 item-5")
}

func TestSelectionStaysOnItsItem(t *testing.T) {
	t.Parallel()
	l := &log{1, 9}
	m := newList(l, 14, 5)
	m.MoveBy(-2)
	wantView(t, m, "   n name", "   5 item-5", ">  6 item-6", "   7 item-7", "   8 item-8")
	if m.Follow() {
		t.Error("the list follows after a move up")
	}
	before := m.View()
	l.next = 90 // rows arrive below
	m.Sync()
	if m.View() != before {
		t.Error("rows that arrived below moved the window")
	}
	l.first = 4 // rows are evicted above
	m.Sync()
	if m.View() != before {
		t.Error("rows evicted above moved the window")
	}
	l.first = 20 // the selected one is evicted
	m.Sync()
	wantView(t, m, "   n name", "> 20 item-20", "  21 item-21", "  22 item-22", "  23 item-23")
	m.End()
	wantView(t, m, "   n name", "  86 item-86", "  87 item-87", "  88 item-88", "> 89 item-89")
}

func TestMovingAndPaging(t *testing.T) {
	t.Parallel()
	m := newList(&log{1, 31}, 14, 5)
	m.Home()
	wantView(t, m, "   n name", ">  1 item-1", "   2 item-2", "   3 item-3", "   4 item-4")
	m.Page(1)
	wantView(t, m, "   n name", "   1 item-1", "   2 item-2", "   3 item-3", ">  4 item-4")
	m.Page(1)
	wantView(t, m, "   n name", "   4 item-4", "   5 item-5", "   6 item-6", ">  7 item-7")
	m.Page(-9)
	wantView(t, m, "   n name", ">  1 item-1", "   2 item-2", "   3 item-3", "   4 item-4")
	m.Select(20)
	if key, _ := m.Selected(); key != 20 {
		t.Errorf("selected %d, want 20", key)
	}
	top, selected, total := m.Position()
	if top != 17 || selected != 19 || total != 30 {
		t.Errorf("position %d, %d of %d, want 17, 19 of 30", top, selected, total)
	}
}

// A key under a flood starts from what is on the screen, not from what has
// arrived since.
func TestMovesFromWhatIsShown(t *testing.T) {
	t.Parallel()
	l := &log{1, 10}
	m := newList(l, 14, 5)
	l.next = 100000
	m.MoveBy(-1)
	wantView(t, m, "   n name", "   6 item-6", "   7 item-7", ">  8 item-8", "   9 item-9")
}

func TestColumnsGiveWayByRank(t *testing.T) {
	t.Parallel()
	l := &log{1, 2}
	m := newList(l, 30, 3)
	for _, tt := range []struct {
		width int
		rows  []string
	}{
		{30, []string{"   n name", ">  1 item-1", ""}},
		{9, []string{"   n name", ">  1 ite…", ""}},
		{8, []string{"   n na…", ">  1 it…", ""}},
		{7, []string{"   n", ">  1", ""}},
		{2, []string{" n", ">1", ""}},
		{1, []string{"", ">", ""}},
	} {
		m.SetSize(tt.width, 3)
		wantView(t, m, tt.rows...)
	}
}

func TestScrollingShowsFullColumns(t *testing.T) {
	t.Parallel()
	m := newList(&log{12345, 12346}, 11, 3)
	wantView(t, m, "   n name", ">12… item-…", "")
	m.ScrollBy(4)
	wantView(t, m, " name", ">item-12345", "")
	m.ScrollBy(40)
	if got := m.Offset(); got != 6 {
		t.Errorf("offset %d, want 6: no further than the last column", got)
	}
	wantView(t, m, " me", ">em-12345", "")
	m.ScrollBy(-100)
	wantView(t, m, "   n name", ">12… item-…", "")
}

func TestALeadingColumnStays(t *testing.T) {
	t.Parallel()
	m := New(&log{7, 8})
	m.SetColumns([]Column{{Title: "n", Width: 3, Stay: true}, {Title: "name", Width: 8, Max: 12}})
	m.SetSize(13, 3)
	wantView(t, m, " n   name", ">7   item-7", "")
	m.ScrollBy(3)
	wantView(t, m, " n   e", ">7   m-7", "")
}

func TestExactSize(t *testing.T) {
	t.Parallel()
	m := newList(wide{}, 0, 0)
	staying := newList(wide{}, 0, 0)
	staying.SetColumns([]Column{{Width: 3, Stay: true}, {Width: 8, Min: 3, Max: 12, Keep: true}})
	for _, m := range []*Model{m, staying} {
		exactSize(t, m)
	}
}

func exactSize(t *testing.T, m *Model) {
	for width := range 40 {
		for height := range 6 {
			for offset := range 5 {
				m.SetSize(width, height)
				m.ScrollBy(-100)
				m.ScrollBy(offset)
				lines := strings.Split(m.View(), "\n")
				if height == 0 {
					if m.View() != "" {
						t.Fatalf("height 0 shows %q", m.View())
					}
					continue
				}
				if len(lines) != height {
					t.Fatalf("%d×%d has %d lines", width, height, len(lines))
				}
				for _, line := range lines {
					if w := ansi.StringWidth(line); w != width {
						t.Fatalf("%d×%d offset %d: a line of %d cells: %q", width, height, offset, w, line)
					}
				}
			}
		}
	}
}

// wide has names of double width.
type wide struct{}

func (wide) Len() int                     { return 3 }
func (wide) Key(i int) uint64             { return uint64(i) }
func (wide) Index(key uint64) (int, bool) { return int(key), key < 3 }
func (wide) Row(_ uint64, line *Line) {
	line.Cell(theme.Style{Prefix: "\x1b[31m", Suffix: "\x1b[39m"}, "云主")
	line.Cell(theme.Style{}, "a云主机b一二三")
}

func TestNothingToShow(t *testing.T) {
	t.Parallel()
	m := newList(&log{1, 1}, 14, 4)
	wantView(t, m, "   n name", "", "", "")
	m.MoveBy(1)
	m.Page(-1)
	m.Home()
	m.End()
	m.Select(7)
	if _, ok := m.Selected(); ok {
		t.Error("an empty list has a selection")
	}
}

// The wire carries only what changed, so what did not change must be the same
// text, and drawing it again is wasted work.
func TestOnlyNewRowsAreDrawn(t *testing.T) {
	t.Parallel()
	l := &log{1, 1000}
	m := newList(l, 14, 39)
	before, drawn := strings.Split(m.View(), "\n"), m.Drawn()
	l.next++
	m.Sync()
	if got := m.Drawn() - drawn; got != 1 {
		t.Errorf("one new row: %d rows drawn", got)
	}
	after := strings.Split(m.View(), "\n")
	for i := 2; i < len(before)-1; i++ {
		if before[i] != after[i-1] {
			t.Fatalf("row %d became %q", i, after[i-1])
		}
	}
	drawn = m.Drawn()
	m.Sync()
	if m.Drawn() != drawn {
		t.Errorf("no change: %d rows drawn", m.Drawn()-drawn)
	}
}

func TestMatchIsMarkedInsideTheCell(t *testing.T) {
	t.Parallel()
	m := newList(&log{1, 2}, 14, 2)
	m.SetLooks(Looks{
		Match: theme.Style{Prefix: "<", Suffix: ">"},
		Find: func(cell string) (int, int) {
			i := strings.Index(cell, "em")
			return i, i + 2
		},
	})
	wantView(t, m, ">  1 it<em>-1", "")
}

func BenchmarkView(b *testing.B) {
	for _, bm := range []struct {
		name string
		step uint64
	}{{"one new row", 1}, {"every row new", 38}} {
		b.Run(bm.name, func(b *testing.B) {
			l := &log{1, 1000}
			m := newList(l, 120, 39)
			b.ReportAllocs()
			for b.Loop() {
				l.next += bm.step
				m.Sync()
				_ = m.View()
			}
		})
	}
}

func TestAListWithoutAHeaderHasItsRoomForRows(t *testing.T) {
	t.Parallel()
	m := newList(&log{1, 9}, 20, 5)
	m.SetHeader(false)
	if m.Rows() != 5 || len(m.Keys()) != 5 {
		t.Errorf("%d rows, %d keys", m.Rows(), len(m.Keys()))
	}
	m.SetHeader(true)
	if m.Rows() != 4 {
		t.Errorf("with the header %d rows", m.Rows())
	}
}
