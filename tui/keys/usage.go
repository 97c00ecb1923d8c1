package keys

import (
	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Usage are the bindings of the Usage page.
type Usage struct {
	Open, By, Basis, Events, Copy, Look key.Binding
	SortLeft, SortRight, SortFlip       key.Binding
}

// newUsage has the letters of the other pages where they mean the same.
func newUsage(w *words.Words) Usage {
	k := &w.Usage.Keys
	return Usage{
		Open:      bind(k.Open, "enter", "enter"),
		By:        bind(k.By, "u", "u"),
		Basis:     bind(k.Basis, "a", "a"),
		Events:    bind(k.Events, "E", "E"),
		Copy:      bind(k.Copy, "c", "c"),
		Look:      bind(k.Look, "R", "R"),
		SortLeft:  bind(k.SortLeft, "shift+←", "shift+left"),
		SortRight: bind(k.SortRight, "shift+→", "shift+right"),
		SortFlip:  bind(k.SortFlip, "S", "S"),
	}
}
