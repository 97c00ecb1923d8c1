package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

const notifications = "oslo_messaging_notifications"

// addressChecks are about the brokers that the files name.
var addressChecks = []Check{
	{
		ID: "url-ignored", Title: "every service heeds the URL of its notifications", Severity: Warning,
		Why:    "The option is there, so everything looks as if the notifications went to broker B. The release never reads it: they go where the service's calls go, without an error.",
		Fix:    "upgrade the service, move the whole transport_url of one that only notifies, or let Ceilometer's agent listen on both brokers with [notification] messaging_urls",
		Source: "get_notification_transport in nova, cinder, glance, keystone (Newton) and ceilometer (Pike)",
		Needs:  []Part{Configuration}, Judge: urlIgnored,
	},
	{
		ID: "address-shadowed", Title: "no option that names a broker is overruled by another one", Severity: Warning,
		Why:    "An option that loses has no effect, and whoever edits it waits for one: transport_url wins over rabbit_host and its kin, rabbit_hosts over rabbit_host, and from Stein on these are not read at all.",
		Fix:    "remove the option that loses",
		Source: "oslo.messaging transport.py, impl_rabbit.py; rabbit_* removed in 9.0.0 (d3f6ca0b)",
		Needs:  []Part{Configuration}, Judge: addressShadowed,
	},
	{
		ID: "address-unusable", Title: "every broker's URL can be read by the release that has to", Severity: Critical,
		Why:    "The service logs in with another password or at another host than the one that is meant, and the broker refuses it.",
		Fix:    "give the user a password of letters and digits alone",
		Source: "oslo.messaging transport.py: escapes since 5.2.0 (2aab5a63), the last @ since 5.21.0",
		Needs:  []Part{Configuration}, Judge: addressUnusable,
	},
}

// urlIgnored finds services older than the release that began to ask for a
// transport of notifications. One that uses its transport for nothing else may
// have both.
func urlIgnored(s *Seen) (found []Finding) {
	for _, p := range s.programs() {
		v, set := p.get(notifications, "transport_url")
		older := s.older(p.Service)
		if !set || older == "" && (!p.known() || p.of.HonoursNotificationURL()) {
			continue
		}
		if own, ok := p.get(defaults, "transport_url"); ok && own.Text == v.Text {
			continue
		}
		if p.Service == ceilometer && len(p.all("notification", "messaging_urls")) > 0 {
			continue
		}
		if older == "" {
			older = p.of.Release.String()
		}
		found = append(found, Finding{
			Result: Warning, Subject: v.File, Step: s.mending(steps[p.Service]...),
			Title:    fmt.Sprintf("%s of %s ignores [%s] transport_url", p.Service, older, notifications),
			Evidence: []Evidence{shown(v), s.version(p.Service)},
		})
	}
	return once(found)
}

// older is the version of a service that is of no release that is known, because
// it is older than all; "" it is not.
func (s *Seen) older(service string) string {
	is, ok := s.Facts.Service(service)
	if !ok || is.Version == "" || !profile.Knows(service) {
		return ""
	}
	_, known := profile.Of(service, is.Version)
	if _, readable := profile.ParseVersion(is.Version); known || !readable {
		return ""
	}
	return "version " + is.Version
}

// version is what tells a service's release, as evidence.
func (s *Seen) version(service string) Evidence {
	is, _ := s.Facts.Service(service)
	return Evidence{Text: is.Evidence}
}

// old are the options of RabbitMQ's driver, the ones that win first.
var old = []string{"rabbit_hosts", "rabbit_host"}

// addressShadowed compares what loses with what wins. One that says the same
// misleads nobody today.
func addressShadowed(s *Seen) (found []Finding) {
	for _, p := range s.programs() {
		var wins *osloconf.Value
		if v, ok := p.get(defaults, "transport_url"); ok {
			if u, err := oslo.ParseTransportURL(v.Text); err == nil && !u.NoHost {
				wins = &v
			}
		}
		for _, key := range old {
			v, ok := p.get(rabbit, key)
			if !ok || strings.HasPrefix(v.File, "/usr/") { // the distribution's, which nobody edits
				continue
			}
			f := Finding{Subject: v.File, Evidence: []Evidence{shown(v)}, Step: s.mending(steps[p.Service]...)}
			switch {
			case p.known() && !p.of.RabbitOptions():
				f.Result = Warning
				f.Title = fmt.Sprintf("%s of %s does not read %s any more", p.Service, p.of.Release, key)
				if wins != nil {
					f.Result, f.Evidence = Info, append(f.Evidence, shown(*wins))
				}
			case wins != nil:
				f.Result = Warning
				f.Title = fmt.Sprintf("%s has no effect: transport_url wins", key)
				f.Evidence = append(f.Evidence, shown(*wins))
				if sameHosts(wins.Text, v.Text) {
					f.Result = Info
				}
			default:
				w := v
				wins = &w
				continue
			}
			found = append(found, f)
		}
	}
	return once(found)
}

// sameHosts reports whether a list of hosts names those of a URL, or is the same
// text.
func sameHosts(winner, loser string) bool {
	if winner == loser {
		return true
	}
	u, err := oslo.ParseTransportURL(winner)
	if err != nil {
		return false
	}
	for host := range strings.SplitSeq(loser, ",") {
		host = strings.TrimSpace(host)
		if !slices.ContainsFunc(u.Hosts, func(h oslo.Host) bool { return h.Name == host || h.Address() == host }) {
			return false
		}
	}
	return true
}

// addresses are the options that hold a URL of a broker.
var addresses = []struct{ group, key string }{
	{defaults, "transport_url"}, {notifications, "transport_url"}, {"notification", "messaging_urls"},
}

// addressUnusable looks at the URLs with the eyes of each release. What none can
// read the survey has found.
func addressUnusable(s *Seen) (found []Finding) {
	for _, b := range s.Facts.Broken {
		if aboutAddress(b.Reason) {
			found = append(found, Finding{
				Result: Critical, Subject: s.path(b.File), Title: "a broker's URL makes no sense: " + b.Reason, Fix: b.Advice,
				Evidence: []Evidence{{Text: b.Reason, File: s.path(b.File), Line: b.Line}},
			})
		}
	}
	for _, p := range s.programs() {
		if !p.known() {
			continue
		}
		for _, a := range addresses {
			values := p.all(a.group, a.key)
			if v, ok := p.get(a.group, a.key); ok && a.key != "messaging_urls" {
				values = []osloconf.Value{v}
			}
			for _, v := range values {
				if why := p.misread(v.Text); why != "" {
					found = append(found, Finding{
						Result: Critical, Subject: v.File, Title: fmt.Sprintf("%s's oslo.messaging %s %s", p.Service, p.of.Messaging, why),
						Evidence: []Evidence{shown(v), s.version(p.Service)}, Step: s.mending(steps[p.Service]...),
					})
				}
			}
		}
	}
	return once(found)
}

// aboutAddress tells the broken options that hold a broker's URL.
func aboutAddress(reason string) bool {
	key, _, _ := strings.Cut(reason, ":")
	return key == "transport_url" || key == "messaging_urls" || key == "notification_transport_url" || strings.HasPrefix(key, "rabbit_")
}

// misread says what a release takes the login of a URL for; "" what it is.
func (p program) misread(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	for host := range strings.SplitSeq(rest, ",") {
		at := strings.LastIndex(host, "@")
		switch {
		case at < 0:
		case strings.Contains(host[:at], "@") && p.of.Messaging.Before(5, 21):
			return "ends the password at the first @"
		case strings.Contains(host[:at], "%") && !p.of.Unescapes():
			return "does not decode the escapes in a login"
		}
	}
	return ""
}
