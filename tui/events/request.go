package events

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/trace"
	"github.com/ceilotop/ceilotop/tui/words"
)

// about is what the pane beside the list is about.
type about uint8

const (
	anEvent about = iota
	aWaterfall
	theStuck
)

const (
	// Events of one request that are put together; an audit that runs through
	// all volumes of a cloud is one request.
	mostTraced = 20_000
	// Failures whose reason is looked up in their bodies.
	mostReasons = 50
)

// tracing is the making of what the pane shows of requests.
type tracing struct {
	running, dirty bool
	title          string
	longest        int // action
	from           uint64
	tracker        *trace.Tracker
	now            time.Time // that ages are counted to
	open           int       // lines that have an age
}

// step is a line of the pane that is a step, and the waterfall it is of.
type step struct {
	trace.Step
	of   *trace.Waterfall // nil in the list of what is stuck
	at   int
	life bool // of a resource: it stands at a date
}

// seq is the event that the step begins with, or all that is known of it.
func (s *step) seq() uint64 { return cmp.Or(s.Begin.Seq, s.End.Seq) }

// traced is a request or a life made ready to be drawn.
type traced struct {
	load    int
	doc     *doc
	title   string
	longest int
}

// ofEvent reports whether the pane shows an event.
func (p *Page) ofEvent() bool { return p.detail.open && p.detail.about == anEvent }

// openPane shows something other than an event beside the list.
func (p *Page) openPane(what about) tea.Cmd {
	p.closeDetail()
	p.detail.open, p.detail.focus, p.detail.about = true, true, what
	p.list.SetFollow(false)
	p.tracing.dirty, p.tracing.title, p.tracing.longest = false, "", 0
	cmd := p.retrace()
	p.layout()
	return cmd
}

// retrace makes what the pane shows of requests anew, one at a time.
func (p *Page) retrace() tea.Cmd {
	d, t := &p.detail, &p.tracing
	if !d.open || d.about == anEvent {
		return nil
	}
	if t.running {
		t.dirty = true
		return nil
	}
	t.running, t.dirty = true, false
	t.now = p.present()
	d.load++
	if d.about == theStuck {
		return p.findStuck(d.load)
	}
	w, from := &p.c.Words.Trace, p.kept()
	m := making{load: d.load, w: w, now: t.now, title: sprintf(w.Request, sources.Visible(p.scope.request))}
	if p.scope.resource != "" {
		m.life, m.title = true, sprintf(w.Resource, sources.Visible(p.scope.resource))
	}
	keys := []uint64{}
	if p.coming == nil {
		keys = p.rows.keysFrom(-1, 1, mostTraced)
		m.total = p.rows.Len()
	}
	return func() tea.Msg { return m.of(from.traced(keys)) }
}

// traced are the events of a waterfall. Their rows say enough of all but
// failures.
func (k kept) traced(keys []uint64) []sources.Event {
	events := make([]sources.Event, 0, len(keys))
	reasons := 0
	for _, key := range keys {
		var e sources.Event
		if !k.row(key, &e) {
			continue
		}
		if e.Failed() && reasons < mostReasons {
			reasons++
			if whole, err := k.event(key); err == nil {
				e = whole
			}
		}
		events = append(events, e)
	}
	return events
}

// making is what a waterfall is drawn with, in a command.
type making struct {
	load  int
	w     *words.Trace
	now   time.Time
	title string
	life  bool
	total int // events there are
}

func (m *making) of(events []sources.Event) traced {
	w, f := m.w, trace.Of(events)
	d := &doc{}
	d.lines = append(d.lines, line{kind: note, value: strings.Join(w.Sums(f, m.life), " · ")})
	r := traced{load: m.load, doc: d, title: m.title}
	for i := range f.Steps {
		for _, g := range f.Gaps {
			switch {
			case g.Before != i:
			case g.Backward():
				d.note(sprintf(w.Backward, w.Units.Duration(g.Length), g.From, g.To))
			case !m.life && g.Length >= f.Total()/20:
				d.note("(" + w.Nothing + ") " + w.Units.Duration(g.Length))
			}
		}
		r.longest = max(r.longest, d.step(w, step{f.Steps[i], f, i, m.life}, m.now))
	}
	for _, text := range w.Notes(f, m.total-len(events)) {
		d.lines = append(d.lines, line{kind: note, value: sources.Visible(text)})
	}
	d.refold()
	return r
}

func (d *doc) note(text string) {
	d.lines = append(d.lines, line{kind: note, value: strings.Repeat(" ", offsetWidth+1) + sources.Visible(text)})
}

func (p *Page) onTraced(msg traced) tea.Cmd {
	d, t := &p.detail, &p.tracing
	t.running = false
	if msg.load == d.load && d.open && d.about != anEvent {
		t.title, t.longest, t.open = msg.title, msg.longest, msg.doc.open()
		at := d.cursor
		switch l := d.line(); {
		case d.doc == nil && d.about == theStuck:
			at = msg.doc.firstStep()
		case l != nil && l.step != nil:
			at = msg.doc.place(l.step, at)
			d.top += at - d.cursor
		}
		d.doc = msg.doc
		p.scrollDetail(at)
	}
	if t.dirty {
		return p.retrace()
	}
	return nil
}

// open counts the steps without an end.
func (d *doc) open() (n int) {
	for i := range d.lines {
		if s := d.lines[i].step; s != nil && s.State == trace.Stuck {
			n++
		}
	}
	return n
}

// firstStep is the line that the cursor begins on.
func (d *doc) firstStep() int {
	return max(slices.IndexFunc(d.visible, func(i int) bool { return d.lines[i].step != nil }), 0)
}

// place is where a step of an earlier text is now: what was above it may have
// ended meanwhile.
func (d *doc) place(s *step, otherwise int) int {
	for at, i := range d.visible {
		if now := d.lines[i].step; now != nil && now.seq() == s.seq() && now.Action == s.Action && now.ResourceID == s.ResourceID {
			return at
		}
	}
	return otherwise
}

// present is the moment that ages are counted to: a recording has one of its
// own.
func (p *Page) present() time.Time {
	var newest sources.Event
	if _, next := p.c.Log.Bounds(); p.c.Recorded && p.c.Log.Row(next-1, &newest) {
		return newest.ReceivedAt
	}
	return p.now
}

// openStep shows the event that a step begins with, and in the list of what is
// stuck the request that it is of, or the life of what has none.
func (p *Page) openStep(s *step) tea.Cmd {
	if p.detail.about == theStuck {
		e, _ := p.pointed()
		switch {
		case trace.Origin(&e) != "":
			return p.enter(scope{request: trace.Origin(&e)}, e.Seq)
		case e.ResourceID != "":
			return p.enter(scope{resource: e.ResourceID}, e.Seq)
		}
	}
	var e sources.Event
	if !p.read(s.seq(), &e) {
		return p.notice(p.w.Gone)
	}
	p.list.Select(e.Seq)
	return p.openDetail(false)
}
