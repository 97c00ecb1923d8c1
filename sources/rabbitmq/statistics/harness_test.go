package statistics

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"go.uber.org/goleak"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func asker(t *testing.T, v *sourcestest.VHost, edits ...func(*Config)) *Asker {
	t.Helper()
	c := Config{Name: "B", URL: v.TransportURL(t), Management: v.Broker.ManagementURL()}
	for _, edit := range edits {
		edit(&c)
	}
	a := New(c)
	t.Cleanup(a.Close)
	return a
}

func ask(t *testing.T, a *Asker) *sources.Statistics {
	t.Helper()
	s, err := a.Ask(t.Context())
	check(t, err)
	return s
}

// eventually asks until the answer is as wanted: the broker collects its
// statistics every five seconds.
func eventually(t *testing.T, a *Asker, what string, holds func(*sources.Statistics) bool) *sources.Statistics {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		s := ask(t, a)
		if holds(s) {
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute for %s: %s", what, show(s))
		}
	}
}

func show(s *sources.Statistics) string { return fmt.Sprintf("%+v", *s) }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func queue(s *sources.Statistics, vhost, name string) *sources.QueueStatistics {
	for i, q := range s.Queues {
		if q.VHost == vhost && q.Name == name {
			return &s.Queues[i]
		}
	}
	return nil
}

// service declares what oslo.messaging declares before it publishes.
func service(t *testing.T, v *sourcestest.VHost, exchange string, queues ...string) *amqp.Channel {
	t.Helper()
	ch := v.Channel(t)
	check(t, ch.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	for _, name := range queues {
		_, err := ch.QueueDeclare(name, false, false, false, false, nil)
		check(t, err)
		check(t, ch.QueueBind(name, name, exchange, false, nil))
	}
	return ch
}

func publish(t *testing.T, ch *amqp.Channel, exchange, key string, n int) {
	t.Helper()
	for range n {
		check(t, ch.PublishWithContext(context.Background(), exchange, key, false, false, amqp.Publishing{Body: []byte("0123456789")}))
	}
}

func port(n int) string { return strconv.Itoa(n) }

func is[N int | uint64 | float64](p *N, want N) bool { return p != nil && *p == want }
