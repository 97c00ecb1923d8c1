package events

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/trace"
	"github.com/ceilotop/ceilotop/tui/page"
)

const (
	// Rows looked at before the page hands the rest of a jump to a command: a
	// row takes about a microsecond.
	jumpNow = 2000
	// Bodies are taken out of compressed blocks to look into them; a jump by a
	// filter that needs them gives up after this many.
	jumpBodies = 50_000
)

// jumped is the result of a jump that took longer than a frame.
type jumped struct {
	jump  uint64
	key   uint64
	found bool
	none  string
}

// jump selects the next event in a direction for which match holds; none is
// said when there is no such event.
func (p *Page) jump(step int, match func(*sources.Event) bool, bodies bool, none string) tea.Cmd {
	key, ok := p.list.Selected()
	if !ok {
		return p.notice(none)
	}
	p.jumps.Add(1)
	at, _ := p.rows.Index(key)
	if bodies {
		return p.jumpFar(p.rows.keysFrom(at, step, jumpBodies), match, p.kept().event, none)
	}
	var e sources.Event
	i := at + step
	for n := 0; n < jumpNow; n++ {
		if i < 0 || i >= p.rows.Len() {
			return p.notice(none)
		}
		if key := p.rows.Key(i); p.read(key, &e) && match(&e) {
			p.list.Select(key)
			return p.moved()
		}
		i += step
	}
	read := p.kept()
	get := func(seq uint64) (e sources.Event, err error) {
		if !read.row(seq, &e) {
			return e, eventlog.ErrEvicted
		}
		return e, nil
	}
	return p.jumpFar(p.rows.keysFrom(i-step, step, p.rows.Len()), match, get, none)
}

// jumpFar goes on in a command, until a newer jump begins.
func (p *Page) jumpFar(keys []uint64, match func(*sources.Event) bool, get func(uint64) (sources.Event, error), none string) tea.Cmd {
	jumps, jump := p.jumps, p.jumps.Load()
	return func() tea.Msg {
		for _, key := range keys {
			if jumps.Load() != jump {
				return nil
			}
			if e, err := get(key); err == nil && match(&e) {
				return jumped{jump, key, true, none}
			}
		}
		return jumped{jump, 0, false, none}
	}
}

func (p *Page) onJumped(msg jumped) tea.Cmd {
	switch {
	case msg.jump != p.jumps.Load():
		return nil
	case !msg.found:
		return p.notice(msg.none)
	}
	p.list.Select(msg.key)
	return p.moved()
}

func (p *Page) nextMatch(step int) tea.Cmd {
	if p.last == nil {
		return p.notice(p.w.NoSearch)
	}
	if p.scope.filter == p.last { // every event listed is one
		return p.jump(step, func(*sources.Event) bool { return true }, false, p.w.NoMatch)
	}
	return p.jump(step, p.last.Match, p.last.NeedsBody(), p.w.NoMatch)
}

func (p *Page) nextError(step int) tea.Cmd {
	return p.jump(step, func(e *sources.Event) bool { return e.Failed() || e.Err != "" }, false, p.w.NoError)
}

func (p *Page) nextWarn(step int) tea.Cmd {
	return p.jump(step, (*sources.Event).Warned, false, p.w.NoWarn)
}

func (p *Page) nextSame(step int) tea.Cmd {
	e, ok := p.selectedRow()
	switch {
	case !ok:
		return p.notice(p.w.NoMore)
	case p.scope.resource != "": // every event listed is about it
		return p.jump(step, func(*sources.Event) bool { return true }, false, p.w.NoSameResource)
	case trace.Origin(&e) == "":
		return p.notice(p.w.NoRequest)
	}
	id := trace.Origin(&e)
	return p.jump(step, func(e *sources.Event) bool { return trace.Origin(e) == id }, false, p.w.NoSame)
}

func (p *Page) notice(text string) tea.Cmd { return page.Notify(page.Warn, text) }
