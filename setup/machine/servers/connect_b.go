package servers

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// connectB finds the way to administer broker B: its management API or, where
// that or its administrator is not named or its port is closed, rabbitmqctl, if
// the broker is on this machine and ceilotop is root.
func connectB(ctx context.Context, b setup.BrokerAnswers, f setup.Facts, o Options) (broker, error) {
	if b.AdminURL == "" {
		c, err := local(b, f, o)
		if err != nil {
			return nil, &failure{
				"administer broker B: no management API is named, and " + err.Error(),
				"set broker_b.admin_url to http://" + net.JoinHostPort(sources.Visible(b.Hosts()[0]), "15672"), err,
			}
		}
		return c, nil
	}
	a, err := newAdmin(b.AdminURL, cmp.Or(b.AdminUser, "guest"), b.AdminPassword.Value, b.CAFile, brokerVeil(b))
	if err != nil {
		return nil, err
	}
	if b.AdminUser == "" || !b.AdminPassword.Set() {
		if c, lacking := local(b, f, o); lacking == nil {
			return c, nil
		}
		return nil, &failure{
			text: "administer broker B at " + sources.Visible(a.base) + ": no administrator is named",
			hint: "set broker_b.admin_user and broker_b.admin_password",
		}
	}
	has, err := a.whoami(ctx)
	if err != nil {
		if !refusedPort(err) {
			return nil, err
		}
		if c, lacking := local(b, f, o); lacking == nil {
			return c, nil
		}
		return nil, err
	}
	if !slices.Contains(has, "administrator") {
		return nil, &failure{
			text: "administer broker B at " + sources.Visible(a.base) + ": the user " + sources.Visible(b.AdminUser) + " lacks the tag administrator",
			hint: "on the broker run: rabbitmqctl set_user_tags " + word(b.AdminUser) + " administrator", cause: errLacking,
		}
	}
	return a, nil
}

// local is rabbitmqctl, which speaks to whatever broker runs on this machine:
// it must be B.
func local(b setup.BrokerAnswers, f setup.Facts, o Options) (*ctl, error) {
	if !slices.ContainsFunc(b.Hosts(), func(host string) bool { return onThisMachine(host, f.System.Addresses) }) {
		return nil, &failure{text: "the broker is not on this machine"}
	}
	if !f.System.Privileged {
		return nil, &failure{text: "rabbitmqctl needs root", hint: "sudo ceilotop"}
	}
	return newCtl(o, brokerVeil(b))
}

func onThisMachine(host string, addresses []netip.Prefix) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	return ip.IsLoopback() || slices.ContainsFunc(addresses, func(p netip.Prefix) bool { return p.Addr() == ip })
}
