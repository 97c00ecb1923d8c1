package rabbitmq

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"go.uber.org/goleak"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		childTap(url)
	}
	goleak.VerifyTestMain(m)
}

// hurried is a pace for tests.
var hurried = pace{
	retry: 100 * time.Millisecond, retryLimit: 500 * time.Millisecond,
	probe: 200 * time.Millisecond, probeLimit: time.Second, probeAgain: 100 * time.Millisecond,
	rebind: 300 * time.Millisecond, depth: 100 * time.Millisecond, management: 500 * time.Millisecond, appear: 100 * time.Millisecond,
}

// running is a tap at work and what came out of it.
type running struct {
	tap    *Tap
	cancel context.CancelFunc
	done   chan error

	mu     sync.Mutex
	bodies map[string]int
	hold   sync.RWMutex // held by a test that makes the sink slow
}

// run starts a tap and stops it with the test. Edits change the configuration.
func run(t *testing.T, v *sourcestest.VHost, edits ...func(*Config)) *running {
	t.Helper()
	c := Config{Name: "B", URL: v.TransportURL(t), Log: slog.New(slog.DiscardHandler)}
	for _, edit := range edits {
		edit(&c)
	}
	return runConfig(t, c)
}

func runConfig(t *testing.T, c Config) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{tap: New(c), cancel: cancel, done: make(chan error, 1), bodies: map[string]int{}}
	r.tap.pace = hurried
	go func() { r.done <- r.tap.Run(ctx, r.sink) }()
	t.Cleanup(func() { r.stop(t) })
	return r
}

func (r *running) sink(m *sources.Message) {
	r.hold.RLock()
	defer r.hold.RUnlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies[string(m.Body)]++
}

// stop ends the tap and returns what Run returned.
func (r *running) stop(t *testing.T) error {
	t.Helper()
	r.cancel()
	select {
	case err := <-r.done:
		r.done <- err
		return err
	case <-time.After(20 * time.Second):
		t.Error("the tap did not end within 20 s")
		return nil
	}
}

// refusal waits for Run to give up.
func (r *running) refusal(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.done:
		r.done <- err
		return err
	case <-time.After(30 * time.Second):
		t.Fatalf("the tap was not refused within 30 s: %+v", r.tap.Status())
		return nil
	}
}

// await waits until the status is as wanted.
func (r *running) await(t *testing.T, what string, holds func(sources.BrokerStatus) bool) sources.BrokerStatus {
	t.Helper()
	var s sources.BrokerStatus
	eventually(t, what, func() bool {
		s = r.tap.Status()
		return holds(s)
	}, func() string { return fmt.Sprintf("%+v", s) })
	return s
}

// bound waits until the tap is bound to exactly these exchanges.
func (r *running) bound(t *testing.T, exchanges ...string) {
	t.Helper()
	r.await(t, "the tap to be bound to "+strings.Join(exchanges, ", "), func(s sources.BrokerStatus) bool {
		return s.State == sources.Live && sameNames(s.Exchanges, exchanges)
	})
}

// received waits until each of the bodies has come.
func (r *running) received(t *testing.T, bodies []string) {
	t.Helper()
	var missing int
	eventually(t, "all messages to come", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		missing = 0
		for _, body := range bodies {
			if r.bodies[body] == 0 {
				missing++
			}
		}
		return missing == 0
	}, func() string { return fmt.Sprintf("%d of %d are missing", missing, len(bodies)) })
}

func sameNames(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func eventually(t *testing.T, what string, holds func() bool, state func() string) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 40 s for %s: %s", what, state())
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// service publishes as oslo.messaging does: it declares the exchange, a queue
// named like the routing key, and the binding between them, once per channel.
type service struct {
	ch       *amqp.Channel
	exchange string
}

const info = "notifications.info"

func newService(t *testing.T, v *sourcestest.VHost, exchange string) *service {
	t.Helper()
	s := &service{v.Channel(t), exchange}
	check(t, s.ch.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	_, err := s.ch.QueueDeclare(info, false, false, false, false, nil)
	check(t, err)
	check(t, s.ch.QueueBind(info, info, exchange, false, nil))
	return s
}

// publish sends n messages with bodies that nobody else sends.
func (s *service) publish(t *testing.T, from, n int) (bodies []string) {
	t.Helper()
	for i := range n {
		body := fmt.Sprintf(`{"n":"%s-%d"}`, s.exchange, from+i)
		bodies = append(bodies, body)
		check(t, s.ch.Publish(s.exchange, info, false, false, amqp.Publishing{
			ContentType: "application/json", ContentEncoding: "utf-8", DeliveryMode: 2, Body: []byte(body),
		}))
	}
	return bodies
}

// agent consumes as Ceilometer's notification agent does.
type agent struct {
	mu     sync.Mutex
	bodies map[string]int
}

func newAgent(t *testing.T, v *sourcestest.VHost) *agent {
	t.Helper()
	a := &agent{bodies: map[string]int{}}
	ch := v.Channel(t)
	_, err := ch.QueueDeclare(info, false, false, false, false, nil)
	check(t, err)
	check(t, ch.Qos(100, 0, false))
	deliveries, err := ch.Consume(info, "1", false, false, false, false, nil)
	check(t, err)
	go func() {
		for d := range deliveries {
			a.mu.Lock()
			a.bodies[string(d.Body)]++
			a.mu.Unlock()
			_ = d.Ack(false)
		}
	}()
	return a
}

// received waits until the agent has each of the bodies exactly once.
func (a *agent) received(t *testing.T, bodies []string) {
	t.Helper()
	eventually(t, "the agent to receive everything", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return len(a.bodies) >= len(bodies)
	}, func() string { return fmt.Sprintf("%d of %d came", len(a.bodies), len(bodies)) })
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, body := range bodies {
		if a.bodies[body] != 1 {
			t.Fatalf("the agent received %s %d times", body, a.bodies[body])
		}
	}
}

// taps are the queues of taps in the virtual host.
func taps(t *testing.T, v *sourcestest.VHost) (queues []string) {
	t.Helper()
	list, err := v.Broker.Client().ListQueuesIn(v.Name)
	check(t, err)
	for _, q := range list {
		if strings.HasPrefix(q.Name, "ceilotop.") {
			queues = append(queues, q.Name)
		}
	}
	return queues
}
