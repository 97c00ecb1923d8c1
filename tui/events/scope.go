package events

import (
	"sort"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// scope is which of the kept events are listed: all, those of a request or those
// about a resource. A sorted list is a snapshot of one scope, so every change of
// it goes back to the order of arrival.
type scope struct {
	filter            *filter.Filter
	request, resource string // at most one of them
	since             uint64 // the first sequence number, 0 for all
	from              time.Time
}

// traced reports whether the events listed have a waterfall.
func (s scope) traced() bool { return s.request != "" || s.resource != "" }

// matcher is nil for everything.
func (s scope) matcher() eventlog.Matcher {
	var of eventlog.Matcher
	switch {
	case s.request != "":
		of = trace.Belongs(s.request)
	case s.resource != "":
		of = trace.About(s.resource)
	}
	switch {
	case of != nil && s.filter != nil:
		return both{of, s.filter}
	case of != nil:
		return of
	case s.filter != nil:
		return s.filter
	}
	return nil
}

// both is a filter within a request or the life of a resource.
type both struct {
	of     eventlog.Matcher
	filter *filter.Filter
}

func (m both) Match(e *sources.Event) bool { return m.of.Match(e) && m.filter.Match(e) }
func (m both) NeedsBody() bool             { return m.filter.NeedsBody() }

// look begins a view for the present scope. The old one stays on the screen
// until the new one has something to show, so that typing does not flicker.
func (p *Page) look() {
	if p.coming != nil {
		p.coming.Close()
	}
	p.coming = p.c.Log.View(p.scope.matcher())
	p.wanted = 0
	if key, ok := p.list.Selected(); ok && !p.list.Follow() {
		p.wanted = key
	}
}

// keepSelection selects the event that was selected before the scope changed
// as soon as the scan has found it.
func (p *Page) keepSelection() {
	if p.wanted == 0 || p.coming != nil {
		return
	}
	if _, found := p.rows.Index(p.wanted); found {
		p.list.Select(p.wanted)
		p.wanted = 0
	} else if !p.scanning() {
		p.wanted = 0
	}
}

// Changed receives when the list would show something else: the root makes a
// frame of it.
func (p *Page) Changed() <-chan struct{} {
	if p.coming != nil {
		return p.coming.Changed()
	}
	return p.view.Changed()
}

// arrive takes the new view when it has something to show.
func (p *Page) arrive() bool {
	if p.coming == nil {
		return false
	}
	p.coming.Refresh()
	if _, _, finished := p.coming.Progress(); p.coming.Len() == 0 && !finished {
		return false
	}
	p.view.Close()
	p.view, p.coming = p.coming, nil
	p.rows.use(p.view)
	return true
}

// scanning reports whether the view's first scan still goes on. Until it is
// over a paused list takes what is found.
func (p *Page) scanning() bool {
	_, _, finished := p.view.Progress()
	return !finished
}

// shown brings the list up to date after its source changed.
func (p *Page) shown() tea.Cmd {
	if dated := p.notOfToday(); dated != p.dated {
		p.dated = dated
		p.arrange()
	}
	if p.scope.request != "" {
		p.list.Redraw() // the durations depend on the event before
	} else {
		p.list.Sync()
	}
	p.keepSelection()
	p.count()
	return tea.Batch(p.follow(), p.retrace())
}

func (p *Page) setFilter(f *filter.Filter) tea.Cmd {
	if f == nil && !p.scope.traced() {
		return p.clearFilter()
	}
	p.unsort()
	p.scope.filter = f
	if f != nil {
		p.last = f
	}
	p.arrange()
	p.look()
	return nil
}

// clearFilter lists everything again. There is nothing to scan, so it is there
// at once.
func (p *Page) clearFilter() tea.Cmd {
	p.unsort()
	p.scope.filter = nil
	return p.show(p.c.Log.View(p.scope.matcher()))
}

// show replaces the view by one that was scanned before.
func (p *Page) show(v *eventlog.View) tea.Cmd {
	if p.coming != nil {
		p.coming.Close()
		p.coming = nil
	}
	if p.view != v {
		p.view.Close()
	}
	p.view = v
	v.Refresh()
	p.rows.use(v)
	p.arrange()
	return p.shown()
}

// openWindow lists what arrived in the last d, from this moment on: the start
// stands still, so that what the line says stays true on an idle screen.
func (p *Page) openWindow(d time.Duration) tea.Cmd {
	p.unsort()
	first, next := p.c.Log.Bounds()
	now := p.now
	var newest sources.Event
	if p.c.Recorded && p.c.Log.Row(next-1, &newest) {
		now = newest.ReceivedAt
	}
	switch {
	case d < 0:
		p.scope.since, p.scope.from = 0, time.Time{}
	case d == 0:
		p.scope.since, p.scope.from = next, now
	default:
		p.scope.from = now.Add(-d)
		p.scope.since = first + uint64(sort.Search(int(next-first), func(i int) bool {
			var e sources.Event
			return !p.c.Log.Row(first+uint64(i), &e) || !e.ReceivedAt.Before(p.scope.from)
		}))
	}
	p.rows.use(p.view)
	return p.shown()
}
