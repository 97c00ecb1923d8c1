package gnocchi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// policy is an archive policy: what is kept of a metric's measures.
type policy struct {
	Name       string   `json:"name"`
	Methods    []string `json:"aggregation_methods"`
	Definition []struct {
		Granularity span `json:"granularity"`
		Timespan    span `json:"timespan"`
	} `json:"definition"`
}

// policies asks for all of them, by name. Everybody may know them.
func (s *Store) policies(ctx context.Context) (map[string]policy, error) {
	var list []policy
	if _, err := s.ask(ctx, query{method: "GET", path: "/v1/archive_policy"}, &list); err != nil {
		return nil, err
	}
	byName := map[string]policy{}
	for _, p := range list {
		byName[p.Name] = p
	}
	return byName, nil
}

// finest is the shortest granularity, 0 if there is none, and how many points
// it keeps at most, 0 if that is without a bound.
func (p policy) finest() (granularity time.Duration, points int) {
	for _, d := range p.Definition {
		if g := time.Duration(d.Granularity); granularity == 0 || g < granularity {
			granularity, points = g, 0
			if g > 0 {
				points = int(time.Duration(d.Timespan) / g)
			}
		}
	}
	return granularity, points
}

func (p policy) keeps(method string) bool { return slices.Contains(p.Methods, method) }

// method is the aggregate that stands for a sample: the mean, or what is
// nearest to it, or the first by name of what there is. Gnocchi keeps a
// policy's methods as a set, so that the order in an answer means nothing.
func (p policy) method() string {
	for _, name := range []string{"mean", "last", "median", "max", "min", "first", "sum", "count"} {
		if p.keeps(name) {
			return name
		}
	}
	if len(p.Methods) == 0 {
		return ""
	}
	return slices.Min(p.Methods)
}

// String is a note about the policy: ceilometer-low keeps mean: 5m0s for 720h0m0s.
func (p policy) String() string {
	var kept []string
	for _, d := range p.Definition {
		text := d.Granularity.String()
		if d.Timespan > 0 {
			text += " for " + d.Timespan.String()
		}
		kept = append(kept, text)
	}
	methods := slices.Sorted(slices.Values(p.Methods))
	return fmt.Sprintf("archive policy %s keeps %s: %s", sources.Visible(p.Name), clip(strings.Join(methods, ", ")), strings.Join(kept, ", "))
}

// span is a length of time as Python writes a timedelta: "0:05:00", "1:00:00",
// "0:00:00.100000", "1 day, 0:00:00", "30 days, 0:00:00"; or, in answers of
// Gnocchi 2, a number of seconds.
type span time.Duration

// UnmarshalJSON reads a length of time; null is 0.
func (s *span) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		*s = 0
		return nil
	}
	if strings.HasPrefix(text, `"`) {
		unquoted, err := strconv.Unquote(text)
		if err != nil {
			return fmt.Errorf("a length of time is %s", clip(text))
		}
		text = unquoted
	}
	d, ok := parseSpan(text)
	if !ok {
		return fmt.Errorf("a length of time is %q", clip(text))
	}
	*s = span(d)
	return nil
}

// longest keeps lengths of time within what a Duration can hold.
const longest = 290 * 365 * 24 * time.Hour

func parseSpan(text string) (time.Duration, bool) {
	var total float64 // seconds
	if days, rest, ok := strings.Cut(text, ", "); ok {
		number, unit, _ := strings.Cut(days, " ")
		n, err := strconv.ParseUint(number, 10, 31)
		if err != nil || unit != "day" && unit != "days" {
			return 0, false
		}
		total, text = float64(n)*86400, rest
	}
	parts := strings.Split(text, ":")
	if len(parts) != 1 && len(parts) != 3 {
		return 0, false
	}
	seconds := 0.0
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || !(n >= 0) || strings.Trim(part, "0123456789.") != "" || i < len(parts)-1 && n != float64(int64(n)) {
			return 0, false
		}
		seconds = seconds*60 + n
	}
	total += seconds
	if !(total <= longest.Seconds()) {
		return longest, true
	}
	whole, fraction := int64(total), total-float64(int64(total))
	return time.Duration(whole)*time.Second + time.Duration(fraction*1e6+0.5)*time.Microsecond, true
}

// String is the length in the largest units that fit: 30d, 5m, 1h, 100ms.
func (s span) String() string {
	d := time.Duration(s)
	for _, u := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d >= u.length && d%u.length == 0 {
			return strconv.FormatInt(int64(d/u.length), 10) + u.name
		}
	}
	return d.String()
}
