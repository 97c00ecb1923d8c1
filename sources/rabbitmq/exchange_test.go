package rabbitmq

import (
	"slices"
	"testing"

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
