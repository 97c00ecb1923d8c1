package keys

import (
	"charm.land/bubbles/v2/key"

	"github.com/ceilotop/ceilotop/tui/words"
)

// Confirm answers a question. The default is No.
type Confirm struct{ Yes, No, Switch, Choose key.Binding }

func newConfirm(k *words.Keys) Confirm {
	return Confirm{
		Yes:    bind(k.Yes, "y", "y", "Y"),
		No:     bind(k.No, "n", "n", "N", "esc", "q"),
		Switch: bind(k.Switch, "tab ←→", "tab", "shift+tab", "left", "right", "h", "l"),
		Choose: bind(k.Confirm, "enter", "enter"),
	}
}

// All are the bindings of a question.
func (c *Confirm) All() []key.Binding { return []key.Binding{c.Yes, c.No, c.Switch, c.Choose} }

// Field edits one line of text, as readline does.
type Field struct {
	Left, Right, Start, End            key.Binding
	Back, Delete, Word, ToStart, ToEnd key.Binding
	WordLeft, WordRight                key.Binding
}

func newField(k *words.Keys) Field {
	return Field{
		Left:      bind(k.Left, "←", "left"),
		Right:     bind(k.Right, "→", "right"),
		Start:     bind(k.Start, "ctrl+a", "ctrl+a", "home"),
		End:       bind(k.End, "ctrl+e", "ctrl+e", "end"),
		WordLeft:  bind(k.WordLeft, "alt+b", "alt+b", "ctrl+left", "alt+left"),
		WordRight: bind(k.WordRight, "alt+f", "alt+f", "ctrl+right", "alt+right"),
		Back:      bind(k.Erase, "backspace", "backspace", "ctrl+h"),
		Delete:    bind(k.EraseAhead, "delete", "delete", "ctrl+d"),
		Word:      bind(k.EraseWord, "ctrl+w", "ctrl+w", "alt+backspace"),
		ToStart:   bind(k.EraseToStart, "ctrl+u", "ctrl+u"),
		ToEnd:     bind(k.EraseToEnd, "ctrl+k", "ctrl+k"),
	}
}

// All are the bindings of a text field.
func (f *Field) All() []key.Binding {
	return []key.Binding{f.Left, f.Right, f.WordLeft, f.WordRight, f.Start, f.End, f.Back, f.Delete, f.Word, f.ToStart, f.ToEnd}
}

// Palette chooses a command while its text field has the keyboard, so letters
// are text.
type Palette struct{ Prev, Next, Choose, Close key.Binding }

func newPalette(k *words.Keys) Palette {
	return Palette{
		Prev:   bind(k.Prev, "↑", "up", "ctrl+p"),
		Next:   bind(k.Next, "↓", "down", "ctrl+n", "tab"),
		Choose: bind(k.Choose, "enter", "enter"),
		Close:  bind(k.Close, "esc", "esc"),
	}
}

// All are the bindings of the palette beside those of its text field.
func (p *Palette) All() []key.Binding { return []key.Binding{p.Prev, p.Next, p.Choose, p.Close} }

// Viewer keys are those of a page of text beside List's.
type Viewer struct{ Search, Close key.Binding }

func newViewer(k *words.Keys) Viewer {
	return Viewer{
		Search: bind(k.Search, "/", "/"),
		Close:  bind(k.Close, "esc", "esc", "q", "enter"),
	}
}

// All are the bindings of a text that is read.
func (v *Viewer) All() []key.Binding { return []key.Binding{v.Search, v.Close} }
