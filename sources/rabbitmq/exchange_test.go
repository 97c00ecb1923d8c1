package rabbitmq

import (
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// withManagement lets the tap ask the management API, as a user with the tag.
func withManagement(t *testing.T, v *sourcestest.VHost) func(*Config) {
	v.Tag(t, "monitoring")
	return func(c *Config) { c.Management = v.Broker.ManagementURL() }
}

func TestExchangesComeAndGo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		edit func(*testing.T, *sourcestest.VHost) func(*Config)
	}{
		{"by asking", func(*testing.T, *sourcestest.VHost) func(*Config) { return func(*Config) {} }},
		{"told by the management API", withManagement},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := sourcestest.SharedB(t).VHost(t)
			r := run(t, v, tt.edit(t, v), func(c *Config) { c.Exchanges = []string{"of-my-own"} })
			s := r.await(t, "the tap to be live with nothing there", func(s sources.BrokerStatus) bool { return s.State == sources.Live })
			if len(s.Exchanges) != 0 || !slices.Contains(s.Missing, "nova") || !slices.Contains(s.Missing, "of-my-own") {
				t.Errorf("bound to %v, missing %v", s.Exchanges, s.Missing)
			}

			nova, own := newService(t, v, "nova"), newService(t, v, "of-my-own")
			r.bound(t, "nova", "of-my-own")
			r.received(t, append(nova.publish(t, 0, 10), own.publish(t, 0, 10)...))

			check(t, nova.ch.ExchangeDelete("nova", false, false))
			r.bound(t, "of-my-own")
			if s := r.tap.Status(); !slices.Contains(s.Missing, "nova") {
				t.Errorf("missing are %v, want nova among them", s.Missing)
			}
			nova = newService(t, v, "nova")
			r.bound(t, "nova", "of-my-own")
			r.received(t, nova.publish(t, 10, 10))

			// Deleted and made again before anybody looked.
			check(t, nova.ch.ExchangeDelete("nova", false, false))
			nova = newService(t, v, "nova")
			eventually(t, "the binding to come back", func() bool { return boundTo(t, v, "nova") }, func() string { return "" })
			r.received(t, nova.publish(t, 20, 10))
		})
	}
}

// An exchange that was never there is bound within the five seconds in which a
// leak has to be known, and what came with it is counted.
func TestWhatCameWithANewExchangeIsCounted(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	r := run(t, v, withManagement(t, v), func(c *Config) { c.Name = "A" })
	r.await(t, "the tap to be live and told", func(s sources.BrokerStatus) bool { return s.State == sources.Live && len(s.Notes) == 0 })
	nova := newService(t, v, "nova")
	_, err := nova.ch.QueueDeclare("notifications.info", false, false, false, false, nil)
	check(t, err)
	check(t, nova.ch.QueueBind("notifications.info", "notifications.info", "nova", false, nil))
	nova.publish(t, 0, 1)
	r.await(t, "what waits", func(s sources.BrokerStatus) bool {
		return slices.Contains(s.Exchanges, "nova") && len(s.Fresh) == 1 && s.Fresh[0].Messages == 1 &&
			s.Fresh[0].Exchange == "nova" && s.Fresh[0].Queue == "notifications.info"
	})
}

// The list of exchanges is looked at often, and less so where it is long.
func TestTheListOfExchangesIsLookedAtOften(t *testing.T) {
	t.Parallel()
	m := &management{}
	if rest := m.rest(unhurried.appear); rest > 3*time.Second {
		t.Errorf("it rests for %v, and two seconds are left to bind and to count", rest)
	}
	if m.took = time.Second; m.rest(unhurried.appear) != freshShare*time.Second {
		t.Errorf("after a second of listing it rests for %v", m.rest(unhurried.appear))
	}
}

// boundTo asks the broker, not the tap.
func boundTo(t *testing.T, v *sourcestest.VHost, exchange string) bool {
	t.Helper()
	for _, queue := range taps(t, v) {
		bindings, err := v.Broker.Client().ListQueueBindings(v.Name, queue)
		check(t, err)
		n := 0
		for _, b := range bindings {
			if b.Source == exchange {
				n++
			}
		}
		if n != len(DefaultTopics) {
			return false
		}
	}
	return true
}

func TestOnlyTheTopicsAreCopied(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	newService(t, v, "nova")
	r := run(t, v, func(c *Config) { c.Topics = []string{"metering", "event"} })
	r.bound(t, "nova")
	bindings, err := v.Broker.Client().ListQueueBindings(v.Name, taps(t, v)[0])
	check(t, err)
	var keys []string
	for _, b := range bindings {
		if b.Source != "" {
			keys = append(keys, b.RoutingKey)
		}
	}
	if !sameNames(keys, []string{"metering.*", "event.*"}) {
		t.Errorf("the queue is bound with the keys %v", keys)
	}
}
