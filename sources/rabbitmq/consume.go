package rabbitmq

import (
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// A quarter of the prefetch window goes back at once, so that the broker
	// never waits for us; under a trickle nothing stays unacknowledged for long.
	ackEvery = prefetch / 4
	ackIdle  = 100 * time.Millisecond
)

// consume hands every delivery to the sink, and acknowledges it when the sink
// is done with it, until there are no more or done is closed. This is the path
// of every message: no lock, no goroutine, no memory but the message's own.
func (t *Tap) consume(ch *amqp.Channel, deliveries <-chan amqp.Delivery, done <-chan struct{}, sink func(*sources.Message)) {
	idle := time.NewTimer(time.Hour)
	defer idle.Stop()
	var last uint64
	pending := 0
	for {
		select {
		case d, open := <-deliveries:
			if !open {
				return
			}
			m := t.message(&d)
			t.status.received.Add(1)
			t.status.bytes.Add(uint64(len(d.Body)))
			sink(m)
			last = d.DeliveryTag
			switch pending++; pending {
			case 1:
				idle.Reset(ackIdle)
			case ackEvery:
				pending = 0
				_ = ch.Ack(last, true) // a channel that fails closes deliveries
			}
		case <-idle.C:
			if pending > 0 {
				pending = 0
				_ = ch.Ack(last, true)
			}
		case <-done:
			return
		}
	}
}

func (t *Tap) message(d *amqp.Delivery) *sources.Message {
	m := &sources.Message{
		ReceivedAt:  time.Now(),
		Broker:      t.config.Name,
		Exchange:    d.Exchange,
		RoutingKey:  d.RoutingKey,
		Redelivered: d.Redelivered,
		Body:        d.Body,
		Properties: sources.Properties{
			ContentType:     d.ContentType,
			ContentEncoding: d.ContentEncoding,
			DeliveryMode:    d.DeliveryMode,
			Priority:        d.Priority,
			CorrelationID:   d.CorrelationId,
			ReplyTo:         d.ReplyTo,
			Expiration:      d.Expiration,
			MessageID:       d.MessageId,
			Type:            d.Type,
			UserID:          d.UserId,
			AppID:           d.AppId,
		},
	}
	if len(d.Headers) > 0 {
		m.Headers = d.Headers
	}
	if !d.Timestamp.IsZero() {
		at := d.Timestamp
		m.Properties.Timestamp = &at
	}
	return m
}
