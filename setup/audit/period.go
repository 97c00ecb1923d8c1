package audit

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// DefaultPeriod is volume_usage_audit_period where nobody has set it.
const DefaultPeriod = "month"

// Last is the last completed period at a time, as the program reckons it
// (last_completed_audit_period in cinder/utils.py): in UTC, and one that ends
// just now is not completed. A period is hour, day, month or year, with @n for
// the minute, the hour, the day or the month in which it begins.
func Last(period string, now time.Time) (Window, error) {
	now = now.UTC()
	unit, text, shifted := strings.Cut(period, "@")
	offset := 0
	if shifted {
		var err error
		if offset, err = strconv.Atoi(strings.TrimSpace(text)); err != nil {
			return Window{}, noPeriod(period, "what stands behind the @ is no number")
		}
	}
	var at func(back int) time.Time // begin of the period that many before the present one
	year, month, day := now.Date()
	switch unit {
	case "hour":
		at = func(back int) time.Time { return time.Date(year, month, day, now.Hour()-back, offset, 0, 0, time.UTC) }
	case "day":
		at = func(back int) time.Time { return time.Date(year, month, day-back, offset, 0, 0, 0, time.UTC) }
	case "month":
		offset = max(offset, 1)
		at = func(back int) time.Time {
			return time.Date(year, month-time.Month(back), offset, 0, 0, 0, 0, time.UTC)
		}
	case "year":
		offset = max(offset, 1)
		at = func(back int) time.Time { return time.Date(year-back, time.Month(offset), 1, 0, 0, 0, 0, time.UTC) }
	default:
		return Window{}, noPeriod(period, "it is none of hour, day, month and year")
	}
	if most := map[string]int{"hour": 59, "day": 23, "month": 31, "year": 12}[unit]; offset < 0 || offset > most {
		return Window{}, noPeriod(period, fmt.Sprintf("the number behind the @ is at most %d", most))
	}
	end := 0
	if !at(0).Before(now) {
		end = 1
	}
	// Cinder makes these dates too, and the first of them even if it is not
	// used; a day that a month does not have is an error.
	for back := range end + 2 {
		if unit == "month" && at(back).Day() != offset {
			return Window{}, noPeriod(period, "one of the months does not have that day")
		}
	}
	return Window{Begin: at(end + 1), End: at(end)}, nil
}

func noPeriod(period, reason string) error {
	return sources.WithHint(fmt.Errorf("volume_usage_audit_period = %s: %s, and Cinder ends with an error", sources.Visible(period), reason),
		"set [DEFAULT] volume_usage_audit_period in cinder.conf to hour, day, month or year, or give --start-time and --end-time")
}

// Explain says in a sentence what the last period is and what is not in it.
func Explain(period string, w Window) string {
	unit, _, _ := strings.Cut(period, "@")
	return fmt.Sprintf("The audit covers the last completed %s, from %s to %s UTC: what was made after that, a minute ago say, is not in it.",
		unit, format(w.Begin), format(w.End))
}

// timeFormat is the only one that the program reads.
const timeFormat = time.DateTime

func format(t time.Time) string { return t.UTC().Format(timeFormat) }

// String is the window in UTC.
func (w Window) String() string { return format(w.Begin) + " – " + format(w.End) + " UTC" }

// ParseTime reads a time that an operator gives: YYYY-MM-DD, with HH:MM or
// HH:MM:SS behind it, in UTC unless it says otherwise as in RFC 3339. A fraction
// of a second is left out, as the program knows none.
func ParseTime(text string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	if t, ok := oslo.ParseTime(text); ok {
		return t.Truncate(time.Second), nil
	}
	return time.Time{}, sources.WithHint(fmt.Errorf("%q is no time", sources.Visible(text)), `"2026-11-28 14:00:00", in UTC, or 2026-11-28T14:00:00+08:00`)
}

// Window is what a request covers at a time. A request with a begin and no end
// covers all until now; one with an end and no begin covers what the program
// does, from the begin of the last completed period on.
func (r Request) Window(period string, now time.Time) (Window, error) {
	w := Window{Begin: r.Start.UTC(), End: r.End.UTC()}
	if r.Start.IsZero() {
		last, err := Last(period, now)
		if err != nil {
			return Window{}, err
		}
		w.Begin = last.Begin
		if r.End.IsZero() {
			w.End = last.End
		}
	}
	if r.End.IsZero() && !r.Start.IsZero() {
		w.End = now.UTC().Truncate(time.Second).Add(time.Second) // what was made in this second is in it
	}
	if w.Begin != w.Begin.Truncate(time.Second) || w.End != w.End.Truncate(time.Second) {
		return Window{}, errors.New("the window of an audit is in whole seconds")
	}
	if !w.End.After(w.Begin) {
		return Window{}, sources.WithHint(fmt.Errorf("the window ends at %s UTC, which is not after its begin at %s UTC", format(w.End), format(w.Begin)),
			"give --start-time and --end-time, in UTC")
	}
	return w, nil
}
