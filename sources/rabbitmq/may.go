package rabbitmq

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Rights are what a user may do with one thing of a virtual host.
type Rights struct{ Configure, Write, Read bool }

// May asks a broker what the user of a host may do with something whose name
// begins with prefix, and is another word each time: it does not exist, so that
// nothing is declared, published or read. The broker checks the right before it
// looks for the thing, answers with 403 or 404, and writes that to its log.
func May(ctx context.Context, u oslo.TransportURL, h oslo.Host, prefix string) (Rights, error) {
	a := attempt{host: h, vhost: u.VirtualHost}
	l, _, err := greet(ctx, u, &a)
	if err != nil {
		return Rights{}, err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.conn.CloseDeadline(time.Now()) })
	defer stop()
	defer func() { _ = l.conn.CloseDeadline(time.Now().Add(leaving)) }()
	name := prefix + "ceilotop-" + strings.ToLower(rand.Text())
	var r Rights
	for _, try := range []struct {
		right *bool
		how   func(*amqp.Channel) error
	}{
		// A queue that is not there is deleted without a word.
		{&r.Configure, func(ch *amqp.Channel) error { _, err := ch.QueueDelete(name, true, true, false); return err }},
		{&r.Write, func(ch *amqp.Channel) error {
			if err := ch.PublishWithContext(ctx, name, name, false, false, amqp.Publishing{}); err != nil {
				return err
			}
			return ch.Qos(1, 0, false) // is answered behind the message
		}},
		{&r.Read, func(ch *amqp.Channel) error { _, _, err := ch.Get(name, false); return err }},
	} {
		ch, err := l.conn.Channel()
		if err != nil {
			return r, err
		}
		closed := ch.NotifyClose(make(chan *amqp.Error, 1))
		err = try.how(ch)
		var said *amqp.Error
		if errors.Is(err, amqp.ErrClosed) { // the reason came before the question
			if reason, ok := <-closed; ok {
				err = reason
			}
		}
		switch {
		case err == nil:
			*try.right = true
			_ = ch.Close()
		case errors.As(err, &said) && said.Code == amqp.NotFound:
			*try.right = true
		case errors.As(err, &said) && said.Code == amqp.AccessRefused:
		case ctx.Err() != nil:
			return r, context.Cause(ctx)
		default:
			return r, err
		}
	}
	return r, nil
}
