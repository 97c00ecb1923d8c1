package events

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// context is what has the keyboard.
type context uint8

const (
	inList context = 1 << iota
	inDetail
	inPicker
	anywhere = inList | inDetail | inPicker
	reading  = inList | inDetail
)

// command is one thing the page can do. Keys, the help page and the palette
// are all made from the one table of them, so none can have what another lacks.
type command struct {
	id    string // in the palette, after "events."; "" stays out of it
	group func(*Page) string
	bind  *key.Binding
	in    context
	when  func(*Page) bool // nil: always
	run   func(*Page) tea.Cmd
}

func (p *Page) allCommands() []command {
	k, mv := p.k, &p.c.Keys.List
	by := func(do func(*Page, int) tea.Cmd, n int) func(*Page) tea.Cmd {
		return func(p *Page) tea.Cmd { return do(p, n) }
	}
	open := func(p *Page) bool { return p.detail.open }
	read := func(p *Page) string { return p.w.GroupReading }
	find := func(p *Page) string { return p.w.GroupFinding }
	look := func(p *Page) string { return p.w.GroupLook }
	move := func(p *Page) string { return p.w.GroupMoving }
	detail := func(p *Page) string { return p.w.GroupDetail }
	columns := func(p *Page) string { return p.w.GroupColumns }
	return []command{
		{"pause", read, &k.Pause, reading, nil, (*Page).togglePause},
		{"follow", read, &k.Follow, reading, nil, (*Page).toggleFollow},
		{"window", read, &k.Window, reading, nil, (*Page).askWindow},
		{"mark", read, &k.Mark, reading, nil, (*Page).mark},
		{"copy", read, &k.Copy, reading, nil, (*Page).copy},
		{"save", read, &k.Save, reading, nil, (*Page).save},

		{"filter", find, &k.Filter, inList, nil, (*Page).openFilter},
		{"", detail, &k.Search, inDetail, nil, (*Page).openSearch},
		{"match.next", find, &k.NextMatch, reading, nil, by((*Page).match, 1)},
		{"match.previous", find, &k.PrevMatch, reading, nil, by((*Page).match, -1)},
		{"error.next", find, &k.NextError, reading, nil, by((*Page).nextError, 1)},
		{"error.previous", find, &k.PrevError, reading, nil, by((*Page).nextError, -1)},
		{"warning.next", find, &k.NextWarn, reading, nil, by((*Page).nextWarn, 1)},
		{"warning.previous", find, &k.PrevWarn, reading, nil, by((*Page).nextWarn, -1)},
		{"request.next", find, &k.NextSame, reading, nil, by((*Page).nextSame, 1)},
		{"request.previous", find, &k.PrevSame, reading, nil, by((*Page).nextSame, -1)},
		{"request", find, &k.Request, reading, nil, (*Page).enterRequest},
		{"life", find, &k.Life, reading, nil, (*Page).enterLife},
		{"unfinished", find, &k.Unfinished, reading, nil, (*Page).openStuck},
		{"meters", find, &k.Meters, reading, func(p *Page) bool { return p.c.Has != nil && p.c.Has("meters") }, (*Page).showMeters},

		{"open", detail, &k.Open, inList, nil, (*Page).open},
		{"", detail, &k.Fold, inDetail, nil, (*Page).foldLine},
		{"decoded", detail, &k.Decoded, reading, func(p *Page) bool { return !p.ofEvent() || p.detail.raw }, func(p *Page) tea.Cmd { return p.as(false) }},
		{"raw", detail, &k.Raw, reading, func(p *Page) bool { return !p.ofEvent() || !p.detail.raw }, func(p *Page) tea.Cmd { return p.as(true) }},
		{"full", detail, &k.Full, reading, nil, (*Page).toggleFull},
		{"wrap", detail, &k.Wrap, reading, open, (*Page).toggleWrap},
		{"", detail, &k.Switch, reading, open, (*Page).switchPane},

		{"times", look, &k.Times, reading, nil, (*Page).nextTimes},
		{"columns", look, &k.Columns, reading, nil, (*Page).openPicker},
		{"sort.left", look, &k.SortLeft, reading, nil, by((*Page).sortNext, -1)},
		{"sort.right", look, &k.SortRight, reading, nil, by((*Page).sortNext, 1)},
		{"sort.flip", look, &k.SortFlip, reading, nil, (*Page).sortFlip},
		{"", columns, &k.Toggle, inPicker, nil, (*Page).toggleChosen},

		{"", move, &mv.Up, anywhere, nil, by((*Page).moveBy, -1)},
		{"", move, &mv.Down, anywhere, nil, by((*Page).moveBy, 1)},
		{"", move, &mv.PageUp, anywhere, nil, by((*Page).pageBy, -1)},
		{"", move, &mv.PageDown, anywhere, nil, by((*Page).pageBy, 1)},
		{"first", move, &mv.Top, anywhere, nil, (*Page).home},
		{"last", move, &mv.Bottom, anywhere, nil, (*Page).end},
		{"", move, &mv.Left, reading, nil, by((*Page).side, -1)},
		{"", move, &mv.Right, reading, nil, by((*Page).side, 1)},
	}
}

// context is what a key is for now.
func (p *Page) context() context {
	switch {
	case p.picker.open:
		return inPicker
	case p.inDetail():
		return inDetail
	}
	return inList
}

// answers reports whether a command can be given now.
func (p *Page) answers(c *command) bool {
	return c.in&p.context() != 0 && (c.when == nil || c.when(p))
}

// press does what a key says, and reports whether it said anything.
func (p *Page) press(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	for i := range p.commands {
		if c := &p.commands[i]; p.answers(c) && key.Matches(msg, *c.bind) {
			return c.run(p), true
		}
	}
	return nil, false
}

// Bindings are the keys that work now, grouped.
func (p *Page) Bindings() []page.Group {
	switch {
	case p.prompt.open:
		return []page.Group{{Title: p.w.GroupPrompt, Keys: append([]key.Binding{p.k.Accept, p.k.Older, p.k.Newer, p.k.Cancel}, p.c.Keys.Field.All()...)}}
	case p.window:
		return []page.Group{{Title: p.w.GroupWindow, Keys: append(p.k.Windows[:len(p.k.Windows):len(p.k.Windows)], p.k.Cancel)}}
	}
	var groups []page.Group
	at := map[string]int{}
	for i := range p.commands {
		c := &p.commands[i]
		if !p.answers(c) {
			continue
		}
		name := c.group(p)
		g, ok := at[name]
		if !ok {
			g = len(groups)
			at[name] = g
			groups = append(groups, page.Group{Title: name})
		}
		groups[g].Keys = append(groups[g].Keys, *c.bind)
	}
	return groups
}

// Short are the keys for the status line.
func (p *Page) Short() []key.Binding {
	k := p.k
	switch {
	case p.prompt.open:
		return []key.Binding{k.Accept, k.Cancel, k.Older}
	case p.window:
		return p.k.Windows
	case p.picker.open:
		return []key.Binding{k.Toggle}
	case p.inDetail():
		other := k.Raw
		if p.detail.raw {
			other = k.Decoded
		}
		return []key.Binding{k.Fold, k.Search, other, k.Copy, k.Full, k.Wrap, k.Switch}
	}
	return []key.Binding{k.Filter, k.Open, k.Pause, k.Follow, k.NextError, k.Request, k.Window, k.Save}
}

// Actions are the same commands by name, and those that have no key.
func (p *Page) Actions() []page.Action {
	var actions []page.Action
	for i := range p.commands {
		c := &p.commands[i]
		if c.id == "" || c.in&inList == 0 || c.when != nil && !c.when(p) {
			continue
		}
		help := c.bind.Help()
		actions = append(actions, page.Action{ID: "events." + c.id, Title: help.Desc, Key: help.Key, Run: func() tea.Cmd {
			p.picker.open = false
			return p.done(c.run(p))
		}})
	}
	return append(actions, p.keyless()...)
}

// keyless are the actions that only the palette has.
func (p *Page) keyless() []page.Action {
	var actions []page.Action
	add := func(id, title, key string, run func() tea.Cmd) {
		actions = append(actions, page.Action{ID: "events." + id, Title: title, Key: key, Run: func() tea.Cmd { return p.done(run()) }})
	}
	prefix := p.k.Window.Help().Key + " "
	for i := range windows {
		add("window."+p.k.Windows[i].Help().Key, p.w.Windows[i], prefix+p.k.Windows[i].Help().Key,
			func() tea.Cmd { return p.openWindow(windows[i]) })
	}
	for _, c := range p.choices() {
		add("column."+c.ID, sprintf(p.w.ShowColumn, p.titleOf(c)), "", func() tea.Cmd { return p.toggleColumn(c) })
	}
	add("copy.request", p.w.CopyRequest, "", func() tea.Cmd { return p.copyField(p.w.Copied.Request, requestID) })
	add("copy.resource", p.w.CopyResource, "", func() tea.Cmd { return p.copyField(p.w.Copied.Resource, resourceID) })
	add("copy.message", p.w.CopyMessage, "", func() tea.Cmd { return p.copyField(p.w.Copied.Message, messageID) })
	if !p.sorting.natural() {
		add("sort.reset", p.w.ResetSort, "", p.bottom)
	}
	if p.scope.filter != nil {
		add("filter.clear", p.w.ClearFilter, "esc", func() tea.Cmd { return p.setFilter(nil) })
	}
	return actions
}
