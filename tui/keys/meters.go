package keys

import (
	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Meters are the bindings of the Meters page.
type Meters struct {
	Filter, Unique, Resources, Events, Reload, Stores, Band, Definitions key.Binding
	Open, Decoded, Raw, Full, Switch                                     key.Binding
	Mark, Copy, Save                                                     key.Binding
	Wide, Times, SortLeft, SortRight, SortFlip                           key.Binding

	Accept, Cancel key.Binding // while a filter is typed
}

// newMeters has the letters of the Events page where they mean the same. Reload
// is not ctrl+r as in k9s, because that retries the brokers everywhere.
func newMeters(w *words.Words) Meters {
	k := &w.Meters.Keys
	return Meters{
		Filter:      bind(k.Filter, "/", "/"),
		Unique:      bind(k.Unique, "u", "u"),
		Resources:   bind(k.Resources, "r", "r"),
		Events:      bind(k.Events, "E", "E"),
		Reload:      bind(k.Reload, "R", "R"),
		Stores:      bind(k.Stores, "i", "i"),
		Band:        bind(k.Band, "A", "A"),
		Definitions: bind(k.Definitions, "D", "D"),
		Open:        bind(k.Open, "enter", "enter"),
		Decoded:     bind(k.Decoded, "d", "d"),
		Raw:         bind(k.Raw, "y", "y"),
		Full:        bind(k.Full, "f", "f"),
		Switch:      bind(k.Switch, "tab", "tab"),
		Mark:        bind(k.Mark, "m", "m"),
		Copy:        bind(k.Copy, "c", "c"),
		Save:        bind(k.Save, "ctrl+s", "ctrl+s"),
		Wide:        bind(k.Wide, "ctrl+w", "ctrl+w"),
		Times:       bind(k.Times, "t", "t"),
		SortLeft:    bind(k.SortLeft, "shift+←", "shift+left"),
		SortRight:   bind(k.SortRight, "shift+→", "shift+right"),
		SortFlip:    bind(k.SortFlip, "S", "S"),
		Accept:      bind(k.Accept, "enter", "enter"),
		Cancel:      bind(k.Cancel, "esc", "esc"),
	}
}
