package steps

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// bus is a broker as one service reaches it now, before the plan.
type bus struct {
	p       profile.Service
	config  *osloconf.Config
	text    string // the URL, as the service would have to write it
	escaped bool   // %XX is decoded
	url     oslo.TransportURL
}

// rpc is where a service sends its calls.
func (b *builder) rpc(service, main string) (bus, bool) {
	x, ok := b.program(service, main)
	if !ok {
		return x, false
	}
	if v, found := x.config.Get("DEFAULT", "transport_url"); found && v.Err == nil && v.Text != "" {
		return x.at(v.Text)
	}
	return x.old()
}

// notifies is where a service sends its notifications, once it has a driver.
func (b *builder) notifies(service, main string) (bus, bool) {
	x, ok := b.program(service, main)
	if !ok {
		return x, false
	}
	if x.p.HonoursNotificationURL() {
		if v, found := x.config.Get(notifications, "transport_url", x.oldNames("transport_url")...); found && v.Err == nil && v.Text != "" {
			return x.at(v.Text)
		}
	}
	return b.rpc(service, main)
}

func (b *builder) program(service, main string) (bus, bool) {
	set, ok := b.open(&step{}, main)
	if !ok {
		return bus{}, false
	}
	return bus{p: b.guess(service), config: set.config(set.orders[0], true)}, true
}

func (x bus) oldNames(key string) []osloconf.Name {
	if !x.p.OldNames() {
		return nil
	}
	return osloconf.Deprecated(notifications, key)
}

// sends reports whether the service has a driver that sends over its bus.
func (x bus) sends() bool {
	for _, v := range x.config.GetMulti(notifications, "driver", x.oldNames("driver")...) {
		if strings.HasPrefix(v.Text, "messaging") || strings.Contains(v.Text, "rpc_notifier") {
			return true
		}
	}
	return false
}

// at reads a URL. Up to Rocky the old options say what it leaves open.
func (x bus) at(text string) (bus, bool) {
	u, err := oslo.ParseTransportURL(text)
	switch {
	case err != nil:
		return x, false
	case u.NoHost:
		return x.old()
	}
	if vhost := cmp.Or(x.option("rabbit_virtual_host"), "/"); u.NoVirtualHost && x.p.RabbitOptions() && vhost != "/" {
		if x.p.Unescapes() {
			vhost = escape(vhost)
		}
		head, query, found := strings.Cut(text, "?")
		if text = head + "/" + vhost; found {
			text += "?" + query
		}
		if u, err = oslo.ParseTransportURL(text); err != nil {
			return x, false
		}
	}
	x.text, x.url, x.escaped = text, u, x.p.Unescapes()
	return x, true
}

// old puts rabbit_host and its kin together.
func (x bus) old() (bus, bool) {
	hosts := cmp.Or(x.option("rabbit_hosts"), x.option("rabbit_host"))
	backend, found := x.config.Get("DEFAULT", "rpc_backend")
	if hosts == "" || !x.p.RabbitOptions() || found && !isRabbit(backend.Text) {
		return x, false
	}
	login := escape(cmp.Or(x.option("rabbit_userid"), "guest")) + ":" + escape(cmp.Or(x.option("rabbit_password"), "guest")) + "@"
	port := cmp.Or(x.option("rabbit_port"), "5672")
	var all []string
	for host := range strings.SplitSeq(hosts, ",") {
		host = strings.TrimSpace(host)
		switch {
		case strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "["):
			host = "[" + host + "]:" + port
		case !strings.Contains(host, ":"), strings.HasSuffix(host, "]"):
			host += ":" + port
		}
		all = append(all, login+host)
	}
	vhost := cmp.Or(x.option("rabbit_virtual_host"), "/")
	if vhost != "/" {
		vhost = escape(vhost)
	}
	x.text, x.escaped = "rabbit://"+strings.Join(all, ",")+"/"+vhost, true
	u, err := oslo.ParseTransportURL(x.text)
	x.url = u
	return x, err == nil
}

func (x bus) option(key string) string {
	if v, found := x.config.Get(driver, key, osloconf.Deprecated(driver, key)...); found && v.Err == nil {
		return v.Text
	}
	return ""
}

// carried is the bus's URL for Ceilometer, who may read URLs in another way and
// has another group of the driver: what differs goes into the query. False
// blocks the step.
func (b *builder) carried(s *step, p profile.Service, main string, x bus) (string, bool) {
	head, query, _ := strings.Cut(x.text, "?")
	switch {
	case p.Unescapes() == x.escaped:
	case p.Unescapes():
		head = strings.ReplaceAll(head, "%", "%25")
	case !strings.Contains(head, "%"):
	default:
		var ok bool
		if head, ok = unescaped(x.url); !ok {
			s.block("Ceilometer's oslo.messaging "+p.Messaging.String()+" does not decode escapes in a URL, and the login of "+x.p.Name+" on its broker needs them", "give that user a password of letters and digits alone")
			return "", false
		}
	}
	more := b.differences(p, main, x)
	switch {
	case len(more) == 0 && query == "":
		return head, true
	case !p.Query():
		s.block("the broker of "+x.p.Name+" needs other settings than Ceilometer's own, which its oslo.messaging "+p.Messaging.String()+" cannot have for one broker alone: "+more.Encode()+query, "upgrade ceilometer: from Pike on a URL can hold them")
		return "", false
	case query == "":
		return head + "?" + more.Encode(), true
	case len(more) == 0:
		return x.text, true
	}
	return head + "?" + query + "&" + more.Encode(), true
}

// unescaped writes a URL for those that decode nothing.
func unescaped(u oslo.TransportURL) (string, bool) {
	var hosts []string
	for _, h := range u.Hosts {
		if !plain(h.Username + h.Password.Reveal()) {
			return "", false
		}
		hosts = append(hosts, h.Username+":"+h.Password.Reveal()+"@"+h.Address())
	}
	return "rabbit://" + strings.Join(hosts, ",") + "/" + u.VirtualHost, plain(strings.ReplaceAll(u.VirtualHost, "/", ""))
}

// differences are the options of the driver that the bus needs and that
// Ceilometer's own group does not give it.
func (b *builder) differences(p profile.Service, main string, x bus) url.Values {
	q := make(url.Values)
	set, ok := b.open(&step{}, main)
	if !ok || !rabbitMQ(x.url) {
		return q
	}
	own := set.config(set.orders[0], false)
	said := func(names []string) bool {
		for _, name := range names {
			if _, ok := x.url.Options[name]; ok {
				return true
			}
		}
		return false
	}
	on, have := tlsNames(x.p), tlsNames(p)
	tls := isTrue(group(x.config, on...))
	if !said(on) && tls != isTrue(group(own, have...)) {
		q.Set("ssl", map[bool]string{true: "1", false: "0"}[tls])
	}
	if tls || x.url.TLS != nil {
		for _, names := range oslo.TLSOptionNames()[1:] {
			if v := group(x.config, names...); !said(names) && v != "" && v != group(own, names...) {
				q.Set(names[0], v)
			}
		}
	}
	for _, name := range []string{quorum, durable} {
		if v := isTrue(x.option(name)); !said([]string{name}) && v != isTrue(bus{config: own}.option(name)) && (name != quorum || p.Quorum()) {
			q.Set(name, map[bool]string{true: "true", false: "false"}[v])
		}
	}
	return q
}
