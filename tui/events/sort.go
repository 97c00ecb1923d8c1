package events

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
)

// sortLimit bounds a sort to the newest events of the list; the line above the
// list says so when there are more.
const sortLimit = 100_000

// sorting is the order of the list. The zero value is the order of arrival,
// which alone can follow; any other is a snapshot.
type sorting struct {
	by         string // a column, "" for the time
	descending bool
	run        int // generation
	running    bool
	of         int // how many events there were to sort
}

// sorted is the result of a sort.
type sorted struct {
	run   int
	order *order
}

func (s *sorting) natural() bool { return s.by == "" && !s.descending }

func (p *Page) direction() string {
	if p.sorting.descending {
		return p.w.Descending
	}
	return p.w.Ascending
}

// sortNext moves the sort to the next visible column.
func (p *Page) sortNext(step int) tea.Cmd {
	shown := p.visibleColumns()
	if len(shown) == 0 {
		return nil
	}
	at := slices.IndexFunc(shown, func(c *column) bool { return c.ID == cmp.Or(p.sorting.by, timeColumn) })
	next := shown[(max(at, 0)+step+len(shown))%len(shown)]
	p.sorting.by = next.ID
	if next.ID == timeColumn {
		p.sorting.by = ""
	}
	return p.sort()
}

func (p *Page) sortFlip() tea.Cmd {
	p.sorting.descending = !p.sorting.descending
	return p.sort()
}

// sort begins to sort what is listed, or goes back to the order of arrival.
func (p *Page) sort() tea.Cmd {
	p.sorting.run++
	p.sorting.running = false
	if p.sorting.natural() {
		p.unsort()
		return p.shown()
	}
	p.list.SetFollow(false)
	// The snapshot is one of the view, not of the order before.
	live := rows{page: p, view: p.view, base: p.rows.base}
	keys := live.keysFrom(live.Len(), -1, sortLimit)
	p.sorting.of, p.sorting.running = live.Len(), true
	p.arrange()
	run, descending, value, read := p.sorting.run, p.sorting.descending, p.valueOf(p.sorting.by), p.kept().row
	return func() tea.Msg { return sorted{run, sortKeys(keys, value, read, descending)} }
}

func (p *Page) valueOf(id string) func(*sources.Event) (int64, string) {
	for i := range p.columns {
		if p.columns[i].ID == cmp.Or(id, timeColumn) {
			return p.columns[i].value
		}
	}
	return p.columns[0].value
}

func sortKeys(keys []uint64, value func(*sources.Event) (int64, string), read func(uint64, *sources.Event) bool, descending bool) *order {
	type item struct {
		key    uint64
		number int64
		text   string
	}
	items := make([]item, 0, len(keys))
	var e sources.Event
	for _, key := range keys {
		if read(key, &e) {
			number, text := value(&e)
			items = append(items, item{key, number, text})
		}
	}
	slices.SortFunc(items, func(a, b item) int {
		c := cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.text, b.text), cmp.Compare(a.key, b.key))
		if descending {
			return -c
		}
		return c
	})
	o := &order{keys: keys[:0], index: make(map[uint64]int, len(items))}
	for i := range items {
		o.keys = append(o.keys, items[i].key)
		o.index[items[i].key] = i
	}
	return o
}

func (p *Page) onSorted(msg sorted) tea.Cmd {
	if msg.run != p.sorting.run {
		return nil
	}
	p.sorting.running = false
	p.rows.sorted = msg.order
	p.arrange()
	p.list.Home()
	return p.shown()
}

// unsort goes back to the order of arrival.
func (p *Page) unsort() {
	if p.sorting.natural() && p.rows.sorted == nil {
		return
	}
	p.sorting = sorting{run: p.sorting.run + 1}
	p.rows.sorted = nil
	if !p.paused {
		p.view.Refresh()
	}
	p.rows.use(p.view)
	p.arrange()
}
