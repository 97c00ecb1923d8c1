// Package dialog holds what can lie over a page: questions, texts and, by
// their own packages, the palette and the help page. A dialog has the keyboard
// until it closes; the page beneath goes on showing what happens.
package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/theme"
)

// Dialog is one box. Its View may be smaller than the room it is given, never
// larger, whatever the room: 1×1 and 0×0 happen while a window is dragged.
type Dialog interface {
	// Update handles a key, a paste or a page.Frame. Closed takes the dialog
	// off the stack; cmd is run in any case.
	Update(tea.Msg) (closed bool, cmd tea.Cmd)
	// View draws the box: lines that are all equally wide.
	View(width, height int, t *theme.Theme) []string
	// Short are the bindings named in the status line while this is on top.
	Short() []key.Binding
}

// Open is the message that puts a dialog on the stack; pages send it.
type Open struct{ Dialog Dialog }

// Show is a tea.Cmd that opens d.
func Show(d Dialog) tea.Cmd { return func() tea.Msg { return Open{d} } }

// Stack is the open dialogs, the last on top. The zero value is empty.
type Stack struct{ open []Dialog }

// Push puts d on top.
func (s *Stack) Push(d Dialog) { s.open = append(s.open, d) }

// Top is the dialog that has the keyboard, nil if there is none.
func (s *Stack) Top() Dialog {
	if len(s.open) == 0 {
		return nil
	}
	return s.open[len(s.open)-1]
}

// Update gives a key or paste to the top dialog.
func (s *Stack) Update(msg tea.Msg) tea.Cmd {
	top := s.Top()
	if top == nil {
		return nil
	}
	closed, cmd := top.Update(msg)
	if closed {
		s.remove(top)
	}
	return cmd
}

// Tell gives a message that is no key to every dialog.
func (s *Stack) Tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range append([]Dialog(nil), s.open...) {
		closed, cmd := d.Update(msg)
		if closed {
			s.remove(d)
		}
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// Draw lays the open dialogs over lines, which are a screen of width columns.
func (s *Stack) Draw(lines []string, width int, t *theme.Theme) {
	for _, d := range s.open {
		box := d.View(width, len(lines), t)
		overlay(lines, box, width)
	}
}

// remove takes d out wherever it is: what Update opened lies above it already.
func (s *Stack) remove(d Dialog) {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i] == d {
			s.open = append(s.open[:i], s.open[i+1:]...)
			return
		}
	}
}
