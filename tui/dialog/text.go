package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// Text fills its room with lines, which may be more than the room holds. They are asked for
// with every frame, so a text can grow; while its end is in sight it stays
// there. The lines may hold styles, and nothing else that a terminal acts on.
type Text struct {
	title  string
	lines  func(t *theme.Theme, width int) []string
	keys   *keys.Map
	extra  []key.Binding // what else closes it: the key that opened it
	top    int
	follow bool
	shown  []string
	room   int
	theme  uint32
	width  int
	stale  bool
	wake   <-chan struct{}
}

// View makes a text of what lines returns; width is the room for one line.
func View(title string, k *keys.Map, lines func(t *theme.Theme, width int) []string) *Text {
	return &Text{title: title, lines: lines, keys: k, stale: true}
}

// Follow makes the text begin at its end and stay there, and read its lines
// again after each receive from wake.
func (v *Text) Follow(wake <-chan struct{}) *Text {
	v.follow, v.wake = true, wake
	return v
}

// ClosedBy lets a further binding close the text.
func (v *Text) ClosedBy(b ...key.Binding) *Text {
	v.extra = append(v.extra, b...)
	return v
}

// Changed makes Text a page.Waker.
func (v *Text) Changed() <-chan struct{} { return v.wake }

func (v *Text) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case page.Frame:
		v.stale = true
	case tea.KeyPressMsg:
		if key.Matches(msg, v.keys.Viewer.Close) || key.Matches(msg, v.extra...) {
			return true, nil
		}
		v.move(msg)
	}
	return false, nil
}

func (v *Text) move(msg tea.KeyPressMsg) {
	k, last := &v.keys.List, v.last()
	switch {
	case key.Matches(msg, k.Up):
		v.top--
	case key.Matches(msg, k.Down):
		v.top++
	case key.Matches(msg, k.PageUp):
		v.top -= max(v.room-1, 1)
	case key.Matches(msg, k.PageDown):
		v.top += max(v.room-1, 1)
	case key.Matches(msg, k.Top):
		v.top = 0
	case key.Matches(msg, k.Bottom):
		v.top = last
	default:
		return
	}
	v.top = min(max(v.top, 0), last)
	if v.wake != nil {
		v.follow = v.top == last
	}
}

func (v *Text) last() int { return max(len(v.shown)-v.room, 0) }

func (v *Text) View(width, height int, t *theme.Theme) []string {
	inner := max(width-4, 1)
	if v.stale || v.width != inner || v.theme != t.ID {
		v.shown, v.width, v.theme, v.stale = v.lines(t, inner), inner, t.ID, false
	}
	v.room = max(height-2, 1)
	if v.follow {
		v.top = v.last()
	}
	v.top = min(max(v.top, 0), v.last())
	part := make([]string, v.room)
	for i := range part {
		if line := v.top + i; line < len(v.shown) {
			part[i] = v.shown[line]
		}
		part[i] = " " + Fit(part[i], inner) + " "
	}
	return Box(v.title, part, width, height, t)
}

func (v *Text) Short() []key.Binding {
	l := &v.keys.List
	return []key.Binding{l.Down, l.Up, l.PageDown, l.Bottom, v.keys.Viewer.Close}
}

// Lines wraps plain text for View.
func Lines(text string) func(*theme.Theme, int) []string {
	return func(_ *theme.Theme, width int) []string { return wrap(text, width) }
}

func splitLines(text string) []string { return strings.Split(text, "\n") }
