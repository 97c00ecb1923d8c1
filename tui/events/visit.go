package events

import (
	"regexp"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/tui/page"
)

// visit is what another page's jump will be left for.
type visit struct{ filter *filter.Filter }

// ownID finds a resource's own id in the id that a meter of one of its ports or
// disks has.
var ownID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// onShow lists the events about a resource, or of a filter, for another page.
func (p *Page) onShow(msg page.ShowEvents) tea.Cmd {
	id := msg.ResourceID
	if own := ownID.FindString(id); own != "" {
		id = own
	}
	wanted := msg.Filter
	if wanted == "" {
		wanted = "=resource_id == " + strconv.Quote(id)
	}
	f, err := filter.Parse(wanted)
	if err != nil { // an id of thousands of bytes
		return page.Notify(page.Error, err.Error())
	}
	if p.prompt.open {
		p.cancelPrompt()
	}
	p.window, p.picker.open = false, false
	p.closeDetail()
	if p.outside != nil {
		p.goOut()
	}
	if p.visit == nil {
		p.visit = &visit{p.scope.filter}
	}
	return p.setFilter(f)
}

// Leave goes back to what was listed before the jump.
func (p *Page) Leave() tea.Cmd {
	v := p.visit
	if v == nil {
		return nil
	}
	p.visit = nil
	return p.done(p.setFilter(v.filter))
}

// showMeters goes to the meters of the selected event's resource.
func (p *Page) showMeters() tea.Cmd {
	e, ok := p.selectedRow()
	switch {
	case !ok:
		return p.notice(p.w.NoMore)
	case e.ResourceID == "":
		return p.notice(p.w.NoResource)
	}
	show := page.ShowMeters{ResourceID: e.ResourceID}
	return func() tea.Msg { return show }
}
