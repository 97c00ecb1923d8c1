package topology

import (
	"fmt"
	"strings"
)

// column is a number of a kind of station.
type column struct {
	title string
	of    func(n Node, p Picture) string
}

const missing = "-"

var (
	rate = column{"msg/s", func(n Node, _ Picture) string { return number(n.Rate, decimal) }}
	last = column{"last", func(n Node, p Picture) string {
		if n.Last.IsZero() {
			return missing
		}
		return short(p.At.Sub(n.Last))
	}}
	lag = column{"lag", func(n Node, _ Picture) string { return number(n.Lag, short) }}

	columns = map[Kind][]column{
		Publisher: {rate, lag, last},
		Exchange:  {rate, last},
		Queue: {
			rate,
			{"depth", func(n Node, _ Picture) string { return number(n.Depth, whole) }},
			{"growth/s", func(n Node, _ Picture) string { return number(n.Growth, signed) }},
			{"readers", func(n Node, _ Picture) string { return number(n.Readers, whole) }},
		},
		Consumer: {rate},
		Store:    {{"to do", func(n Node, _ Picture) string { return number(n.Depth, whole) }}, last},
	}
	titles = map[Kind]string{Publisher: "publishers", Exchange: "exchanges", Queue: "queues", Consumer: "consumers", Store: "store"}
)

func whole(n int) string { return fmt.Sprint(n) }

// number is a value, or a dash for one that is not known.
func number[T any](v *T, text func(T) string) string {
	if v == nil {
		return missing
	}
	return text(*v)
}

// cell is how wide a number is with the space before it.
const cell = 9

// heading is the title of a kind with those of its columns.
func (s *sheet) heading(corner string, k Kind) {
	text := s.pad(corner+" "+s.Say(titles[k]), s.names(k))
	for _, c := range columns[k] {
		text += s.right(s.Say(c.title))
	}
	s.line(text)
}

// names is how wide the names of a kind may be.
func (s *sheet) names(k Kind) int { return s.Width - cell*len(columns[k]) }

func (s *sheet) pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-s.Columns(text), 0))
}

func (s *sheet) right(text string) string {
	return strings.Repeat(" ", max(cell-s.Columns(text), 1)) + text
}
