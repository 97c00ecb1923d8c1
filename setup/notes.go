package setup

import (
	"fmt"
	"slices"
	"strings"
)

// Notes says what is worth knowing about the brokers. Complete means that every
// configuration file could be read: only then is what is missing known to be
// missing.
func Notes(brokers []Broker, complete bool) []string {
	var notes []string
	var a, b *Broker
	for i := range brokers {
		switch br := &brokers[i]; br.Name {
		case "A":
			a = br
		case "B":
			b = br
		default:
			notes = append(notes, fmt.Sprintf("Broker %s is one more: it is named by %s.", br.Name, br.named()))
		}
	}
	return append(verdict(a, b, complete), notes...)
}

// verdict is what A and B say about the isolation of telemetry.
func verdict(a, b *Broker, complete bool) []string {
	switch {
	case a == nil && b == nil:
		return nil
	case a == nil && complete:
		return []string{"No service names a broker for RPC; only telemetry's is known."}
	case a == nil:
		return []string{"No broker for RPC was found, but not every file could be read."}
	case b == nil && !complete:
		return []string{"No broker of telemetry's own was found, but not every file could be read."}
	case b == nil && a.onlyCeilometer():
		return []string{"Only Ceilometer names broker A, so it may be telemetry's own."}
	case b == nil:
		return []string{"Telemetry has no broker of its own: notifications share broker A with RPC."}
	}
	var notes []string
	if sameHosts(a, b) {
		notes = append(notes, "Brokers A and B are two virtual hosts of one RabbitMQ: its load and its failures are shared.")
	}
	if complete && !b.sent() {
		notes = append(notes, "No service here sends its notifications to broker B; only Ceilometer names it.")
	}
	return notes
}

// named lists services and roles: "cinder (RPC), glance (notifications)".
func (b *Broker) named() string {
	var all []string
	for _, o := range b.From {
		if s := fmt.Sprintf("%s (%s)", o.Service, o.Role); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, ", ")
}

func (b *Broker) onlyCeilometer() bool {
	return !slices.ContainsFunc(b.From, func(o Origin) bool { return o.Service != ceilometer })
}

func (b *Broker) sent() bool {
	return slices.ContainsFunc(b.From, func(o Origin) bool { return o.Service != ceilometer && o.Role == Notifications })
}

func sameHosts(a, b *Broker) bool {
	u := a.URL
	u.VirtualHost = b.URL.VirtualHost
	return u.Same(b.URL)
}
