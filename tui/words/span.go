package words

import (
	"strconv"
	"time"
)

// Span is a length of time in its largest unit.
func (w *Events) Span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + w.SecondShort
	case d < 100*time.Minute:
		return strconv.Itoa(int(d/time.Minute)) + w.MinuteShort
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + w.HourShort
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + w.DayShort
}
