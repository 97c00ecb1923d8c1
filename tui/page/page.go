// Package page is the contract between the root model and its pages. It exists
// apart from package tui because the root imports the pages.
//
// The root is the only tea.Model. A page is a pointer with imperative methods:
// the root sizes it, hands it keys and frames, and draws what View returns.
// Pages never do I/O in Update or View; what takes time is a tea.Cmd, whose
// message comes back to every page.
package page

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Shared is what the root gives to every page it makes.
type Shared struct {
	Words *words.Words
	Keys  *keys.Map
	// Theme is the present theme, never nil. It may change between two calls;
	// rows that are kept are kept under its ID.
	Theme func() *theme.Theme
	// Context ends with the program. A Cmd takes no argument, and one that waits
	// for something outside has to end with this. Nil: it never ends.
	Context context.Context
	// Has reports whether there is a page with the ID, so that a key which leads
	// to one that is not built is absent. Nil: there is none but this one.
	Has func(id string) bool
}

// Page owns one screen.
type Page interface {
	// ID is the page's stable name: "events", "meters", "pipeline", "setup", "usage".
	ID() string
	// Title is shown in the tabs, in the interface's language.
	Title() string
	// Init runs once, before the first Update.
	Init() tea.Cmd
	// Update handles a key, a paste, a Frame, or the page's own results. Keys
	// and pastes come to the page that is shown only, everything else to all.
	Update(tea.Msg) tea.Cmd
	// View returns exactly the width × height last given to SetSize.
	View() string
	// SetSize may be called with the same size again and again.
	SetSize(width, height int)
	// Capturing reports that a text field has the keyboard: then the root
	// keeps only ctrl+c for itself.
	Capturing() bool
	// Bindings are all the keys the page answers to now, grouped for the help
	// page. Every one that Update matches is among them.
	Bindings() []Group
	// Short are the few bindings that the status line names, most useful
	// first; what does not fit is left out.
	Short() []key.Binding
	// Aging reports that what the page shows changes by time alone (ages, a
	// running clock). Then a Frame comes every second although nothing else
	// happened.
	Aging() bool
	// Back leaves what is open (prompt, filter, pane), innermost first; false
	// means nothing was.
	Back() bool
	// Actions are the page's entries in the palette.
	Actions() []Action
}

// Waker is a page that waits for something of its own, such as a filter that
// scans the log. The channel may differ from call to call; the root asks again
// after each Update, and a receive from it leads to a Frame with List set.
type Waker interface {
	Changed() <-chan struct{}
}

// Cursored is a page that wants the terminal's own cursor while it captures
// the keyboard, which is where an input method shows what is being composed.
type Cursored interface {
	Cursor() (x, y int, ok bool)
}

// Viewed is a page that does something only while it is the one on the screen,
// such as asking a server again and again. Viewed(true) comes when it is shown,
// before its first Frame, Viewed(false) when another page is.
type Viewed interface {
	Viewed(yes bool) tea.Cmd
}

// Guest is a page that another one can jump to. When Back has nothing left to
// leave, the root calls Leave, which takes back what the jump showed, and shows
// the page that the jump came from.
type Guest interface {
	Leave() tea.Cmd
}

// Group is a titled column of the help page.
type Group struct {
	Title string
	Keys  []key.Binding
}

// Action is something that can be chosen by name in the palette.
type Action struct {
	ID    string // stable, English: "events.pause"
	Title string // in the interface's language
	Key   string // shown beside it, "" if it has none
	Run   func() tea.Cmd
}

// Frame is the beat of the interface: sent when something changed, at most once
// every frame interval and never while nothing changes. It carries everything a
// page may show that comes from outside, so that View reads no clock and takes
// no lock.
type Frame struct {
	Now     time.Time
	Brokers []sources.BrokerStatus
	Stats   eventlog.Stats
	// List says that the pages' lists may change their content with this frame.
	// Under a flood it is true 8 times a second while the counters go on.
	List bool
}

// Level ranks a Notice.
type Level uint8

const (
	Info Level = iota
	Warn
	Error
)

// Notice is a line for the status bar; it goes away after a few seconds and
// stays in the program's own log.
type Notice struct {
	Level Level
	Text  string
}

// Notify is a tea.Cmd that shows a Notice.
func Notify(level Level, text string) tea.Cmd {
	return func() tea.Msg { return Notice{level, text} }
}

// Copy asks the root to put Text on the terminal's clipboard. What names it in
// the notice: "event type", "3 rows".
type Copy struct{ What, Text string }

// Goto asks the root to show the page with the ID.
type Goto struct{ ID string }

// ShowMeters asks the root to jump to the meters of a resource.
type ShowMeters struct{ ResourceID string }

// ShowEvents asks the root to jump to the events about a resource. An id that a
// meter has may hold the resource's own one: instance-00000001-<id>-tap0. With a
// Filter it is the events that it matches, in the language of package filter.
type ShowEvents struct{ ResourceID, Filter string }

// ShowStep asks the root to jump to a step of the setup's plan.
type ShowStep struct{ ID string }
