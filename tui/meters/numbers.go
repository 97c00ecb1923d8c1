package meters

import (
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/tui/header"
	"github.com/ceilotop/ceilotop/tui/words"
)

// times is how the age column tells when the newest sample was taken.
type times uint8

const (
	ages times = iota
	utc
	local
	timesCount
)

func (t times) title(w *words.Meters) string {
	return [...]string{w.Age, w.LastUTC, w.LastLocal}[t]
}

// stamp is a time in the list; ages have five cells, these more.
const stamp = "01-02 15:04:05"

// group writes a number with its thousands apart.
func group(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return header.Number(uint64(n))
}

// number writes a value as shortly as it can be told apart from others.
func number(v float64) string {
	if a := max(v, -v); a >= 1e-4 && a < 1e12 || a == 0 {
		return thousands(strconv.FormatFloat(v, 'f', decimals(a), 64))
	}
	return strconv.FormatFloat(v, 'g', 5, 64)
}

func decimals(a float64) int {
	switch {
	case a == float64(int64(a)):
		return 0
	case a < 1:
		return 4
	case a < 1000:
		return 2
	}
	return 1
}

// thousands sets the thousands of a number apart.
func thousands(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// age is coarse, so that old rows seldom change.
func (p *Page) age(d time.Duration) string {
	if d < -skew {
		return "-" + p.span(-d)
	}
	return p.span(max(d, 0))
}

// span is a length of time in its largest unit.
func (p *Page) span(d time.Duration) string { return p.c.Words.Events.Span(d) }

// moment is a time in full.
func (p *Page) moment(at time.Time) string {
	if at.IsZero() {
		return missing
	}
	if p.times == local {
		return at.In(p.c.Local).Format("2006-01-02T15:04:05.999999Z07:00")
	}
	return at.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
}

// hour is a time of day.
func (p *Page) hour(at time.Time) string {
	if p.times == local {
		return at.In(p.c.Local).Format(time.TimeOnly)
	}
	return at.UTC().Format(time.TimeOnly) + " UTC"
}
