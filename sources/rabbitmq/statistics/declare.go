package statistics

import (
	"context"
	"errors"
	"fmt"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// missingFor is how long a queue that was not there is taken to be missing still;
// each time that it is missing again, twice as long, up to the limit: each time
// a missing one is asked for, the broker writes two lines to its log.
const (
	missingFor   = time.Minute
	missingLimit = 8 * time.Minute
)

// absence is that of a queue.
type absence struct {
	seen time.Time
	hold time.Duration
}

func (a *Asker) miss(name string) {
	hold := missingFor
	if before, ok := a.missing[name]; ok {
		hold = min(2*before.hold, missingLimit)
	}
	a.missing[name] = absence{time.Now(), hold}
}

// declare asks over AMQP for queues by name.
func (a *Asker) declare(ctx context.Context, s *sources.Statistics) error {
	if err := a.connect(ctx); err != nil {
		return err
	}
	s.Version = a.version
	conn := a.conn
	stop := context.AfterFunc(ctx, func() { _ = conn.CloseDeadline(time.Now()) })
	defer stop()
	var ch *amqp.Channel
	for _, name := range a.named() {
		if gone := a.missing[name]; time.Since(gone.seen) < gone.hold {
			continue
		}
		var err error
		if ch == nil {
			if ch, err = conn.Channel(); err != nil {
				a.hangUp()
				return fmt.Errorf("open a channel on %s: %w", s.Address, err)
			}
		}
		q, err := ch.QueueDeclarePassive(name, false, false, false, false, nil)
		if err == nil {
			delete(a.missing, name)
			s.Queues = append(s.Queues, sources.QueueStatistics{
				VHost: a.config.URL.VirtualHost, Name: name, Ready: &q.Messages, Readers: &q.Consumers,
			})
			continue
		}
		ch = nil // the question cost it
		var said *amqp.Error
		switch {
		case errors.As(err, &said) && said.Code == amqp.NotFound:
			a.miss(name)
		case errors.As(err, &said) && (said.Code == amqp.AccessRefused || said.Code == amqp.ResourceLocked):
			a.miss(name)
			s.Lacks = append(s.Lacks, fmt.Sprintf("queue %s could not be asked for: %s", sources.Visible(name), sources.Visible(said.Reason)))
		default:
			a.hangUp()
			return fmt.Errorf("ask %s for queue %s: %w", s.Address, sources.Visible(name), err)
		}
	}
	if ch != nil {
		_ = ch.Close()
	}
	return nil
}

// connect logs in, unless there is a connection still.
func (a *Asker) connect(ctx context.Context) (err error) {
	if a.conn != nil && !a.conn.IsClosed() {
		return nil
	}
	for _, h := range a.config.URL.Hosts {
		conn, greeting := rabbitmq.Open(ctx, a.config.URL, h)
		if a.keep(conn, greeting); conn != nil {
			return nil
		}
		err = greeting.Err
		if err == nil {
			err = sources.WithHint(fmt.Errorf("log in to %s: the URL has no user", h.Address()), "Write the user and the password into the URL.")
		}
	}
	return err
}

func (a *Asker) keep(conn *amqp.Connection, greeting rabbitmq.Greeting) {
	if greeting.Version != "" {
		a.version = greeting.Version
	}
	if conn != nil {
		a.hangUp()
		a.conn = conn
	}
}

func (a *Asker) hangUp() {
	if a.conn != nil {
		_ = a.conn.CloseDeadline(time.Now().Add(time.Second))
		a.conn = nil
	}
}
