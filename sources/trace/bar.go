package trace

import (
	"bytes"
	"time"
)

// Bar draws step i on the waterfall's line of time as width characters of ASCII:
//
//	   ====     from the beginning to the end
//	   ===x     to the failure
//	   ======>  begun and stuck
//	   ?        begun and broken off, nobody knows when; or ended by a clock that
//	            is behind
//	<=====      no start was seen
//	   |        happened
func (w *Waterfall) Bar(i, width int) string {
	if width <= 0 {
		return ""
	}
	s := &w.Steps[i]
	cells := bytes.Repeat([]byte{' '}, width)
	from, to, ok := s.Span()
	if !ok {
		return string(cells)
	}
	if s.Backward() {
		cells[w.cell(s.Begin.At, width)] = '?'
		return string(cells)
	}
	lo, hi := w.cell(from, width), w.cell(to, width)
	switch s.State {
	case Stuck:
		hi = width - 1
	case Unbegun:
		lo = 0
	}
	for at := lo; at <= hi; at++ {
		cells[at] = '='
	}
	switch s.State {
	case Stuck:
		cells[hi] = '>'
	case Unbegun:
		cells[lo] = '<'
	case Failed:
		cells[hi] = 'x'
	case BrokenOff:
		cells[hi] = '?'
	case Happened:
		cells[lo], cells[hi] = '|', '|'
	}
	return string(cells)
}

func (w *Waterfall) cell(at time.Time, width int) int {
	total := w.Total()
	if total <= 0 {
		return 0
	}
	part := float64(at.Sub(w.Begin)) / float64(total)
	return max(0, min(int(part*float64(width)), width-1))
}
