package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// driverChecks are about what a service does with its notifications.
var driverChecks = []Check{
	{
		ID: "driver-missing", Title: "every service has a driver that sends its notifications", Severity: Warning,
		Why:    "Without a driver, or with noop or log, the service throws its notifications away and says nothing. No meter is made of its events.",
		Fix:    "set driver = messagingv2 in [oslo_messaging_notifications], and restart the service",
		Source: "oslo.messaging notify/notifier.py: driver has no default; Kolla sets noop unless telemetry is enabled",
		Needs:  []Part{Configuration}, Judge: driverMissing,
	},
	{
		ID: "driver-mixed", Title: "no service has drivers that contradict each other", Severity: Warning,
		Why:    "driver adds up: each line is one more. With noop beside messagingv2 the notifications go out although one line says that they do not, and with messaging beside messagingv2 each of them goes out twice.",
		Fix:    "leave driver = messagingv2 alone",
		Source: "oslo.messaging notify/notifier.py: driver is a MultiStrOpt",
		Needs:  []Part{Configuration}, Judge: driverMixed,
	},
	{
		ID: "registry-only", Title: "Glance has its driver where it sends", Severity: Warning,
		Why:    "All of Glance's events come from glance-api. glance-registry sends none, whatever its file says.",
		Fix:    "set driver = messagingv2 in [oslo_messaging_notifications] of glance-api.conf",
		Source: "glance/notifier.py, used by the API alone",
		Needs:  []Part{Configuration}, Judge: registryOnly,
	},
	{
		ID: "retry-forever", Title: "a broker that is down does not stop the services", Severity: Warning,
		Why:    "With retry = -1, the default, whoever sends a notification waits until the broker takes it: while broker B is down or stopped by an alarm, building an instance or uploading an image hangs.",
		Fix:    "set retry = 3 in [oslo_messaging_notifications]; what cannot be sent is lost then",
		Source: "oslo.messaging notify/notifier.py retry (Pike), release note bug-1917645 (Yoga)",
		Needs:  []Part{Configuration}, Judge: retryForever,
	},
	{
		ID: "versioned-format", Title: "Nova sends no notifications that nobody reads", Severity: Warning,
		Why:    "Ceilometer reads Nova's unversioned notifications alone. The versioned ones go to queues of their own, versioned_notifications.*, which grow without end and take the broker's memory.",
		Fix:    "set notification_format = unversioned, or a policy with message-ttl where Watcher or another program reads the versioned ones",
		Source: "nova/conf/notifications.py; crowbar-openstack 1848, rpc-openstack 2162",
		Needs:  []Part{Configuration}, Judge: versionedFormat,
	},
}

// metered are the services whose events become meters everywhere.
var metered = []string{"nova", "cinder", "glance"}

func driverMissing(s *Seen) (found []Finding) {
	if !s.telemetry() {
		return []Finding{{Result: NotApplicable, Why: "this machine has neither a Ceilometer nor a broker of telemetry's own"}}
	}
	for _, p := range s.programs() {
		if !p.notifier() || len(p.Files) == 0 || len(p.drivers(sends, routed)) > 0 {
			continue
		}
		if broken := s.broken(p); broken != nil {
			found = append(found, *broken)
			continue
		}
		f := Finding{Result: Info, Subject: p.Main, Step: s.mending(steps[p.Service]...)}
		if slices.Contains(metered, p.Service) {
			f.Result = Warning
		}
		f.Title = fmt.Sprintf("%s has no driver for notifications", p.name)
		f.Evidence = []Evidence{{Text: "no driver in [" + notifications + "]", File: p.Main}}
		if none := p.drivers(unknown); len(none) > 0 {
			f.Title = fmt.Sprintf("%s's driver %s is none that oslo.messaging has, and it is left out", p.name, none[0].Text)
			f.Evidence = []Evidence{shown(none[0])}
		} else if off := p.drivers(silent, local); len(off) > 0 {
			f.Title = fmt.Sprintf("%s's driver %s sends nothing", p.name, off[0].Text)
			f.Evidence = []Evidence{shown(off[0])}
		} else if v, ok := p.config.Get(defaults, "notification_driver"); ok {
			f.Title = fmt.Sprintf("%s does not read [DEFAULT] notification_driver any more", p.name)
			f.Evidence = []Evidence{shown(v)}
		}
		found = append(found, f)
	}
	return once(found)
}

func driverMixed(s *Seen) (found []Finding) {
	for _, p := range s.programs() {
		all := p.drivers(sends)
		off := slices.DeleteFunc(p.drivers(silent), func(v osloconf.Value) bool { return !strings.EqualFold(v.Text, "noop") })
		if len(all) == 0 {
			continue
		}
		f := Finding{Result: Warning, Subject: p.Main, Step: s.mending(steps[p.Service]...)}
		switch {
		case len(off) > 0:
			f.Title = fmt.Sprintf("%s has the drivers noop and %s, and %s sends", p.name, all[0].Text, all[0].Text)
			f.Evidence = []Evidence{shown(off[0]), shown(all[0])}
		case len(all) > 1 && all[0].Text != all[1].Text:
			f.Title = fmt.Sprintf("%s sends each notification by %s and again by %s", p.name, all[0].Text, all[1].Text)
			f.Evidence = []Evidence{shown(all[0]), shown(all[1])}
		default:
			continue
		}
		found = append(found, f)
	}
	return once(found)
}

func registryOnly(s *Seen) (found []Finding) {
	var registry, api *program
	for _, p := range s.programs() {
		switch {
		case p.Service != "glance":
		case strings.Contains(p.name, "registry"):
			registry = &p
		default:
			api = &p
		}
	}
	if registry == nil {
		return []Finding{{Result: NotApplicable, Why: "there is no glance-registry here"}}
	}
	if len(registry.drivers(sends)) == 0 || api == nil || len(api.drivers(sends, routed)) > 0 {
		return nil
	}
	return []Finding{{
		Result: Warning, Subject: api.Main, Title: "only glance-registry.conf has a driver for notifications", Step: s.mending("G1"),
		Evidence: []Evidence{shown(registry.drivers(sends)[0]), {Text: "no driver in [" + notifications + "]", File: api.Main}},
	}}
}

// retryForever is a remark while the broker is well: the default is everybody's.
// It is what hangs the cloud while it is not.
func retryForever(s *Seen) (found []Finding) {
	down := s.down("B")
	for _, p := range s.programs() {
		if !p.notifier() || len(p.drivers(sends)) == 0 || p.known() && !p.of.Retry() {
			continue
		}
		v, ok := p.get(notifications, "retry")
		if ok && strings.TrimSpace(v.Text) != "-1" {
			continue
		}
		f := Finding{Result: Info, Subject: p.Main, Step: s.mending(steps[p.Service]...), Title: p.name + " waits for ever for a broker that is down"}
		f.Evidence = []Evidence{{Text: "retry = -1, by default", File: p.Main}}
		if ok {
			f.Evidence = []Evidence{shown(v)}
		}
		if to, known := s.notifies(p); known && to.broker.Name == "B" && down != "" {
			f.Result, f.Title = Warning, p.name+" waits for broker B: "+down
		}
		found = append(found, f)
	}
	return once(found)
}

// down says why a broker takes no messages now; "" it does, as far as is known.
func (s *Seen) down(name string) string {
	statistics := s.B
	if name == "A" {
		statistics = s.A
	}
	if statistics != nil {
		for _, n := range statistics.Nodes {
			switch {
			case n.MemoryAlarm:
				return "memory alarm of " + n.Name
			case n.DiskAlarm:
				return "disk alarm of " + n.Name
			}
		}
	}
	for _, tap := range s.Taps {
		if tap.Broker == name && tap.Blocked != "" {
			return tap.Blocked
		}
		if tap.Broker == name && tap.Err != nil {
			return tap.Err.Error()
		}
	}
	return ""
}

func versionedFormat(s *Seen) (found []Finding) {
	for _, p := range s.programs() {
		if p.Service != "nova" || len(p.drivers(sends)) == 0 {
			continue
		}
		v, ok := p.get("notifications", "notification_format")
		f := Finding{Result: Warning, Subject: p.Main, Step: s.mending(steps["nova"]...)}
		switch {
		case ok && strings.EqualFold(strings.TrimSpace(v.Text), "unversioned"):
			continue
		case ok && strings.EqualFold(strings.TrimSpace(v.Text), "versioned"):
			f.Title = p.name + " sends versioned notifications alone, which Ceilometer does not read"
			f.Evidence = []Evidence{shown(v)}
		case ok:
			f.Title = p.name + " sends versioned notifications too, which nobody reads"
			f.Evidence = []Evidence{shown(v)}
		case p.known() && p.of.Versioned():
			f.Title = p.name + " sends versioned notifications too, by default"
			f.Evidence = []Evidence{{Text: "no notification_format in [" + p.of.StateChange() + "]", File: p.Main}, s.version("nova")}
		default:
			continue
		}
		found = append(found, f)
	}
	return once(found)
}
