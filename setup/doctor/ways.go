package doctor

import (
	"path"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// way is a broker that a program uses, with the line that makes it so.
type way struct {
	program program
	broker  setup.Broker
	from    setup.Origin
}

func (w way) evidence() Evidence {
	return Evidence{Text: w.from.Key + ": " + w.address(), File: w.from.File, Line: w.from.Line}
}

// address is the broker without credentials: "192.0.2.11:5672/".
func (w way) address() string { return address(w.broker) }

func address(b setup.Broker) string {
	var hosts []string
	for _, h := range b.URL.Hosts {
		hosts = append(hosts, h.Address())
	}
	return strings.Join(hosts, ",") + "/" + strings.TrimPrefix(b.URL.VirtualHost, "/")
}

// calls is the broker of a program's calls. It is none where nothing names it.
func (s *Seen) calls(p program) (way, bool) {
	if v, ok := p.get(defaults, "transport_url"); ok {
		if w, ok := s.wayAt(p, v, setup.RPC); ok {
			return w, true
		}
	}
	for _, b := range s.Facts.Brokers {
		for _, o := range b.From {
			if o.Role == setup.RPC && o.Service == p.Service && strings.HasPrefix(o.Key, "rabbit_") && slices.Contains(p.Files, s.path(o.File)) {
				o.File = s.path(o.File)
				return way{p, b, o}, true
			}
		}
	}
	return way{}, false
}

// notifies is the broker that a program's notifications go to, once it has a
// driver.
func (s *Seen) notifies(p program) (way, bool) {
	if !p.known() || p.of.HonoursNotificationURL() {
		if v, ok := p.get(notifications, "transport_url"); ok {
			return s.wayAt(p, v, setup.Notifications)
		}
	}
	return s.calls(p)
}

// listens are the brokers that Ceilometer's agent listens on.
func (s *Seen) listens(p program) (all []way) {
	urls := p.all("notification", "messaging_urls")
	for _, v := range urls {
		if w, ok := s.wayAt(p, v, setup.Listening); ok {
			all = append(all, w)
		}
	}
	if len(urls) > 0 {
		return all
	}
	if w, ok := s.notifies(p); ok {
		all = append(all, w)
	}
	return all
}

// wayAt finds the broker that the survey read from a line.
func (s *Seen) wayAt(p program, v osloconf.Value, role setup.Role) (way, bool) {
	for _, b := range s.Facts.Brokers {
		for _, o := range b.From {
			if s.path(o.File) == v.File && o.Line == v.Line && o.Role == role {
				o.File = v.File
				return way{p, b, o}, true
			}
		}
	}
	return way{}, false
}

// path is a file's path as the machine knows it. The survey's origins have the
// root before it.
func (s *Seen) path(name string) string {
	if below := strings.TrimPrefix(name, strings.TrimSuffix(s.Facts.System.Root, "/")); path.IsAbs(below) {
		return path.Clean(below)
	}
	return name
}

// bus is what a driver of notifications does with them.
type bus uint8

const (
	silent  bus = iota // noop
	unknown            // a name that oslo.messaging has no driver for, and leaves out
	local              // log, test
	routed             // routing: another file says what it does
	sends
)

// busOf knows the names of oslo.messaging's entry points, which are taken as they
// stand, and the modules that releases before Mitaka named in their place.
func busOf(driver string) bus {
	name := strings.TrimSpace(driver)
	if !strings.ContainsAny(name, ".:") {
		switch name {
		case "messaging", "messagingv2":
			return sends
		case "routing":
			return routed
		case "log", "test":
			return local
		case "noop", "":
			return silent
		}
		return unknown
	}
	switch name = strings.ToLower(name); {
	case strings.Contains(name, "messaging"), strings.Contains(name, "rpc_notifier"):
		return sends
	case strings.Contains(name, "routing"):
		return routed
	case strings.Contains(name, "log"), strings.Contains(name, "test"):
		return local
	case strings.Contains(name, "noop"), strings.Contains(name, "no_op"):
		return silent
	}
	return unknown
}

// drivers are those of a program's notifications that do something of a kind.
func (p program) drivers(kinds ...bus) []osloconf.Value {
	return slices.DeleteFunc(p.all(notifications, "driver"), func(v osloconf.Value) bool {
		return !slices.Contains(kinds, busOf(v.Text))
	})
}

// notifier reports whether a program is one of a service that sends
// notifications; glance-registry sends none, whatever its file says.
func (p program) notifier() bool {
	return p.Service != ceilometer && !strings.Contains(p.name, "registry")
}

// ceilometers are the programs of Ceilometer.
func (s *Seen) ceilometers() (all []program) {
	for _, p := range s.programs() {
		if p.Service == ceilometer {
			all = append(all, p)
		}
	}
	return all
}

// telemetry reports whether this machine has anything of it: a Ceilometer, or a
// broker of telemetry's own.
func (s *Seen) telemetry() bool {
	return len(s.ceilometers()) > 0 || slices.ContainsFunc(s.Facts.Brokers, func(b setup.Broker) bool { return b.Name == "B" })
}

// mending is the first of those steps that the plan would carry out or has to:
// one that is done mends nothing.
func (s *Seen) mending(ids ...string) string {
	for _, id := range ids {
		if step, ok := s.Plan.Step(id); ok && (step.State == setup.Change || step.State == setup.Blocked) {
			return id
		}
	}
	return ""
}

// steps are those of the plan that write a service's file.
var steps = map[string][]string{
	"glance": {"G1"}, "nova": {"N1", "K3"}, "cinder": {"S1"}, "neutron": {"E1"}, "heat": {"E3"}, "keystone": {"E5"},
	ceilometer: {"C12", "K2", "C10"},
}
