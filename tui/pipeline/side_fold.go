package pipeline

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup/doctor/topology"
)

// stations are the nodes of a kind and how many of them have a row.
type stations struct {
	kind  topology.Kind
	nodes []*topology.Node
	rows  int
}

// lines is how many rows the stations take: their head, and one for those that
// are folded.
func (s *stations) lines() int {
	if s.rows < len(s.nodes) {
		return s.rows + 2
	}
	return s.rows + 1
}

// fold decides how many stations of each kind have a row of their own: one at
// least, then those that are broken, then the others, of each kind in turn, as
// long as there is room.
func fold(all []stations, room int, every bool) {
	used := 0
	for i := range all {
		s := &all[i]
		if s.rows = 1; every {
			s.rows = len(s.nodes)
		}
		used += s.lines()
	}
	grow := func(upTo func(*stations) int) {
		for grown := true; grown; {
			grown = false
			for i := range all {
				s := &all[i]
				if s.rows >= upTo(s) {
					continue
				}
				more := *s
				if more.rows++; more.rows == len(s.nodes)-1 {
					more.rows++ // a row that says "1 more" says less than the one
				}
				if now := used - s.lines() + more.lines(); now <= room {
					used, s.rows, grown = now, more.rows, true
				}
			}
		}
	}
	grow(func(s *stations) int { return brokenOf(s.nodes) })
	grow(func(s *stations) int { return len(s.nodes) })
	for i := range all {
		if s := &all[i]; s.rows < len(s.nodes) {
			slices.SortStableFunc(s.nodes, func(a, b *topology.Node) int { return weight(b) - weight(a) })
		}
	}
}

// weight says which stations have a row before others: those that are broken,
// about which something was found, and through which something goes.
func weight(n *topology.Node) int {
	busy := n.Rate != nil && *n.Rate > 0 || n.Depth != nil && *n.Depth > 0
	return 4*first(n.Broken) + 2*first(len(n.Findings) > 0) + first(busy)
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func brokenOf(nodes []*topology.Node) (n int) {
	for _, node := range nodes {
		n += first(node.Broken)
	}
	return n
}
