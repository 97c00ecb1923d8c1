package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/help"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/palette"
)

// press decides who gets a key, and nothing else does: ctrl+c, the top dialog,
// a page whose text field has the keyboard, the global keys, the page.
func (r *root) press(k tea.KeyPressMsg) tea.Cmd {
	if key.Matches(k, r.keys.Global.Interrupt) {
		return tea.Quit
	}
	if r.dialogs.Top() != nil {
		return r.dialogs.Update(k)
	}
	p := r.page()
	if p != nil && p.Capturing() {
		return p.Update(k)
	}
	if cmd, ok := r.global(k); ok {
		return cmd
	}
	if p != nil {
		return p.Update(k)
	}
	return nil
}

func (r *root) global(k tea.KeyPressMsg) (cmd tea.Cmd, ok bool) {
	g := &r.keys.Global
	for i, b := range g.Pages {
		if key.Matches(k, b) {
			return r.open(i), true
		}
	}
	switch {
	case key.Matches(k, g.Palette):
		r.openPalette()
	case key.Matches(k, g.Help):
		r.openHelp()
	case key.Matches(k, g.Back):
		cmd, _ = r.back() // esc never quits
		return cmd, true
	case key.Matches(k, g.Quit):
		if cmd, ok = r.back(); !ok {
			r.askQuit()
		}
		return cmd, true
	case key.Matches(k, g.OwnLog):
		r.openOwnLog()
	case key.Matches(k, g.Brokers):
		r.openBrokers()
	case key.Matches(k, g.Retry):
		return r.retry(), true
	case key.Matches(k, g.Suspend):
		return tea.Suspend, true
	case key.Matches(k, g.Faster):
		r.speed(2)
	case key.Matches(k, g.Slower):
		r.speed(0.5)
	default:
		return nil, false
	}
	return nil, true
}

func (r *root) askQuit() {
	w := &r.words.Dialog
	r.dialogs.Push(dialog.Ask(w.QuitTitle, w.QuitText, &r.keys.Confirm, w, func() tea.Cmd { return tea.Quit }))
}

func (r *root) openPalette() {
	actions := r.actions()
	r.dialogs.Push(palette.New(actions, r.aliases(), r.keys, r.words))
}

func (r *root) openHelp() {
	r.dialogs.Push(help.New(r.bindings(), r.keys, r.words))
}

// bindings are all that do something now: the page's first, because they are
// what one looks for.
func (r *root) bindings() []page.Group {
	w := &r.words.Help
	var groups []page.Group
	if p := r.page(); p != nil {
		groups = append(groups, p.Bindings()...)
	}
	return append(groups,
		page.Group{Title: w.Global, Keys: r.keys.Global.All()},
		page.Group{Title: w.Reading, Keys: append(r.keys.List.All(), r.keys.Viewer.All()...)},
		page.Group{Title: w.Palette, Keys: r.keys.Palette.All()},
		page.Group{Title: w.Field, Keys: r.keys.Field.All()},
		page.Group{Title: w.Confirm, Keys: r.keys.Confirm.All()})
}

// retry makes every broker that waits try again. It is done in a command
// because a tap may take its time.
func (r *root) retry() tea.Cmd {
	var names []string
	for i := range r.frame.Brokers {
		if b := &r.frame.Brokers[i]; b.State == sources.Refused || b.State == sources.Retrying {
			names = append(names, b.Broker)
		}
	}
	if len(names) == 0 {
		r.notify(page.Notice{Text: r.words.Header.AllLive})
		return nil
	}
	again := r.c.Retry
	r.notify(page.Notice{Text: fmt.Sprintf(r.words.Header.RetryAsked, join(names))})
	return func() tea.Msg {
		for _, name := range names {
			again(name)
		}
		return nil
	}
}

// The speeds of a replay go by powers of two between these.
const slowest, fastest = 1.0 / 8, 1024.0

func (r *root) speed(factor float64) {
	s := r.c.Player.Speed()
	if s == 0 { // as fast as it goes: only slower makes sense
		if factor > 1 {
			r.notify(page.Notice{Text: r.words.Replay.FullSpeed})
			return
		}
		s = fastest * 2
	}
	// A speed that --speed has set beyond the last one stays, rather than that
	// the key which says faster makes it slower.
	if next := min(max(s*factor, slowest), fastest); (next > s) == (factor > 1) {
		s = next
	}
	r.c.Player.SetSpeed(s)
	r.notify(page.Notice{Text: fmt.Sprintf(r.words.Replay.SpeedIs, number(s))})
}
