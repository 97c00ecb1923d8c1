package keys

import (
	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Pipeline are the bindings of the Pipeline page.
type Pipeline struct {
	Open, Next, Prev, Broken, All key.Binding
	Events, Step, Copy, Look      key.Binding
	Faults                        key.Binding

	Flip, Close key.Binding // in the box of the faults
}

// newPipeline has the letters of the other pages where they mean the same.
func newPipeline(w *words.Words) Pipeline {
	k := &w.Pipeline.Keys
	return Pipeline{
		Open:   bind(k.Open, "enter", "enter"),
		Next:   bind(k.Next, "tab", "tab"),
		Prev:   bind(k.Prev, "shift+tab", "shift+tab"),
		Broken: bind(k.Broken, "e", "e"),
		All:    bind(k.All, "a", "a"),
		Events: bind(k.Events, "E", "E"),
		Step:   bind(k.Step, "p", "p"),
		Copy:   bind(k.Copy, "c", "c"),
		Look:   bind(k.Look, "R", "R"),
		Faults: bind(k.Faults, "F", "F"),
		Flip:   bind(k.Flip, "enter", "enter", "space"),
		Close:  bind(k.Close, "esc", "esc", "q", "F"),
	}
}
