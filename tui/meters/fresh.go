package meters

import (
	"math"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// state is how fresh a meter is.
type state uint8

const (
	unasked state = iota // no reading yet
	failed
	none      // there is no sample
	ahead     // the newest sample is of the future: a clock is wrong
	byUse     // a sample comes when somebody uses something
	unjudged  // nothing is known about how often one is to come
	undecided // those resources that were asked are late, the others were not asked
	fresh
	late
	stale
)

const (
	// A sample is stamped when it was taken, or, in Gnocchi, with the beginning
	// of its period, and takes a while to be worked off: up to two intervals are
	// no delay.
	freshFor = 2
	// From here on it is not one poll that was missed.
	lateFor = 4
	// skew is how far clocks may differ.
	skew = time.Minute
	// gapFrom is how many intervals between two samples make a gap.
	gapFrom = 1.9
)

// expected is how often a sample is to come.
type expected struct {
	every time.Duration // 0: when something is used
	known bool
}

func (p *Page) expected(name string) expected {
	kind, known := p.c.Known(name)
	return expected{kind.Interval, known}
}

func (p *Page) look() look { return look{p.now, p.expected} }

// judge says how fresh a reading is.
func (l *look) judge(name string, r *reading) state {
	switch {
	case r == nil:
		return unasked
	case r.newest.Timestamp.IsZero() && r.err != nil:
		return failed
	case r.none && r.partial():
		return undecided
	case r.newest.Timestamp.IsZero():
		return none
	}
	age := l.now.Sub(r.newest.Timestamp)
	e := l.known(name)
	switch {
	case age < -skew:
		return ahead
	case !e.known:
		return unjudged
	case e.every == 0:
		return byUse
	case age <= freshFor*e.every:
		return fresh
	case r.partial(), r.err != nil:
		return undecided
	case age <= lateFor*e.every:
		return late
	}
	return stale
}

// glyph says the same as the word of a state, in one cell, for where there is
// no room and for the first column.
func (s state) glyph() string {
	return [...]string{"…", "!", "-", "!", "·", "·", "?", "✓", "!", "✗"}[s]
}

func (s state) word(w *words.Meters) string {
	return [...]string{w.Loading, w.Failed, w.None, w.Ahead, w.ByUse, w.Unjudged, w.Undecided, w.Fresh, w.Late, w.Stale}[s]
}

func (s state) style(t *theme.Theme) theme.Style {
	return [...]theme.Style{t.Muted, t.Error, t.Warn, t.Warn, t.Text, t.Muted, t.Muted, t.OK, t.Warn, t.Error}[s]
}

// gaps counts where samples are missing, among those of the reading. It is
// known only for a meter that is polled.
func (l *look) gaps(name string, r *reading) (n int, known bool) {
	e := l.known(name)
	if r == nil || e.every == 0 || len(r.points) < 2 {
		return 0, false
	}
	for i := 1; i < len(r.points); i++ {
		if isGap(r.points[i].at.Sub(r.points[i-1].at), e.every) {
			n++
		}
	}
	return n, true
}

func isGap(d, every time.Duration) bool { return float64(d) > gapFrom*float64(every) }

// course is what a sparkline shows: the values of the samples, the oldest first,
// or of a meter that only grows how much it grew.
func course(r *reading, kind sources.Text) []float64 {
	if r == nil {
		return nil
	}
	var list []float64
	for i, p := range r.points {
		switch {
		case kind.Value != "cumulative":
			list = append(list, p.value)
		case i > 0:
			list = append(list, max(p.value-r.points[i-1].value, 0))
		}
	}
	return list
}

var bars = []rune("▁▂▃▄▅▆▇█")

// spark draws the last of the values in as many cells, the lowest as the lowest
// bar. What does not change is a line in the middle.
func spark(values []float64, cells int) string {
	values = values[max(len(values)-cells, 0):]
	if len(values) < 2 {
		return ""
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	var b strings.Builder
	for _, v := range values {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			b.WriteByte('?')
		case high == low:
			b.WriteRune(bars[3])
		default:
			// Halves, because the difference of two large numbers may overflow.
			share := (v/2 - low/2) / (high/2 - low/2)
			b.WriteRune(bars[int(share*float64(len(bars)-1)+0.5)])
		}
	}
	return b.String()
}
