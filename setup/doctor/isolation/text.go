package isolation

import (
	"fmt"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

// String is the verdict in one line: its first word, then what it is about.
func (v Verdict) String() string {
	switch v.State {
	case Leaking:
		text := fmt.Sprintf("%s %s", v.State, v.Leaks[0])
		if age := v.Leaks[0].Age(v.At); v.Leaks[0].Count > 0 || age > 0 {
			text += fmt.Sprintf(", last %s ago", whole(age))
		}
		if more := len(v.Leaks) - 1; more > 0 {
			text += fmt.Sprintf("; and %d more", more)
		}
		return text
	case Draining:
		var all []string
		for _, q := range v.Queues {
			if !q.LeftOver {
				all = append(all, q.String())
			}
		}
		return string(v.State) + " " + list(all)
	}
	return string(v.State) + ": " + strings.Join(v.Why, "; ")
}

// String is who sends whereto, and why.
func (l Leak) String() string {
	var b strings.Builder
	b.WriteString(doctor.At(l.Service, l.Host))
	if l.Exchange != "" {
		fmt.Fprintf(&b, " via %s", l.Exchange)
	}
	if l.Because.File != "" {
		fmt.Fprintf(&b, " because %s", l.Because)
		if l.Reason != "" {
			fmt.Fprintf(&b, ": %s", l.Reason)
		}
	} else if l.Reason != "" {
		fmt.Fprintf(&b, ", %s", l.Reason)
	}
	return b.String()
}

// Age is how long ago the last message came.
func (l Leak) Age(at time.Time) time.Duration { return max(at.Sub(l.Last), 0) }

// String is a queue with what is left in it.
func (q Drain) String() string {
	text := fmt.Sprintf("%s: %d left", q.Name, q.Messages)
	if q.Rate != nil {
		text += fmt.Sprintf(", %s a second", decimal(*q.Rate))
	}
	return text
}

// clock is a moment as sentences show it.
func clock(t time.Time) string { return t.UTC().Format("15:04:05") }

// whole is a time to the second.
func whole(d time.Duration) string { return d.Round(time.Second).String() }

// decimal is a rate for people: 0.3, 12, 1500.
func decimal(rate float64) string {
	if rate < 10 && rate > -10 {
		return fmt.Sprintf("%.1f", rate)
	}
	return fmt.Sprintf("%.0f", rate)
}

func list(all []string) string { return strings.Join(all, ", ") }
