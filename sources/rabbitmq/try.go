package rabbitmq

import (
	"context"
	"errors"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// Greeting is how a broker received a client.
type Greeting struct {
	Reached bool   // it speaks AMQP 0-9-1 and has introduced itself
	Version string // 3.10.8; "" unknown
	// Err says why the client is not logged in, or could not open the virtual
	// host; nil when he did both. A *RefusedError will not pass by itself.
	Err error
}

// Try logs in to one host of a broker, opens the URL's virtual host and leaves.
// It declares, binds and consumes nothing. A host without a user name is only
// asked to introduce itself, for which no login is tried.
func Try(ctx context.Context, u oslo.TransportURL, h oslo.Host) Greeting {
	a := attempt{host: h, vhost: u.VirtualHost, stranger: h.Username == ""}
	l, _, err := greet(ctx, u, &a)
	if err == nil {
		_ = l.conn.CloseDeadline(time.Now().Add(leaving))
	}
	if a.stranger && errors.Is(err, amqp.ErrSASL) {
		err = nil
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	version, _ := a.properties["version"].(string)
	return Greeting{Reached: a.properties != nil, Version: version, Err: err}
}

// nobody is a way to log in that no broker offers. The library learns who the
// broker is before it gives up.
type nobody struct{}

func (nobody) Mechanism() string { return "CEILOTOP-NONE" }
func (nobody) Response() string  { return "" }
