package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// times are the minutes at which a schedule runs something.
type times struct {
	minutes, hours, days, months, weekdays [60]bool
	// either: cron runs it where the day or the weekday fits, if both are said.
	either bool
}

// on reports whether a day is one of theirs.
func (s *times) on(t time.Time) bool {
	day, weekday := s.days[t.Day()], s.weekdays[t.Weekday()]
	if s.either {
		return s.months[t.Month()] && (day || weekday)
	}
	return s.months[t.Month()] && day && weekday
}

// field reads numbers, ranges, steps and lists, as cron and systemd write them:
// 5, 1-5 or 1..5, */15, 0/15, mon,fri.
func field(text string, least, most int, names []string) (set [60]bool, err error) {
	for part := range strings.SplitSeq(strings.ToLower(text), ",") {
		from, to, step := least, most, 1
		span, by, stepped := strings.Cut(part, "/")
		if stepped {
			if step, err = strconv.Atoi(by); err != nil || step < 1 {
				return set, fmt.Errorf("%q is no step", by)
			}
		}
		if span != "*" {
			first, last, ranged := strings.Cut(strings.Replace(span, "..", "-", 1), "-")
			if from, err = number(first, names); err != nil {
				return set, err
			}
			switch {
			case ranged:
				if to, err = number(last, names); err != nil {
					return set, err
				}
			case !stepped:
				to = from
			}
		}
		if from < least || to > most || from > to {
			return set, fmt.Errorf("%q is not from %d to %d", span, least, most)
		}
		for n := from; n <= to; n += step {
			set[n] = true
		}
	}
	return set, nil
}

func number(text string, names []string) (int, error) {
	if len(text) >= 3 {
		if n := slices.Index(names, text[:3]); n >= 0 {
			return n, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

var (
	weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	monthNames   = []string{"", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// nicknames are cron's own; @reboot is no time.
var nicknames = map[string]string{
	"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
	"@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}

// cronTimes reads the five fields of cron, or one nickname.
func cronTimes(text string) (s times, err error) {
	if full, ok := nicknames[strings.ToLower(text)]; ok {
		text = full
	}
	f := strings.Fields(text)
	if len(f) != 5 {
		return s, fmt.Errorf("%q are no times", text)
	}
	if s.minutes, err = field(f[0], 0, 59, nil); err != nil {
		return s, err
	}
	if s.hours, err = field(f[1], 0, 23, nil); err != nil {
		return s, err
	}
	if s.days, err = field(f[2], 1, 31, nil); err != nil {
		return s, err
	}
	if s.months, err = field(f[3], 1, 12, monthNames); err != nil {
		return s, err
	}
	if s.weekdays, err = field(f[4], 0, 7, weekdayNames); err != nil {
		return s, err
	}
	s.weekdays[0] = s.weekdays[0] || s.weekdays[7]
	s.either = !strings.HasPrefix(f[2], "*") && !strings.HasPrefix(f[4], "*")
	return s, nil
}

// shorthands are systemd's (systemd.time(7)).
var shorthands = map[string]string{
	"minutely": "*-*-* *:*:00", "hourly": "*-*-* *:00:00", "daily": "*-*-* 00:00:00", "monthly": "*-*-01 00:00:00", "weekly": "Mon *-*-* 00:00:00",
	"yearly": "*-01-01 00:00:00", "annually": "*-01-01 00:00:00", "quarterly": "*-01,04,07,10-01 00:00:00", "semiannually": "*-01,07-01 00:00:00",
}

// calendarTimes reads an OnCalendar of systemd: weekdays, date, time and zone,
// each of which may be left out. What only newer and rarer forms say is an error.
func calendarTimes(text string) (s times, err error) {
	if full, ok := shorthands[strings.ToLower(text)]; ok {
		text = full
	}
	all := func(least, most int) (set [60]bool) {
		set, _ = field("*", least, most, nil)
		return set
	}
	s.minutes[0], s.hours[0] = true, true
	s.days, s.months, s.weekdays = all(1, 31), all(1, 12), all(0, 6)
	for i, part := range strings.Fields(text) {
		switch {
		case strings.Contains(part, ":"):
			f := strings.Split(part, ":")
			if s.hours, err = field(f[0], 0, 23, nil); err == nil {
				s.minutes, err = field(f[1], 0, 59, nil)
			}
		case strings.ContainsAny(part, "*0123456789"):
			f := strings.Split(part, "-")
			if len(f) > 3 || len(f) < 2 || len(f) == 3 && f[0] != "*" {
				return s, fmt.Errorf("%q is no date that is understood", part)
			}
			if s.days, err = field(f[len(f)-1], 1, 31, nil); err == nil {
				s.months, err = field(f[len(f)-2], 1, 12, nil)
			}
		case i == 0:
			s.weekdays, err = field(part, 0, 6, weekdayNames)
		} // what is left is a zone
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// coverage is what a schedule makes of the periods of a year.
type coverage struct {
	runs   int
	most   int // runs in the same period
	missed int // periods in which none runs
	all    int
}

// cover counts the runs that fall on each period of a common year: each run
// sends the period that was completed last.
func cover(period string, all ...times) (coverage, error) {
	sent := make(map[time.Time]int)
	var c coverage
	run := func(t time.Time) error {
		w, err := Last(period, t.Add(time.Second)) // a moment after the minute has begun
		c.runs++
		sent[w.Begin]++
		c.most = max(c.most, sent[w.Begin])
		return err
	}
	for day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2025; day = day.AddDate(0, 0, 1) {
		for i := range all {
			for minute := 0; minute < 24*60 && all[i].on(day); minute++ {
				if !all[i].hours[minute/60] || !all[i].minutes[minute%60] {
					continue
				}
				if err := run(day.Add(time.Duration(minute) * time.Minute)); err != nil {
					return c, err
				}
			}
		}
	}
	unit, _, _ := strings.Cut(period, "@")
	c.all = map[string]int{"hour": 365 * 24, "day": 365, "month": 12, "year": 1}[unit]
	c.missed = max(0, c.all-len(sent))
	return c, nil
}
