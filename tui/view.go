package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/header"
	"github.com/ceilotop/ceilotop/tui/page"
)

// leastForDialogs is the height of a page on which a dialog can be read. On a
// lower one dialogs cover the header as well.
const leastForDialogs = 12

// View puts the picture together: header, page, status line, and dialogs over
// them. It reads the model only, no clock and no lock.
func (r *root) View() tea.View {
	v := tea.View{AltScreen: true}
	if r.width <= 0 || r.height <= 0 {
		return v
	}
	lines := make([]string, 0, r.height)
	lines = append(lines, r.header()...)
	room := r.pageHeight()
	top := len(lines)
	if p := r.page(); p != nil && room > 0 {
		shown := strings.Split(p.View(), "\n")
		lines = append(lines, shown[:min(len(shown), room)]...)
	}
	for len(lines) < top+room {
		lines = append(lines, strings.Repeat(" ", r.width))
	}
	if r.height > 1 {
		lines = append(lines, r.status.View(r.width, r.short(), r.theme))
	}
	// Dialogs leave the header in sight: its states and counters go on.
	over := lines
	if room >= leastForDialogs {
		over = lines[top : top+room]
	}
	r.dialogs.Draw(over, r.width, r.theme)
	v.SetContent(strings.Join(lines, "\n"))
	if c, ok := r.page().(page.Cursored); ok && r.dialogs.Top() == nil {
		if x, y, shown := c.Cursor(); shown && x < r.width && y < room {
			v.Cursor = tea.NewCursor(x, top+y)
			v.Cursor.Blink = false
		}
	}
	return v
}

// layout gives the page the room that the header leaves. Banners come and go,
// so this is done with every frame.
func (r *root) layout() {
	if p := r.page(); p != nil {
		p.SetSize(max(r.width, 0), max(r.pageHeight(), 0))
	}
}

func (r *root) pageHeight() int {
	rest := r.height - len(r.header())
	if r.height > 1 {
		rest--
	}
	return max(rest, 0)
}

func (r *root) header() []string {
	s := header.State{Now: r.frame.Now, Brokers: r.frame.Brokers, Stats: r.frame.Stats, Secrets: r.c.ShowSecrets}
	for i, p := range r.pages {
		s.Tabs = append(s.Tabs, header.Tab{Key: r.keys.Global.Pages[i].Help().Key, Title: p.Title(), Active: i == r.active})
	}
	if r.c.Retry != nil {
		s.RetryKey = r.keys.Global.Retry.Help().Key
	}
	s.BrokersKey = r.keys.Global.Brokers.Help().Key
	s.Replay = r.replay
	return header.Lines(&s, r.width, r.height, r.theme, r.words)
}

// short are the bindings of the status line: those of whoever has the keyboard.
func (r *root) short() []key.Binding {
	if d := r.dialogs.Top(); d != nil {
		return d.Short()
	}
	var list []key.Binding
	if p := r.page(); p != nil {
		list = append(list, p.Short()...)
		if p.Capturing() {
			return list
		}
	}
	return append(list, r.keys.Global.Palette, r.keys.Global.Help)
}
