package wizard

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/tui/keys"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/theme"
	"github.com/ceilotop/ceilotop/tui/words"
)

// Config is what the page needs from outside.
type Config struct {
	page.Shared

	Backend Backend
	// Debounce is how long after an answer the tests and the plan begin, 0: half
	// a second. Refresh is the time between two looks at the way of the events,
	// 0: five seconds.
	Debounce, Refresh time.Duration
	// About is a line above the page that says what it works on, when that is
	// not the machine itself: "" none.
	About string
	// Given are answers that stand below the operator's and are there again when
	// he starts again: those of a sandbox, which knows where its servers are.
	Given []answers.File
}

const (
	// debounce is longer than the time between two quick answers, and shorter
	// than what one waits for.
	debounce     = 500 * time.Millisecond
	refreshEvery = 5 * time.Second
)

// Page is the Setup page. It implements page.Page.
type Page struct {
	c        Config
	ctx      context.Context
	w        *words.Wizard
	k        *keys.Wizard
	theme    *theme.Theme
	commands page.Commands[*Page]

	width, height int
	now           time.Time
	shown         bool
	wake          chan struct{}

	at        section
	interview *interview.Interview // nil until the machine was looked at
	queue     queue
	pane      pane

	detect detect
	ask    ask
	tests  tests
	plan   plan
	apply  apply
	verify verify
}

// New makes the page.
func New(c Config) *Page {
	if c.Debounce <= 0 {
		c.Debounce = debounce
	}
	if c.Refresh <= 0 {
		c.Refresh = refreshEvery
	}
	p := &Page{
		c: c, ctx: c.Context, w: &c.Words.Wizard, k: &c.Keys.Wizard, theme: c.Theme(),
		wake: make(chan struct{}, 1),
	}
	if p.ctx == nil {
		p.ctx = context.Background()
	}
	p.ask.page, p.tests.page, p.plan.page, p.apply.page, p.verify.page = p, p, p, p, p
	p.ask.init()
	p.tests.init()
	p.plan.init()
	p.apply.init()
	p.verify.init()
	p.commands = p.allCommands()
	return p
}

// ID is the page's stable name.
func (p *Page) ID() string { return "setup" }

// Title is the page's name in the interface's language.
func (p *Page) Title() string { return p.w.Title }

// Init begins nothing: the machine is looked at when somebody wants a setup.
func (p *Page) Init() tea.Cmd { return nil }

// Viewed looks at the machine when the page is first shown. The way of the
// events is watched while it is on the screen.
func (p *Page) Viewed(yes bool) tea.Cmd {
	p.shown = yes
	if yes && !p.detect.begun {
		p.look()
	}
	return p.done(nil)
}

// SetSize sets the size of View.
func (p *Page) SetSize(width, height int) {
	p.width, p.height = max(width, 0), max(height, 0)
}

// Capturing reports that keys are text.
func (p *Page) Capturing() bool { return p.typing() }

// Aging is so while the page shows how long ago something was.
func (p *Page) Aging() bool { return false }

// Changed receives when a run, a test or an audit has said something.
func (p *Page) Changed() <-chan struct{} { return p.wake }

// poke asks for a Frame. It may be called from any goroutine.
func (p *Page) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Back leaves what is open, the innermost first.
func (p *Page) Back() bool {
	switch {
	case p.pane.open:
		p.pane.close()
	case p.at == questions && p.ask.why:
		p.ask.why = false
	case p.at == questions && p.ask.listed:
		p.ask.listed = false
	case p.typing():
		p.ask.form.left = true
	default:
		return false
	}
	return true
}
