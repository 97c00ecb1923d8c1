package oslo

import (
	"strings"
	"time"
)

// ParseTime reads a time in any form that OpenStack writes: date and time with
// a blank or a T between, an optional fraction, and Z, +hh:mm, +hhmm, +hh or
// nothing at the end, which means UTC. What it returns is in UTC. The empty
// string, which Nova writes for no date at all, is no time.
func ParseTime(s string) (time.Time, bool) { return parseTime(strings.TrimSpace(s)) }

// parseTime is for text that may still lie in a buffer.
func parseTime[T string | []byte](s T) (time.Time, bool) {
	const shape = "0000-00-00 00:00:00"
	if len(s) < len(shape) || s[4] != '-' || s[7] != '-' || s[10] != ' ' && s[10] != 'T' && s[10] != 't' ||
		s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	yearHigh, yearLow := two(s, 0), two(s, 2)
	month, day, hour, minute, second := two(s, 5), two(s, 8), two(s, 11), two(s, 14), two(s, 17)
	if yearHigh|yearLow|month|day|hour|minute|second < 0 ||
		month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	year := 100*yearHigh + yearLow
	if year == 0 || day > daysIn(year, month) {
		return time.Time{}, false
	}
	rest := s[len(shape):]
	nano, scale := 0, 100_000_000
	if len(rest) > 0 && rest[0] == '.' {
		i := 1
		for ; i < len(rest) && digit(rest[i]); i++ {
			nano += int(rest[i]-'0') * scale
			scale /= 10
		}
		if i == 1 {
			return time.Time{}, false
		}
		rest = rest[i:]
	}
	east, ok := offset(rest)
	if !ok {
		return time.Time{}, false
	}
	at := unix(year, month, day) + int64(hour*3600+minute*60+second-east)
	if at < unix(1, 1, 1) || at >= unix(10000, 1, 1) {
		return time.Time{}, false
	}
	return time.Unix(at, int64(nano)).UTC(), true
}

// two reads two digits; it is negative if they are none.
func two[T string | []byte](s T, i int) int {
	a, b := s[i]-'0', s[i+1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

// offset reads what follows the seconds, as seconds east of UTC.
func offset[T string | []byte](s T) (int, bool) {
	if len(s) == 0 || len(s) == 1 && s[0]|0x20 == 'z' {
		return 0, true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	var hour, minute int
	switch {
	case len(s) == 3:
		hour = two(s, 1)
	case len(s) == 5:
		hour, minute = two(s, 1), two(s, 3)
	case len(s) == 6 && s[3] == ':':
		hour, minute = two(s, 1), two(s, 4)
	default:
		return 0, false
	}
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return 0, false
	}
	if s[0] == '-' {
		return -hour*3600 - minute*60, true
	}
	return hour*3600 + minute*60, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// unix counts the seconds from 1970 to the beginning of a day of the Gregorian
// calendar, whose years begin in March here so that the leap day comes last.
// time.Date does the same at three times the cost.
func unix(year, month, day int) int64 {
	if month <= 2 {
		year, month = year-1, month+12
	}
	days := 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1
	const epoch = 719468 // days from 0000-03-01 to 1970-01-01
	return int64(days-epoch) * 86400
}
