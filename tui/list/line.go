package list

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// Line is one row while a Source draws it. Text must be free of control
// characters (sources.Visible).
type Line struct {
	buf    []byte
	placed []place
	next   int  // the column that the next Cell fills
	at     int  // cells so far, those scrolled away included
	from   int  // first visible cell
	to     int  // end of the visible cells
	joined bool // the gap before the next cell is there already
	over   *theme.Style
	match  theme.Style
	find   func(string) (int, int)
}

func (l *Line) reset(m *Model, over *theme.Style) {
	*l = Line{buf: l.buf[:0], placed: m.placed, from: m.offset, to: m.offset + m.body(), over: over, match: m.looks.Match, find: m.looks.Find}
}

// Wants reports whether the next cell is visible: what is costly to format
// need not be formatted for a column that was left out.
func (l *Line) Wants() bool {
	if l.next >= len(l.placed) {
		return false
	}
	w := l.placed[l.next].width
	return w > 0 && l.at < l.to && l.at+w > l.from-gap
}

// Skip leaves the next cell empty.
func (l *Line) Skip() { l.Cell(theme.Style{}, "") }

// Cell fills the next column.
func (l *Line) Cell(s theme.Style, text string) {
	if l.next >= len(l.placed) {
		return
	}
	p := l.placed[l.next]
	l.next++
	if p.width == 0 {
		return
	}
	if p.stays {
		// What stays is drawn as if nothing were scrolled; what is scrolled
		// away is cut off behind it.
		offset := l.from - l.at
		l.from, l.to = l.at, l.to-offset
		l.put(s, text, p.width, p.right)
		l.spaces(gap)
		l.from, l.to = l.at+offset, l.to+offset
		l.joined = true
		return
	}
	l.between()
	l.put(s, text, p.width, p.right)
}

// between separates a cell from the one before.
func (l *Line) between() {
	if l.at > 0 && !l.joined {
		l.spaces(gap)
	}
	l.joined = false
}

// Rest fills everything from the next column to the end.
func (l *Line) Rest(s theme.Style, text string) {
	l.between()
	l.next = len(l.placed)
	if room := max(l.to-l.at, 0); room > 0 {
		l.put(s, text, room, false)
	}
}

// put writes text into width cells, cut or padded.
func (l *Line) put(s theme.Style, text string, width int, right bool) {
	text, has := Fit(text, width)
	pad := width - has
	if right {
		l.spaces(pad)
	}
	l.cells(s, text, has)
	if !right {
		l.spaces(pad)
	}
}

// cells writes the visible part of text, which is has cells wide.
func (l *Line) cells(s theme.Style, text string, has int) {
	start, end := l.at, l.at+has
	l.at = end
	if has == 0 || end <= l.from || start >= l.to {
		return
	}
	if start < l.from || end > l.to {
		text = Cut(text, max(l.from-start, 0), min(l.to-start, has))
	}
	if l.find != nil {
		if i, j := l.find(text); i >= 0 && i < j && j <= len(text) {
			l.styled(s, text[:i])
			l.styled(l.match, text[i:j])
			l.styled(s, text[j:])
			return
		}
	}
	l.styled(s, text)
}

// styled writes text in s. In the selected row the row's own style is taken up
// again behind it: where both reverse, the cell's end would end the row's too.
func (l *Line) styled(s theme.Style, text string) {
	if text == "" {
		return
	}
	l.buf = append(append(append(l.buf, s.Prefix...), text...), s.Suffix...)
	if l.over != nil && s.Suffix != "" {
		l.buf = append(l.buf, l.over.Prefix...)
	}
}

func (l *Line) spaces(n int) {
	start, end := max(l.at, l.from), min(l.at+n, l.to)
	l.at += n
	for ; start < end; start++ {
		l.buf = append(l.buf, ' ')
	}
}

// finish pads the row to its width.
func (l *Line) finish() string {
	if rest := l.to - max(l.at, l.from); rest > 0 {
		l.at = max(l.at, l.from)
		l.spaces(rest)
	}
	return string(l.buf)
}

// Fit cuts text to width cells and tells how many it has. Plain ASCII, which
// nearly everything is, is not measured.
func Fit(text string, width int) (string, int) {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return fitWide(text, width)
		}
	}
	switch {
	case len(text) <= width:
		return text, len(text)
	case width <= 1:
		return text[:width], width
	}
	return text[:width-1] + "…", width
}

func fitWide(text string, width int) (string, int) {
	has := ansi.StringWidth(text)
	if has <= width {
		return text, has
	}
	tail := "…"
	if width <= 1 {
		tail = ""
	}
	text = ansi.Truncate(text, width, tail)
	return text, ansi.StringWidth(text)
}

// Cut gives the cells from left to right of text. A wide character on an edge
// does not fit: blanks stand for its visible half.
func Cut(text string, left, right int) string {
	var b strings.Builder
	for at := 0; at < right && text != ""; {
		cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		text = text[len(cluster):]
		switch {
		case at >= left && at+width <= right:
			b.WriteString(cluster)
		case at+width > left:
			for range min(at+width, right) - max(at, left) {
				b.WriteByte(' ')
			}
		}
		at += width
	}
	return b.String()
}
