package events

import "strings"

// kind says how a line of the detail is drawn.
type kind uint8

const (
	plain kind = iota
	title
	note
	fieldLine // a field of the event: name and value
	object
	array
	text
	tail // a further line of a text
	number
	literal // true, false, null
	rawLine // a line of JSON text, or of whatever came
	row     // a row of the table of samples
	more    // what was left out; enter brings it
	stepRow // a step of a request
	stuckHead
)

// line is one line of the detail. Its texts are safe for the terminal.
type line struct {
	kind   kind
	depth  int
	name   string
	value  string
	end    int // containers and texts: the first line behind what is inside
	closed bool
	offset int // containers and more: where the container begins in the payload
	step   *step
}

// container reports whether the line can be folded.
func (l *line) container() bool { return l.kind == object || l.kind == array }

// doc is the text of the detail: all its lines, and which are not folded away.
type doc struct {
	lines   []line
	visible []int
	json    string // what c copies when the whole is meant
}

// refold finds the visible lines again.
func (d *doc) refold() {
	d.visible = d.visible[:0]
	for i := 0; i < len(d.lines); {
		d.visible = append(d.visible, i)
		if l := &d.lines[i]; l.container() && l.closed {
			i = max(l.end, i+1)
		} else {
			i++
		}
	}
}

// reveal unfolds whatever hides line i and returns its place among the visible
// ones.
func (d *doc) reveal(i int) int {
	for j := range d.lines[:i] {
		if l := &d.lines[j]; l.container() && l.closed && l.end > i {
			l.closed = false
		}
	}
	d.refold()
	for at, j := range d.visible {
		if j >= i {
			return at
		}
	}
	return len(d.visible) - 1
}

// find returns the next line in a direction that find finds something in, from
// line i on, going round; with itself line i counts too.
func (d *doc) find(i, step int, itself bool, find func(string) (int, int)) (int, bool) {
	n := len(d.lines)
	if n == 0 {
		return 0, false
	}
	if !itself {
		i += step
	}
	for range n {
		i = (i + n) % n
		if l := &d.lines[i]; found(find, l.name) || found(find, l.value) {
			return i, true
		}
		i += step
	}
	return 0, false
}

// matches counts the lines in which something is found, and those up to line i.
func (d *doc) matches(i int, find func(string) (int, int)) (nth, total int) {
	for j := range d.lines {
		if l := &d.lines[j]; found(find, l.name) || found(find, l.value) {
			total++
			if j <= i {
				nth++
			}
		}
	}
	return nth, total
}

func found(find func(string) (int, int), s string) bool {
	i, j := find(s)
	return i >= 0 && j > i
}

// copyText is what c copies on line i: the value, or what is inside.
func (d *doc) copyText(i int) string {
	l := &d.lines[i]
	var b strings.Builder
	if !l.container() {
		b.WriteString(l.value)
		for j := i + 1; j < l.end; j++ {
			b.WriteString("\n" + d.lines[j].value)
		}
		return b.String()
	}
	for j := i; j < l.end && j < len(d.lines); j++ {
		inner := &d.lines[j]
		for range inner.depth - l.depth {
			b.WriteString("  ")
		}
		b.WriteString(inner.name)
		if inner.name != "" && !inner.container() {
			b.WriteString(": ")
		}
		if !inner.container() {
			b.WriteString(inner.value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
