package pipeline

import (
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor/topology"
)

func TestFoldGivesEachKindARowAndThoseThatAreBrokenTheRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		nodes  string // a kind each, of stations: x is broken, o is not
		room   int
		every  bool
		rows   []int
		firsts string
	}{
		{"all fit", "oo oo x", 20, false, []int{2, 2, 1}, "oox"},
		{"none has room", "ooo xxx", 1, false, []int{1, 1}, "ox"},
		{"broken first", "ooooo oxxo", 10, false, []int{3, 4}, "oo"},
		{"more are broken than there is room for", "oooo xxxxxxx o", 11, false, []int{1, 4, 1}, "oxo"},
		{"a broken one is not folded away", "ooooox", 3, false, []int{1}, "x"},
		{"one more has a row itself", "ooo", 4, false, []int{3}, "o"},
		{"every", "ooooo oxxo", 3, true, []int{5, 4}, "oo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			all := []stations{{}}
			for _, r := range c.nodes {
				if r == ' ' {
					all = append(all, stations{})
					continue
				}
				s := &all[len(all)-1]
				s.nodes = append(s.nodes, &topology.Node{Broken: r == 'x'})
			}
			fold(all, c.room, c.every)
			var rows []int
			firsts := ""
			for _, s := range all {
				rows = append(rows, s.rows)
				if s.nodes[0].Broken {
					firsts += "x"
				} else {
					firsts += "o"
				}
			}
			if !slices.Equal(rows, c.rows) || firsts != c.firsts {
				t.Errorf("rows %v, first %s; want %v, %s", rows, firsts, c.rows, c.firsts)
			}
		})
	}
}
