package answers

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Check looks at the answers together: the warnings are what is odd about them,
// a sentence each; the error is why no plan can be made from them.
func Check(a setup.Answers, f setup.Facts) (warnings []string, err error) {
	for _, field := range fields {
		if field.when != nil && !field.when(a, f) {
			continue
		}
		text := field.get(&a)
		if text == "" && field.required {
			return warnings, sources.WithHint(fmt.Errorf("%s is not answered: %s", field.key, field.title),
				"ceilotop setup facts --answers FILE writes a file to fill in.")
		}
		if odd := field.warn(text, a, f); odd != "" {
			warnings = append(warnings, field.key+": "+odd)
		}
	}
	for _, p := range passwords(&a) {
		if p.Ref == "" && p.Set() {
			for _, odd := range weak(p.Value.Reveal(), a.BrokerB.User) {
				warnings = append(warnings, p.Name+": "+odd)
			}
		}
	}
	warnings = append(warnings, onA(a, f)...)
	if old(a, f) {
		warnings = append(warnings, mongoHosts(a, f)...)
	}
	return warnings, nil
}

// onA warns when B is the broker that carries the RPC.
func onA(a setup.Answers, f setup.Facts) []string {
	for _, b := range f.Brokers {
		if b.Name != "A" {
			continue
		}
		for _, h := range b.URL.Hosts {
			if slices.Contains(a.BrokerB.Hosts(), h.Name) && h.Port == a.BrokerB.Port && b.URL.VirtualHost == a.BrokerB.VHost {
				return []string{fmt.Sprintf("broker_b: %s is broker A, which carries the RPC: notifications would go on loading it", sources.Visible(h.Address()))}
			}
		}
	}
	return nil
}

// mongoHosts compares the three places that name MongoDB's host.
func mongoHosts(a setup.Answers, f setup.Facts) (warnings []string) {
	if a.MongoDB.Host == "" {
		return nil
	}
	if a.MongoDB.BindIP != "" && isLocal(a.MongoDB.Host, f) {
		listens := slices.ContainsFunc(strings.Split(a.MongoDB.BindIP, ","), func(s string) bool {
			s = strings.TrimSpace(s)
			return s == a.MongoDB.Host || s == "0.0.0.0" || s == "::"
		})
		if !listens && a.MongoDB.Host != "127.0.0.1" && a.MongoDB.Host != "localhost" {
			warnings = append(warnings, fmt.Sprintf("mongo.bind_ip: MongoDB would listen on %s but be looked for at %s", a.MongoDB.BindIP, a.MongoDB.Host))
		}
	}
	for _, s := range f.Stores {
		if s.Kind != sources.MongoDB {
			continue
		}
		if u, err := url.Parse(s.URL.Reveal()); err == nil && u.Hostname() != "" && u.Hostname() != a.MongoDB.Host {
			warnings = append(warnings, fmt.Sprintf("mongo.host: %s says %s", s.From, sources.Visible(u.Hostname())))
		}
	}
	return warnings
}

// elsewhere warns about an address that is in none of this machine's networks.
func elsewhere(text string, f setup.Facts) string {
	h := text
	if u, err := url.Parse(text); err == nil && u.Host != "" {
		h = u.Hostname()
	} else if host, _, err := net.SplitHostPort(text); err == nil {
		h = host
	} else if _, host, found := strings.Cut(text, "@"); found {
		h = host
	}
	ip, err := netip.ParseAddr(h)
	if err != nil || ip.IsLoopback() || len(f.System.Addresses) == 0 {
		return ""
	}
	for _, p := range f.System.Addresses {
		if p.Masked().Contains(ip) {
			return ""
		}
	}
	return ip.String() + " is in none of this machine's networks: is it mistyped?"
}

// isLocal reports whether a host is this machine.
func isLocal(h string, f setup.Facts) bool {
	ip, err := netip.ParseAddr(h)
	if err != nil {
		return h == "localhost" || h != "" && h == f.System.Hostname
	}
	return ip.IsLoopback() || slices.ContainsFunc(f.System.Addresses, func(p netip.Prefix) bool { return p.Addr() == ip })
}
