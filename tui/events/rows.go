package events

import (
	"sort"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/list"
)

// rows are the items of the list: those of a view from a time on, or a sorted
// snapshot of them. It implements list.Source.
type rows struct {
	page   *Page
	view   *eventlog.View
	base   int // position in the view of the first one
	sorted *order
	event  sources.Event // scratch
}

// order is a snapshot in an order other than that of arrival.
type order struct {
	keys  []uint64
	index map[uint64]int
}

// use takes over a view, or what changed in it.
func (r *rows) use(v *eventlog.View) {
	r.view, r.base = v, 0
	if since := r.page.scope.since; since > 0 {
		r.base, _ = v.Index(since)
	}
}

func (r *rows) Len() int {
	if r.sorted != nil {
		return len(r.sorted.keys)
	}
	return r.view.Len() - r.base
}

func (r *rows) Key(i int) uint64 {
	if r.sorted != nil {
		return r.sorted.keys[i]
	}
	return r.view.At(r.base + i)
}

// Index finds an event that a sort did not take in at the end.
func (r *rows) Index(key uint64) (int, bool) {
	if r.sorted != nil {
		i, ok := r.sorted.index[key]
		if !ok {
			i = len(r.sorted.keys)
		}
		return i, ok
	}
	i, found := r.view.Index(key)
	return max(i-r.base, 0), found && i >= r.base
}

// Row draws one event.
func (r *rows) Row(key uint64, line *list.Line) {
	p := r.page
	e := &r.event
	if !p.read(key, e) {
		line.Skip()
		line.Rest(p.theme.Muted, p.w.Evicted)
		return
	}
	p.drawState(e, line)
	for i := range p.columns {
		c := &p.columns[i]
		if !p.shows(c) {
			continue
		}
		if !line.Wants() {
			line.Skip()
			continue
		}
		style, text := c.cell(p, e)
		if text == "" {
			text = missing
		}
		line.Cell(style, sources.Visible(text))
	}
}

// kept reads events, also those that the log has dropped since a pause began.
// It is a copy for use in a command.
type kept struct {
	log  *eventlog.Log
	pins []*eventlog.Pin
}

func (p *Page) kept() kept { return kept{p.c.Log, p.pins} }

func (k kept) row(seq uint64, e *sources.Event) bool {
	for _, pin := range k.pins {
		if pin.Row(seq, e) {
			return true
		}
	}
	return k.log.Row(seq, e)
}

func (k kept) event(seq uint64) (e sources.Event, err error) {
	for _, pin := range k.pins {
		if e, err = pin.Event(seq); err == nil {
			return e, nil
		}
	}
	return k.log.Event(seq)
}

func (k kept) message(seq uint64) (m sources.Message, err error) {
	for _, pin := range k.pins {
		if m, err = pin.Message(seq); err == nil {
			return m, nil
		}
	}
	return k.log.Message(seq)
}

// read gives an event as the list shows it.
func (p *Page) read(seq uint64, e *sources.Event) bool { return p.kept().row(seq, e) }

// previous is the event before e in the list.
func (p *Page) previous(seq uint64, e *sources.Event) bool {
	i, found := p.rows.Index(seq)
	return found && i > 0 && p.rows.sorted == nil && p.read(p.rows.Key(i-1), e)
}

// selectedRow is the event under the cursor.
func (p *Page) selectedRow() (e sources.Event, ok bool) {
	key, ok := p.list.Selected()
	if !ok || !p.read(key, &e) {
		return e, false
	}
	return e, true
}

// keysFrom copies the keys on one side of a position, the nearest first.
func (r *rows) keysFrom(at, step, most int) []uint64 {
	keys := make([]uint64, 0, max(0, min(most, r.Len())))
	for i := at + step; i >= 0 && i < r.Len() && len(keys) < most; i += step {
		keys = append(keys, r.Key(i))
	}
	return keys
}

// after is how many of the rows are newer than seq.
func (r *rows) after(seq uint64) int {
	n := r.view.Len()
	return n - sort.Search(n, func(i int) bool { return r.view.At(i) > seq })
}

// noEvent matches nothing: the view before a request's events are found.
type noEvent struct{}

func (noEvent) Match(*sources.Event) bool { return false }
func (noEvent) NeedsBody() bool           { return false }
