package oslo

import (
	"testing"
	"time"
)

func TestParseTimeReadsEveryFormOfOpenStack(t *testing.T) {
	t.Parallel()
	second := time.Date(2016, 10, 20, 12, 14, 33, 0, time.UTC)
	micro := second.Add(123456 * time.Microsecond)
	for in, want := range map[string]time.Time{
		"2016-10-20 12:14:33":              second, // nova and cinder audits; envelopes on the second
		"2016-10-20 12:14:33.123456":       micro,  // envelopes
		"2016-10-20 12:14:33+00:00":        second, // nova created_at
		"2016-10-20T12:14:33.123456":       micro,  // nova launched_at, samples
		"2016-10-20T12:14:33.000000":       second,
		"2016-10-20T12:14:33+00:00":        second, // cinder
		"2016-10-20T12:14:33.123456+00:00": micro,
		"2016-10-20T12:14:33Z":             second, // glance, nova's versioned objects
		"2016-10-20T12:14:33.123456+0000":  micro,  // CADF
		"2016-10-20T14:14:33+0200":         second,
		"2016-10-20 05:44:33-06:30":        second,
		"2016-10-20 10:14:33-02":           second,
		"2016-10-20T12:14:33.123456999Z":   micro.Add(999),
		" 2016-10-20T12:14:33Z ":           second,
		"2024-02-29 00:00:00":              time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		"1969-12-31 23:59:59":              time.Unix(-1, 0).UTC(),
	} {
		if got, ok := ParseTime(in); !ok || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("ParseTime(%q) = %v, %v, want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{
		"", "None", "2016-10-20", "2016-10-20 12:14", "2016-13-20 12:14:33", "2016-02-30 12:14:33", "2023-02-29 00:00:00",
		"2016-10-20 24:00:00", "2016-10-20 12:60:33", "2016-10-20 12:14:33.", "2016-10-20 12:14:33 UTC", "2016-10-20 12:14:33+25:00",
		"2016-10-20x12:14:33", "2016/10/20 12:14:33", "0000-01-01 00:00:00", "9999-12-31 23:59:59-01:00", "2015-06-1909: 19: 35.786893",
	} {
		if got, ok := ParseTime(in); ok || !got.IsZero() {
			t.Errorf("ParseTime(%q) = %v, %v, want no time", in, got, ok)
		}
	}
}
