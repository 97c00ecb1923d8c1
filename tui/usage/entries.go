package usage

import (
	"cmp"
	"hash/maphash"
	"math/big"
	"slices"
	"strings"

	used "github.com/ceilotop/ceilotop/sources/usage"
)

// level is whose lines are listed.
type level struct {
	by      used.By
	project *string // nil: all
	user    *string // nil: all
	outer   *level  // where enter was pressed, nil: nowhere
	from    uint64  // on which entry
}

// entry is a line of the report, as it is listed.
type entry struct {
	key  uint64
	line used.Line
	sure used.Class // of the least certain part
	cost *big.Rat   // nil without prices
}

var seed = maphash.MakeSeed()

// keyOf is the same for the same line in every report.
func keyOf(l *used.Line) uint64 {
	return maphash.String(seed, strings.Join([]string{l.ProjectID, l.UserID, string(l.Kind), l.ResourceID}, "\x00"))
}

// fill makes the entries of the present level anew.
func (p *Page) fill() {
	p.entries = p.entries[:0]
	if p.sight != nil {
		var lines []used.Line
		for _, l := range p.sight.Report.Lines {
			if p.level.holds(&l) {
				lines = append(lines, l)
			}
		}
		for _, l := range used.Grouped(lines, p.level.by) {
			p.entries = append(p.entries, p.entryOf(l))
		}
	}
	p.sort()
	p.index = make(map[uint64]int, len(p.entries))
	for i := range p.entries {
		p.index[p.entries[i].key] = i
	}
	p.basis.fill(p)
	p.layout()
	p.list.Redraw()
}

func (l *level) holds(line *used.Line) bool {
	return (l.project == nil || *l.project == line.ProjectID) && (l.user == nil || *l.user == line.UserID)
}

func (p *Page) entryOf(l used.Line) entry {
	e := entry{key: keyOf(&l), line: l}
	if p.c.Prices != nil {
		e.cost = new(big.Rat)
	}
	for _, u := range l.Uses {
		for c := used.Certain; c <= used.Unobserved; c++ {
			if u.Quantity.Of(c).Sign() > 0 {
				e.sure = max(e.sure, c)
			}
		}
		if e.cost == nil {
			continue
		}
		if cost, priced := p.c.Prices.Cost(u.Meter, u.Quantity.Total()); priced {
			e.cost.Add(e.cost, cost)
		}
	}
	return e
}

// amount is all of a meter that a line has, nil for none.
func (e *entry) amount(m used.Meter) *big.Int {
	for _, u := range e.line.Uses {
		if u.Meter == m {
			return u.Quantity.Total()
		}
	}
	return nil
}

// who is what an entry is called.
func (e *entry) who(by used.By) string {
	switch by {
	case used.ByUser:
		return e.line.UserID
	case used.ByResource:
		return e.line.ResourceID
	}
	return e.line.ProjectID
}

// sorted is the order of the list.
type sorted struct {
	by         string // a column
	descending bool
}

func (p *Page) sort() {
	i := slices.IndexFunc(p.columns, func(c column) bool { return c.ID == p.sorted.by })
	if i < 0 {
		return
	}
	c := &p.columns[i]
	slices.SortStableFunc(p.entries, func(a, b entry) int {
		n := c.compare(p, &a, &b)
		if p.sorted.descending {
			n = -n
		}
		return cmp.Or(n, strings.Compare(a.who(p.level.by), b.who(p.level.by)))
	})
}
