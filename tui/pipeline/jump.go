package pipeline

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/doctor/topology"
	"github.com/ceilotop/ceilotop/tui/page"
)

// quote writes a text as the filter's expressions do.
func quote(text string) string { return strconv.Quote(text) }

// publisherFilter finds the events of a service; of one host and broker where
// they are known.
func publisherFilter(service, host, broker string) string {
	terms := []string{"service == " + quote(service)}
	if host != "" {
		terms = append(terms, "host == "+quote(host))
	}
	if broker != "" {
		terms = append(terms, "broker == "+quote(broker))
	}
	return "=" + strings.Join(terms, " && ")
}

func leakFilter(l *isolation.Leak) string { return publisherFilter(l.Service, l.Host, "A") }

// sameProgram compares a program's name with what a client says it is, which
// may be a path.
func sameProgram(a, b string) bool { return base(a) == base(b) }

func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// startsWithWord reports whether a program is one of a service: nova-compute of
// nova.
func startsWithWord(program, service string) bool {
	rest, ok := strings.CutPrefix(base(program), service)
	return ok && (rest == "" || rest[0] == '-' || rest[0] == '_')
}

// eventsFilter is the filter of what is selected, "" for none.
func (p *Page) eventsFilter() string {
	if d := p.open(); d != nil {
		if l := d.selected(); l != nil && l.opens.kind == ofEvents {
			return l.opens.id
		}
		return d.filter
	}
	if p.at == atVerdict || p.at == atFindings {
		return p.filterOfRow()
	}
	if r := p.selectedRow(); r != nil && r.opens.kind == ofNode {
		return p.filterOfNode(r.opens)
	}
	return ""
}

func (p *Page) filterOfRow() string {
	if p.at == atVerdict {
		if len(p.verdict.Leaks) > 0 {
			return leakFilter(&p.verdict.Leaks[0])
		}
		return ""
	}
	if r := p.selectedRow(); r != nil {
		if f := p.finding(r.opens.id); f != nil {
			for i := range f.Evidence {
				if id := f.Evidence[i].Event; id != "" {
					return "=message_id == " + quote(id)
				}
			}
		}
	}
	return ""
}

func (p *Page) filterOfNode(s subject) string {
	side, n := p.station(s)
	if n == nil {
		return ""
	}
	switch n.Kind {
	case topology.Publisher:
		service, host, _ := strings.Cut(n.Name, "@")
		return publisherFilter(service, host, side.Name)
	case topology.Exchange:
		return "=exchange == " + quote(n.Name) + " && broker == " + quote(side.Name)
	}
	return ""
}

// hasEvents reports whether there is a page to show events on, and a filter.
func (p *Page) hasEvents() bool {
	return p.c.Has != nil && p.c.Has("events") && p.eventsFilter() != ""
}

func (p *Page) events() tea.Cmd { return p.showEvents(p.eventsFilter()) }

func (p *Page) showEvents(filter string) tea.Cmd {
	if filter == "" || p.c.Has == nil || !p.c.Has("events") {
		return p.notice(p.w.NoEvents)
	}
	show := page.ShowEvents{Filter: filter}
	return func() tea.Msg { return show }
}

// stepOf is the step of the plan that mends what is selected, "" for none.
func (p *Page) stepOf() string {
	if d := p.open(); d != nil {
		return d.step
	}
	if p.at == atVerdict {
		return p.verdict.Step
	}
	if r := p.selectedRow(); r != nil && p.at == atFindings {
		if f := p.finding(r.opens.id); f != nil {
			return f.Step
		}
	}
	return ""
}

func (p *Page) hasStep() bool { return p.c.Has != nil && p.c.Has("setup") && p.stepOf() != "" }

func (p *Page) step() tea.Cmd { return p.showStep(p.stepOf()) }

func (p *Page) showStep(id string) tea.Cmd {
	if id == "" || p.c.Has == nil || !p.c.Has("setup") {
		return p.notice(p.w.NoStep)
	}
	show := page.ShowStep{ID: id}
	return func() tea.Msg { return show }
}

func (p *Page) notice(text string) tea.Cmd { return page.Notify(page.Warn, text) }
