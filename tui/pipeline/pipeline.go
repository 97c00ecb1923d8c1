package pipeline

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Config is what the page needs from outside.
type Config struct {
	page.Shared

	Backend Backend
	// Every is the time between the begins of two looks, 0: five seconds.
	Every time.Duration
	// About is a line above the page that says what it works on, when that is
	// not a cloud: "" none.
	About string
	// Faults can be switched on in a box of their own; none: there is no box.
	Faults []Fault
}

const (
	lookEvery = 5 * time.Second
	// lookFor is how long a look may take; whoever looks has shorter limits.
	lookFor = 10 * time.Second
	// judgeEvery is the least time between two verdicts.
	judgeEvery = time.Second
	// staleAfter is the age from which a sight is said to be old.
	staleAfter = 15 * time.Second
)

// Page is the Pipeline page. It implements page.Page.
type Page struct {
	c        Config
	ctx      context.Context
	w        *words.Pipeline
	k        *keys.Pipeline
	theme    *theme.Theme
	commands page.Commands[*Page]

	width, height int
	now           time.Time
	shown         bool

	look  look
	judge judge

	sight   *Sight // nil before the first
	verdict isolation.Verdict
	judged  bool

	sides    []*side
	findings *table
	at       region
	all      bool // every station has a row
	chosen   bool // the operator has moved

	details  []*detail
	excerpts map[setup.Place]*excerpt
}

// New makes the page.
func New(c Config) *Page {
	if c.Every <= 0 {
		c.Every = lookEvery
	}
	p := &Page{
		c: c, ctx: c.Context, w: &c.Words.Pipeline, k: &c.Keys.Pipeline, theme: c.Theme(),
		findings: newTable(), at: atFindings, excerpts: map[setup.Place]*excerpt{},
	}
	if p.ctx == nil {
		p.ctx = context.Background()
	}
	p.k.Faults.SetEnabled(len(c.Faults) > 0)
	p.commands = p.allCommands()
	return p
}

// ID is the page's stable name.
func (p *Page) ID() string { return "pipeline" }

// Title is the page's name in the interface's language.
func (p *Page) Title() string { return p.w.Title }

// Init begins nothing: the cloud is looked at when somebody looks here.
func (p *Page) Init() tea.Cmd { return nil }

// Viewed looks at the cloud as long as the page is on the screen.
func (p *Page) Viewed(yes bool) tea.Cmd {
	p.shown = yes
	if !yes {
		return nil
	}
	return tea.Batch(p.lookNow(), p.judgeNow())
}

// SetSize sets the size of View.
func (p *Page) SetSize(width, height int) {
	width, height = max(width, 0), max(height, 0)
	if width == p.width && height == p.height {
		return
	}
	p.width, p.height = width, height
	p.fill()
}

// Capturing reports that keys are text, which they never are here.
func (p *Page) Capturing() bool { return false }

// Aging is always so: the page shows ages.
func (p *Page) Aging() bool { return true }

// Back leaves the detail that was opened last.
func (p *Page) Back() bool {
	if len(p.details) == 0 {
		return false
	}
	p.details = p.details[:len(p.details)-1]
	return true
}
