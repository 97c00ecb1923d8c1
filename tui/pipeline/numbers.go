package pipeline

import (
	"math"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/tui/header"
)

// rate is a number a second in at most five cells. What is not known is missing.
func rate(v *float64) string {
	if v == nil {
		return missing
	}
	return magnitude(*v)
}

// growth is a rate with its sign.
func growth(v *float64) string {
	if v == nil {
		return missing
	}
	if text := magnitude(*v); *v > 0 && text != "0" {
		return "+" + text
	} else {
		return text
	}
}

func magnitude(v float64) string {
	switch a := math.Abs(v); {
	case a == 0:
		return "0"
	case a < 0.005 && v > 0:
		return "<.01"
	case a < 0.005:
		return ">-.01"
	case a < 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case a < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a < 10_000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v < 0:
		return "-" + header.Brief(uint64(-v))
	}
	return header.Brief(uint64(v))
}

// brief is a count in at most five cells.
func brief(n *int) string {
	if n == nil {
		return missing
	}
	return header.Brief(uint64(max(*n, 0)))
}

// count is a count in full.
func count(n *int) string {
	if n == nil {
		return missing
	}
	return header.Number(uint64(max(*n, 0)))
}

// bytes is a size in a unit that fits.
func bytes(n *uint64) string {
	if n == nil {
		return missing
	}
	v, unit := float64(*n), 0
	units := [...]string{"B", "KiB", "MiB", "GiB", "TiB"}
	for ; v >= 1024 && unit < len(units)-1; unit++ {
		v /= 1024
	}
	decimals := 1
	if unit == 0 || v >= 100 {
		decimals = 0
	}
	return strconv.FormatFloat(v, 'f', decimals, 64) + " " + units[unit]
}

// span is a length of time in its largest unit.
func (p *Page) span(d time.Duration) string { return p.c.Words.Events.Span(max(d, 0)) }

// ago is how long ago something was.
func (p *Page) ago(at time.Time) string {
	if at.IsZero() {
		return missing
	}
	return p.span(p.now.Sub(at))
}

// lag is a delay, which is mostly less than a second.
func (p *Page) lag(d *time.Duration) string {
	switch {
	case d == nil:
		return missing
	case *d < 0:
		return "-" + p.delay(-*d)
	}
	return p.delay(*d)
}

func (p *Page) delay(d time.Duration) string {
	switch {
	case d < time.Second:
		return strconv.Itoa(int(d/time.Millisecond)) + p.c.Words.Events.Milliseconds
	case d < 10*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + p.c.Words.Events.SecondShort
	}
	return p.span(d)
}

// moment is a time in full.
func moment(at time.Time) string {
	if at.IsZero() {
		return missing
	}
	return at.UTC().Format("2006-01-02T15:04:05Z")
}
