package answers

import (
	"net/netip"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// roles follow from what is installed or runs.
func (s *search) roles() {
	marks := []struct {
		role  setup.NodeRole
		names []string
	}{
		{setup.Controller, []string{"nova-api", "nova-conductor", "nova-scheduler", "glance-api", "glance", "keystone", "cinder-api", "cinder-scheduler", "neutron-server"}},
		{setup.Storage, []string{"cinder-volume"}},
		{setup.Compute, []string{"nova-compute"}},
	}
	var roles, evidence []string
	add := func(role setup.NodeRole, why string) {
		roles, evidence = append(roles, string(role)), append(evidence, why)
	}
	for _, m := range marks {
		if why, ok := s.installed(m.names...); ok {
			add(m.role, why)
		}
	}
	if why, ok := s.installed("rabbitmq-server"); ok {
		if b := s.found["broker_b.host"].text; len(roles) == 0 || b != "" && isLocal(b, s.facts) {
			add(setup.BrokerNode, why)
		}
	}
	if len(roles) > 0 {
		s.note("roles", strings.Join(roles, ", "), strings.Join(evidence, ", "))
	}
}

// installed looks for a unit or a package of one of the names, which RDO
// writes with a prefix.
func (s *search) installed(names ...string) (string, bool) {
	for _, name := range names {
		for _, n := range []string{name, "openstack-" + name} {
			if _, ok := s.facts.Unit(n + ".service"); ok {
				return n + ".service", true
			}
			if s.facts.Has(n) {
				return "package " + n, true
			}
		}
	}
	return "", false
}

// management is the address that the other nodes know this machine by: nova's
// my_ip, else the one in the network of broker B, else the only one.
func management(f setup.Facts) (address, evidence string) {
	s := &search{facts: f, found: make(map[string]finding)}
	s.programs()
	s.option("ip", "DEFAULT", "my_ip", "nova", "cinder")
	if ip, ok := s.found["ip"]; ok && isLocal(ip.text, f) && host(ip.text) == nil {
		return ip.text, ip.evidence
	}
	var b netip.Addr
	for _, broker := range f.Brokers {
		if len(broker.URL.Hosts) > 0 && !b.IsValid() {
			b, _ = netip.ParseAddr(broker.URL.Hosts[0].Name)
		}
	}
	var usable []netip.Addr
	for _, p := range f.System.Addresses {
		if ip := p.Addr(); ip.IsGlobalUnicast() {
			if b.IsValid() && p.Masked().Contains(b) {
				return ip.String(), "this machine's address in the broker's network"
			}
			usable = append(usable, ip)
		}
	}
	if len(usable) > 0 {
		return usable[0].String(), "this machine's address"
	}
	return "", ""
}

// local is a URL of this machine; "" when its address is not known.
func local(f setup.Facts, scheme string, port int) string {
	ip, _ := management(f)
	if ip == "" {
		return ""
	}
	return scheme + "://" + hostPort(ip, port)
}
