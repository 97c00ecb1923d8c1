package rabbitmq

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

const (
	dialPatience     = 5 * time.Second
	greetingPatience = 15 * time.Second // RabbitMQ gives up after 10
)

// closeOnFailure asks the broker to say that it refuses a login. Without it,
// RabbitMQ waits some seconds and hangs up, just as a broker that stops does.
const closeOnFailure = "authentication_failure_close"

// dial connects to one host, logs in and opens the virtual host. Notes tell what
// differs from what the URL asks for.
func dial(ctx context.Context, u oslo.TransportURL, a attempt) (l *link, notes []string, err error) {
	return greet(ctx, u, &a)
}

// greet leaves in the attempt how the broker introduced itself.
func greet(ctx context.Context, u oslo.TransportURL, a *attempt) (l *link, notes []string, err error) {
	dialer := net.Dialer{Timeout: dialPatience}
	conn, err := dialer.DialContext(ctx, "tcp", a.host.Address())
	if err != nil {
		return nil, nil, fmt.Errorf("connect to %s: %w", a.host.Address(), plain(err))
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	_ = conn.SetDeadline(time.Now().Add(greetingPatience))
	if u.TLS != nil {
		var config *tls.Config
		if config, notes, err = tlsConfig(u, a.host.Name); err != nil {
			_ = conn.Close()
			return nil, nil, err
		}
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, nil, handshakeFault(a.host, err, notes)
		}
		conn = secured
	}
	w := newWire(conn)
	amqpConn, err := amqp.Open(w, greeting(u, *a))
	if err != nil {
		_ = w.Close()
		<-amqpConn.NotifyClose(make(chan *amqp.Error, 1)) // its goroutines end
		a.first, a.properties = w.beginning(), amqpConn.Properties
		return nil, nil, a.greeting(err)
	}
	w.watch()
	a.properties = amqpConn.Properties
	return &link{conn: amqpConn, wire: w, attempt: *a}, notes, nil
}

// plain takes the outer words off a dialler's error; the address is said already.
func plain(err error) error {
	if op, ok := err.(*net.OpError); ok {
		return op.Err
	}
	return err
}

func greeting(u oslo.TransportURL, a attempt) amqp.Config {
	properties := amqp.Table{
		"product":         "ceilotop",
		"platform":        "Go",
		"connection_name": connectionName(),
	}
	logins := mechanisms(u, a.host)
	if a.stranger {
		logins = []amqp.Authentication{nobody{}}
	}
	sasl := make([]amqp.Authentication, len(logins))
	for i, m := range logins {
		sasl[i] = login{m, properties}
	}
	return amqp.Config{
		SASL: sasl, Vhost: a.vhost, Heartbeat: heartbeat, Locale: "en_US",
		ChannelMax: 16, Properties: properties,
	}
}

// connectionName shows the operator of the broker who this is.
func connectionName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return "ceilotop:" + host + ":" + strconv.Itoa(os.Getpid())
}

// mechanisms are the ways to log in, the preferred one first. The option is
// oslo.messaging's.
func mechanisms(u oslo.TransportURL, h oslo.Host) []amqp.Authentication {
	plain := &amqp.PlainAuth{Username: h.Username, Password: h.Password.Reveal()}
	amqplain := &amqp.AMQPlainAuth{Username: h.Username, Password: h.Password.Reveal()}
	switch strings.ToUpper(u.Options["rabbit_login_method"]) {
	case "EXTERNAL":
		return []amqp.Authentication{&amqp.ExternalAuth{}}
	case "AMQPLAIN":
		return []amqp.Authentication{amqplain, plain}
	}
	return []amqp.Authentication{plain, amqplain}
}

// login adds closeOnFailure to what we can do. amqp091-go replaces the table of
// capabilities while it greets and asks for the response after that, which makes
// this the one place to add to it.
type login struct {
	amqp.Authentication
	properties amqp.Table
}

func (l login) Response() string {
	if capabilities, ok := l.properties["capabilities"].(amqp.Table); ok {
		capabilities[closeOnFailure] = true
	}
	return l.Authentication.Response()
}
