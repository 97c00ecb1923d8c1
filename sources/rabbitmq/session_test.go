package rabbitmq

import (
	"errors"
	"strings"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

func TestEndingSaysWhy(t *testing.T) {
	t.Parallel()
	stopped := &amqp.Error{Code: 320, Reason: "CONNECTION_FORCED - broker forced connection closure", Server: true}
	refused := &RefusedError{Reason: "no"}
	for _, tt := range []struct {
		name           string
		failure        error
		conn, channel  *amqp.Error
		cancelled      string
		want           string
		wantTheFailure bool
	}{
		{name: "our own reason", failure: errors.New("look at the own queue: gone"), conn: stopped, want: "look at the own queue: gone"},
		{name: "a refusal", failure: refused, conn: stopped, want: "no", wantTheFailure: true},
		{name: "the node stops", conn: stopped, want: "CONNECTION_FORCED"},
		{name: "the channel only", channel: &amqp.Error{Code: 406, Reason: "PRECONDITION_FAILED - timed out", Server: true}, want: "timed out"},
		{name: "the queue is gone", cancelled: "ceilotop", want: "cancelled our consumer"},
		{name: "no reason at all", want: "was closed"},
	} {
		conn, channel, cancelled := make(chan *amqp.Error, 1), make(chan *amqp.Error, 1), make(chan string, 1)
		if tt.conn != nil {
			conn <- tt.conn
		}
		if tt.channel != nil {
			channel <- tt.channel
		}
		if tt.cancelled != "" {
			cancelled <- tt.cancelled
		}
		close(conn)
		close(channel)
		close(cancelled)
		l := &link{attempt: attempt{host: oslo.Host{Name: "h", Port: 5672}}, failure: tt.failure}
		err := ending(l, conn, channel, cancelled)
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %q, want it to say %q", tt.name, err, tt.want)
		}
		if got := errors.As(err, new(*RefusedError)); got != tt.wantTheFailure {
			t.Errorf("%s: a refusal: %v", tt.name, got)
		}
	}
}

func TestStatusChangesAreToldInOrder(t *testing.T) {
	t.Parallel()
	var told []sources.State
	var b board
	b.init(Config{Name: "B", OnStatus: func(s sources.BrokerStatus) { told = append(told, s.State) }})
	first := b.now()
	b.change(func(s *sources.BrokerStatus) { s.Notes = []string{"x"} })
	if now := b.now(); now.Since != first.Since {
		t.Error("a note changed the time of the state")
	}
	b.change(func(s *sources.BrokerStatus) { s.State = sources.Live })
	b.received.Add(3)
	if now := b.now(); now.State != sources.Live || now.Received != 3 || now.QueueDepth != -1 || !now.Since.After(first.Since) {
		t.Errorf("the status is %+v", now)
	}
	if len(told) != 2 || told[0] != sources.Connecting || told[1] != sources.Live {
		t.Errorf("told %v", told)
	}
}

func TestBlockedHasAReason(t *testing.T) {
	t.Parallel()
	for want, b := range map[string]amqp.Blocking{
		"":              {},
		"low on memory": {Active: true, Reason: "low on memory"},
		"blocked":       {Active: true},
	} {
		if got := reasonOf(b); got != want {
			t.Errorf("reasonOf(%+v) = %q, want %q", b, got, want)
		}
	}
}
