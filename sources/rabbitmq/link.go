package rabbitmq

import (
	"context"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// link is a connection with its two channels: one to consume on, one for
// questions. A question that the broker answers with an error costs the channel
// it was asked on.
type link struct {
	conn    *amqp.Connection
	wire    *wire
	attempt attempt

	queue    string
	consumer *amqp.Channel
	probe    *amqp.Channel // nil when the last question cost it

	failure error // why we ended it ourselves
	ending  sync.Once
}

// ask puts a question on the probe channel.
func (l *link) ask(question func(*amqp.Channel) error) error {
	if l.probe == nil || l.probe.IsClosed() {
		ch, err := l.conn.Channel()
		if err != nil {
			return err
		}
		l.probe = ch
	}
	err := question(l.probe)
	if err != nil {
		l.probe = nil
	}
	return err
}

// renew gives up the probe channel. RabbitMQ remembers permissions by channel,
// so only a new one notices that they were taken away.
func (l *link) renew() {
	if l.probe != nil {
		_ = l.probe.Close()
		l.probe = nil
	}
}

// bind binds the own queue to an exchange. It changes nothing when it is bound
// already, and gives the code 404 when there is no such exchange.
func (l *link) bind(exchange string, keys []string) error {
	return l.ask(func(ch *amqp.Channel) error {
		for _, key := range keys {
			if err := ch.QueueBind(l.queue, key, exchange, false, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// exists asks for an exchange without making it: nil, or the code 404.
func (l *link) exists(exchange string) error {
	return l.ask(func(ch *amqp.Channel) error {
		return ch.ExchangeDeclarePassive(exchange, "topic", false, false, false, false, nil)
	})
}

// depth is the number of messages that wait in the own queue.
func (l *link) depth() (int, error) {
	var q amqp.Queue
	err := l.ask(func(ch *amqp.Channel) (err error) {
		q, err = ch.QueueDeclarePassive(l.queue, false, true, true, false, nil)
		return err
	})
	return q.Messages, err
}

// fail ends the link for a reason of ours, which the session then returns.
func (l *link) fail(reason error) {
	l.ending.Do(func() {
		l.failure = reason
		l.hangUp()
	})
}

// leaveWith makes the link say goodbye when the context ends. The function that
// it returns waits until that is done, if it has begun.
func (l *link) leaveWith(ctx context.Context) (wait func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		l.ending.Do(l.goodbye)
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}

// goodbye deletes the queue, which ends the flood as well, and then the
// connection. A broker that does not answer deletes the queue by itself.
func (l *link) goodbye() {
	l.wire.within(leaving)
	if l.consumer != nil {
		_, _ = l.consumer.QueueDelete(l.queue, false, false, false)
	}
	l.hangUp()
}

func (l *link) hangUp() {
	l.wire.within(leaving)
	force := time.AfterFunc(leaving, func() { _ = l.wire.Close() })
	defer force.Stop()
	_ = l.conn.Close()
}
