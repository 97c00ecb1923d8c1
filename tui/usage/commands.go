package usage

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/page"
)

// command is a row of the table of commands, where the fields need no names.
type command page.Command[*Page]

func (p *Page) allCommands() (all page.Commands[*Page]) {
	k, w, mv := p.k, p.w, &p.c.Keys.List
	by := func(do func(*Page, int) tea.Cmd, n int) func(*Page) tea.Cmd {
		return func(p *Page) tea.Cmd { return do(p, n) }
	}
	listed := func(p *Page) bool { return !p.basis.open && len(p.entries) > 0 }
	inside := func(p *Page) bool { return listed(p) && p.level.by != used.ByResource }
	thing := func(p *Page) bool {
		return listed(p) && p.level.by == used.ByResource && p.c.Has != nil && p.c.Has("events")
	}
	summed := func(p *Page) bool { return p.sight != nil }
	for _, c := range []command{
		{"open", w.GroupReading, &k.Open, inside, (*Page).enter},
		{"by", w.GroupReading, &k.By, func(p *Page) bool { return !p.basis.open }, (*Page).nextBy},
		{"basis", w.GroupReading, &k.Basis, summed, (*Page).toggleBasis},
		{"events", w.GroupReading, &k.Events, thing, (*Page).events},
		{"copy", w.GroupReading, &k.Copy, func(p *Page) bool { return p.basis.open || listed(p) }, (*Page).copy},
		{"look", w.GroupReading, &k.Look, nil, (*Page).sumUp},

		{"sort.left", w.GroupLook, &k.SortLeft, listed, by((*Page).sortNext, -1)},
		{"sort.right", w.GroupLook, &k.SortRight, listed, by((*Page).sortNext, 1)},
		{"sort.flip", w.GroupLook, &k.SortFlip, listed, (*Page).sortFlip},

		{"", w.GroupMoving, &mv.Up, nil, by((*Page).moveBy, -1)},
		{"", w.GroupMoving, &mv.Down, nil, by((*Page).moveBy, 1)},
		{"", w.GroupMoving, &mv.PageUp, nil, by((*Page).pageBy, -1)},
		{"", w.GroupMoving, &mv.PageDown, nil, by((*Page).pageBy, 1)},
		{"first", w.GroupMoving, &mv.Top, nil, by((*Page).ends, -1)},
		{"last", w.GroupMoving, &mv.Bottom, nil, by((*Page).ends, 1)},
		{"", w.GroupMoving, &mv.Left, nil, by((*Page).side, -1)},
		{"", w.GroupMoving, &mv.Right, nil, by((*Page).side, 1)},
	} {
		all = append(all, page.Command[*Page](c))
	}
	return all
}

// press does what a key says.
func (p *Page) press(msg tea.KeyPressMsg) tea.Cmd {
	for i := range p.commands {
		if c := &p.commands[i]; c.Answers(p) && key.Matches(msg, *c.Bind) {
			return c.Run(p)
		}
	}
	return nil
}

// Bindings are the keys that work now, grouped.
func (p *Page) Bindings() []page.Group { return p.commands.Bindings(p) }

// Short are the keys for the status line.
func (p *Page) Short() []key.Binding {
	if p.basis.open {
		return []key.Binding{p.k.Copy, p.c.Keys.Global.Back}
	}
	var list []key.Binding
	for _, b := range []*key.Binding{&p.k.Open, &p.k.By, &p.k.Basis, &p.k.Events, &p.k.SortRight, &p.k.Look} {
		if slices.ContainsFunc(p.commands, func(c page.Command[*Page]) bool { return c.Bind == b && c.Answers(p) }) {
			list = append(list, *b)
		}
	}
	return list
}

// Actions are the same commands by name, and sorting by each column.
func (p *Page) Actions() []page.Action {
	actions := p.commands.Actions(p, "usage.", func(cmd tea.Cmd) tea.Cmd { return cmd })
	for i := range p.columns {
		c := &p.columns[i]
		actions = append(actions, page.Action{ID: "usage.sort." + c.ID, Title: sprintf(p.w.SortBy, c.Title), Run: func() tea.Cmd { return p.sortBy(c.ID) }})
	}
	return actions
}
