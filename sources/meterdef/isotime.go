package meterdef

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

var isoForm = regexp.MustCompile(`^(\d{4})(?:(?:-(\d{1,2})|(\d{2}))(?:(?:-(\d{1,2})|(\d{2}))(?:[ T](\d{2})(?::?(\d{2}))?(?::?(\d{1,2})(?:[.,](\d+))?)?(Z|([-+])(\d{2}):?(\d{2})?)?)?)?)?\n?$`)

var errTime = errors.New("no ISO 8601 time")

// isoTime is oslo.utils' parse_isotime: what has no zone is UTC, and what is
// shorter than a microsecond is cut off.
func isoTime(v jsonpath.Value) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, errTime
	}
	m := isoForm.FindStringSubmatch(s)
	if m == nil || m[3] != "" && m[4] == "" && m[5] == "" {
		return time.Time{}, errTime // YYYYMM is none
	}
	number := func(instead int, texts ...string) int {
		for _, text := range texts {
			if n, err := strconv.Atoi(text); err == nil {
				return n
			}
		}
		return instead
	}
	year, month, day := number(0, m[1]), number(1, m[2], m[3]), number(1, m[4], m[5])
	hour, minute, second := number(0, m[6]), number(0, m[7]), number(0, m[8])
	micro := number(0, (m[9] + "000000")[:6])
	zone := time.UTC
	if m[11] != "" {
		offset := number(0, m[12])*3600 + number(0, m[13])*60
		if offset >= 24*3600 {
			return time.Time{}, errTime
		}
		if m[11] == "-" {
			offset = -offset
		}
		zone = time.FixedZone("", offset)
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, micro*1000, zone)
	if year < 1 || int(t.Month()) != month || t.Day() != day || t.Hour() != hour || t.Minute() != minute || t.Second() != second {
		return time.Time{}, errTime
	}
	return t, nil
}

// isoFormat is Python's isoformat().
func isoFormat(t time.Time) string {
	layout := "2006-01-02T15:04:05"
	if t.Nanosecond() != 0 {
		layout += ".000000"
	}
	return strings.Replace(t.Format(layout+"-07:00"), "Z", "+00:00", 1)
}
