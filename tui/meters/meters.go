package meters

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
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

	// Stores finds the stores. It is called in a command when the page is first
	// shown, and again when the operator asks for a reload after something had
	// failed. It calls found whenever it knows more, each time with all it knows
	// so far, and returns when there is no more to find or ctx ends.
	Stores func(ctx context.Context, found func([]Store))
	// Known tells what is known about a meter by its name, for how often a
	// sample is to be expected. It is called from several goroutines. Nil:
	// nothing is.
	Known func(name string) (sources.MeterKind, bool)

	// Ledger remembers what feeds the meters; it returns nil as long as the
	// definitions are not read, or cannot be. It is called while the page is drawn.
	// Nil: what feeds them is never known.
	Ledger func() *meterdef.Ledger
	// Seen looks at what is behind the brokers: who reads there, and what the
	// pipelines do. It is called in a command. Nil: that is not known.
	Seen func(ctx context.Context) (*doctor.Seen, error)

	Every time.Duration  // between two refreshes, 0: 30 seconds
	Limit int            // rows kept of one store, 0: 200,000
	Local *time.Location // nil: time.Local

	// Save makes a new file of mode 0600, has it written and returns its name.
	// It is called in a command. Nil: the page does not offer it.
	Save func(write func(io.Writer) error) (path string, err error)
}

// Store is a place where meters are kept, or may be.
type Store struct {
	Address sources.StoreAddress
	// Store reads it; nil when that is not possible: because of Err, or because
	// the pipeline publishes to Elsewhere, which has no reader.
	Store     sources.MeterStore
	Err       error
	Elsewhere string // a URL without credentials, "" for a store that can be read
}

const (
	refreshEvery = 30 * time.Second
	// rowLimit bounds what is kept of one store, about 250 bytes a row.
	rowLimit = 200_000
)

// Page is the Meters page. It implements page.Page.
type Page struct {
	c        Config
	ctx      context.Context
	w        *words.Meters
	k        *keys.Meters
	theme    *theme.Theme
	commands page.Commands[*Page]

	width, height int
	now           time.Time
	shown         bool          // the page is the one on the screen
	wake          chan struct{} // something waits for a Frame

	search  search
	stores  []*store
	samples *prober
	order   *order
	wanted  arrangement // of the order that is shown, or on its way
	dirty   bool        // the order is older than the rows
	running bool        // an order is being made
	run     int         // generation of it

	columns []column
	times   times
	wide    bool
	rows    rows
	list    *list.Model
	moved   bool // the operator chose the row that is selected
	// reselect is a row to select when the next order has it, 0 for none.
	reselect uint64
	marks    map[uint64]bool
	outside  *outside // what is shown again when a narrower list is left

	band   [len(groups)]verdict
	absent []*absence // what is expected, and may be in no store
	sight  sight
	prompt prompt
	detail detail
	saving bool
}

// New makes the page.
func New(c Config) *Page {
	if c.Local == nil {
		c.Local = time.Local
	}
	if c.Every <= 0 {
		c.Every = refreshEvery
	}
	if c.Limit <= 0 {
		c.Limit = rowLimit
	}
	if c.Known == nil {
		c.Known = func(string) (sources.MeterKind, bool) { return sources.MeterKind{}, false }
	}
	p := &Page{
		c: c, ctx: c.Context, w: &c.Words.Meters, k: &c.Keys.Meters, theme: c.Theme(),
		wake: make(chan struct{}, 1), order: &order{}, wanted: arrangement{unique: true},
		columns: allColumns(), marks: map[uint64]bool{},
	}
	if p.ctx == nil {
		p.ctx = context.Background()
	}
	p.k.Save.SetEnabled(c.Save != nil)
	p.k.Definitions.SetEnabled(c.Ledger != nil)
	p.prompt.field = field.New(&c.Keys.Field)
	p.samples = newProber(p.poke)
	p.rows.page = p
	p.list = list.New(&p.rows)
	p.list.SetFollow(false)
	p.commands = p.allCommands()
	p.arrangeColumns()
	return p
}

// ID is the page's stable name.
func (p *Page) ID() string { return "meters" }

// Title is the page's name in the interface's language.
func (p *Page) Title() string { return p.w.Title }

// Init begins nothing: the stores are asked when somebody looks.
func (p *Page) Init() tea.Cmd { return nil }

// Viewed begins to find the stores when the page is first shown. While it is
// not on the screen nothing is refreshed and no sample is asked for.
func (p *Page) Viewed(yes bool) tea.Cmd {
	p.shown = yes
	if yes && !p.search.begun {
		return p.done(p.find())
	}
	return p.done(nil)
}

// SetSize sets the size of View.
func (p *Page) SetSize(width, height int) {
	p.width, p.height = max(width, 0), max(height, 0)
	p.layout()
}

// Capturing reports that keys are text.
func (p *Page) Capturing() bool { return p.prompt.open }

// Aging is always so: the page shows ages, and refreshes itself.
func (p *Page) Aging() bool { return true }

// Changed receives when a store, a list or a sample has arrived.
func (p *Page) Changed() <-chan struct{} { return p.wake }

// poke asks for a Frame. It may be called from any goroutine.
func (p *Page) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Back leaves what is open, the innermost first. What a jump from another page
// showed is left by Leave.
func (p *Page) Back() bool {
	switch {
	case p.prompt.open:
		p.cancelPrompt()
	case p.detail.open && p.detail.full:
		p.detail.full = false
	case p.detail.open:
		p.closeDetail()
	case p.wanted.filter != nil:
		p.setFilter(nil)
	case p.outside != nil && !p.outside.jumped:
		p.leaveScope()
	default:
		return false
	}
	p.layout()
	return true
}
