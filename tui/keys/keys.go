// Package keys holds every binding of the interface. Update matches against
// these and the help page is made from these, so a key that is not here does
// not exist.
//
// A key may mean different things on different pages, never two within one:
// tests find with Clash when two enabled bindings that can be active together
// share a key.
package keys

import (
	"fmt"

	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Map is all bindings, one field for each place that has the keyboard.
type Map struct {
	Global   Global
	List     List
	Confirm  Confirm
	Field    Field
	Palette  Palette
	Viewer   Viewer
	Events   Events
	Meters   Meters
	Wizard   Wizard
	Pipeline Pipeline
	Usage    Usage
}

// New makes the bindings with descriptions in the language of w.
func New(w *words.Words) *Map {
	return &Map{
		Global:   newGlobal(&w.Keys),
		List:     newList(&w.Keys),
		Confirm:  newConfirm(&w.Keys),
		Field:    newField(&w.Keys),
		Palette:  newPalette(&w.Keys),
		Viewer:   newViewer(&w.Keys),
		Events:   newEvents(w),
		Meters:   newMeters(w),
		Wizard:   newWizard(w),
		Pipeline: newPipeline(w),
		Usage:    newUsage(w),
	}
}

// Global keys work wherever no text field has the keyboard.
type Global struct {
	Palette, Help, Back, Quit, OwnLog, Brokers, Retry, Suspend, Interrupt key.Binding
	Faster, Slower                                                        key.Binding // in a replay only
	Pages                                                                 []key.Binding
}

func newGlobal(k *words.Keys) Global {
	return Global{
		Palette:   bind(k.Palette, ":", ":", "ctrl+p"),
		Help:      bind(k.Help, "?", "?"),
		Back:      bind(k.Back, "esc", "esc"),
		Quit:      bind(k.Quit, "q", "q"),
		OwnLog:    bind(k.OwnLog, "L", "L"),
		Brokers:   bind(k.Brokers, "B", "B"),
		Retry:     bind(k.Retry, "ctrl+r", "ctrl+r"),
		Suspend:   bind(k.Suspend, "ctrl+z", "ctrl+z"),
		Interrupt: bind(k.Interrupt, "ctrl+c", "ctrl+c"),
		Faster:    bind(k.Faster, "+", "+", "="),
		Slower:    bind(k.Slower, "-", "-"),
	}
}

// Page is a page that has a key: its number, which stays the same whatever
// other pages there are.
type Page struct {
	Number int
	Title  string
}

// SetPages gives the pages that exist their keys.
func (g *Global) SetPages(k *words.Keys, pages ...Page) {
	g.Pages = nil
	for _, p := range pages {
		n := fmt.Sprint(p.Number)
		g.Pages = append(g.Pages, bind(fmt.Sprintf(k.Page, p.Title), n, n))
	}
}

// All are the bindings in the order of the help page.
func (g *Global) All() []key.Binding {
	all := append([]key.Binding(nil), g.Pages...)
	return append(all, g.Palette, g.Help, g.Back, g.Quit, g.Brokers, g.Retry, g.OwnLog, g.Faster, g.Slower, g.Suspend, g.Interrupt)
}

// List keys move in anything that is longer than the screen.
type List struct {
	Up, Down, Top, Bottom, PageUp, PageDown, Left, Right key.Binding
}

func newList(k *words.Keys) List {
	return List{
		Up:       bind(k.Up, "k ↑", "k", "up"),
		Down:     bind(k.Down, "j ↓", "j", "down"),
		Top:      bind(k.Top, "g", "g", "home"),
		Bottom:   bind(k.Bottom, "G", "G", "end"),
		PageUp:   bind(k.PageUp, "ctrl+b", "ctrl+b", "pgup"),
		PageDown: bind(k.PageDown, "ctrl+f", "ctrl+f", "pgdown"),
		Left:     bind(k.Left, "h ←", "h", "left"),
		Right:    bind(k.Right, "l →", "l", "right"),
	}
}

// All are the bindings in the order of the help page.
func (l *List) All() []key.Binding {
	return []key.Binding{l.Up, l.Down, l.Top, l.Bottom, l.PageUp, l.PageDown, l.Left, l.Right}
}

// bind makes a binding; shown is what the help page prints for the keys.
func bind(desc, shown string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, desc))
}

// Clash finds a key that two enabled bindings of one context share; "" means
// that there is none.
func Clash(context ...[]key.Binding) (k string, a, b key.Binding) {
	taken := map[string]key.Binding{}
	for _, group := range context {
		for _, binding := range group {
			if !binding.Enabled() {
				continue
			}
			for _, name := range binding.Keys() {
				if other, ok := taken[name]; ok {
					return name, other, binding
				}
				taken[name] = binding
			}
		}
	}
	return "", a, b
}
