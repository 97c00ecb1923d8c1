package meters

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
)

// command is a row of the table of commands, where the fields need no names.
type command page.Command[*Page]

func (p *Page) allCommands() (all page.Commands[*Page]) {
	k, w, mv := p.k, p.w, &p.c.Keys.List
	by := func(do func(*Page, int) tea.Cmd, n int) func(*Page) tea.Cmd {
		return func(p *Page) tea.Cmd { return do(p, n) }
	}
	listShown := func(p *Page) bool { return !p.box().covered }
	split := func(p *Page) bool { return p.detail.open && !p.box().covered }
	inList := func(p *Page) bool { return !p.inDetail() }
	for _, c := range []command{
		{"filter", w.GroupReading, &k.Filter, inList, (*Page).openFilter},
		{"unique", w.GroupReading, &k.Unique, nil, (*Page).toggleUnique},
		{"resources", w.GroupReading, &k.Resources, func(p *Page) bool { return p.wanted.unique }, (*Page).resources},
		{"events", w.GroupReading, &k.Events, func(p *Page) bool { return !p.wanted.unique && p.c.Has != nil && p.c.Has("events") }, (*Page).events},
		{"mark", w.GroupReading, &k.Mark, nil, (*Page).mark},
		{"copy", w.GroupReading, &k.Copy, nil, (*Page).copy},
		{"save", w.GroupReading, &k.Save, func(p *Page) bool { return p.c.Save != nil }, (*Page).save},
		{"reload", w.GroupReading, &k.Reload, nil, (*Page).reload},
		{"stores", w.GroupReading, &k.Stores, nil, (*Page).openStores},
		{"band", w.GroupReading, &k.Band, nil, (*Page).openBand},
		{"definitions", w.GroupReading, &k.Definitions, func(p *Page) bool { return p.c.Ledger != nil }, (*Page).openDefinitions},

		{"open", w.GroupDetail, &k.Open, inList, (*Page).open},
		{"raw", w.GroupDetail, &k.Raw, func(p *Page) bool { return !p.detail.open || !p.detail.raw }, func(p *Page) tea.Cmd { return p.as(true) }},
		{"decoded", w.GroupDetail, &k.Decoded, func(p *Page) bool { return !p.detail.open || p.detail.raw }, func(p *Page) tea.Cmd { return p.as(false) }},
		{"full", w.GroupDetail, &k.Full, func(p *Page) bool { return p.detail.full || !p.box().covered }, (*Page).toggleFull},
		{"", w.GroupDetail, &k.Switch, split, (*Page).switchPane},

		{"wide", w.GroupLook, &k.Wide, listShown, (*Page).toggleWide},
		{"times", w.GroupLook, &k.Times, listShown, (*Page).nextTimes},
		{"sort.left", w.GroupLook, &k.SortLeft, listShown, by((*Page).sortNext, -1)},
		{"sort.right", w.GroupLook, &k.SortRight, listShown, by((*Page).sortNext, 1)},
		{"sort.flip", w.GroupLook, &k.SortFlip, listShown, (*Page).sortFlip},

		{"", w.GroupMoving, &mv.Up, nil, by((*Page).moveBy, -1)},
		{"", w.GroupMoving, &mv.Down, nil, by((*Page).moveBy, 1)},
		{"", w.GroupMoving, &mv.PageUp, nil, by((*Page).pageBy, -1)},
		{"", w.GroupMoving, &mv.PageDown, nil, by((*Page).pageBy, 1)},
		{"first", w.GroupMoving, &mv.Top, nil, (*Page).home},
		{"last", w.GroupMoving, &mv.Bottom, nil, (*Page).end},
		{"", w.GroupMoving, &mv.Left, nil, by((*Page).side, -1)},
		{"", w.GroupMoving, &mv.Right, nil, by((*Page).side, 1)},
	} {
		all = append(all, page.Command[*Page](c))
	}
	return all
}

// press does what a key says, and reports whether it said anything.
func (p *Page) press(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	for i := range p.commands {
		if c := &p.commands[i]; c.Answers(p) && key.Matches(msg, *c.Bind) {
			return c.Run(p), true
		}
	}
	return nil, false
}

// Bindings are the keys that work now, grouped.
func (p *Page) Bindings() []page.Group {
	if p.prompt.open {
		return []page.Group{{Title: p.w.GroupPrompt, Keys: append([]key.Binding{p.k.Accept, p.k.Cancel}, p.c.Keys.Field.All()...)}}
	}
	return p.commands.Bindings(p)
}

// Short are the keys for the status line.
func (p *Page) Short() []key.Binding {
	k := p.k
	switch {
	case p.prompt.open:
		return []key.Binding{k.Accept, k.Cancel}
	case p.inDetail():
		other := k.Raw
		if p.detail.raw {
			other = k.Decoded
		}
		if p.box().covered {
			return []key.Binding{other, k.Copy, p.c.Keys.Global.Back}
		}
		return []key.Binding{other, k.Copy, k.Full, k.Switch, p.c.Keys.Global.Back}
	case p.wanted.unique:
		return []key.Binding{k.Filter, k.Open, k.Resources, k.Unique, k.SortRight, k.Reload, k.Wide, k.Stores}
	}
	return []key.Binding{k.Filter, k.Open, k.Unique, k.SortRight, k.Reload, k.Wide, k.Mark, k.Stores}
}

// Actions are the same commands by name, and those that have no key.
func (p *Page) Actions() []page.Action {
	actions := p.commands.Actions(p, "meters.", p.done)
	add := func(id, title, key string, run func() tea.Cmd) {
		actions = append(actions, page.Action{ID: "meters." + id, Title: title, Key: key, Run: func() tea.Cmd { return p.done(run()) }})
	}
	for i := range p.columns {
		if c := &p.columns[i]; c.on(p) {
			add("sort."+c.ID, sprintf(p.w.SortBy, p.titleOf(c)), "", func() tea.Cmd { return p.sortBy(c.ID) })
		}
	}
	add("copy.resource", p.w.CopyResource, "", func() tea.Cmd {
		return p.copyField(p.w.CopiedResource, func(r *row) sources.Text { return r.meter.ResourceID })
	})
	add("copy.name", p.w.CopyName, "", func() tea.Cmd {
		return p.copyField(p.w.CopiedName, func(r *row) sources.Text { return sources.Known(r.meter.Name) })
	})
	if len(p.marks) > 0 {
		add("unmark", p.w.Unmark, "", p.unmark)
	}
	return actions
}
