package pipeline

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/page"
)

// command is a row of the table of commands, where the fields need no names.
type command page.Command[*Page]

func (p *Page) allCommands() (all page.Commands[*Page]) {
	k, w, mv := p.k, p.w, &p.c.Keys.List
	picture := func(p *Page) bool { return p.open() == nil }
	by := func(do func(*Page, int) tea.Cmd, n int) func(*Page) tea.Cmd {
		return func(p *Page) tea.Cmd { return do(p, n) }
	}
	sides := func(p *Page) bool { return picture(p) && len(p.sides) > 0 }
	for _, c := range []command{
		{"", w.GroupHere, &k.Open, (*Page).opens, (*Page).enter},
		{"events", w.GroupHere, &k.Events, (*Page).hasEvents, (*Page).events},
		{"step", w.GroupHere, &k.Step, (*Page).hasStep, (*Page).step},
		{"copy", w.GroupHere, &k.Copy, func(p *Page) bool { return p.text() != "" }, (*Page).copy},

		{"", w.GroupPicture, &k.Next, picture, by((*Page).nextRegion, 1)},
		{"", w.GroupPicture, &k.Prev, picture, by((*Page).nextRegion, -1)},
		{"broken", w.GroupPicture, &k.Broken, sides, (*Page).nextBroken},
		{"all", w.GroupPicture, &k.All, sides, (*Page).toggleAll},
		{"look", w.GroupPicture, &k.Look, nil, (*Page).lookNow},
		{"faults", w.GroupPicture, &k.Faults, nil, (*Page).openFaults},

		{"", w.GroupMoving, &mv.Up, nil, by((*Page).moveBy, -1)},
		{"", w.GroupMoving, &mv.Down, nil, by((*Page).moveBy, 1)},
		{"", w.GroupMoving, &mv.PageUp, nil, by((*Page).pageBy, -1)},
		{"", w.GroupMoving, &mv.PageDown, nil, by((*Page).pageBy, 1)},
		{"", w.GroupMoving, &mv.Top, nil, by((*Page).ends, -1)},
		{"", w.GroupMoving, &mv.Bottom, nil, by((*Page).ends, 1)},
		{"", w.GroupMoving, &mv.Left, sides, by((*Page).toSide, -1)},
		{"", w.GroupMoving, &mv.Right, sides, by((*Page).toSide, 1)},
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
func (p *Page) Bindings() []page.Group {
	groups := p.commands.Bindings(p)
	if len(p.c.Faults) > 0 {
		groups = append(groups, page.Group{Title: p.k.Faults.Help().Desc, Keys: []key.Binding{p.k.Flip, p.k.Close}})
	}
	return groups
}

// Short are the keys for the status line.
func (p *Page) Short() (list []key.Binding) {
	for i := range p.commands {
		if c := &p.commands[i]; c.Group != p.w.GroupMoving && c.Answers(p) && c.Bind != &p.k.Prev {
			list = append(list, *c.Bind)
		}
	}
	return list
}

// Actions are the same commands by name, and the faults one by one.
func (p *Page) Actions() []page.Action {
	same := func(cmd tea.Cmd) tea.Cmd { return cmd }
	actions := p.commands.Actions(p, "pipeline.", same)
	for _, f := range p.c.Faults {
		actions = append(actions, page.Action{ID: "pipeline.fault." + f.ID, Title: p.faultTitle(&f), Run: func() tea.Cmd { return p.flip(&f) }})
	}
	return actions
}

// opens reports whether Enter leads anywhere.
func (p *Page) opens() bool {
	if d := p.open(); d != nil {
		l := d.selected()
		return l != nil && l.opens.kind != ofNothing
	}
	if p.at == atVerdict {
		return p.judged
	}
	return p.selectedRow() != nil
}

func (p *Page) enter() tea.Cmd {
	if d := p.open(); d != nil {
		if l := d.selected(); l != nil {
			return p.show(l.opens)
		}
		return nil
	}
	if p.at == atVerdict {
		return p.show(subject{kind: ofVerdict})
	}
	if r := p.selectedRow(); r != nil {
		return p.show(r.opens)
	}
	return nil
}

// selectedRow is the row under the cursor, nil for none.
func (p *Page) selectedRow() *row {
	if t := p.tableOf(p.at); t != nil {
		return t.selected()
	}
	return nil
}

// text is what c copies: the fix of a finding, else what is shown.
func (p *Page) text() string {
	if d := p.open(); d != nil {
		if d.copied != "" {
			return d.copied
		}
		var lines []string
		for i := range d.lines {
			var b strings.Builder
			for _, pc := range d.lines[i].pieces {
				b.WriteString(sources.Visible(pc.text))
			}
			lines = append(lines, strings.TrimRight(b.String(), " "))
		}
		return strings.Join(lines, "\n")
	}
	if p.at == atVerdict {
		return p.verdict.Fix
	}
	if r := p.selectedRow(); r != nil && p.at == atFindings {
		if f := p.finding(r.opens.id); f != nil {
			return f.Fix
		}
	}
	return ""
}

func (p *Page) copy() tea.Cmd {
	what := p.w.CopiedFix
	if d := p.open(); d != nil && d.copied == "" {
		what = p.w.CopyAll
	}
	c := page.Copy{What: what, Text: visible(p.text())}
	return func() tea.Msg { return c }
}

// visible makes a text safe to paste, line by line.
func visible(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = sources.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
