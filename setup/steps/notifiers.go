package steps

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
)

// notifier sends a service's notifications to broker B.
func (b *builder) notifier(s *step, service string, more ...want) {
	p := b.profile(service)
	mains := b.mains(service)
	if evidence, ok := b.f.Installed(service); len(mains) == 0 && ok {
		s.block(service+" is installed ("+evidence+"), but has no configuration here", "give it back its file, or set features."+service+": false in the answers")
		return
	}
	if len(mains) == 0 {
		s.is(setup.NotHere, service+" has no configuration on this machine")
		return
	}
	if !b.released(s, service) || !b.ready(s) {
		return
	}
	br := b.a.BrokerB
	for _, main := range mains {
		wants := append([]want{several(notifications, "driver", otherDriver, "messagingv2")}, more...)
		var uses []setup.Password
		if p.HonoursNotificationURL() || p.OnlyNotifies() {
			to, ok := b.target(s, p, br.User, br.Password)
			if !ok {
				return
			}
			section := notifications
			if !p.HonoursNotificationURL() {
				section = "DEFAULT"
				b.note("%s of %s ignores the URL of notifications; it uses its broker for nothing else, so that its whole transport goes to broker B.", title(service), title(p.Release.String()))
			}
			wants = append(wants, set(section, "transport_url", to).like(b.leads(p, main, to)))
			uses = append(uses, br.Password)
		} else {
			b.note("%s of %s cannot send its notifications to another broker than its calls: they stay on broker A, where Ceilometer's agent listens as well.", title(service), title(p.Release.String()))
		}
		wants = append(wants, b.topics(main))
		if !p.RetryBounds() && !slices.Contains(b.endless, service) {
			b.endless = append(b.endless, service)
		}
		if p.Retry() {
			wants = append(wants, set(notifications, "retry", "3").like(bounded))
		}
		b.configure(s, p, main, uses, wants...)
	}
	// Nobody sends before somebody listens: what nobody reads fills broker B.
	if s.State == setup.Change {
		b.needs(s, "C12")
	}
}

func title(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// otherDriver keeps what does not send over the bus. A second driver of the bus
// sends everything twice.
func otherDriver(v string) bool { return v == "log" || v == "routing" }

// bounded accepts every number of retries that has an end.
func bounded(v string) bool {
	n, err := strconv.Atoi(strings.TrimSpace(v))
	return err == nil && n >= 0
}

func (b *builder) notifierStep(id string, role setup.NodeRole, service, file string) *step {
	s := b.configStep(id, role, file+": notifications go to broker B", "Each node that notifies needs the driver and broker B's URL: one that has the driver alone fills broker A.")
	s.Verify = "an event of " + service + " arrives on broker B"
	return s
}

func (b *builder) restartStep(id string, role setup.NodeRole, service string, needs string, units []string) {
	s := b.add(id, role, service+" is restarted", "Its programs read their files when they start. "+outage[id])
	s.Check = "none of its files changes, or it is stopped"
	s.Verify = "the units stay active for 10 seconds"
	s.Undo = "they are restarted with the old files"
	if c := b.find(needs); c != nil && c.State == setup.NotHere {
		s.is(setup.NotHere, c.Why)
		return
	}
	if !b.needs(s, needs) {
		return
	}
	b.restart(s, service, units, b.changed(service))
}

// outage says what a restart costs.
var outage = map[string]string{
	"G2": "The images' API is away for some seconds.",
	"N2": "The API is away for some seconds.",
	"K5": "Instances go on running, but a build in flight fails.",
	"S2": "The API is away for some seconds.",
	"S3": "Volumes stay attached, but an operation in flight fails.",
	"E2": "The API is away for some seconds.",
	"E4": "The API is away for some seconds, and stacks in flight wait.",
	"E6": "Everything that Apache serves here is away for some seconds.",
}

func (b *builder) glance() {
	if !b.a.Features.Glance {
		return
	}
	p := b.profile("glance")
	s := b.notifierStep("G1", setup.Controller, "glance", "glance-api.conf and glance-registry.conf")
	b.notifier(s, "glance")
	programs := []string{"api"}
	if p.Registry() {
		programs = append(programs, "registry")
	}
	b.restartStep("G2", setup.Controller, "glance", "G1", profile.Units(b.f.System.Family, "glance", programs...))
}

// nova is done on compute nodes, and on controllers, whose API, scheduler and
// conductor notify as well.
func (b *builder) nova(role setup.NodeRole) {
	if !b.a.Features.Nova {
		return
	}
	p := b.profile("nova")
	section := p.StateChange()
	wants := []want{
		set("DEFAULT", "instance_usage_audit", "True").like(isTrue),
		set("DEFAULT", "instance_usage_audit_period", b.period()),
		set(section, "notify_on_state_change", "vm_and_task_state"),
	}
	format := set(section, "notification_format", "unversioned")
	if !p.Versioned() {
		format = format.orAbsent()
	}
	wants = append(wants, format)
	edit, restart, programs := "N1", "N2", []string{"api", "scheduler", "conductor"}
	if role == setup.Compute {
		edit, restart, programs = "K3", "K5", []string{"compute"}
	}
	s := b.notifierStep(edit, role, "nova", "nova.conf")
	b.notifier(s, "nova", wants...)
	b.restartStep(restart, role, "nova", edit, b.orHTTPD("nova", profile.Units(b.f.System.Family, "nova", programs...)))
}

func (b *builder) period() string { return cmp.Or(b.a.Audit.Period, "hour") }

// cinder is done on storage nodes, and on controllers, whose API and scheduler
// notify as well.
func (b *builder) cinder(role setup.NodeRole) {
	if !b.a.Features.Cinder {
		return
	}
	if b.find("S1") == nil {
		s := b.notifierStep("S1", role, "cinder", "cinder.conf")
		b.notifier(s, "cinder", set("DEFAULT", "volume_usage_audit_period", b.period()))
	}
	if role == setup.Controller {
		b.restartStep("S2", role, "cinder", "S1", b.orHTTPD("cinder", profile.Units(b.f.System.Family, "cinder", "api", "scheduler")))
	} else {
		b.restartStep("S3", role, "cinder", "S1", profile.Units(b.f.System.Family, "cinder", "volume", "backup"))
	}
}

// orHTTPD adds Apache to the units of a service whose API has no unit of its
// own but a file of Apache's.
func (b *builder) orHTTPD(service string, units []string) []string {
	for _, u := range units {
		if _, ok := b.f.Unit(u); ok && strings.Contains(u, "-api") {
			return units
		}
	}
	httpd, _ := profile.HTTPD(b.f.System.Family)
	for _, file := range b.f.Files {
		if file.Service == "httpd" && strings.Contains(string(file.Text), service+"-") && slices.ContainsFunc(lines(file.Text), func(l string) bool {
			return strings.HasPrefix(l, "WSGIScriptAlias") && strings.Contains(l, service)
		}) {
			return append(units, httpd)
		}
	}
	return units
}

// extras are the other services that notify, where the answers ask for them.
func (b *builder) extras() {
	family := b.f.System.Family
	httpd, _ := profile.HTTPD(family)
	for _, e := range []struct {
		on            bool
		service       string
		edit, restart string
		units         []string
	}{
		{b.a.Features.Neutron, "neutron", "E1", "E2", profile.Units(family, "neutron", "server")},
		{b.a.Features.Heat, "heat", "E3", "E4", profile.Units(family, "heat", "api", "engine")},
		{b.a.Features.Keystone, "keystone", "E5", "E6", []string{httpd}},
	} {
		if e.on {
			s := b.notifierStep(e.edit, setup.Controller, e.service, e.service+".conf")
			b.notifier(s, e.service)
			b.restartStep(e.restart, setup.Controller, e.service, e.edit, e.units)
		}
	}
}
