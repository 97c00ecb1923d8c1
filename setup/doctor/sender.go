package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// Sender is a program of this machine that can notify, and the broker that its
// files send its notifications to. What is running may have read older ones.
type Sender struct {
	Service, Program string

	// Sends says that a driver puts the notifications on a broker. Ceilometer's
	// own programs need none.
	Sends bool
	// Broker is the name of that broker; "" with Unknown, or without Sends.
	Broker   string
	Exchange string // control_exchange, or what the service takes without it
	Topics   []string

	// From is the line that makes it so, and Text what stands there, masked.
	From setup.Place
	Text string
	// Reason says why the notifications are not on a broker of their own: "no
	// transport_url in [oslo_messaging_notifications]"; "" they are.
	Reason string
	// Ignores says that the release does not heed the URL of notifications.
	Ignores bool
	// Unknown says why the files do not tell, and Hint what helps.
	Unknown, Hint string
	// Step is the step of the plan that would mend it; "" none.
	Step string
}

// Senders are the programs of this machine that can notify. glance-registry
// sends nothing, whatever its file says.
func (s *Seen) Senders() (all []Sender) {
	for _, p := range s.programs() {
		if p.notifier() || p.Service == ceilometer {
			all = append(all, s.sender(p))
		}
	}
	return all
}

func (s *Seen) sender(p program) Sender {
	one := Sender{Service: p.Service, Program: p.name, Step: s.mending(steps[p.Service]...), Exchange: p.exchange()}
	one.Topics, _ = p.topics()
	if one.Unknown, one.Hint = s.unread(p); one.Unknown != "" {
		return one
	}
	if p.Service == ceilometer {
		one.Sends = true
	} else if !one.driven(p) {
		return one
	}
	url, set := p.get(notifications, "transport_url")
	one.Ignores = s.ignores(p)
	to, known := s.notifies(p)
	if one.Ignores {
		to, known = s.calls(p)
	}
	switch {
	case !known && set && !one.Ignores:
		one.at(url)
		one.Unknown = "the broker of this transport_url cannot be told"
		return one
	case !known:
		one.Unknown = "no option names its broker, which is rabbit://guest@localhost:5672/ then"
		return one
	}
	one.Broker, one.From, one.Text = to.broker.Name, setup.Place{File: s.path(to.from.File), Line: to.from.Line}, to.from.Key+": "+to.address()
	switch {
	case !set:
		one.Reason = "no transport_url in [" + notifications + "]"
	case one.Ignores:
		one.at(url)
		one.Reason = fmt.Sprintf("%s of %s ignores [%s] transport_url", p.Service, s.age(p), notifications)
	case one.Broker == "A":
		one.Reason = "[" + notifications + "] transport_url names broker A"
	}
	if calls, ok := s.calls(p); set && !p.known() && !one.Ignores && (!ok || calls.broker.Name != one.Broker) {
		one.Unknown = fmt.Sprintf("the release of %s is not known, and with it whether it heeds [%s] transport_url", p.Service, notifications)
	}
	return one
}

// driven reports whether a driver sends, and keeps the line of one that does not.
func (one *Sender) driven(p program) bool {
	if len(p.drivers(sends)) > 0 {
		one.Sends = true
		return true
	}
	if other := p.drivers(routed); len(other) > 0 {
		one.at(other[0])
		one.Unknown = "the driver routing leaves it to a file of its own where the notifications go"
		return false
	}
	one.From, one.Text = setup.Place{File: p.Main}, "no driver in ["+notifications+"]"
	if off := p.drivers(silent, local); len(off) > 0 {
		one.at(off[0])
	}
	return false
}

func (one *Sender) at(v osloconf.Value) {
	one.From, one.Text = setup.Place{File: v.File, Line: v.Line}, shown(v).Text
}

// ignores reports whether a release is known to pay no heed to the URL of
// notifications.
func (s *Seen) ignores(p program) bool {
	return s.older(p.Service) != "" || p.known() && !p.of.HonoursNotificationURL()
}

// age is a program's release, or its version where that is older than all.
func (s *Seen) age(p program) string {
	if older := s.older(p.Service); older != "" {
		return older
	}
	return p.of.Release.String()
}

// unread says which of a program's files could not be read, or not understood.
func (s *Seen) unread(p program) (why, hint string) {
	for _, name := range p.Files {
		for _, u := range s.Facts.Unreadable {
			if at := s.path(u.Path); at == name || strings.HasPrefix(name, at+"/") {
				return u.Error(), u.Hint()
			}
		}
		if i := slices.IndexFunc(s.Facts.Broken, func(b setup.Broken) bool { return s.path(b.File) == name && b.Line == 0 }); i >= 0 {
			return s.Facts.Broken[i].Error(), s.Facts.Broken[i].Hint()
		}
		if f, ok := s.Facts.File(name); ok {
			if _, err := osloconf.Parse(name, f.Text); err != nil {
				return err.Error(), ""
			}
		}
	}
	return "", ""
}

// broken says that a file of a program cannot be read, so that nobody knows what
// it lacks; nil: all can be.
func (s *Seen) broken(p program) *Finding {
	why, hint := s.unread(p)
	if why == "" {
		return nil
	}
	return &Finding{Result: Unknown, Subject: p.Main, Why: why, Fix: hint}
}
