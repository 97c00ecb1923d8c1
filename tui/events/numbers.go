package events

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/words"
)

// times is how the time column shows when an event arrived.
type times uint8

const (
	utc times = iota
	local
	age
	timesCount
)

func (t times) title(w *words.Events) string {
	return [...]string{w.TimeUTC, w.TimeLocal, w.TimeAge}[t]
}

// clock is a time of arrival in the chosen way, with the date unless it is
// today's.
func (p *Page) clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	switch p.times {
	case age:
		return p.age(p.now.Sub(at))
	case local:
		at = at.In(p.c.Local)
	default:
		at = at.UTC()
	}
	if p.day != "" && at.Format(time.DateOnly) != p.day {
		if p.dated {
			return at.Format("01-02 15:04:05")
		}
		return at.Format("01-02 15:04")
	}
	return at.Format("15:04:05.000")
}

// date is a moment in the chosen way, in at most datedWidth cells.
func (p *Page) date(at time.Time) string {
	switch p.times {
	case age:
		return p.age(p.now.Sub(at))
	case local:
		return at.In(p.c.Local).Format("01-02 15:04:05")
	}
	return at.UTC().Format("01-02 15:04:05")
}

// datedWidth is the width of the time column when all of it needs dates.
const datedWidth = len("01-02 15:04:05")

// notOfToday reports whether even the newest event is of another day: the
// column is wider then.
func (p *Page) notOfToday() bool {
	var e sources.Event
	return p.times != age && p.day != "" && p.rows.Len() > 0 && p.read(p.newest(), &e) && p.dayOf(e.ReceivedAt) != p.day
}

func (p *Page) dayOf(at time.Time) string {
	if p.times == local {
		return at.In(p.c.Local).Format(time.DateOnly)
	}
	return at.UTC().Format(time.DateOnly)
}

// exact is a time as the detail shows it.
func (p *Page) exact(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if p.times == local {
		return at.In(p.c.Local).Format("2006-01-02T15:04:05.000000Z07:00")
	}
	return at.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
}

// hour is a time of day, for the lines that say since when.
func (p *Page) hour(at time.Time) string {
	if p.times == local {
		return at.In(p.c.Local).Format(time.TimeOnly)
	}
	return at.UTC().Format(time.TimeOnly) + " UTC"
}

// age is coarse, so that old rows seldom change.
func (p *Page) age(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + p.w.SecondShort
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + p.w.MinuteShort
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + p.w.HourShort
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + p.w.DayShort
}

// duration has three digits that matter.
func (p *Page) duration(d time.Duration) string {
	abs := max(d, -d)
	switch {
	case abs < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + p.w.Milliseconds
	case abs < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + p.w.Seconds
	case abs < 100*time.Minute:
		return strconv.FormatFloat(d.Minutes(), 'f', 1, 64) + p.w.Mins
	}
	return strconv.FormatFloat(d.Hours(), 'f', 1, 64) + p.w.HourShort
}

// group writes a number with its thousands apart.
func group[T int | uint64](n T) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bytesOf writes a size with three digits.
func bytesOf(n int) string {
	const units = "kMG"
	if n < 1000 {
		return strconv.Itoa(n) + " B"
	}
	f, unit := float64(n)/1000, 0
	for f >= 1000 && unit < len(units)-1 {
		f, unit = f/1000, unit+1
	}
	precision := 1
	if f >= 100 {
		precision = 0
	}
	return strconv.FormatFloat(f, 'f', precision, 64) + " " + units[unit:unit+1] + "B"
}
