// Package events is the Events page: the list of what the brokers delivered,
// one event in detail, and the ways to find the one that matters.
//
// The page holds no events. It looks at the event log through a View, whose
// content changes only in Refresh, which the page calls with a Frame that says
// so; a paused page does not call it at all. Everything that may take longer
// than a frame (a search through the log, a sort, a large payload, saving) is a
// tea.Cmd whose result carries a generation, and an old one is dropped.
package events

import (
	"iter"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/field"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Config is what the page needs from outside.
type Config struct {
	page.Shared
	Log   *eventlog.Log
	Local *time.Location // nil: time.Local
	// Recorded says that the events are a recording's: a time window ends at
	// the newest of them, not now.
	Recorded bool

	// Save writes messages to a new file of mode 0600 and returns its name. It
	// is called in a command. Nil: the page says that it cannot.
	Save func(messages iter.Seq[*sources.Message]) (path string, err error)

	// Explain makes the samples of an event and says why others are not made. It is
	// called in a command. Nil: that is not known.
	Explain func(*sources.Event) ([]sources.Sample, []meterdef.Miss)

	// Filter is the filter to start with, nil for none.
	Filter *filter.Filter
	// History are the filters of earlier sessions, oldest first. KeepHistory
	// gets all of them whenever one is added, in a command.
	History     []string
	KeepHistory func([]string)
}

// Page is the Events page. It implements page.Page.
type Page struct {
	c        Config
	w        *words.Events
	k        *keys.Events
	theme    *theme.Theme
	commands []command

	width, height int
	now           time.Time
	day           string // the date of now as the rows show it
	dated         bool   // the rows are of another
	brokers       []sources.BrokerStatus
	stats         eventlog.Stats

	scope   scope    // what is listed
	outside *outside // where a request view or a life was entered from
	visit   *visit   // where a jump from another page is left to
	view    *eventlog.View
	coming  *eventlog.View // for a new scope, until it has something to show
	rows    rows
	wanted  uint64 // to select when the scan finds it, 0 for none
	list    *list.Model

	paused   bool
	resume   bool   // following goes on when the pause ends
	seen     uint64 // the last event when following stopped
	pins     []*eventlog.Pin
	newer    int
	progress progress
	pair     [2]sources.Event // scratch
	sorting  sorting

	columns []column
	times   times
	marks   map[uint64]bool
	last    *filter.Filter // what n and N look for
	picker  picker
	prompt  prompt
	window  bool // the next key chooses a time window
	detail  detail
	tracing tracing
	saving  saving
	jumps   *atomic.Uint64
}

// New makes the page.
func New(c Config) *Page {
	if c.Local == nil {
		c.Local = time.Local
	}
	p := &Page{
		c: c, w: &c.Words.Events, k: &c.Keys.Events, theme: c.Theme(),
		scope: scope{filter: c.Filter}, last: c.Filter,
		columns: allColumns(), marks: map[uint64]bool{}, jumps: new(atomic.Uint64),
	}
	p.prompt = prompt{field: field.New(&c.Keys.Field), history: slices.Clone(c.History)}
	p.rows.page = p
	p.view = c.Log.View(p.scope.matcher())
	p.rows.view = p.view
	p.list = list.New(&p.rows)
	p.commands = p.allCommands()
	p.arrange()
	return p
}

// ID is the page's stable name.
func (p *Page) ID() string { return "events" }

// Title is the page's name in the interface's language.
func (p *Page) Title() string { return p.w.Title }

// Init has nothing to begin: the first Frame brings what is there.
func (p *Page) Init() tea.Cmd { return nil }

// SetSize sets the size of View.
func (p *Page) SetSize(width, height int) {
	p.width, p.height = max(width, 0), max(height, 0)
	p.layout()
}

// Capturing reports that keys are text, or the digit of a time window.
func (p *Page) Capturing() bool { return p.prompt.open || p.window }

// Aging reports that the rows show how old they are, or the steps beside them,
// or a save how far it is.
func (p *Page) Aging() bool { return p.times == age || p.saving.running || p.agingSteps() }

// Back leaves what is open, the innermost first.
func (p *Page) Back() bool {
	switch {
	case p.window:
		p.window = false
	case p.prompt.open:
		p.cancelPrompt()
	case p.picker.open:
		p.picker.open = false
	case p.detail.open && p.detail.search != "":
		p.detail.lookFor("")
	case p.detail.open && p.detail.full:
		p.detail.full = false
	case p.detail.open:
		p.closeDetail()
	case p.outside != nil:
		p.goOut()
	case p.scope.filter != nil && p.visit == nil:
		p.clearFilter()
	case p.paused:
		p.unpause()
	default:
		return false
	}
	p.layout()
	return true
}
