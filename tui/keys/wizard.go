package keys

import (
	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Wizard are the bindings of the Setup page.
type Wizard struct {
	Next, Prev, GoOn                       key.Binding // sections
	Forget, Look                           key.Binding // of the machine
	Take, Previous, Complete, Why, WhyHere key.Binding // of a question
	Empty                                  key.Binding
	All, Leave, Return                     key.Binding
	Yes, No, Switch, Toggle                key.Binding // of a choice
	Again, Open, Copy                      key.Binding
	NextNode, PrevNode                     key.Binding
	Export, Write, Apply, Rollback, Pause  key.Binding
	Audit                                  key.Binding
	Accept, Cancel, BoxUp, BoxDown         key.Binding // in a box
}

// newWizard has letters of the other pages where they mean the same. While a
// text field has the keyboard, letters are text, so what is wanted there has a
// key that is none.
func newWizard(w *words.Words) Wizard {
	k := &w.Wizard.Keys
	return Wizard{
		Next:     bind(k.Next, "]", "]"),
		Prev:     bind(k.Prev, "[", "["),
		GoOn:     bind(k.GoOn, "enter", "enter"),
		Forget:   bind(k.Forget, "r", "r"),
		Look:     bind(k.Look, "R", "R"),
		Take:     bind(k.Take, "enter", "enter"),
		Previous: bind(k.Previous, "shift+tab", "shift+tab"),
		Complete: bind(k.Complete, "tab", "tab"),
		Empty:    bind(k.Empty, "ctrl+x", "ctrl+x"),
		Why:      bind(k.Why, "F1 ctrl+y", "f1", "ctrl+y"),
		WhyHere:  bind(k.Why, "?", "?"),
		All:      bind(k.All, "ctrl+o", "ctrl+o"),
		Leave:    bind(k.Leave, "esc", "esc"),
		Return:   bind(k.Return, "enter", "enter"),
		Yes:      bind(k.Yes, "y", "y"),
		No:       bind(k.No, "n", "n"),
		Switch:   bind(k.Switch, "tab ←→", "tab", "left", "right", "h", "l"),
		Toggle:   bind(k.Toggle, "space", "space"),
		Again:    bind(k.Again, "r", "r"),
		Open:     bind(k.Open, "enter", "enter"),
		Copy:     bind(k.Copy, "c", "c"),
		NextNode: bind(k.NextNode, ">", ">"),
		PrevNode: bind(k.PrevNode, "<", "<"),
		Export:   bind(k.Export, "ctrl+s", "ctrl+s"),
		Write:    bind(k.Export, "enter", "enter"),
		Apply:    bind(k.Apply, "A", "A"),
		Rollback: bind(k.Rollback, "U", "U"),
		Pause:    bind(k.Pause, "space", "space"),
		Audit:    bind(k.Audit, "a", "a"),
		Accept:   bind(k.Accept, "enter", "enter"),
		Cancel:   bind(k.Cancel, "esc", "esc"),
		BoxUp:    bind(k.BoxUp, "↑", "up", "shift+tab"),
		BoxDown:  bind(k.BoxDown, "↓", "down", "tab"),
	}
}
