package doctor

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Topic takes the name of a notification queue apart: notifications.info is the
// level info of the topic notifications. Any other topic counts as well, since
// operators choose theirs.
func Topic(queue string) (topic, level string, ok bool) { return topicOf(queue) }

// Ours reports whether a queue is one that a program made for itself alone, as
// taps do: what is in it is a copy.
func Ours(q *sources.QueueStatistics) bool { return ours(q) }

// At names a service on a host: nova@ctl1.
func At(service, host string) string { return at(service, host) }

// Here reports whether the host that a service's notifications name is this
// machine. Glance does not say where it runs: where it has a configuration here,
// it is taken for the one here.
func (s *Seen) Here(service, host string) bool {
	own := false
	for _, p := range s.programs() {
		if p.Service != service {
			continue
		}
		own = true
		if v, set := p.get(defaults, "host"); set && sameHost(host, strings.TrimSpace(v.Text)) { // what Nova, Cinder and Neutron call themselves
			return true
		}
	}
	if host == "" || host == "localhost" {
		return own
	}
	return sameHost(host, s.Facts.System.Hostname)
}

// sameHost compares names of hosts, with or without a domain.
func sameHost(x, y string) bool {
	short := func(name string) string { name, _, _ = strings.Cut(name, "."); return name }
	return x == y || x != "" && short(x) == short(y) && (short(x) == x || short(y) == y)
}

// Growth is by how many messages a second a queue of a broker grows: what the
// broker says, or else what this sight and the one before tell. Nil is unknown.
func (s *Seen) Growth(of Part, q *sources.QueueStatistics) *float64 {
	return s.broker(of).growth(q)
}

// VirtualHost is the one of a broker that the cloud uses; a RabbitMQ may have
// others, which are other brokers.
func (s *Seen) VirtualHost(statistics *sources.Statistics) string {
	for _, b := range s.Facts.Brokers {
		if b.Name == statistics.Broker && b.URL.VirtualHost != "" {
			return b.URL.VirtualHost
		}
	}
	if _, name, ok := strings.Cut(statistics.Address, "/"); ok && name != "" {
		return name
	}
	return "/"
}

// Read is the same sight with its files read, for who asks it again and again.
func (s *Seen) Read() *Seen {
	c := *s
	if c.read == nil {
		c.read = newReading(c.Facts)
	}
	return &c
}

// ServiceOf is the service that a unit or a program belongs to, by the names of
// both families; "" none that telemetry needs.
func ServiceOf(unit string) string { return serviceOfUnit(unit) }
