package keys

import (
	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Events are the bindings of the Events page.
type Events struct {
	Pause, Follow, Filter, Window, Request, Meters                 key.Binding
	Life, Unfinished                                               key.Binding
	Open, Decoded, Raw, Full, Wrap, Switch                         key.Binding
	NextMatch, PrevMatch, NextError, PrevError, NextWarn, PrevWarn key.Binding
	NextSame, PrevSame                                             key.Binding
	Mark, Copy, Save                                               key.Binding
	Times, Columns, SortLeft, SortRight, SortFlip                  key.Binding

	Search, Fold key.Binding // in the detail

	Accept, Older, Newer, Cancel key.Binding // while a filter or a search is typed

	Windows []key.Binding // after Window: now, 1m, 5m, 15m, 1h, all

	Toggle key.Binding // in the list of columns
}

// windowKeys choose a time window after Window, in the order of Windows.
var windowKeys = []string{"0", "1", "2", "3", "4", "9"}

func newEvents(w *words.Words) Events {
	e := &w.Events
	k := &e.Keys
	events := Events{
		Pause:      bind(k.Pause, "space", "space"),
		Follow:     bind(k.Follow, "s", "s"),
		Filter:     bind(k.Filter, "/", "/"),
		Window:     bind(k.Window, "T", "T"),
		Request:    bind(k.Request, "r", "r"),
		Life:       bind(k.Life, "R", "R"),
		Unfinished: bind(k.Unfinished, "u", "u"),
		Meters:     bind(k.Meters, "M", "M"),
		Open:       bind(k.Open, "enter", "enter"),
		Decoded:    bind(k.Decoded, "d", "d"),
		Raw:        bind(k.Raw, "y", "y"),
		Full:       bind(k.Full, "f", "f"),
		Wrap:       bind(k.Wrap, "z", "z"),
		Switch:     bind(k.Switch, "tab", "tab"),
		NextMatch:  bind(k.NextMatch, "n", "n"),
		PrevMatch:  bind(k.PrevMatch, "N", "N"),
		NextError:  bind(k.NextError, "e", "e"),
		PrevError:  bind(k.PrevError, "E", "E"),
		NextWarn:   bind(k.NextWarn, "w", "w"),
		PrevWarn:   bind(k.PrevWarn, "W", "W"),
		NextSame:   bind(k.NextSame, "o", "o"),
		PrevSame:   bind(k.PrevSame, "O", "O"),
		Mark:       bind(k.Mark, "m", "m"),
		Copy:       bind(k.Copy, "c", "c"),
		Save:       bind(k.Save, "ctrl+s", "ctrl+s"),
		Times:      bind(k.Times, "t", "t"),
		Columns:    bind(k.Columns, "C", "C"),
		SortLeft:   bind(k.SortLeft, "shift+←", "shift+left"),
		SortRight:  bind(k.SortRight, "shift+→", "shift+right"),
		SortFlip:   bind(k.SortFlip, "S", "S"),
		Search:     bind(k.Search, "/", "/"),
		Fold:       bind(k.Fold, "enter", "enter"),
		Accept:     bind(k.Accept, "enter", "enter"),
		Older:      bind(k.Older, "↑", "up"),
		Newer:      bind(k.Newer, "↓", "down"),
		Cancel:     bind(k.Cancel, "esc", "esc"),
		Toggle:     bind(k.Toggle, "enter", "enter"),
	}
	for i, name := range windowKeys {
		events.Windows = append(events.Windows, bind(e.Windows[i], name, name))
	}
	return events
}
