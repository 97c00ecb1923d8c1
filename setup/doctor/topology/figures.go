package topology

import (
	"fmt"
	"time"
)

// figures are a station's numbers in words, those that are known and that its
// kind has.
func figures(n Node, at time.Time) (all []string) {
	if n.Rate != nil {
		all = append(all, decimal(*n.Rate)+"/s")
	}
	if n.Depth != nil && n.Kind == Store {
		all = append(all, fmt.Sprintf("%d to process", *n.Depth))
	} else if n.Depth != nil {
		all = append(all, count(*n.Depth, "message"))
	}
	if n.Growth != nil && *n.Growth != 0 {
		all = append(all, fmt.Sprintf("%s/s growth", signed(*n.Growth)))
	}
	if n.Readers != nil {
		all = append(all, count(*n.Readers, "consumer"))
	}
	if n.Lag != nil {
		all = append(all, "lag "+short(*n.Lag))
	}
	if !n.Last.IsZero() {
		all = append(all, "last "+short(at.Sub(n.Last))+" ago")
	}
	return all
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// decimal is a rate for people: 0.3, 12, 1500.
func decimal(rate float64) string {
	if rate < 10 && rate > -10 {
		return fmt.Sprintf("%.1f", rate)
	}
	return fmt.Sprintf("%.0f", rate)
}

func signed(rate float64) string {
	if rate > 0 {
		return "+" + decimal(rate)
	}
	return decimal(rate)
}

// short is a time in the largest unit that it fills: 20ms, 3s, 5m, 2h, 4d.
func short(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	switch {
	case d < time.Second:
		return fmt.Sprintf("%s%dms", sign, d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%s%ds", sign, int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%s%dm", sign, int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%s%dh", sign, int(d.Hours()))
	}
	return fmt.Sprintf("%s%dd", sign, int(d.Hours())/24)
}
