package main

import (
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestDoctorFindsWhatIsBrokenAndNothingElse breaks one thing after the other in
// a cloud of real brokers, sees that finding and no other one, mends it and sees
// it go.
func TestDoctorFindsWhatIsBrokenAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWard(t, sourcestest.SharedB(t))
	w.await(t)
	for _, c := range []struct {
		name  string
		found string
		broke func(t *testing.T) (mend func())
	}{
		{"a wrong password", "broker-refuses", func(t *testing.T) func() {
			return w.edit(t, "etc/nova/nova.conf", "rabbit://"+w.b.User+":", "rabbit://"+w.b.User+":wrong")
		}},
		{"a permission that was revoked", "broker-permission", func(t *testing.T) func() {
			w.b.Grant(t, "^ceilotop.*", "^ceilotop.*", ".*")
			return func() { w.b.Grant(t, ".*", ".*", ".*") }
		}},
		{"an agent that is stopped", "queue-unread", func(t *testing.T) func() {
			w.agent.Close()
			return func() { w.startAgent(t) }
		}},
		{"a second consumer", "queue-shared", func(t *testing.T) func() {
			other := w.consume(t, "stacktach-worker", "notifications.info")
			return func() { other.Close() }
		}},
		{"versioned notifications", "queue-versioned", func(t *testing.T) func() {
			fillQueue(t, w.b, "versioned_notifications.info", 20)
			return func() { dropQueue(t, w.b, "versioned_notifications.info") }
		}},
		{"versioned notifications on A", "queue-versioned", func(t *testing.T) func() {
			fillQueue(t, w.a, "versioned_notifications.info", 20)
			return func() { dropQueue(t, w.a, "versioned_notifications.info") }
		}},
		{"the agent's own events", "queue-events", func(t *testing.T) func() {
			fillQueue(t, w.b, "event.sample", 20)
			return func() { dropQueue(t, w.b, "event.sample") }
		}},
		{"a topic that nobody reads", "queue-level", func(t *testing.T) func() {
			fillQueue(t, w.b, "billing.info", 20)
			return func() { dropQueue(t, w.b, "billing.info") }
		}},
		{"messages of before the move", "queue-leftover", func(t *testing.T) func() {
			fillQueue(t, w.a, "notifications.info", 5)
			return func() { dropQueue(t, w.a, "notifications.info") }
		}},
		{"a queue that is durable for one alone", "broker-durable", func(t *testing.T) func() {
			again := func(durable bool) {
				w.agent.Close()
				dropQueue(t, w.b, "notifications.info")
				w.declare(t, w.b.Channel(t), "notifications.info", durable)
				w.startAgent(t)
			}
			again(true)
			return func() { again(false) }
		}},
		{"a queue that was deleted while services send", "queue-missing", func(t *testing.T) func() {
			stop := w.send(t, w.b, "nova", 0, 1)
			dropQueue(t, w.b, "notifications.info")
			return func() {
				stop()
				w.agent.Close()
				w.declare(t, w.b.Channel(t), "notifications.info", false)
				w.startAgent(t)
			}
		}},
		{"an exchange that leads nowhere", "exchange-unbound", func(t *testing.T) func() { return w.send(t, w.b, "octavia", 0, 1) }},
		{"a clock that is behind", "event-clock", func(t *testing.T) func() { return w.send(t, w.b, "nova", 2*time.Hour, 1) }},
		{"a clock that is ahead", "event-clock", func(t *testing.T) func() { return w.send(t, w.b, "nova", -2*time.Hour, 1) }},
		{"a driver that is there twice", "event-duplicates", func(t *testing.T) func() { return w.send(t, w.b, "nova", 0, 2) }},
		{"a broker that is down", "broker-unreachable", func(t *testing.T) func() {
			w.frontB.stop()
			return func() { w.frontB.start(t) }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mend := sync.OnceFunc(c.broke(t))
			defer mend() // else it would be found in all that follow
			w.await(t, c.found)
			mend()
			w.await(t)
		})
	}
	if w.keystone == nil {
		return
	}
	t.Run("credentials that Keystone refuses", func(t *testing.T) {
		// As in the guide that the recipe copies: both are said, what and why.
		mend := sync.OnceFunc(w.edit(t, "etc/ceilometer/ceilometer.conf", "password = "+w.keystone.Password, "password = "+w.keystone.Password+"//comment"))
		defer mend()
		w.await(t, "identity-login", "value-glued")
		mend()
		w.await(t)
	})
	t.Run("a Gnocchi that is dead", func(t *testing.T) {
		w.keystone.Service(t, "metric", sourcestest.Region, map[string]string{"public": refusing(t)})
		w.await(t, "store-unreachable")
	})
}

// TestDoctorFindsAnAlarm has a broker of its own, since an alarm stops all who
// publish.
func TestDoctorFindsAnAlarm(t *testing.T) {
	t.Parallel()
	own := sourcestest.RabbitMQ(t)
	w := newWard(t, own)
	w.await(t)
	own.Ctl(t, "set_vm_memory_high_watermark", "0.00001")
	w.await(t, "broker-alarm")
	own.Ctl(t, "set_vm_memory_high_watermark", "0.4")
	w.await(t)
}
