package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// notifier sends what a real service sent once, as if it did so now.
type notifier struct {
	channel *amqp.Channel
	sent    []sources.Message
}

// newNotifier connects with the name that oslo.messaging gives to a connection of
// that program, and declares and binds queues as it does. What the service sent
// to its exchange is on the demo's recording.
func newNotifier(t *testing.T, v *sourcestest.VHost, program, exchange string) *notifier {
	t.Helper()
	conn, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", v.Broker.Host, v.Broker.Port), amqp.Config{
		SASL:  []amqp.Authentication{&amqp.PlainAuth{Username: v.User, Password: v.Password}},
		Vhost: v.Name, Properties: amqp.Table{"connection_name": program + ":4711:8f0e2c3a-0000-4000-8000-000000000001"},
	})
	done(t, err)
	t.Cleanup(func() { conn.Close() })
	n := new(notifier)
	n.channel, err = conn.Channel()
	done(t, err)
	done(t, n.channel.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	r, err := recording.NewReader(bytes.NewReader(demoRecording), "demo")
	done(t, err)
	defer r.Close()
	queues := make(map[string]bool)
	for {
		var m sources.Message
		if err := r.Next(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if m.Exchange != exchange || !strings.HasPrefix(m.RoutingKey, "notifications.") {
			continue
		}
		m.Body = bytes.Clone(m.Body)
		n.sent = append(n.sent, m)
		queues[m.RoutingKey] = true
	}
	for queue := range queues {
		_, err := n.channel.QueueDeclare(queue, false, false, false, false, nil)
		done(t, err)
		done(t, n.channel.QueueBind(queue, queue, exchange, false, nil))
	}
	return n
}

// sendUntil sends one after the other, as a cloud of some size does, and begins
// anew when all are sent: then the messages have other ids.
func (n *notifier) sendUntil(ctx context.Context, end time.Time, pause time.Duration) error {
	for round := 1; ; round++ {
		for _, m := range n.sent {
			if !time.Now().Before(end) {
				return nil
			}
			m.Body = bytes.Clone(m.Body)
			relive(&m, time.Since(m.ReceivedAt), round)
			if err := n.channel.PublishWithContext(ctx, m.Exchange, m.RoutingKey, false, false, amqp.Publishing{
				ContentType: "application/json", ContentEncoding: "utf-8", DeliveryMode: 2, Body: m.Body,
			}); err != nil {
				return err
			}
			time.Sleep(pause)
		}
	}
}
