package events

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/trace"
)

// outside is where to come back to from a request view or from the life of a
// resource. Its view stays open.
type outside struct {
	scope    scope
	view     *eventlog.View
	selected uint64
	follow   bool
}

// enterRequest lists the events of a request, those that other services did for
// it among them, and shows where its time went. In the request view it shows
// that again, or puts it away.
func (p *Page) enterRequest() tea.Cmd {
	e, ok := p.pointed()
	request := trace.Origin(&e)
	switch {
	case !ok:
		return p.notice(p.w.NoMore)
	case request == "":
		return p.notice(p.w.NoRequest)
	}
	return p.enter(scope{request: request}, e.Seq)
}

// enterLife does the same for all that was told of a resource.
func (p *Page) enterLife() tea.Cmd {
	e, ok := p.pointed()
	switch {
	case !ok:
		return p.notice(p.w.NoMore)
	case e.ResourceID == "":
		return p.notice(p.w.NoResource)
	}
	return p.enter(scope{resource: e.ResourceID}, e.Seq)
}

// pointed is the event that a step under the cursor begins with, else the
// selected one.
func (p *Page) pointed() (e sources.Event, ok bool) {
	l := p.detail.line()
	if !p.inDetail() || l == nil || l.step == nil {
		return p.selectedRow()
	}
	s := l.step
	if p.read(s.seq(), &e) {
		return e, true
	}
	// The log does not keep it any more, but perhaps what came after.
	return sources.Event{Seq: s.seq(), RequestID: s.RequestID, ResourceID: s.ResourceID}, true
}

func (p *Page) enter(wanted scope, seq uint64) tea.Cmd {
	here := p.scope.request == wanted.request && p.scope.resource == wanted.resource
	switch {
	case here && p.detail.open && p.detail.about == aWaterfall:
		p.closeDetail()
		return nil
	case !here:
		p.into(wanted, seq)
	}
	return p.openPane(aWaterfall)
}

// into lists the events of a request or of a resource, with one of them
// selected.
func (p *Page) into(wanted scope, seq uint64) {
	p.unsort()
	if p.outside == nil {
		p.outside = &outside{p.scope, p.view, seq, p.list.Follow()}
		p.view = p.c.Log.View(noEvent{})
	}
	p.scope = wanted
	p.list.Select(seq)
	p.arrange()
	p.look()
}

// goOut goes back to what was listed before.
func (p *Page) goOut() tea.Cmd {
	p.unsort()
	if p.detail.about == aWaterfall {
		p.closeDetail()
	}
	was := p.outside
	p.outside, p.scope = nil, was.scope
	cmd := p.show(was.view)
	if was.follow {
		p.list.SetFollow(true)
	} else {
		p.list.Select(was.selected)
	}
	return cmd
}
