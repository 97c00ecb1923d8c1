package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// skips are how far a replay can be forwarded at once.
var skips = []time.Duration{10 * time.Second, time.Minute, 10 * time.Minute}

// actions are everything the palette offers: the page's, the root's, and the
// other pages.
func (r *root) actions() []page.Action {
	w, g := &r.words.Palette, &r.keys.Global
	var list []page.Action
	if p := r.page(); p != nil {
		list = append(list, p.Actions()...)
	}
	for i, p := range r.pages {
		list = append(list, page.Action{
			ID: "page." + p.ID(), Title: fmt.Sprintf(w.Page, p.Title()), Key: g.Pages[i].Help().Key,
			Run: func() tea.Cmd { return r.open(i) },
		})
	}
	list = append(list,
		action("help", w.Help, g.Help, r.openHelp),
		action("brokers", w.Brokers, g.Brokers, r.openBrokers))
	if r.c.Retry != nil {
		list = append(list, page.Action{ID: "brokers.retry", Title: w.Retry, Key: g.Retry.Help().Key, Run: r.retry})
	}
	if r.c.OwnLog != nil {
		list = append(list, action("log", w.OwnLog, g.OwnLog, r.openOwnLog))
	}
	list = append(list, r.replayActions()...)
	for _, name := range theme.Names {
		list = append(list, action("theme."+name.String(), fmt.Sprintf(w.Theme, r.themeTitle(name)), key.Binding{}, func() { r.chooseTheme(name) }))
	}
	return append(list,
		page.Action{ID: "suspend", Title: w.Suspend, Key: g.Suspend.Help().Key, Run: func() tea.Cmd { return tea.Suspend }},
		page.Action{ID: "quit", Title: w.Quit, Key: g.Quit.Help().Key, Run: func() tea.Cmd { return tea.Quit }})
}

func (r *root) replayActions() []page.Action {
	player, w, g := r.c.Player, &r.words.Replay, &r.keys.Global
	if player == nil {
		return nil
	}
	title := w.Pause
	if player.Paused() {
		title = w.Resume
	}
	list := []page.Action{
		action("replay.pause", title, key.Binding{}, func() { player.Pause(!player.Paused()) }),
		action("replay.faster", w.Faster, g.Faster, func() { r.speed(2) }),
		action("replay.slower", w.Slower, g.Slower, func() { r.speed(0.5) }),
	}
	for _, d := range skips {
		list = append(list, action("replay.skip."+short(d), fmt.Sprintf(w.Skip, short(d)), key.Binding{}, func() { player.Skip(d) }))
	}
	return list
}

// aliases are what one types after a colon from habit.
func (r *root) aliases() map[string]string {
	m := map[string]string{"q": "quit", "q!": "quit", "quit": "quit", "exit": "quit", "h": "help", "help": "help", "log": "log"}
	for _, p := range r.pages {
		m[p.ID()] = "page." + p.ID()
		m[strings.ToLower(p.Title())] = "page." + p.ID()
	}
	return m
}

func action(id, title string, b key.Binding, run func()) page.Action {
	return page.Action{ID: id, Title: title, Key: b.Help().Key, Run: func() tea.Cmd {
		run()
		return nil
	}}
}

func (r *root) themeTitle(n theme.Name) string {
	w := &r.words.Theme
	return [...]string{w.Auto, w.Dark, w.Light, w.Basic, w.Mono}[n]
}

func (r *root) chooseTheme(n theme.Name) {
	r.colour.Name = n
	r.retheme()
	r.notify(page.Notice{Text: fmt.Sprintf(r.words.Theme.Changed, r.themeTitle(r.theme.Name))})
}

// short writes a round duration as one types it: 10s, 1m.
func short(d time.Duration) string {
	if d < time.Minute {
		return strconv.Itoa(int(d/time.Second)) + "s"
	}
	return strconv.Itoa(int(d/time.Minute)) + "m"
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }

func join(names []string) string { return strings.Join(names, ", ") }
