package statistics

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// crowded is a node of its own with ten thousand queues, as the broker of RPC has
// them in a big cloud. It ends with the process.
var crowded = sync.OnceValues(func() (*sourcestest.Broker, error) {
	b, err := sourcestest.Launch()
	if err != nil {
		return nil, err
	}
	conn, err := amqp.Dial(fmt.Sprintf("amqp://%s:%s@%s:%d/", sourcestest.Admin, sourcestest.Admin, b.Host, b.Port))
	if err != nil {
		return nil, err
	}
	defer conn.Close() //nolint:errcheck // the queues stay
	ch, err := conn.Channel()
	if err != nil {
		return nil, err
	}
	if err := ch.ExchangeDeclare("nova", "topic", false, false, false, false, nil); err != nil {
		return nil, err
	}
	for i := range 10_000 {
		name := fmt.Sprintf("reply_%032x", i*0x9e3779b1)
		switch {
		case i < len(levels):
			name = "notifications." + levels[i]
		case i%16 == 0:
			name = fmt.Sprintf("topic-%d.info", i)
		}
		if _, err := ch.QueueDeclare(name, false, false, false, false, nil); err != nil {
			return nil, err
		}
		if err := ch.QueueBind(name, name, "nova", false, nil); err != nil {
			return nil, err
		}
		if i%100 == 3 {
			for range i/100 + 1 {
				if err := ch.PublishWithContext(context.Background(), "", name, false, false, amqp.Publishing{Body: make([]byte, 100)}); err != nil {
					return nil, err
				}
			}
		}
	}
	return b, nil
})

// BenchmarkTenThousandQueues has, as the floor, the time in which the broker
// answers: rows/bare asks for the same page and throws it away, and ask/bare is
// the part of asking in which a request is on its way.
func BenchmarkTenThousandQueues(b *testing.B) {
	broker, err := crowded()
	check(b, err)
	u, err := oslo.ParseTransportURL(fmt.Sprintf("rabbit://%s:%s@%s:%d//", sourcestest.Admin, sourcestest.Admin, broker.Host, broker.Port))
	check(b, err)
	a := New(Config{Name: "A", URL: u, Management: broker.ManagementURL()})
	b.Cleanup(a.Close)
	if a.look(b.Context()); a.api == nil {
		b.Fatal(a.closed)
	}
	b.Cleanup(a.api.way.CloseIdleConnections)
	// A busy machine makes the figures worse, and must not take them away.
	a.patience, a.api.client.Transport = time.Minute, a.api.way
	w := &work{Asker: a}
	query := page(queueColumns)
	query.Set("use_regex", "true")
	query.Set("name", a.names.String())
	b.Run("rows", func(b *testing.B) {
		b.Run("bare", func(b *testing.B) {
			for b.Loop() {
				check(b, a.api.get(b.Context(), "queues", query, func(r io.Reader) error {
					_, err := io.Copy(io.Discard, r)
					return err
				}))
			}
		})
		b.Run("ours", func(b *testing.B) {
			for b.Loop() {
				if found := w.search(b.Context()); len(found.queues) != pageSize || !is(found.list.total.count(), 10_000) {
					b.Fatalf("%d of %v queues: %s", len(found.queues), found.list.total, found.lacks)
				}
			}
		})
	})
	b.Run("ask", func(b *testing.B) {
		watch := &stopwatch{way: a.api.client.Transport}
		a.api.client.Transport = watch
		var s *sources.Statistics
		var answering float64 // nanoseconds
		b.Run("ours", func(b *testing.B) {
			watch.total, watch.longest = 0, 0
			for b.Loop() {
				a.searched, a.sorted = some{}, some{} // as for the first time
				s, err = a.Ask(b.Context())
				check(b, err)
			}
			answering = float64(watch.total.Nanoseconds()) / float64(b.N)
			b.ReportMetric(float64(watch.longest), "longest-B")
		})
		b.Run("bare", func(b *testing.B) { // of the same questions
			for b.Loop() {
			}
			b.ReportMetric(answering, "ns/op")
		})
		// That there are more than 500 queues of notifications is said, and that not
		// all of them were asked for their consumers.
		if len(s.Lacks) > 2 || len(s.Queues) < pageSize || len(s.Queues) > 2*pageSize || !is(s.QueuesInAll, 10_000) || queue(s, "/", "notifications.info") == nil {
			b.Errorf("%d queues, and it lacks %q", len(s.Queues), s.Lacks)
		}
	})
}

// stopwatch measures for how long some request was on its way, with its answer.
type stopwatch struct {
	way http.RoundTripper

	mu      sync.Mutex
	open    int
	since   time.Time
	total   time.Duration
	longest int // answer, in bytes
}

func (w *stopwatch) RoundTrip(r *http.Request) (*http.Response, error) {
	w.step(1, 0)
	answer, err := w.way.RoundTrip(r)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(answer.Body)
		_ = answer.Body.Close()
	}
	w.step(-1, len(body))
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

func (w *stopwatch) step(n, length int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.longest = max(w.longest, length)
	if w.open == 0 {
		w.since = time.Now()
	}
	if w.open += n; w.open == 0 {
		w.total += time.Since(w.since)
	}
}
