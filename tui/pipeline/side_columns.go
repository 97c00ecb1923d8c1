package pipeline

import (
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/tui/list"
)

// columns are those of the numbers, in the order of figures.
type figures [6]string // rate, depth, growth, readers, lag, last

// has are the figures that a kind of station has, by their place.
var has = map[topology.Kind][]int{
	topology.Publisher: {0, 4, 5},
	topology.Exchange:  {0, -1, 5},
	topology.Queue:     {1, 2, 3},
	topology.Consumer:  {0, -1, 5},
	topology.Store:     {-1, 4, 5},
}

func (p *Page) titles(k topology.Kind) figures {
	w := p.w
	return figures{w.Rate, w.Depth, w.Growth, w.Readers, w.Lag, w.Last}
}

func (p *Page) numbers(n *topology.Node) figures {
	return figures{rate(n.Rate), brief(n.Depth), growth(n.Growth), brief(n.Readers), p.lag(n.Lag), p.ago(n.Last)}
}

// pick gives the figures that a kind has: three columns that mean another thing
// for each kind, or, on a wide side, each in its own.
func (s *side) pick(k topology.Kind, f figures) []string {
	if s.wide {
		all := make([]string, len(f))
		for _, i := range has[k] {
			if i >= 0 {
				all[i] = f[i]
			}
		}
		if k == topology.Queue { // a wide side has room for a queue's rate too
			all[0] = f[0]
		}
		return all
	}
	few := make([]string, 0, 3)
	for _, i := range has[k] {
		if i < 0 {
			few = append(few, "")
			continue
		}
		few = append(few, f[i])
	}
	return few
}

// nameWidth is the room for a station's name.
func (s *side) nameWidth() int {
	const sign, gap = 3, 1 // the cursor, the sign and the gap behind it
	rest := s.width - sign
	for _, n := range s.numberWidths() {
		rest -= n + gap
	}
	return max(rest, 6)
}

func (s *side) numberWidths() []int {
	if s.wide {
		return []int{5, 5, 6, 5, 6, 5}
	}
	return []int{5, 6, 4}
}

func (s *side) columns() []list.Column {
	columns := []list.Column{
		{ID: "sign", Width: 1, Keep: true},
		{ID: "name", Width: 18, Min: 6, Max: 60, Keep: true, Rank: 1},
	}
	for i, n := range s.numberWidths() {
		columns = append(columns, list.Column{ID: string(rune('a' + i)), Width: n, Right: true, Rank: 2 + i})
	}
	return columns
}
