package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/events"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// today is when the tests begin, an hour after the recording in testdata.
var today = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// fixture is the whole program with the Events page on a virtual terminal.
type fixture struct {
	*tuitest.Screen
	t       testing.TB
	log     *eventlog.Log
	decoder oslo.Decoder
	brokers []sources.BrokerStatus
	saved   []sources.Message
	history []string
	ledger  *meterdef.Ledger // nil: the events' meters are not known
}

// setup is what a test may change before the program starts.
type setup struct {
	lang    words.Language
	log     eventlog.Options
	before  func(*fixture)
	history []string

	recorded bool
}

func run(t *testing.T, o tuitest.Options, s setup, script func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, screen *tuitest.Screen) {
		f := start(t, screen, s)
		defer f.log.Close()
		script(t, f)
	})
}

func start(t *testing.T, screen *tuitest.Screen, s setup) *fixture {
	t.Helper()
	time.Sleep(time.Until(today)) // the bubble's clock begins in 2000
	f := &fixture{Screen: screen, t: t, log: eventlog.New(s.log)}
	f.brokers = []sources.BrokerStatus{{
		Broker: "B", Address: "10.0.0.2:5672/", State: sources.Live, Since: time.Now(),
		Exchanges: []string{"nova", "cinder"}, QueueDepth: -1,
	}}
	if s.before != nil {
		s.before(f)
	}
	c := tui.Config{
		Log: f.log, Lang: s.lang, Brokers: func() []sources.BrokerStatus { return f.brokers },
		Pages: func(shared page.Shared) []page.Page {
			return []page.Page{events.New(events.Config{
				Shared: shared, Log: f.log, Local: time.FixedZone("CET", 3600), Save: f.save, Recorded: s.recorded,
				Explain: f.ledger.Explain, History: s.history, KeepHistory: func(h []string) { f.history = h },
			})}
		},
	}
	screen.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
		c.TeaOptions = options
		return tui.Run(ctx, c)
	})
	return f
}

func (f *fixture) save(messages iter.Seq[*sources.Message]) (string, error) {
	for m := range messages {
		f.saved = append(f.saved, *m)
	}
	return "/tmp/ceilotop-1.jsonl", nil
}

// put hands messages over as a tap does, as if they had just come.
func (f *fixture) put(messages ...sources.Message) {
	f.t.Helper()
	for i := range messages {
		m := messages[i]
		if m.ReceivedAt.IsZero() {
			m.ReceivedAt = time.Now()
		}
		var e sources.Event
		f.decoder.Decode(&m, &e)
		f.log.Put(&m, &e)
	}
}

// event puts an event as the decoder would have made it.
func (f *fixture) event(change func(*sources.Event)) {
	e := sources.Event{
		ReceivedAt: time.Now(), Broker: "B", Exchange: "nova", RoutingKey: "notifications.info",
		EventType: "compute.instance.update", Priority: "info", Service: "nova", Host: "compute1",
		ResourceID: "5f3c", ResourceName: "web-1", ProjectID: "p1", RequestID: "req-1",
		Payload: []byte(`{"state":"active","memory_mb":512}`), Size: 700,
	}
	e.Timestamp = e.ReceivedAt.Add(-12 * time.Millisecond)
	if change != nil {
		change(&e)
	}
	f.ledger.Saw(&e)
	body, err := json.Marshal(map[string]any{
		"event_type": e.EventType, "publisher_id": "compute." + e.Host, "priority": strings.ToUpper(e.Priority),
		"message_id": e.MessageID, "timestamp": e.Timestamp.Format("2006-01-02 15:04:05.000000"),
		"_context_request_id": e.RequestID, "payload": json.RawMessage(e.Payload),
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.log.Put(&sources.Message{ReceivedAt: e.ReceivedAt, Broker: e.Broker, Exchange: e.Exchange, RoutingKey: e.RoutingKey, Body: body}, &e)
}

// captured reads a recording from testdata.
func captured(t testing.TB, name string) (messages []sources.Message) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := recording.NewReader(file, name)
	if err != nil {
		t.Fatal(err)
	}
	for {
		var m sources.Message
		switch err := r.Next(&m); {
		case errors.Is(err, io.EOF):
			return messages
		case err != nil:
			t.Fatal(err)
		}
		messages = append(messages, m)
	}
}
