package meters

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// scope narrows the list to a resource or a name.
type scope struct {
	resource string
	name     string
}

// ownIDs is the length from which on an id inside another one is no accident:
// network and disk meters hang at ids like instance-00000001-<id>-tap0 and
// <id>-vda.
const ownIDs = 8

func (s scope) has(r *row) bool {
	if s.name != "" && r.meter.Name != s.name {
		return false
	}
	if s.resource == "" {
		return true
	}
	id := r.meter.ResourceID.Value
	return id == s.resource || len(s.resource) >= ownIDs && strings.Contains(id, s.resource)
}

// outside is what was shown before the list was narrowed.
type outside struct {
	wanted   arrangement
	selected uint64 // 0: nothing
	moved    bool
	jumped   bool // another page asked for it, and esc goes back there
}

// enter narrows the list, remembering what it was.
func (p *Page) enter(s scope, jumped bool) {
	if p.outside == nil {
		p.outside = &outside{wanted: p.wanted, moved: p.moved}
		p.outside.selected, _ = p.list.Selected()
	}
	p.outside.jumped = jumped
	p.closeDetail()
	p.wanted.scope, p.wanted.unique, p.wanted.filter = s, false, nil
	p.moved = false
	p.arrangeColumns()
	p.again()
}

// leaveScope goes back to what was shown before.
func (p *Page) leaveScope() {
	o := p.outside
	p.outside, p.wanted, p.moved, p.reselect = nil, o.wanted, o.moved, o.selected
	p.arrangeColumns()
	p.again()
}

// Leave takes back what a jump from another page showed.
func (p *Page) Leave() tea.Cmd {
	if p.outside == nil || !p.outside.jumped {
		return nil
	}
	p.closeDetail()
	p.leaveScope()
	return p.done(nil)
}

// onShow lists the meters of a resource, for another page.
func (p *Page) onShow(msg page.ShowMeters) tea.Cmd {
	p.prompt.open = false
	p.enter(scope{resource: msg.ResourceID}, true)
	return nil
}

// resources lists the resources of the selected name.
func (p *Page) resources() tea.Cmd {
	r := p.selectedRow()
	switch {
	case r == nil:
		return p.notice(p.w.NoRow)
	case !p.wanted.unique:
		return p.notice(p.w.NotUnique)
	}
	p.enter(scope{name: r.meter.Name}, false)
	return nil
}

// events goes to the events of the selected row's resource.
func (p *Page) events() tea.Cmd {
	r := p.selectedRow()
	switch {
	case r == nil:
		return p.notice(p.w.NoRow)
	case !r.meter.ResourceID.Known:
		return p.notice(p.w.NoResource)
	}
	show := page.ShowEvents{ResourceID: r.meter.ResourceID.Value}
	return func() tea.Msg { return show }
}

// toggleUnique changes between one row a name and one row a resource. In a
// narrower list it is the way out.
func (p *Page) toggleUnique() tea.Cmd {
	if p.outside != nil && !p.outside.jumped {
		p.outside.wanted.unique = false
		p.leaveScope()
		return nil
	}
	p.wanted.unique = !p.wanted.unique
	if c := columnByID(p.sortedBy()); c.ID == "resources" && !p.wanted.unique {
		p.wanted.by, p.wanted.descending = "", false
	}
	p.moved = false
	p.arrangeColumns()
	p.again()
	return nil
}
