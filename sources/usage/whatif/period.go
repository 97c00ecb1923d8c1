package whatif

import "time"

// Period is what volume_usage_audit_period and instance_usage_audit_period
// say, without the offset.
type Period string

// The periods of audits.
const (
	Hour  Period = "hour"
	Day   Period = "day"
	Month Period = "month"
	Year  Period = "year"
	// Other is a time that somebody named, or that of the extra event that Nova
	// sends when a server is resized or rebuilt: no period makes it more or less.
	Other Period = ""
)

// Periods are those that can be set.
var Periods = []Period{Hour, Day, Month, Year}

// Length is how long a period is, on the average.
func (p Period) Length() time.Duration {
	const day = 24 * time.Hour
	const year = 365*day + 2425*day/10_000 // of the Gregorian calendar
	switch p {
	case Hour:
		return time.Hour
	case Day:
		return day
	case Month:
		return year / 12
	case Year:
		return year
	}
	return 0
}

func periodOf(d time.Duration) Period {
	const day = 24 * time.Hour
	switch {
	case d == time.Hour:
		return Hour
	case d == day:
		return Day
	case d >= 28*day && d <= 31*day && d%day == 0:
		return Month
	case d == 365*day || d == 366*day:
		return Year
	}
	return Other
}
