package header

import (
	"fmt"
	"strconv"
	"strings"
)

// rates are the events a second and their course over the last minute.
func (d *drawer) rates(width int, spark bool) []segment {
	st := &d.s.Stats
	// A fixed width keeps what is left of it from coming and going with a digit.
	text := fmt.Sprintf(d.w.Rate, fmt.Sprintf("%*s", rateWidth, Rate(st.Rate)))
	s := d.t.Strong
	if st.Rate == 0 {
		s = d.t.Muted
	}
	list := []segment{plain(text, 2, s)}
	columns := min(width/5, 30)
	if !spark || columns < 10 || len(st.Spark) == 0 {
		return list
	}
	return append([]segment{plain(Spark(st.Spark, columns), 5, d.t.Spark)}, list...)
}

// rateWidth is that of the largest rate one is likely to see.
const rateWidth = len("99,999")

// Rate writes events a second with as many digits as mean something.
func Rate(r float64) string {
	switch {
	case r <= 0:
		return "0"
	case r < 0.1:
		return "<0.1"
	case r < 9.95:
		return strconv.FormatFloat(r, 'f', 1, 64)
	}
	return Number(uint64(r + 0.5))
}

var bars = []rune("▁▂▃▄▅▆▇█")

// Spark draws the last columns of counts, each a second; none is a blank, and
// one event among thousands is still a bar.
func Spark(counts []uint32, columns int) string {
	if len(counts) > columns {
		counts = counts[len(counts)-columns:]
	}
	var top uint32 = 1
	for _, n := range counts {
		top = max(top, n)
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", columns-len(counts)))
	for _, n := range counts {
		if n == 0 {
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(bars[uint64(n)*uint64(len(bars)-1)/uint64(top)])
	}
	return b.String()
}
