package rabbitmq

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
)

// session is one connection from its first byte to its last. It returns nil
// only when ctx has ended; established tells whether it ever consumed.
func (t *Tap) session(ctx context.Context, a attempt, plan *schedule, sink func(*sources.Message)) (established bool, err error) {
	l, notes, err := dial(ctx, t.config.URL, a)
	if err != nil {
		return false, err
	}
	defer l.ending.Do(l.hangUp)
	deliveries, err := l.open()
	if err != nil {
		return false, err
	}
	version, _ := l.conn.Properties["version"].(string)
	t.log.Info("connected", "address", a.host.Address(), "version", version, "queue", l.queue)
	t.status.change(func(s *sources.BrokerStatus) {
		s.Address, s.Version, s.Queue = address(a.host, a.vhost), version, l.queue
	})

	ended := l.conn.NotifyClose(make(chan *amqp.Error, 1))
	channelEnded := l.consumer.NotifyClose(make(chan *amqp.Error, 1))
	cancelled := l.consumer.NotifyCancel(make(chan string, 1))
	blocked := l.conn.NotifyBlocked(make(chan amqp.Blocking, 8))

	wait := l.leaveWith(ctx)
	inner, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	reports := make(chan report)
	plan.restart(time.Now())
	k := &keeper{
		tap: t, link: l, schedule: plan, notes: notes,
		dropped: t.status.dropped.Load(), received: t.status.received.Load(),
	}
	group.Go(func() {
		newManagement(t.config.Management, t.config.URL, l, t.wanted, t.keys).watch(inner, t.pace, reports)
	})
	group.Go(func() { k.keep(inner, reports, blocked) })

	t.consume(l.consumer, deliveries, ctx.Done(), sink)

	if ctx.Err() == nil { // else a goodbye is under way
		l.ending.Do(l.hangUp)
	}
	cancel()
	group.Wait()
	wait()
	t.status.depth.Store(-1)
	if ctx.Err() != nil {
		return true, nil
	}
	return true, ending(l, ended, channelEnded, cancelled)
}

// ending says why a session ended that nobody asked to end.
func ending(l *link, ended, channelEnded <-chan *amqp.Error, cancelled <-chan string) error {
	where := l.attempt.host.Address()
	if l.failure != nil {
		if errors.As(l.failure, new(*RefusedError)) {
			return l.failure
		}
		return fmt.Errorf("tap %s: %w", where, l.failure)
	}
	select {
	case tag, open := <-cancelled:
		if open && tag != "" {
			return fmt.Errorf("tap %s: the broker cancelled our consumer", where)
		}
	default:
	}
	for _, closed := range []<-chan *amqp.Error{channelEnded, ended} {
		select {
		case reply, open := <-closed:
			if open && reply != nil {
				return fmt.Errorf("tap %s: %w", where, reply)
			}
		default:
		}
	}
	return fmt.Errorf("tap %s: the connection was closed", where)
}

// open makes the queue and begins to consume. The queue dies with the
// connection, and its name is new with each: the broker may not have noticed yet
// that the last one broke.
func (l *link) open() (<-chan amqp.Delivery, error) {
	l.queue = "ceilotop." + strings.ToLower(rand.Text())
	var err error
	if l.consumer, err = l.conn.Channel(); err != nil {
		return nil, l.openFault("open a channel", err)
	}
	if err = l.consumer.Qos(prefetch, 0, false); err != nil {
		return nil, l.openFault("set the prefetch window", err)
	}
	// x-overflow is not said: brokers before 3.7 do not know it, and drop-head
	// is what they all do. Those before 3.5 ignore the bound in bytes.
	bounds := amqp.Table{
		"x-max-length":       int32(maxMessages),
		"x-max-length-bytes": int32(maxBytes),
		"x-message-ttl":      int32(maxAge.Milliseconds()),
	}
	if _, err = l.consumer.QueueDeclare(l.queue, false, true, true, false, bounds); err != nil {
		return nil, l.openFault("make a queue", err)
	}
	deliveries, err := l.consumer.Consume(l.queue, "ceilotop", false, true, false, false, nil)
	if err != nil {
		return nil, l.openFault("read the own queue", err)
	}
	return deliveries, nil
}

func (l *link) openFault(doing string, err error) error {
	if code(err) == amqp.AccessRefused {
		return l.attempt.permission(doing, err)
	}
	return fmt.Errorf("%s on %s: %w", doing, l.attempt.host.Address(), err)
}
