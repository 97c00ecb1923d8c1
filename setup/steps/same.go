package steps

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// callers are the services that have calls on their transport, which is never B.
var callers = []string{"nova", "cinder", "neutron", "heat"}

// apart reports whether broker B is another one than those that carry the
// services' calls, or blocks the step. One host for both is worth a note.
func (b *builder) apart(s *step) bool {
	if !b.askedA {
		b.askedA = true
		b.onA = b.meetsA()
	}
	if b.onA != "" {
		s.block(b.onA+" is broker A, which carries the services' calls", "set broker_b.host in the answers to a broker of telemetry's own, or at least broker_b.vhost to a virtual host of its own")
	}
	return b.onA == ""
}

// meetsA is the address of broker B, if it is broker A's as well.
func (b *builder) meetsA() string {
	for _, service := range callers {
		for _, main := range b.mains(service) {
			x, found := b.rpc(service, main)
			if !found {
				continue
			}
			for _, host := range b.a.BrokerB.Hosts() {
				i := slices.IndexFunc(x.url.Hosts, func(h oslo.Host) bool { return sameHost(h.Name, host) })
				if i < 0 {
					continue
				}
				a := x.url.Hosts[i]
				if slices.ContainsFunc(x.url.Hosts, func(h oslo.Host) bool { return sameHost(h.Name, host) && h.Port == b.port() }) && x.url.VirtualHost == b.vhost() {
					return sources.Visible(net.JoinHostPort(a.Name, strconv.Itoa(b.port())))
				}
				b.note("Broker B is on the host of broker A, %s: a flood of notifications still slows the services' calls.", a.Name)
			}
		}
	}
	return ""
}

// sameHost compares names or addresses.
func sameHost(one, other string) bool {
	one, other = strings.Trim(one, "[] "), strings.Trim(other, "[] ")
	if x, err := netip.ParseAddr(one); err == nil {
		y, err := netip.ParseAddr(other)
		return err == nil && x.Unmap() == y.Unmap()
	}
	return one != "" && strings.EqualFold(one, other)
}
