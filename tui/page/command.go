package page

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Command is one thing that a page of the type P can do. Keys, the help page and
// the palette are all made from one table of them, so none can have what another
// lacks.
type Command[P any] struct {
	ID    string // in the palette, after the page's; "" stays out of it
	Group string
	Bind  *key.Binding
	When  func(P) bool // nil: always
	Run   func(P) tea.Cmd
}

// Answers reports whether the command can be given now.
func (c *Command[P]) Answers(p P) bool {
	return c.Bind.Enabled() && (c.When == nil || c.When(p))
}

// Commands are those of a page, each group in one piece.
type Commands[P any] []Command[P]

// Bindings are the keys that work now, grouped.
func (all Commands[P]) Bindings(p P) []Group {
	var groups []Group
	for i := range all {
		c := &all[i]
		if !c.Answers(p) {
			continue
		}
		if n := len(groups); n == 0 || groups[n-1].Title != c.Group {
			groups = append(groups, Group{Title: c.Group})
		}
		g := &groups[len(groups)-1]
		g.Keys = append(g.Keys, *c.Bind)
	}
	return groups
}

// Actions are those that can be given now by name. An action ends with done,
// which gets the command's result.
func (all Commands[P]) Actions(p P, prefix string, done func(tea.Cmd) tea.Cmd) []Action {
	var actions []Action
	for i := range all {
		if c := &all[i]; c.ID != "" && c.Answers(p) {
			help := c.Bind.Help()
			actions = append(actions, Action{ID: prefix + c.ID, Title: help.Desc, Key: help.Key, Run: func() tea.Cmd { return done(c.Run(p)) }})
		}
	}
	return actions
}
