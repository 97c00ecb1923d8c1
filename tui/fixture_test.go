package tui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/field"
	"github.com/ceilotop/ceilotop/tui/ownlog"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/tuitest"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// fake is a page that shows what was done to it. "/" opens its text field, "x"
// something that can be left again, "!" panics.
type fake struct {
	page.Shared
	mu            sync.Mutex // the script looks at the page while the program runs
	id, title     string
	width, height int
	frame         page.Frame
	shown         uint64 // events when the list was last drawn
	lists, views  atomic.Int64
	pressed       []string
	field         *field.Field
	typing, open  bool
	aging         bool
	changed       chan struct{}
	results       []any
}

func (f *fake) ID() string    { return f.id }
func (f *fake) Title() string { return f.title }
func (f *fake) Init() tea.Cmd { return func() tea.Msg { return "hello from " + f.id } }
func (f *fake) SetSize(width, height int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.width, f.height = width, height
}

func (f *fake) Capturing() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.typing
}

func (f *fake) Aging() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.aging
}

func (f *fake) Changed() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}
func (f *fake) Short() []key.Binding { return []key.Binding{f.Keys.List.Down, f.Keys.List.Up} }

func (f *fake) Bindings() []page.Group {
	return []page.Group{{Title: f.title, Keys: f.Keys.List.All()}}
}

func (f *fake) Actions() []page.Action {
	return []page.Action{{ID: f.id + ".shout", Title: "Shout", Key: "!", Run: func() tea.Cmd {
		return page.Notify(page.Warn, "shouted")
	}}}
}

func (f *fake) Back() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.open
	f.open = false
	return was
}

func (f *fake) Update(msg tea.Msg) tea.Cmd {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch msg := msg.(type) {
	case page.Frame:
		f.frame = msg
		if msg.List {
			f.lists.Add(1)
			f.shown = msg.Stats.Seen
		}
	case tea.PasteMsg:
		f.field.Update(msg)
	case tea.KeyPressMsg:
		return f.press(msg)
	case string, error:
		f.results = append(f.results, msg)
	}
	return nil
}

func (f *fake) press(k tea.KeyPressMsg) tea.Cmd {
	f.pressed = append(f.pressed, k.String())
	switch {
	case f.typing && k.String() == "esc":
		f.typing = false
	case f.typing:
		f.field.Update(k)
	case k.String() == "/":
		f.typing, f.field = true, field.New(&f.Keys.Field)
	case k.String() == "x":
		f.open = true
	case k.String() == "c":
		row := page.Copy{What: "row", Text: strings.Join(f.pressed, " ")}
		return func() tea.Msg { return row }
	case k.String() == "!":
		panic("the page fell over")
	}
	return nil
}

func (f *fake) View() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.views.Add(1)
	lines := make([]string, f.height)
	for y := range lines {
		text := ""
		switch y {
		case 0:
			text = fmt.Sprintf("%s: %d events", f.id, f.shown)
		case 1:
			text = "中文 " + strings.Join(f.pressed, " ")
		case 2:
			if f.typing {
				text = "/" + f.field.View(20, f.Theme())
			}
		case 3:
			if f.aging {
				text = f.frame.Now.Format(time.TimeOnly)
			}
		case 4:
			text = f.Theme().Selected.Render("selected row")
		}
		lines[y] = fit(text, f.width)
	}
	return strings.Join(lines, "\n")
}

// look runs f while the page stands still.
func (f *fake) look(at func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at(f)
}

// keys are what the page was given so far.
func (f *fake) keys() (pressed []string) {
	f.look(func(f *fake) { pressed = append(pressed, f.pressed...) })
	return pressed
}

// isOpen reports whether there is something to go back from.
func (f *fake) isOpen() (open bool) {
	f.look(func(f *fake) { open = f.open })
	return open
}

// fixture is the program with a fake page or two.
type fixture struct {
	*tuitest.Screen
	log     *eventlog.Log
	page    *fake
	second  *fake
	changed chan struct{}

	mu      sync.Mutex
	brokers []sources.BrokerStatus
	retried []string
	own     *ownlog.Ring
}

var errRefused = sources.WithHint(errors.New("connect to 10.0.0.2:5672: ACCESS_REFUSED - Login was refused"),
	"sudo rabbitmqctl change_password ceilometer")

// run starts the program; change may alter its configuration first.
func run(t *testing.T, o tuitest.Options, change func(*fixture, *tui.Config), script func(*testing.T, *fixture)) {
	t.Helper()
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, s *tuitest.Screen) {
		f := &fixture{Screen: s, log: eventlog.New(eventlog.Options{}), changed: make(chan struct{}, 1), own: ownlog.New(ownlog.Options{})}
		defer f.log.Close()
		f.brokers = []sources.BrokerStatus{{Broker: "B", Address: "10.0.0.1:5672", State: sources.Live}}
		c := tui.Config{
			Log: f.log, Brokers: f.states, BrokersChanged: f.changed,
			OwnLog: f.own,
			Retry: func(name string) {
				f.mu.Lock()
				defer f.mu.Unlock()
				f.retried = append(f.retried, name)
			},
			Pages: func(shared page.Shared) []page.Page {
				f.page = &fake{Shared: shared, id: "events", title: "Events", changed: make(chan struct{}, 1)}
				f.second = &fake{Shared: shared, id: "meters", title: "Meters"}
				return []page.Page{f.page, f.second}
			},
		}
		if change != nil {
			change(f, &c)
		}
		s.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
			c.TeaOptions = options
			return tui.Run(ctx, c)
		})
		script(t, f)
	})
}

func (f *fixture) states() []sources.BrokerStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.brokers
}

// asked are the brokers that were to be retried.
func (f *fixture) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.retried...)
}

func (f *fixture) put(n int) {
	for range n {
		f.log.Put(&sources.Message{Body: []byte("{}")}, &sources.Event{EventType: "compute.instance.update", ReceivedAt: time.Now()})
	}
}

// brokersAre tells the program that the brokers have another state.
func (f *fixture) brokersAre(b ...sources.BrokerStatus) {
	f.mu.Lock()
	f.brokers = b
	f.mu.Unlock()
	f.changed <- struct{}{}
	f.Settle()
}

// quiet lets the rates go down to zero.
func (f *fixture) quiet() { f.Advance(70 * time.Second) }
