package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/ceilotop/ceilotop/tui/dialog"
	"github.com/ceilotop/ceilotop/tui/header"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/status"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// root is the one tea.Model. Its methods are spread over files: update.go says
// who gets a message, keys.go what the keys do, beat.go when there is a frame,
// view.go where everything is drawn, actions.go what the palette offers.
type root struct {
	c     Config
	ctx   context.Context // a Cmd takes no argument, and has to end with the program
	words *words.Words
	keys  *keys.Map
	env   tea.EnvMsg

	pages   []page.Page
	active  int
	jumps   []jump
	dialogs dialog.Stack
	status  status.Line

	width, height int
	frame         page.Frame
	replay        *header.Replay // nil unless a recording plays
	beats         beats

	theme  *theme.Theme
	colour theme.Options
}

func newRoot(ctx context.Context, c Config) *root {
	w := words.For(c.Lang)
	r := &root{
		c: c, ctx: ctx, words: w, keys: keys.New(w),
		colour: theme.Options{Dark: true, Profile: colorprofile.ANSI256},
		beats:  beats{poke: make(chan struct{}, 1)},
	}
	r.retheme()
	r.pages = c.pages(page.Shared{
		Words: w, Keys: r.keys, Theme: func() *theme.Theme { return r.theme },
		Context: ctx, Has: func(id string) bool { return r.index(id) >= 0 },
	})
	r.active = max(r.index(c.First), 0)
	var tabs []keys.Page
	for _, p := range r.pages {
		tabs = append(tabs, keys.Page{Number: numberOf(p.ID()), Title: p.Title()})
	}
	r.keys.Global.SetPages(&w.Keys, tabs...)
	r.keys.Global.Retry.SetEnabled(c.Retry != nil)
	r.keys.Global.OwnLog.SetEnabled(c.OwnLog != nil)
	r.keys.Global.Faster.SetEnabled(c.Player != nil)
	r.keys.Global.Slower.SetEnabled(c.Player != nil)
	if len(c.Intro) > 0 {
		r.dialogs.Push(dialog.Introduce("ceilotop", c.Intro, w.Dialog.AnyKey))
	}
	return r
}

// Init waits for nothing: the first picture shows what is known by then.
func (r *root) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor}
	for _, p := range r.pages {
		cmds = append(cmds, p.Init())
	}
	cmds = append(cmds, r.viewed(true), r.take(time.Now(), true), r.wait())
	return tea.Batch(cmds...)
}

// page is the page that is shown, nil while none is built.
func (r *root) page() page.Page {
	if r.active < len(r.pages) {
		return r.pages[r.active]
	}
	return nil
}

// open shows the page at index i.
func (r *root) open(i int) tea.Cmd {
	if i < 0 || i >= len(r.pages) || i == r.active {
		return nil
	}
	away := r.viewed(false)
	r.active = i
	return tea.Batch(away, r.viewed(true), r.again())
}

// viewed tells the page that is shown whether it is.
func (r *root) viewed(yes bool) tea.Cmd {
	if p, ok := r.page().(page.Viewed); ok {
		return p.Viewed(yes)
	}
	return nil
}

func (r *root) retheme() {
	t := theme.New(r.colour)
	r.theme = &t
}

func (r *root) notify(n page.Notice) {
	r.c.say(n)
	r.status.Notify(n, time.Now())
}
