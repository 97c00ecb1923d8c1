package servers_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// The least permissions of the strict mode, for the exchanges of three services.
const (
	ex = `(nova|glance|cinder|openstack|ceilometer)`
	q  = `notifications\..*`
)

var least = map[string]setup.Permissions{
	"notifier": {Configure: `^(` + ex + `|` + q + `)$`, Write: `^(` + ex + `|` + q + `)$`, Read: `^` + ex + `$`},
	"listener": {Configure: `^(` + ex + `|` + q + `)$`, Write: `^` + q + `$`, Read: `^(` + ex + `|` + q + `)$`},
	"tail":     {Configure: `^ceilotop\..*$`, Write: `^ceilotop\..*$`, Read: `^(` + ex + `|ceilotop\..*)$`},
}

// operation is something that a client of AMQP does, and who may.
type operation struct {
	name string
	may  string // of notifier, listener, tail: n, l, t
	do   func(*amqp.Channel) error
}

var operations = []operation{
	{"declare the exchange nova", "nl", func(ch *amqp.Channel) error {
		return ch.ExchangeDeclare("nova", "topic", false, false, false, false, nil)
	}},
	{"declare the exchange of somebody else", "", func(ch *amqp.Channel) error {
		return ch.ExchangeDeclare("billing", "topic", false, false, false, false, nil)
	}},
	{"declare an exchange whose name only begins so", "", func(ch *amqp.Channel) error {
		return ch.ExchangeDeclare("nova_fanout", "topic", false, false, false, false, nil)
	}},
	{"declare the queue notifications.info", "nl", func(ch *amqp.Channel) error {
		_, err := ch.QueueDeclare("notifications.info", false, false, false, false, nil)
		return err
	}},
	{"declare a queue of RPC", "", func(ch *amqp.Channel) error {
		_, err := ch.QueueDeclare("compute.node1", false, false, false, false, nil)
		return err
	}},
	{"declare a queue of the tail", "t", func(ch *amqp.Channel) error {
		_, err := ch.QueueDeclare("ceilotop.x", false, true, false, false, nil)
		return err
	}},
	{"publish to nova", "n", func(ch *amqp.Channel) error { return publish(ch, "nova") }},
	{"publish to the exchange of somebody else", "", func(ch *amqp.Channel) error { return publish(ch, "other") }},
	{"bind notifications.info to nova", "nl", func(ch *amqp.Channel) error {
		return ch.QueueBind("notifications.info", "notifications.info", "nova", false, nil)
	}},
	{"bind the tail's queue to nova", "t", func(ch *amqp.Channel) error {
		return ch.QueueBind("ceilotop.bound", "notifications.*", "nova", false, nil)
	}},
	{"bind notifications.info to the exchange of somebody else", "", func(ch *amqp.Channel) error {
		return ch.QueueBind("notifications.info", "#", "other", false, nil)
	}},
	{"consume notifications.info", "l", func(ch *amqp.Channel) error {
		_, err := ch.Consume("notifications.info", "", true, false, false, false, nil)
		return err
	}},
	{"get from notifications.info", "l", func(ch *amqp.Channel) error {
		_, _, err := ch.Get("notifications.info", true)
		return err
	}},
	{"consume the tail's queue", "t", func(ch *amqp.Channel) error {
		_, err := ch.Consume("ceilotop.bound", "", true, false, false, false, nil)
		return err
	}},
	{"purge notifications.info", "l", func(ch *amqp.Channel) error {
		_, err := ch.QueuePurge("notifications.info", false)
		return err
	}},
	{"delete a queue of RPC", "", func(ch *amqp.Channel) error {
		_, err := ch.QueueDelete("conductor", false, false, false)
		return err
	}},
}

// publish waits for the broker's word: a refusal closes the channel.
func publish(ch *amqp.Channel, exchange string) error {
	closed := ch.NotifyClose(make(chan *amqp.Error, 1))
	if err := ch.Confirm(false); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := ch.PublishWithDeferredConfirmWithContext(ctx, exchange, "notifications.info", false, false, amqp.Publishing{Body: []byte("{}")})
	if err != nil {
		return err
	}
	select {
	case err := <-closed:
		return err
	case <-c.Done():
		if !c.Acked() {
			select {
			case err := <-closed:
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestTheLeastPermissionsAreEnoughAndNoMore(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	services := v.Channel(t)
	for _, exchange := range []string{"nova", "other"} {
		must(t, services.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	}
	for _, queue := range []string{"notifications.info", "conductor", "ceilotop.bound"} {
		_, err := services.QueueDeclare(queue, false, false, false, false, nil)
		must(t, err)
	}
	m := servers.New(setup.Answers{BrokerB: brokerAnswers(b, v.Name, v.User, v.Password)}, here(), options(nil))
	for role, permissions := range least {
		name := unique(role + "-")
		u := run(t, m, setup.PutUser{Name: name, Password: secret("secret-word"), VHost: v.Name, Permissions: permissions})
		t.Cleanup(func() { _ = m.Revert(context.Background(), u) })
		conn := connect(t, b, v.Name, name, "secret-word")
		for _, op := range operations {
			ch, err := conn.Channel()
			must(t, err)
			err = op.do(ch)
			_ = ch.Close()
			var refused *amqp.Error
			denied := errors.As(err, &refused) && refused.Code == amqp.AccessRefused
			allowed := strings.Contains(op.may, role[:1])
			switch {
			case allowed && err != nil:
				t.Errorf("the %s may not %s: %v", role, op.name, err)
			case !allowed && !denied:
				t.Errorf("the %s may %s: %v", role, op.name, err)
			}
		}
	}
}

// TestEachPermissionIsNeeded takes one away after the other: then something
// that the client has to do is refused.
func TestEachPermissionIsNeeded(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	services := v.Channel(t)
	must(t, services.ExchangeDeclare("nova", "topic", false, false, false, false, nil))
	for _, queue := range []string{"notifications.info", "ceilotop.bound"} {
		_, err := services.QueueDeclare(queue, false, false, false, false, nil)
		must(t, err)
	}
	m := servers.New(setup.Answers{BrokerB: brokerAnswers(b, v.Name, v.User, v.Password)}, here(), options(nil))
	for role, whole := range least {
		for lacking, p := range map[string]setup.Permissions{
			"configure": {Configure: "^$", Write: whole.Write, Read: whole.Read},
			"write":     {Configure: whole.Configure, Write: "^$", Read: whole.Read},
			"read":      {Configure: whole.Configure, Write: whole.Write, Read: "^$"},
		} {
			name := unique("u-")
			u := run(t, m, setup.PutUser{Name: name, Password: secret("secret-word"), VHost: v.Name, Permissions: p})
			t.Cleanup(func() { _ = m.Revert(context.Background(), u) })
			conn := connect(t, b, v.Name, name, "secret-word")
			refusals := 0
			for _, op := range operations {
				if !strings.Contains(op.may, role[:1]) {
					continue
				}
				ch, err := conn.Channel()
				must(t, err)
				var refused *amqp.Error
				if errors.As(op.do(ch), &refused) && refused.Code == amqp.AccessRefused {
					refusals++
				}
				_ = ch.Close()
			}
			if refusals == 0 {
				t.Errorf("the %s can do without %s", role, lacking)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
