package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// ward is a cloud of real servers that is healthy, and in which things are
// broken and mended: two brokers, Keystone where it is installed, and somebody
// who reads B's queues as Ceilometer's agent does, or that agent itself.
type ward struct {
	*eyes
	t              *testing.T
	a, b           *sourcestest.VHost
	frontA, frontB *front
	identity       *sourcestest.Identity // nil: Keystone is not installed
	root           string
	reader         *amqp.Connection               // who plays the agent
	agent          *sourcestest.NotificationAgent // nil: somebody plays it
}

var wardLevels = []string{"audit", "critical", "debug", "error", "info", "sample", "warn"}

// wardExchanges are there from the start: a tap looks for one that is not once a
// minute.
var wardExchanges = []string{"nova", "glance", "keystone", "openstack", "neutron"}

// newWard makes a cloud in virtual hosts of its own. Replace changes the files of
// the healthy one.
func newWard(t *testing.T, brokerB *sourcestest.Broker, i *sourcestest.Identity, replace ...string) *ward {
	t.Helper()
	w := &ward{t: t, a: sourcestest.SharedA(t).VHost(t).Service(t), b: brokerB.VHost(t).Service(t), identity: i}
	for _, v := range []*sourcestest.VHost{w.a, w.b} {
		v.Tag(t, "management") // of one's own virtual hosts alone
	}
	w.frontA, w.frontB = newFront(t, w.a.Broker), newFront(t, w.b.Broker)
	replace = append(replace,
		"rabbit://openstack:Rpc7secretRpc@192.0.2.11:5672/", w.frontA.url(w.a),
		"rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/", w.frontB.url(w.b))
	if i != nil {
		replace = append(replace, "auth_url = http://192.0.2.11:5000/v3", "auth_url = "+i.URL+"/v3",
			"username = ceilometer", "username = "+i.UserName, "password = Key7stone", "password = "+i.Password,
			"project_name = service", "project_name = "+i.Project,
			"domain_name = Default", "domain_name = "+i.DomainName)
	}
	w.root = cloudOf(t, "zed-debian", replace...)
	a, b := w.a.Channel(t), w.b.Channel(t)
	done(t, a.ExchangeDeclare("glance", "topic", false, false, false, false, nil))
	for _, exchange := range append(wardExchanges, "octavia") {
		done(t, b.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	}
	for _, level := range wardLevels {
		w.declare(t, b, "notifications."+level)
	}
	w.eyes = newEyes(t, w.root)
	return w
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// declare makes a queue and binds it as a publisher does.
func (w *ward) declare(t *testing.T, ch *amqp.Channel, queue string) {
	t.Helper()
	_, err := ch.QueueDeclare(queue, false, false, false, false, nil)
	done(t, err)
	for _, exchange := range wardExchanges {
		done(t, ch.QueueBind(queue, queue, exchange, false, nil))
	}
}

const agentsName = "ceilometer-agent-notification"

// read has somebody read B's queues in the agent's place.
func (w *ward) read(t *testing.T) {
	t.Helper()
	var queues []string
	for _, level := range wardLevels {
		queues = append(queues, "notifications."+level)
	}
	w.reader = w.consume(t, w.b, agentsName, queues...)
}

// consume reads queues over a connection that is named as oslo.messaging does. It
// has ceilotop's own user: with the tag management a user sees the connections
// of no other.
func (w *ward) consume(t *testing.T, v *sourcestest.VHost, program string, queues ...string) *amqp.Connection {
	t.Helper()
	conn, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", v.Broker.Host, v.Broker.Port), amqp.Config{
		SASL:  []amqp.Authentication{&amqp.PlainAuth{Username: v.User, Password: v.Password}},
		Vhost: v.Name, Heartbeat: 30 * time.Second,
		Properties: amqp.Table{"connection_name": program + ":4711:8f0e2c3a-0000-4000-8000-000000000000"},
	})
	done(t, err)
	w.t.Cleanup(func() { conn.Close() }) // an agent outlives what it was started in
	ch, err := conn.Channel()
	done(t, err)
	done(t, ch.Qos(100, 0, false))
	for _, queue := range queues {
		deliveries, err := ch.Consume(queue, "", false, false, false, false, nil)
		done(t, err)
		go func() {
			for d := range deliveries {
				_ = d.Ack(false)
			}
		}()
	}
	return conn
}

// trouble is a thing that is broken: what is found then, and nothing else.
type trouble struct {
	name  string
	found []string
	broke func(t *testing.T) (mend func())
}

// suffer breaks one thing after the other, sees that it is found and nothing
// else, mends it and sees it go. That nothing else is left then is seen at the
// next one, or at the end.
func (w *ward) suffer(t *testing.T, all []trouble) {
	t.Helper()
	w.await(t)
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			mended := false
			mend := c.broke(t)
			defer func() { // else it would be found in all that follow
				if !mended {
					mend()
				}
			}()
			slices.Sort(c.found)
			w.sees(t, c.found, c.found)
			w.await(t, c.found...)
			mended = true
			mend()
			w.sees(t, c.found, nil)
		})
	}
	w.await(t)
}
