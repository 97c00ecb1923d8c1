package wizard

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
)

// dress gives a field of huh's our keys and signs and draws it. Its colours are
// left out: brackets and the cursor say what is chosen, as they do in a dialog.
func (p *Page) dress(f huh.Field, width, height int) []string {
	f.WithKeyMap(p.huhKeys())
	f.WithTheme(huh.ThemeFunc(plain))
	f.WithWidth(width)
	f.WithHeight(height)
	f.Focus()
	return strings.Split(f.View(), "\n")
}

// plain are styles that need no colours.
func plain(bool) *huh.Styles {
	s := huh.ThemeBase(true)
	none, bold := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)
	f := &s.Focused
	f.Base, f.Card = none, none
	f.SelectSelector = none.SetString("> ")
	f.MultiSelectSelector = none.SetString("> ")
	f.SelectedPrefix, f.UnselectedPrefix = none.SetString("[x] "), none.SetString("[ ] ")
	f.Option, f.SelectedOption, f.UnselectedOption = none, bold, none
	f.FocusedButton, f.BlurredButton = bold.Reverse(true).Padding(0, 1), none.Padding(0, 1)
	s.Blurred = s.Focused
	return s
}

// huhKeys are our bindings in huh's places. Those that have none are off: a key
// that is not in the help does nothing.
func (p *Page) huhKeys() *huh.KeyMap {
	mv := &p.c.Keys.List
	off := key.NewBinding(key.WithDisabled())
	return &huh.KeyMap{
		Quit: off,
		Confirm: huh.ConfirmKeyMap{
			Toggle: p.k.Switch, Next: off, Prev: off, Submit: off, Accept: off, Reject: off,
		},
		Select: huh.SelectKeyMap{
			Up: mv.Up, Down: mv.Down, GotoTop: mv.Top, GotoBottom: mv.Bottom,
			Next: off, Prev: off, HalfPageUp: off, HalfPageDown: off, Left: off, Right: off,
			Filter: off, SetFilter: off, ClearFilter: off, Submit: off,
		},
		MultiSelect: huh.MultiSelectKeyMap{
			Up: mv.Up, Down: mv.Down, GotoTop: mv.Top, GotoBottom: mv.Bottom, Toggle: p.k.Toggle,
			Next: off, Prev: off, HalfPageUp: off, HalfPageDown: off,
			Filter: off, SetFilter: off, ClearFilter: off, Submit: off, SelectAll: off, SelectNone: off,
		},
	}
}
