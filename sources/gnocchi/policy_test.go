package gnocchi

import (
	"fmt"
	"testing"
	"time"
)

// python writes a length of time as str(datetime.timedelta(…)) does.
func python(d time.Duration) string {
	text := ""
	if days := d / (24 * time.Hour); days == 1 {
		text = "1 day, "
	} else if days > 1 {
		text = fmt.Sprintf("%d days, ", days)
	}
	d %= 24 * time.Hour
	text += fmt.Sprintf("%d:%02d:%02d", d/time.Hour, d/time.Minute%60, d/time.Second%60)
	if micros := d % time.Second / time.Microsecond; micros > 0 {
		text += fmt.Sprintf(".%06d", micros)
	}
	return text
}

func TestParseSpan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"0:05:00":                  5 * time.Minute,
		"1:00:00":                  time.Hour,
		"0:00:00.100000":           100 * time.Millisecond,
		"1 day, 0:00:01":           24*time.Hour + time.Second,
		"365 days, 0:00:00":        365 * 24 * time.Hour,
		"31536000.0":               365 * 24 * time.Hour,
		"999999999 days, 23:59:59": longest,
	} {
		if got, ok := parseSpan(text); !ok || got != want {
			t.Errorf("%s: got %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "5 minutes", "-1 day, 23:55:00", "-300", "1:2", "0:05:00:00", "0:0x5:00", "inf", "NaN", "0.5:00:00", "1 week, 0:00:00", "1e3"} {
		if got, ok := parseSpan(text); ok {
			t.Errorf("%q: got %v, want nothing", text, got)
		}
	}
}
