package statistics

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
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

// BenchmarkTenThousandQueues has, as the floor, plain requests for the same
// addresses, whose answers are thrown away: rows are the first 500, sorted is the
// list by messages with disable_stats, and ask is a whole answer. Own is what
// passed while no request was on its way, with decoding as long as it takes
// after the answer has come, and first when the rows were there.
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
	watch := &stopwatch{way: a.api.way}
	a.patience, a.api.client.Transport = time.Minute, watch
	w := &work{Asker: a}
	full := func(b *testing.B, found some) {
		if len(found.queues) != pageSize || !is(found.list.total.count(), 10_000) {
			b.Fatalf("%d of %v queues: %s", len(found.queues), found.list.total, found.lacks)
		}
	}
	var s *sources.Statistics
	for _, one := range []struct {
		name string
		do   func(b *testing.B)
	}{
		{"rows", func(b *testing.B) { full(b, w.search(b.Context())) }},
		{"sorted", func(b *testing.B) { full(b, w.sort(b.Context())) }},
		{"ask", func(b *testing.B) {
			a.searched, a.sorted = some{}, some{} // as for the first time
			s, err = a.Ask(b.Context())
			check(b, err)
		}},
	} {
		b.Run(one.name, func(b *testing.B) {
			b.Run("ours", func(b *testing.B) {
				var own, first time.Duration
				for b.Loop() {
					watch.reset()
					began := time.Now()
					one.do(b)
					own += time.Since(began) - watch.total
					first += watch.first.Sub(began)
				}
				b.ReportMetric(own.Seconds()*1000/float64(b.N), "own-ms")
				b.ReportMetric(first.Seconds()*1000/float64(b.N), "first-ms")
			})
			b.Run("bare", func(b *testing.B) {
				for b.Loop() {
					for _, group := range watch.groups {
						each(group, func(at string) { check(b, bare(b.Context(), a.api.way, at)) })
					}
				}
			})
		})
	}
	// That there are more than 500 queues of notifications is said, and that not
	// all of them were asked for their consumers.
	if s != nil && (len(s.Lacks) > 2 || len(s.Queues) < pageSize || len(s.Queues) > 2*pageSize || !is(s.QueuesInAll, 10_000) || queue(s, "/", "notifications.info") == nil) {
		b.Errorf("%d queues, and it lacks %q", len(s.Queues), s.Lacks)
	}
}

// bare is what everybody needs to ask for an address.
func bare(ctx context.Context, way http.RoundTripper, at string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return err
	}
	r.SetBasicAuth(sourcestest.Admin, sourcestest.Admin)
	answer, err := way.RoundTrip(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// stopwatch measures for how long some request was on its way, with its answer,
// and remembers which were on their way together.
type stopwatch struct {
	way http.RoundTripper

	mu     sync.Mutex
	open   int
	since  time.Time
	total  time.Duration
	first  time.Time // when the first list of queues had come
	groups [][]string
}

func (w *stopwatch) reset() {
	w.total, w.first, w.groups = 0, time.Time{}, nil
}

func (w *stopwatch) RoundTrip(r *http.Request) (*http.Response, error) {
	w.begin(r.URL.String())
	answer, err := w.way.RoundTrip(r)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(answer.Body)
		_ = answer.Body.Close()
	}
	w.end(strings.HasSuffix(r.URL.Path, "/queues"))
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

func (w *stopwatch) begin(at string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open++; w.open == 1 {
		w.since = time.Now()
		w.groups = append(w.groups, nil)
	}
	last := len(w.groups) - 1
	w.groups[last] = append(w.groups[last], at)
}

func (w *stopwatch) end(queues bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if queues && w.first.IsZero() {
		w.first = time.Now()
	}
	if w.open--; w.open == 0 {
		w.total += time.Since(w.since)
	}
}
