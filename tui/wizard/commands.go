package wizard

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"github.com/ceilotop/ceilotop/tui/page"
)

// command is a row of the table of commands, where the fields need no names.
type command page.Command[*Page]

func (p *Page) allCommands() (all page.Commands[*Page]) {
	k, w, mv := p.k, p.w, &p.c.Keys.List
	at := func(s section) func(*Page) bool { return func(p *Page) bool { return p.at == s } }
	free := func(p *Page) bool { return !p.typing() }
	asking := func(p *Page) bool { return p.at == questions && p.asking() }
	choosing := func(p *Page) bool { return asking(p) && p.ask.form.choice != nil }
	ofKind := func(kind func(huh.Field) bool) func(*Page) bool {
		return func(p *Page) bool { return choosing(p) && kind(p.ask.form.choice) }
	}
	yesNo := ofKind(func(f huh.Field) bool { _, ok := f.(*huh.Confirm); return ok })
	several := ofKind(func(f huh.Field) bool { _, ok := f.(*huh.MultiSelect[string]); return ok })
	plans := func(p *Page) bool { return p.at == planning && p.plan.draft != nil }
	nodes := func(p *Page) bool { return plans(p) && len(p.plan.nodes()) > 1 }
	by := func(do func(*Page, int) tea.Cmd, n int) func(*Page) tea.Cmd {
		return func(p *Page) tea.Cmd { return do(p, n) }
	}
	moves := func(p *Page) bool { return free(p) && !choosing(p) }
	for _, c := range []command{
		{"", w.GroupQuestion, &k.Take, func(p *Page) bool { return p.typing() || choosing(p) }, func(p *Page) tea.Cmd { return p.ask.take() }},
		{"", w.GroupQuestion, &k.WhyHere, func(p *Page) bool { return p.typing() && p.ask.form.field.Value() == "" }, (*Page).toggleWhy},
		{"", w.GroupQuestion, &k.Why, asking, (*Page).toggleWhy},
		{"", w.GroupQuestion, &k.Return, func(p *Page) bool { return asking(p) && p.ask.form.left }, (*Page).returnToField},
		{"", w.GroupQuestion, &k.GoOn, func(p *Page) bool {
			return p.at == detection && p.interview != nil || p.at == questions && p.ask.key == "" && !p.ask.listed
		}, (*Page).nextSection},
		{"", w.GroupQuestion, &k.Previous, func(p *Page) bool { return p.at == questions && p.interview != nil && !p.ask.listed }, func(p *Page) tea.Cmd { return p.ask.prev() }},
		{"", w.GroupQuestion, &k.Complete, func(p *Page) bool {
			return p.typing() && p.ask.form.blank() && !p.ask.form.q.Secret && p.ask.form.q.Default != ""
		}, (*Page).complete},
		{"", w.GroupQuestion, &k.Empty, func(p *Page) bool { return p.typing() && p.ask.mayEmpty() }, func(p *Page) tea.Cmd { return p.ask.leaveEmpty() }},
		{"", w.GroupQuestion, &k.Yes, yesNo, func(p *Page) tea.Cmd { return p.ask.yesNo(true) }},
		{"", w.GroupQuestion, &k.No, yesNo, func(p *Page) tea.Cmd { return p.ask.yesNo(false) }},
		{"", w.GroupQuestion, &k.Switch, yesNo, nil},
		{"", w.GroupQuestion, &k.Toggle, several, nil},
		{"answers", w.GroupQuestion, &k.All, func(p *Page) bool { return p.at == questions && p.interview != nil }, func(p *Page) tea.Cmd { return p.ask.openAll() }},
		{"", w.GroupQuestion, &k.Leave, (*Page).typing, (*Page).leave},

		{"next", w.GroupSections, &k.Next, func(p *Page) bool { return free(p) && p.at < sections-1 }, (*Page).nextSection},
		{"prev", w.GroupSections, &k.Prev, func(p *Page) bool { return free(p) && p.at > detection }, (*Page).prevSection},

		{"forget", w.GroupHere, &k.Forget, func(p *Page) bool { return p.at == detection && !p.detect.resumed.IsZero() && !p.busy(detecting) }, (*Page).forget},
		{"look", w.GroupHere, &k.Look, func(p *Page) bool { return p.at == detection && !p.busy(detecting) }, (*Page).lookAgain},
		{"again", w.GroupHere, &k.Again, func(p *Page) bool {
			return p.interview != nil && (p.at == testing || p.at == planning || p.at == verifying && p.plan.draft != nil)
		}, (*Page).again},
		{"", w.GroupHere, &k.Open, (*Page).opens, (*Page).open},
		{"copy", w.GroupHere, &k.Copy, plans, func(p *Page) tea.Cmd { return p.plan.copy() }},
		{"node.next", w.GroupHere, &k.NextNode, nodes, func(p *Page) tea.Cmd { return p.plan.otherNode(1) }},
		{"node.prev", w.GroupHere, &k.PrevNode, nodes, func(p *Page) tea.Cmd { return p.plan.otherNode(-1) }},
		{"export", w.GroupHere, &k.Export, func(p *Page) bool {
			return free(p) && p.plan.draft != nil && (p.at == planning || p.at == carrying) && !p.apply.running()
		}, func(p *Page) tea.Cmd { return p.apply.export() }},
		{"", w.GroupHere, &k.Write, func(p *Page) bool { return p.at == carrying && p.plan.draft != nil && !p.apply.running() }, func(p *Page) tea.Cmd { return p.apply.export() }},
		{"apply", w.GroupHere, &k.Apply, func(p *Page) bool {
			return p.interview != nil && (p.at == planning || p.at == carrying) && !p.apply.running()
		}, func(p *Page) tea.Cmd { return p.apply.askApply() }},
		{"rollback", w.GroupHere, &k.Rollback, func(p *Page) bool {
			return (p.at == planning || p.at == carrying) && p.plan.lastRun != "" && !p.apply.running()
		}, func(p *Page) tea.Cmd { return p.apply.askRollback() }},
		{"pause", w.GroupHere, &k.Pause, func(p *Page) bool { return p.at == carrying && p.apply.running() }, func(p *Page) tea.Cmd { return p.apply.pause() }},
		{"", w.GroupHere, &k.Audit, at(verifying), func(p *Page) tea.Cmd { return p.verify.askAudit() }},

		{"", w.GroupMoving, &mv.Up, free, by((*Page).moveBy, -1)},
		{"", w.GroupMoving, &mv.Down, free, by((*Page).moveBy, 1)},
		{"", w.GroupMoving, &mv.PageUp, moves, by((*Page).pageBy, -1)},
		{"", w.GroupMoving, &mv.PageDown, moves, by((*Page).pageBy, 1)},
		{"", w.GroupMoving, &mv.Top, free, by((*Page).ends, -1)},
		{"", w.GroupMoving, &mv.Bottom, free, by((*Page).ends, 1)},
		{"", w.GroupMoving, &mv.Left, func(p *Page) bool { return moves(p) && p.pane.open }, by((*Page).side, -1)},
		{"", w.GroupMoving, &mv.Right, func(p *Page) bool { return moves(p) && p.pane.open }, by((*Page).side, 1)},
	} {
		all = append(all, page.Command[*Page](c))
	}
	return all
}

// answersTo reports whether a binding works now.
func (p *Page) answersTo(b *key.Binding) bool {
	return slices.ContainsFunc(p.commands, func(c page.Command[*Page]) bool { return c.Bind == b && c.Answers(p) })
}

// press does what a key says, and reports whether it said anything. What is no
// command is text, or a key of huh's.
func (p *Page) press(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	for i := range p.commands {
		c := &p.commands[i]
		if c.Run == nil || !c.Answers(p) || !key.Matches(msg, *c.Bind) {
			continue
		}
		if p.at == questions && p.asking() && p.reads(msg) {
			break
		}
		return c.Run(p), true
	}
	switch {
	case p.typing():
		p.ask.form.edit(msg)
	case p.at == questions && p.asking() && p.reads(msg):
		p.ask.form.choose(msg)
	default:
		return nil, false
	}
	return nil, true
}

// Bindings are the keys that work now, grouped.
func (p *Page) Bindings() []page.Group {
	groups := p.commands.Bindings(p)
	if p.typing() {
		groups = append(groups, page.Group{Title: p.w.GroupTyping, Keys: p.c.Keys.Field.All()})
	}
	return groups
}

// Short are the keys for the status line: those of the section, then those that
// lead to the others.
func (p *Page) Short() []key.Binding {
	var here, there []key.Binding
	for i := range p.commands {
		c := &p.commands[i]
		switch {
		case !c.Answers(p) || c.Group == p.w.GroupMoving:
		case c.Bind == &p.k.Why && p.answersTo(&p.k.WhyHere): // one key for it is enough
		case c.Group == p.w.GroupSections:
			there = append(there, *c.Bind)
		default:
			here = append(here, *c.Bind)
		}
	}
	return append(here, there...)
}

// Actions are the same commands by name, the sections, and the audit, which one
// wants without a setup as well.
func (p *Page) Actions() []page.Action {
	actions := p.commands.Actions(p, "setup.", p.done)
	add := func(id, title, key string, run func() tea.Cmd) {
		actions = append(actions, page.Action{ID: "setup." + id, Title: title, Key: key, Run: func() tea.Cmd { return p.done(run()) }})
	}
	for s := range sections {
		if p.interview != nil || s == detection {
			add("section."+sectionIDs[s], sprintf(p.w.GoToSection, p.sectionTitle(s)), "", func() tea.Cmd { return tea.Batch(p.reveal(), p.goTo(s)) })
		}
	}
	add("audit", p.w.AuditAction, p.k.Audit.Help().Key, func() tea.Cmd { return tea.Batch(p.reveal(), p.verify.askAudit()) })
	return actions
}

var sectionIDs = [sections]string{"detect", "questions", "tests", "plan", "apply", "verify"}

// reveal shows the page, which an action of the palette may lead to from another.
func (p *Page) reveal() tea.Cmd { return func() tea.Msg { return page.Goto{ID: p.ID()} } }
