package events

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/page"
)

// onFrame takes over what the frame brought. The list changes only when the
// frame says that lists may; the counters always.
func (p *Page) onFrame(f page.Frame) tea.Cmd {
	several := len(p.brokers) > 1
	p.now, p.brokers, p.stats = f.Now, f.Brokers, f.Stats
	if several != (len(p.brokers) > 1) {
		p.arrange()
	}
	if p.agingSteps() {
		p.tracing.now = p.present()
	}
	if !f.List {
		p.count()
		return nil
	}
	day := p.dayOf(p.now)
	if day != p.day || p.times == age {
		p.day = day
		p.list.Redraw()
	}
	changed := p.arrive()
	if still := p.paused && !p.scanning() || p.rows.sorted != nil; !still && p.view.Refresh() {
		p.rows.use(p.view)
		changed = true
	}
	if changed {
		return p.shown()
	}
	p.count()
	return tea.Batch(p.follow(), p.stuckSince())
}

// count brings what the line above the list says up to date.
func (p *Page) count() {
	p.progressed()
	p.newer = 0
	if p.list.Follow() && !p.paused {
		p.seen = p.newest()
		return
	}
	p.newer = p.rows.after(p.seen) + p.view.Newer()
}

func (p *Page) newest() uint64 {
	if n := p.view.Len(); n > 0 {
		return p.view.At(n - 1)
	}
	return 0
}

// How much of the list stays readable around a paused window while the log
// wraps, in windows. The log bounds it further.
const heldWindows = 20

// pause stops the list. What is on the screen, and some around it, stays
// readable although the log goes on and drops it.
func (p *Page) pause() {
	if p.paused {
		return
	}
	p.paused = true
	p.resume = p.list.Follow()
	p.list.SetFollow(false)
	keys := p.list.Keys()
	if len(keys) == 0 {
		return
	}
	top, _, _ := p.list.Position()
	margin := heldWindows * len(keys)
	first, last := max(top-margin, 0), min(top+len(keys)+margin, p.rows.Len())-1
	lo, hi := p.rows.Key(first), p.rows.Key(last)
	// First what is on the screen, which counts most, however far apart a
	// filter has put it.
	p.pins = []*eventlog.Pin{p.c.Log.PinRows(slices.Clone(keys)...), p.c.Log.Pin(min(lo, hi), max(lo, hi))}
}

// unpause goes on where the list stopped: at the end, if it followed.
func (p *Page) unpause() tea.Cmd {
	if !p.paused {
		return nil
	}
	p.paused = false
	p.release()
	selected, _ := p.list.Selected()
	follow := p.resume && selected == p.seen
	p.resume = false
	p.view.Refresh()
	p.rows.use(p.view)
	if follow {
		p.list.SetFollow(true)
	}
	return p.shown()
}

func (p *Page) release() {
	for _, pin := range p.pins {
		pin.Release()
	}
	p.pins = nil
}

func (p *Page) togglePause() tea.Cmd {
	if p.paused {
		return p.unpause()
	}
	p.pause()
	return nil
}

// toggleFollow follows, whatever stood in the way, or stops.
func (p *Page) toggleFollow() tea.Cmd {
	if p.list.Follow() && !p.paused {
		p.list.SetFollow(false)
		return nil
	}
	return p.bottom()
}

// bottom goes to the newest event and follows.
func (p *Page) bottom() tea.Cmd {
	p.unsort()
	cmd := p.unpause()
	p.list.End()
	return tea.Batch(cmd, p.shown())
}

// moved is called when the operator moved the selection.
func (p *Page) moved() tea.Cmd {
	p.wanted = 0
	p.count()
	return p.follow()
}
