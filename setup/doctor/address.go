package doctor

import "fmt"

const notifications = "oslo_messaging_notifications"

// addressChecks are about the brokers that the files name.
var addressChecks = []Check{
	{
		ID: "url-ignored", Title: "every service heeds the URL of its notifications", Severity: Warning,
		Why:    "The option is there, so everything looks as if the notifications went to broker B. The release never reads it: they go where the service's calls go, without an error.",
		Fix:    "upgrade the service, move the whole transport_url of one that only notifies, or let Ceilometer's agent listen on both brokers with [notification] messaging_urls",
		Source: "get_notification_transport in nova, cinder, glance, keystone and ceilometer: Newton, Newton, Newton, Newton, Pike",
		Needs:  []Part{Configuration}, Judge: urlIgnored,
	},
}

// urlIgnored finds services older than the release that began to ask for a
// transport of notifications. One that uses its transport for nothing else may
// have both.
func urlIgnored(s *Seen) (found []Finding) {
	for _, p := range s.programs() {
		v, set := p.get(notifications, "transport_url")
		if !set || !p.known() || p.of.HonoursNotificationURL() {
			continue
		}
		if own, ok := p.get("DEFAULT", "transport_url"); ok && own.Text == v.Text {
			continue
		}
		if p.Service == "ceilometer" && len(p.all("notification", "messaging_urls")) > 0 {
			continue
		}
		found = append(found, Finding{
			Result: Warning, Subject: v.File,
			Title:    fmt.Sprintf("%s of %s ignores [%s] transport_url", p.Service, p.of.Release, notifications),
			Evidence: []Evidence{shown(v)},
		})
	}
	return once(found)
}
