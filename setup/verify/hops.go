package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// Hops judges a sight: for each service whether its events arrive, and whether A
// has fallen silent, then the agent, then the families of samples.
func Hops(s Sight) []setup.Hop {
	var all []setup.Hop
	for _, service := range services(s.Answers.Features) {
		all = append(all, s.notifies(service))
	}
	for _, service := range services(s.Answers.Features) {
		if h, ok := s.silent(service); ok {
			all = append(all, h)
		}
	}
	all = append(all, s.consumes())
	for _, f := range families {
		if f.wanted(s.Answers.Features) {
			all = append(all, s.stored(f))
		}
	}
	for i := range all {
		// Names of hosts, files and programs come from outside.
		h := &all[i]
		switch kind, _, _ := strings.Cut(h.ID, ":"); kind {
		case "notifies", "silent":
			h.Seen = s.Machine
		case "consumes":
			h.Seen = s.Queue
		case "stored":
			h.Seen = s.Stored
		}
		for _, text := range []*string{&h.Title, &h.Detail, &h.Why, &h.Hint} {
			*text = sources.Visible(*text)
		}
	}
	return all
}

// services are those that shall notify, in the order of the plan.
func services(f setup.Features) []string {
	var all []string
	for _, s := range []struct {
		name string
		on   bool
	}{{"glance", f.Glance}, {"nova", f.Nova}, {"cinder", f.Cinder}, {"neutron", f.Neutron}, {"heat", f.Heat}, {"keystone", f.Keystone}} {
		if s.on {
			all = append(all, s.name)
		}
	}
	return all
}

// clock is a time of day as the hops show it.
func clock(t time.Time) string { return t.UTC().Format("15:04:05") }

// tally is arrivals taken together.
type tally struct {
	count uint64
	hosts []string
	last  Arrival
}

// arrived takes those together that belong to it.
func (s Sight) arrived(belongs func(Arrival) bool) (t tally) {
	for _, a := range s.Arrivals {
		if !belongs(a) {
			continue
		}
		t.count += a.Count
		if a.Host != "" && !slices.Contains(t.hosts, a.Host) {
			t.hosts = append(t.hosts, a.Host)
		}
		if a.Last.After(t.last.Last) {
			t.last = a
		}
	}
	slices.Sort(t.hosts)
	return t
}

func (t tally) since(since time.Time) string {
	text := count(t.count, "event")
	if len(t.hosts) > 0 {
		text += " of " + strings.Join(t.hosts, ", ")
	}
	return fmt.Sprintf("%s since %s, the last one %s at %s", text, clock(since), t.last.Type, clock(t.last.Last))
}

func count(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// tap is how the tap of a broker stands; false: there is none.
func (s Sight) tap(broker string) (sources.BrokerStatus, bool) {
	i := slices.IndexFunc(s.Taps, func(b sources.BrokerStatus) bool { return b.Broker == broker })
	if i < 0 {
		return sources.BrokerStatus{}, false
	}
	return s.Taps[i], true
}

// sameHost compares names of hosts, with or without a domain.
func sameHost(x, y string) bool {
	short := func(name string) string { name, _, _ = strings.Cut(name, "."); return name }
	return x == y || short(x) == short(y) && (short(x) == x || short(y) == y)
}

// deaf is why nothing can be heard of a broker, and what helps; "" it can.
func (s Sight) deaf(broker string) (why, hint string) {
	b, ok := s.tap(broker)
	switch {
	case !ok:
		return "broker " + broker + " is not tapped", ""
	case b.State == sources.Live:
		return "", ""
	case b.Err != nil:
		return fmt.Sprintf("broker %s: %s", broker, b.Err), sources.HintOf(b.Err)
	}
	return fmt.Sprintf("the tap of broker %s is %s", broker, b.State), ""
}

// notifies judges whether a service's events arrive where they shall.
func (s Sight) notifies(service string) setup.Hop {
	broker := "B"
	if !s.moves(service) {
		broker = "A"
	}
	h := setup.Hop{ID: "notifies:" + service, Title: service + "'s events arrive on " + broker}
	t := s.arrived(func(a Arrival) bool { return a.Service == service && a.Broker == broker })
	h.State = setup.HopWaiting
	if t.count > 0 {
		h.State, h.Detail = setup.HopProven, t.since(s.Since)
	} else {
		h.Detail = "no event since " + clock(s.Since)
	}
	if why, hint := s.against(service); why != "" {
		h.State, h.Why, h.Hint = setup.HopBroken, why, hint
		return h
	}
	if h.State == setup.HopProven {
		return h
	}
	if why, hint := s.deaf(broker); why != "" {
		h.State, h.Why, h.Hint = setup.HopUnknown, why, hint
		return h
	}
	h.Why, h.Hint = "nothing speaks against it, but it has sent nothing yet", provoke[service]
	if b, _ := s.tap(broker); s.configured(service) && !slices.Contains(b.Exchanges, service) && (service != "cinder" || !slices.Contains(b.Exchanges, "openstack")) {
		h.Why = "the exchange of " + service + " was not there when the tap looked last; what came before it looks again, within a minute, is not seen"
	}
	if !s.configured(service) {
		h.Why = service + " has no configuration on this machine, and its other nodes have sent nothing yet"
	}
	return h
}

// moves reports whether the service can send its notifications to another
// broker than its calls. Where it cannot, the agent listens on A as well.
func (s Sight) moves(service string) bool {
	for _, p := range s.Plan.Profiles {
		if r, ok := profile.Named(p.Release); ok && p.Service == service {
			of := profile.New(service, r)
			return of.HonoursNotificationURL() || of.OnlyNotifies()
		}
	}
	return true
}

// provoke is what makes a service send an event.
var provoke = map[string]string{
	"glance":   "openstack image set --property ceilotop_probe=1 IMAGE",
	"nova":     "openstack server set --name NAME SERVER",
	"cinder":   "openstack volume set --name NAME VOLUME",
	"neutron":  "openstack network set --description TEXT NETWORK",
	"heat":     "openstack stack check STACK",
	"keystone": "openstack token issue",
}

// silent judges whether a service has left broker A. One that cannot leave, and
// a cloud without an A, have no such hop; where A is there and not tapped, nothing
// is known.
func (s Sight) silent(service string) (setup.Hop, bool) {
	_, there := s.tap("A")
	there = there || slices.ContainsFunc(s.Facts.Brokers, func(b setup.Broker) bool { return b.Name == "A" })
	if !there || !s.moves(service) {
		return setup.Hop{}, false
	}
	h := setup.Hop{ID: "silent:" + service, Title: "A is free of " + service + "'s events"}
	here := s.Facts.System.Hostname
	began := s.restarted(service)
	t := s.arrived(func(a Arrival) bool {
		after := s.Since
		if a.Host == "" || sameHost(a.Host, here) { // Glance does not say where it runs
			after = began
		}
		return a.Service == service && a.Broker == "A" && a.Last.After(after)
	})
	if t.count > 0 {
		h.State, h.Detail = setup.HopBroken, t.since(s.Since)
		h.Why, h.Hint = s.against(service)
		if h.Why == "" {
			where := strings.Join(t.hosts, ", ")
			h.Why = "its programs there still have the old configuration, or were not restarted"
			h.Hint = "look at " + where + " with: ceilotop setup plan"
			if where == "" || len(t.hosts) == 1 && sameHost(where, here) {
				h.Hint = "look whether a program of " + service + " runs that no unit of this machine starts"
			}
		}
		return h, true
	}
	h.Detail = "no event since " + clock(began)
	if why, hint := s.deaf("A"); why != "" {
		h.State, h.Why, h.Hint = setup.HopUnknown, why, hint
		return h, true
	}
	if s.arrived(func(a Arrival) bool { return a.Service == service && a.Broker == "B" }).count == 0 {
		h.State = setup.HopWaiting
		h.Why, h.Hint = "it has sent nothing to B either, so that silence proves nothing", provoke[service]
		return h, true
	}
	h.State = setup.HopProven
	return h, true
}
