package usage

import (
	"slices"
	"time"
)

// Span is a time from one second to another, which is not in it.
type Span struct{ From, To time.Time }

// Seconds is how long it is.
func (s Span) Seconds() int64 { return int64(secondOf(s.To) - secondOf(s.From)) }

// stretch is a Span inside.
type stretch struct{ from, to second }

// stretches are apart and in order.
type stretches []stretch

// joined sorts stretches and brings those together that touch.
func joined(all []stretch) stretches {
	slices.SortFunc(all, func(a, b stretch) int { return int(min(max(a.from-b.from, -1), 1)) })
	var out stretches
	for _, s := range all {
		switch n := len(out); {
		case s.to <= s.from:
		case n > 0 && s.from <= out[n-1].to:
			out[n-1].to = max(out[n-1].to, s.to)
		default:
			out = append(out, s)
		}
	}
	return out
}

// shared is what lies in both.
func (a stretches) shared(b stretches) stretches {
	var out stretches
	for len(a) > 0 && len(b) > 0 {
		if from, to := max(a[0].from, b[0].from), min(a[0].to, b[0].to); from < to {
			out = append(out, stretch{from, to})
		}
		if a[0].to < b[0].to {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}

// holes are what of a time they leave open.
func (a stretches) holes(from, to second) stretches {
	var out stretches
	at, _ := slices.BinarySearchFunc(a, from, func(s stretch, t second) int {
		if s.to <= t {
			return -1
		}
		return 1
	})
	for _, s := range a[at:] {
		if s.from >= to {
			break
		}
		if from < s.from {
			out = append(out, stretch{from, s.from})
		}
		from = max(from, s.to)
	}
	if from < to {
		out = append(out, stretch{from, to})
	}
	return out
}

func (a stretches) spans() []Span {
	out := make([]Span, len(a))
	for i, s := range a {
		out[i] = Span{s.from.time(), s.to.time()}
	}
	return out
}
