package doctor

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"

	"github.com/ceilotop/ceilotop/setup"
)

// endpointChecks compare the catalogue with this machine.
var endpointChecks = []Check{
	{
		ID: "endpoint-elsewhere", Title: "the catalogue leads to the API that runs here", Severity: Info,
		Why:    "Clients go where the catalogue sends them. That may be a proxy; where it is not, they find nothing, or fail at the name in a certificate.",
		Fix:    "if there is no proxy, change the endpoint: openstack endpoint set --url URL ID",
		Source: "Keystone catalogue against ss -ltn",
		Needs:  []Part{Configuration, Identity}, Judge: endpointElsewhere,
	},
}

// endpointElsewhere has something to say where the API listens on this machine.
func endpointElsewhere(s *Seen) (found []Finding) {
	for _, e := range s.Identity.Metering {
		u, err := url.Parse(e.URL)
		if err != nil || u.Host == "" {
			found = append(found, Finding{Result: Warning, Subject: e.ID, Title: "an endpoint of the service metering is no URL", Fix: "openstack endpoint set --url URL " + e.ID, Evidence: []Evidence{{Text: e.URL}}})
			continue
		}
		port, _ := strconv.Atoi(u.Port())
		here := slices.IndexFunc(s.Facts.Listeners, func(l setup.Listener) bool { return int(l.Address.Port()) == port })
		ip, err := netip.ParseAddr(u.Hostname())
		if here < 0 || err != nil || s.mine(ip) || len(s.Facts.System.Addresses) == 0 {
			continue
		}
		found = append(found, Finding{
			Result: Info, Subject: e.Interface, Title: fmt.Sprintf("the %s endpoint leads to %s, and the API listens here too", e.Interface, u.Host),
			Evidence: []Evidence{{Text: e.URL}, {Text: "listens at " + s.Facts.Listeners[here].Address.String()}},
		})
	}
	return found
}
