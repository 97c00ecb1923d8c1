package events

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
)

// detail is the pane that shows one event. Its cursor is a line, so that a
// value can be folded and copied.
type detail struct {
	open, focus, full, wrap, raw bool

	about  about
	key    uint64 // the event
	load   int    // generation
	event  sources.Event
	doc    *doc // nil while loading
	err    error
	items  map[int]int // elements shown of a container, by its offset
	search string
	find   func(string) (int, int) // of search, nil for none
	nth    int                     // the match the cursor is on
	total  int

	cursor, top, left int // visible lines; cells
	width, height     int // of the text
}

// loaded is an event made ready to be drawn.
type loaded struct {
	load  int
	event sources.Event
	doc   *doc
	err   error
}

// openDetail shows the selected event, decoded or raw. The list stops following
// then: what somebody reads must not be replaced by what arrives meanwhile.
func (p *Page) openDetail(raw bool) tea.Cmd {
	key, ok := p.list.Selected()
	if !ok {
		return p.notice(p.w.NoMore)
	}
	d := &p.detail
	d.open, d.focus, d.raw, d.about = true, true, raw, anEvent
	p.list.SetFollow(false)
	cmd := p.loadDetail(key)
	p.layout()
	return cmd
}

func (p *Page) closeDetail() {
	p.detail = detail{load: p.detail.load + 1, wrap: p.detail.wrap}
	p.layout()
}

// follow shows the selected event if the detail is open and shows another.
func (p *Page) follow() tea.Cmd {
	key, ok := p.list.Selected()
	if !p.detail.open || !ok || key == p.detail.key || p.detail.about != anEvent {
		return nil
	}
	return p.loadDetail(key)
}

// loadDetail reads an event in full. The pane goes on showing the one before
// until it is there.
func (p *Page) loadDetail(key uint64) tea.Cmd {
	d := &p.detail
	if key != d.key {
		d.items = nil
		d.cursor, d.top, d.left, d.nth, d.total = 0, 0, 0, 0, 0
	}
	d.key = key
	d.load++
	load, raw, from := d.load, d.raw, p.kept()
	b := p.builder()
	return func() tea.Msg {
		e, err := from.event(key)
		m, err2 := from.message(key)
		if err = cmp.Or(err, err2); err != nil {
			return loaded{load: load, err: err}
		}
		if raw {
			return loaded{load: load, event: e, doc: b.rawDoc(&m, &e)}
		}
		return loaded{load: load, event: e, doc: b.decodedDoc(&e)}
	}
}

func (p *Page) builder() *builder {
	items := make(map[int]int, len(p.detail.items))
	for offset, n := range p.detail.items {
		items[offset] = n
	}
	look := Page{w: p.w, c: p.c, times: p.times} // only what exact and duration read
	return &builder{w: p.w, items: items, explain: p.c.Explain, say: p.c.Words.Say, exact: func(e *sources.Event) (received, timestamp, lag string) {
		if d, known := e.Lag(); known {
			lag = look.duration(d)
		}
		return look.exact(e.ReceivedAt), look.exact(e.Timestamp), lag
	}}
}

func (p *Page) onLoaded(msg loaded) tea.Cmd {
	d := &p.detail
	if msg.load != d.load || !d.open {
		return nil
	}
	d.event, d.doc, d.err = msg.event, msg.doc, msg.err
	p.scrollDetail(d.cursor)
	return nil
}

// as changes between decoded and raw.
func (p *Page) as(raw bool) tea.Cmd {
	if !p.detail.open || p.detail.about != anEvent {
		return p.openDetail(raw)
	}
	if p.detail.raw == raw {
		return nil
	}
	p.detail.raw = raw
	p.detail.cursor, p.detail.top, p.detail.left = 0, 0, 0
	return p.loadDetail(p.detail.key)
}

// foldLine folds or unfolds the container under the cursor, or brings more of
// what was left out.
func (p *Page) foldLine() tea.Cmd {
	d := &p.detail
	l := d.line()
	switch {
	case l == nil:
	case l.step != nil:
		return p.openStep(l.step)
	case p.detail.about != anEvent: // nothing folds there
	case l.kind == more:
		if d.items == nil {
			d.items = map[int]int{}
		}
		d.items[l.offset] = treeMore * max(d.items[l.offset], treeItems)
		return p.loadDetail(d.key)
	case l.container():
		l.closed = !l.closed
		d.doc.refold()
		p.scrollDetail(d.cursor)
	default: // fold what holds this line
		for at := d.cursor - 1; at >= 0; at-- {
			if up := &d.doc.lines[d.doc.visible[at]]; up.container() && up.end > d.doc.visible[d.cursor] {
				up.closed = true
				d.doc.refold()
				p.scrollDetail(at)
				return nil
			}
		}
	}
	return nil
}

// lookFor sets what is searched for in the detail.
func (d *detail) lookFor(text string) {
	d.search, d.find, d.nth, d.total = text, finder(text), 0, 0
}

// searchDetail goes to the next line that has what is searched for.
func (p *Page) searchDetail(step int, itself bool) tea.Cmd {
	d := &p.detail
	if d.find == nil || d.line() == nil {
		return p.notice(p.w.NoMatch)
	}
	i, ok := d.doc.find(d.doc.visible[d.cursor], step, itself, d.find)
	if at := d.doc.visible[d.cursor]; !ok || i == at && !itself {
		return page.Notify(page.Warn, p.w.NoMatch)
	}
	d.nth, d.total = d.doc.matches(i, d.find)
	p.scrollDetail(d.doc.reveal(i))
	return nil
}

// line is the one under the cursor.
func (d *detail) line() *line {
	if d.doc == nil || d.cursor >= len(d.doc.visible) {
		return nil
	}
	return &d.doc.lines[d.doc.visible[d.cursor]]
}

// scrollDetail puts the cursor on a visible line and keeps it in sight.
func (p *Page) scrollDetail(at int) {
	d := &p.detail
	if d.doc == nil {
		d.cursor, d.top = 0, 0
		return
	}
	d.cursor = max(0, min(at, len(d.doc.visible)-1))
	d.top = max(0, min(d.top, d.cursor))
	// From the cursor up as many lines as fit; wrapped ones are higher.
	first, room := d.cursor, d.height
	names := d.doc.nameWidth()
	for i := d.cursor; i >= d.top; i-- {
		rows := 1
		if d.wrap {
			rows = len(breaks(p.pieces(&d.doc.lines[d.doc.visible[i]], names), d.width))
		}
		if room -= rows; room < 0 {
			break
		}
		first = i
	}
	d.top = max(d.top, first)
}
