package machine

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// reader takes from one service's configuration what it says about brokers.
type reader struct {
	*search
	service string
	config  *osloconf.Config
}

const (
	driverGroup        = "oslo_messaging_rabbit"
	notificationsGroup = "oslo_messaging_notifications"
)

func (r reader) read() {
	if v, ok := r.get("DEFAULT", "transport_url"); ok {
		r.transport(v, setup.RPC)
	} else {
		r.old(setup.RPC)
	}
	if v, ok := r.get(notificationsGroup, "transport_url", osloconf.Name{Group: "DEFAULT", Key: "notification_transport_url"}); ok {
		r.transport(v, setup.Notifications)
	}
	if r.service != ceilometer {
		return
	}
	for _, v := range r.config.GetMulti("notification", "messaging_urls") {
		if v, ok := r.usable(v); ok {
			r.transport(v, setup.Listening)
		}
	}
}

// get returns an option that says something. An empty one is as good as none.
func (r reader) get(group, key string, deprecated ...osloconf.Name) (osloconf.Value, bool) {
	v, ok := r.config.Get(group, key, deprecated...)
	if !ok {
		return v, false
	}
	return r.usable(v)
}

func (r reader) usable(v osloconf.Value) (osloconf.Value, bool) {
	var bad *osloconf.ValueError
	if errors.As(v.Err, &bad) {
		r.tree.add(setup.Broken{File: v.File, Line: v.Line, Reason: v.Key + ": " + bad.Reason, Advice: bad.Hint()})
		return v, false
	}
	return v, v.Text != ""
}

// transport takes a transport_url.
func (r reader) transport(v osloconf.Value, role setup.Role) {
	u, err := oslo.ParseTransportURL(v.Text)
	if err != nil {
		r.refused(v, err)
		return
	}
	// Up to Rocky a URL leaves to the old options what it does not say.
	if u.NoHost && r.old(role) {
		return
	}
	if vhost, ok := r.rabbit("rabbit_virtual_host"); ok && u.NoVirtualHost {
		u.VirtualHost = vhost.Text
	}
	r.use(u, v, role)
}

// refused says what is wrong with a URL. A driver that is not RabbitMQ's is no
// mistake.
func (r reader) refused(v osloconf.Value, err error) {
	var driver *oslo.DriverError
	if errors.As(err, &driver) {
		r.search.note("%s:%d: %s uses the driver %s, which ceilotop does not tap.",
			v.File, v.Line, r.service, driver.Driver)
		return
	}
	reason := err.Error()
	var bad *oslo.URLError
	if errors.As(err, &bad) {
		reason = bad.Part + " " + bad.Reason
	}
	r.tree.add(setup.Broken{File: v.File, Line: v.Line, Reason: v.Key + ": " + reason, Advice: sources.HintOf(err)})
}

// use fills in TLS and remembers the broker.
func (r reader) use(u oslo.TransportURL, v osloconf.Value, role setup.Role) {
	u, ok := r.tls(u)
	if !ok {
		return
	}
	r.uses = append(r.uses, setup.Use{URL: u, From: setup.Origin{
		File: v.File, Line: v.Line, Section: v.Section, Key: v.Key, Service: r.service, Role: role,
	}})
}

// The old options, in the order in which one of them is named as the origin.
var oldOptions = []string{"rabbit_hosts", "rabbit_host", "rabbit_port", "rabbit_userid", "rabbit_password", "rabbit_virtual_host"}

// rabbit looks an option of the driver up. All of them once stood in DEFAULT.
func (r reader) rabbit(key string, old ...string) (osloconf.Value, bool) {
	names := []osloconf.Name{{Group: "DEFAULT", Key: key}}
	for _, k := range old {
		names = append(names, osloconf.Name{Group: driverGroup, Key: k}, osloconf.Name{Group: "DEFAULT", Key: k})
	}
	return r.get(driverGroup, key, names...)
}

// old takes the broker from the rabbit_* options. It reports whether one is set.
func (r reader) old(role setup.Role) bool {
	values := make(map[string]string)
	var origin osloconf.Value
	for _, key := range oldOptions {
		if v, ok := r.rabbit(key); ok {
			values[key] = v.Text
			if origin.File == "" {
				origin = v
			}
		}
	}
	if origin.File == "" || !r.rabbitBackend() {
		return false
	}
	u, err := oslo.ParseTransportURL(oldURL(values))
	if err != nil {
		r.refused(origin, err)
		return true
	}
	r.use(u, origin, role)
	return true
}

// rabbitBackend reads rpc_backend, which may be a path of Python modules.
func (r reader) rabbitBackend() bool {
	v, ok := r.get("DEFAULT", "rpc_backend")
	if !ok || slices.Contains([]string{"rabbit", "kombu"}, v.Text) || strings.HasSuffix(v.Text, ".impl_kombu") {
		return true
	}
	r.search.note("%s:%d: %s uses another rpc_backend than rabbit, which ceilotop does not tap.", v.File, v.Line, r.service)
	return false
}

// oldURL writes the options as the URL that means the same.
func oldURL(values map[string]string) string {
	if values["rabbit_password"] == "" {
		values["rabbit_password"] = "guest"
	}
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	port := values["rabbit_port"]
	if port == "" {
		port = "5672"
	}
	hosts := strings.Split(values["rabbit_hosts"], ",")
	if values["rabbit_hosts"] == "" {
		host := values["rabbit_host"]
		if host == "" {
			host = "localhost"
		}
		hosts = []string{withPort(host, port)}
	}
	var b strings.Builder
	b.WriteString("rabbit://")
	for i, h := range hosts {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%s@%s", escape(values["rabbit_userid"]), escape(values["rabbit_password"]), withPort(strings.TrimSpace(h), port))
	}
	b.WriteString("/" + escape(values["rabbit_virtual_host"]))
	return b.String()
}

// withPort adds the default port to a host that has none, and brackets to a
// bare IPv6 address.
func withPort(host, port string) string {
	switch {
	case strings.HasPrefix(host, "["):
		if !strings.HasSuffix(host, "]") {
			return host
		}
	case strings.Count(host, ":") > 1:
		host = "[" + host + "]"
	case strings.Contains(host, ":"):
		return host
	}
	return host + ":" + port
}
