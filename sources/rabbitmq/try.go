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
	Cluster string // rabbit@host, the name that its nodes share; "" unknown
	// Err says why the client is not logged in, or could not open the virtual
	// host; nil when he did both. A *RefusedError will not pass by itself.
	Err error
}

// Try logs in to one host of a broker, opens the URL's virtual host and leaves.
// It declares, binds and consumes nothing. A host without a user name is only
// asked to introduce itself, for which no login is tried.
func Try(ctx context.Context, u oslo.TransportURL, h oslo.Host) Greeting {
	conn, g := Open(ctx, u, h)
	if conn != nil {
		_ = conn.CloseDeadline(time.Now().Add(leaving))
	}
	return g
}

// Open is Try for somebody who has questions: he stays logged in, and leaves by
// closing the connection, which is nil unless he is.
func Open(ctx context.Context, u oslo.TransportURL, h oslo.Host) (*amqp.Connection, Greeting) {
	a := attempt{host: h, vhost: u.VirtualHost, stranger: h.Username == ""}
	l, _, err := greet(ctx, u, &a)
	if a.stranger && errors.Is(err, amqp.ErrSASL) {
		err = nil
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	g := Greeting{Reached: a.properties != nil, Err: err}
	g.Version, _ = a.properties["version"].(string)
	g.Cluster, _ = a.properties["cluster_name"].(string)
	if l == nil {
		return nil, g
	}
	return l.conn, g
}

// nobody is a way to log in that no broker offers. The library learns who the
// broker is before it gives up.
type nobody struct{}

func (nobody) Mechanism() string { return "CEILOTOP-NONE" }
func (nobody) Response() string  { return "" }
