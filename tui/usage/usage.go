package usage

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/list"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Config is what the page needs from outside.
type Config struct {
	page.Shared

	Backend Backend
	// Prices say what it costs; nil: nothing does.
	Prices *used.Prices
	// Every is the least time between two sums, 0: two seconds.
	Every time.Duration
}

// Backend counts the events.
type Backend interface {
	// Sum sums up what was used until now. It is called in a command, never twice
	// at once.
	Sum(context.Context) (Sight, error)
}

// Sight is what was used, as far as is known.
type Sight struct {
	Report *used.Report // not changed any more
	// Missed is how many events were gone from memory before they were counted.
	Missed uint64
	// Anew says that what was counted before was given up for want of memory.
	Anew bool
}

const sumEvery = 2 * time.Second

// Page is the Usage page. It implements page.Page.
type Page struct {
	c        Config
	ctx      context.Context
	w        *words.Usage
	k        *keys.Usage
	theme    *theme.Theme
	commands page.Commands[*Page]

	width, height int
	now           time.Time
	shown         bool

	sum   sum
	sight *Sight // nil before the first
	err   error  // why the last sum brought nothing

	level   level
	entries []entry
	index   map[uint64]int
	columns []column
	sorted  sorted
	rows    rows
	list    *list.Model
	basis   basis
}

// sum is the sum that is on its way, or was last.
type sum struct {
	running bool
	begun   time.Time
	took    time.Duration
}

// New makes the page.
func New(c Config) *Page {
	if c.Every <= 0 {
		c.Every = sumEvery
	}
	p := &Page{
		c: c, ctx: c.Context, w: &c.Words.Usage, k: &c.Keys.Usage, theme: c.Theme(),
		level: level{by: used.ByProject}, sorted: sorted{by: whoColumn},
	}
	if p.ctx == nil {
		p.ctx = context.Background()
	}
	p.rows.page = p
	p.list = list.New(&p.rows)
	p.list.SetFollow(false)
	p.commands = p.allCommands()
	p.arrange()
	return p
}

// ID is the page's stable name.
func (p *Page) ID() string { return "usage" }

// Title is the page's name in the interface's language.
func (p *Page) Title() string { return p.w.Title }

// Init begins nothing: it is summed up when somebody looks.
func (p *Page) Init() tea.Cmd { return nil }

// Viewed sums up as long as the page is on the screen.
func (p *Page) Viewed(yes bool) tea.Cmd {
	p.shown = yes
	if !yes {
		return nil
	}
	return p.sumUp()
}

// SetSize sets the size of View.
func (p *Page) SetSize(width, height int) {
	p.width, p.height = max(width, 0), max(height, 0)
	p.layout()
}

// Capturing reports that keys are text, which they never are here.
func (p *Page) Capturing() bool { return false }

// Aging is always so: what is there goes on being used.
func (p *Page) Aging() bool { return true }

// Back leaves what is open, the innermost first.
func (p *Page) Back() bool {
	switch {
	case p.basis.open:
		p.basis.open = false
	case p.level.outer != nil:
		p.leave()
	default:
		return false
	}
	p.layout()
	return true
}
