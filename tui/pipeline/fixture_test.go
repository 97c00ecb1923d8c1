package pipeline_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// today is when the tests begin.
var today = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

// fixture is the whole program on a virtual terminal. It begins on the Pipeline
// page.
type fixture struct {
	*tuitest.Screen
	*fake
	t      testing.TB
	log    *eventlog.Log
	lang   words.Language
	config pipeline.Config
	more   func(*tui.Config)
}

func run(t *testing.T, o tuitest.Options, before func(*fixture), script func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, screen *tuitest.Screen) {
		time.Sleep(time.Until(today)) // the bubble's clock begins in 2000
		f := &fixture{Screen: screen, fake: leaking(), t: t, log: eventlog.New(eventlog.Options{})}
		defer f.log.Close()
		if before != nil {
			before(f)
		}
		f.config.Backend = f.fake
		c := tui.Config{Log: f.log, Lang: f.lang, Pipeline: &f.config}
		if f.more != nil {
			f.more(&c)
		}
		screen.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
			c.TeaOptions = options
			return tui.Run(ctx, c)
		})
		f.Keys("3")
		script(t, f)
		f.fake.look(func() {
			for _, c := range f.clashes {
				t.Errorf("the backend was called at once: %s", c)
			}
		})
	})
}

// event puts an event of a service into the log.
func (f *fixture) event(broker, service, kind, id string) {
	f.t.Helper()
	f.log.Put(&sources.Message{ReceivedAt: time.Now(), Body: []byte("{}")}, &sources.Event{
		ReceivedAt: time.Now(), Broker: broker, EventType: kind, Service: service, Host: "ctl1", Priority: "info", MessageID: id, Exchange: service,
	})
	f.Settle()
}

// part is the page's part of a screen: without the header and the status line,
// which have their own tests.
func part(screen string) string {
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	return strings.Join(lines[2:len(lines)-1], "\n") + "\n"
}
