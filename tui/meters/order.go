package meters

import (
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources/filter"
)

// arrangement is what of all rows is listed, and how.
type arrangement struct {
	unique     bool // one row a name
	scope      scope
	filter     *filter.Table
	by         string // a column, "" for the name
	descending bool
}

// sampled reports whether it takes the samples of every row to make the list:
// to sort by age, to filter by state.
func (a *arrangement) sampled() bool {
	for id, c := range columnsByID {
		if c.sampled && (a.by == id || a.filter.Reads(id)) {
			return true
		}
	}
	return false
}

// order is the rows of the list at one moment. It is immutable.
type order struct {
	rows  []*row
	index map[uint64]int
	all   int // rows before the filter
	want  arrangement
	asked int             // of all: those whose samples are known, if that matters
	pool  []*row          // all of them, if it matters and they are few enough to ask
	whole map[*store]bool // the stores that all rows were there of
	named [len(groups)][]*row
}

// fewRows are sorted at once: a command would show them a frame later.
const fewRows = 2000

// job makes an order. It holds copies, because it may run in a command.
type job struct {
	want     arrangement
	lists    [][]row
	whole    map[*store]bool
	readings map[target]*reading
	look     look
	lacking  []*row // expected meters that may be in no store
}

// look is what a column needs beside its row.
type look struct {
	now   time.Time
	known func(string) expected
}

// ordered is the result of a job that took longer than a frame.
type ordered struct {
	run   int
	order *order
}

// arrange makes the order that is wanted; a larger one in a command, of which
// one runs at a time.
func (p *Page) arrange() tea.Cmd {
	if !p.dirty || p.running {
		return nil
	}
	p.dirty = false
	p.run++
	j := job{want: p.wanted, look: p.look(), readings: maps.Clone(p.samples.readings), whole: map[*store]bool{}, lacking: p.lacking()}
	n := 0
	for _, s := range p.stores {
		j.lists = append(j.lists, s.list.rows)
		j.whole[s] = s.whole()
		n += len(s.list.rows)
	}
	if n <= fewRows {
		p.use(j.do())
		return nil
	}
	p.running = true
	run := p.run
	return func() tea.Msg { return ordered{run, j.do()} }
}

// again has the order made anew, after the operator wanted something else.
func (p *Page) again() {
	p.dirty = true
	p.poke()
}

func (p *Page) onOrdered(msg ordered) tea.Cmd {
	if msg.run != p.run {
		return nil
	}
	p.running = false
	p.use(msg.order)
	return nil
}

// use shows an order. The selection stays on its meter, wherever that is now;
// as long as the operator has not chosen one it is the first.
func (p *Page) use(o *order) {
	p.order = o
	switch {
	case p.reselect != 0:
		p.list.Select(p.reselect)
		p.reselect = 0
	case !p.moved:
		p.list.Home()
	}
	p.list.Redraw()
	p.selected()
}

func (j *job) do() *order {
	o := &order{want: j.want, whole: j.whole}
	all, narrow := newNames(), newNames()
	whole := j.want.scope == scope{}
	for _, list := range j.lists {
		for i := range list {
			r := &list[i]
			all.add(r)
			switch {
			case !whole && !j.want.scope.has(r):
			case !j.want.unique:
				o.rows = append(o.rows, r)
			case !whole:
				narrow.add(r)
			}
		}
	}
	names := all.all()
	for _, r := range names {
		for g := range groups {
			if groups[g].has(r.meter.Name) {
				o.named[g] = append(o.named[g], r)
			}
		}
	}
	switch {
	case j.want.unique && whole:
		o.rows = append(slices.Clone(names), j.absent(o, names)...)
	case j.want.unique:
		o.rows = narrow.all()
	}
	o.all = len(o.rows)
	if j.want.sampled() {
		j.count(o)
	}
	if f := j.want.filter; f != nil {
		o.rows = slices.DeleteFunc(o.rows, func(r *row) bool { return !f.Match(fields{r, j}) })
	}
	j.sort(o.rows)
	o.index = make(map[uint64]int, len(o.rows))
	for i, r := range o.rows {
		o.index[r.key] = i
	}
	return o
}

// absent are the rows of what is expected and in no store. A family is there when
// one of its meters is.
func (j *job) absent(o *order, names []*row) (rows []*row) {
	for _, r := range j.lacking {
		listed := slices.ContainsFunc(names, func(n *row) bool { return n.meter.Name == r.meter.Name })
		for g := range groups {
			listed = listed || groups[g].likely == r.meter.Name && len(o.named[g]) > 0
		}
		if !listed {
			rows = append(rows, r)
		}
	}
	return rows
}

// poolLimit is how many rows are asked for their samples although they are not
// on the screen.
const poolLimit = 500

// count finds out of how many rows the samples are known.
func (j *job) count(o *order) {
	for _, r := range o.rows {
		if j.readings[r.target()] != nil || !r.askable() {
			o.asked++
		}
	}
	if o.all <= poolLimit {
		o.pool = slices.Clone(o.rows)
	}
}
