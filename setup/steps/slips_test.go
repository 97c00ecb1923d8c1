package steps_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// The guide that telemetry is set up by has slips. Each test is one of them.

func newton(change func(*setup.Answers, *setup.Facts)) setup.Plan {
	a, f := answers(setup.NodeRoles...), machine(profile.Newton, setup.RedHat)
	if change != nil {
		change(&a, &f)
	}
	return steps.Build(a, f)
}

const (
	ceilometerConf = "/etc/ceilometer/ceilometer.conf"
	novaConf       = "/etc/nova/nova.conf"
	cinderConf     = "/etc/cinder/cinder.conf"
)

func TestSlip01OneHostForTheDatabase(t *testing.T) {
	t.Parallel()
	p := newton(nil)
	for _, a := range step(t, p, "C4").Actions {
		if u, ok := a.(setup.PutDatabaseUser); ok && u.Address != controlIP+":27017" {
			t.Errorf("the user is made at %s", u.Address)
		}
	}
	if text := written(p, ceilometerConf); !strings.Contains(text, "@"+controlIP+":27017/ceilometer") {
		t.Error("ceilometer.conf names another database")
	}
	if text := written(p, "/etc/mongod.conf"); !strings.Contains(text, "bind_ip = 127.0.0.1,"+controlIP) {
		t.Errorf("mongod.conf: %q", text)
	}
	other := newton(func(a *setup.Answers, f *setup.Facts) { a.MongoDB.BindIP = "198.51.100.1" })
	if s := step(t, other, "C2"); s.State != setup.Blocked || !strings.Contains(s.Why, "no address of this machine") {
		t.Errorf("a foreign address is %s: %s", s.State, s.Why)
	}
}

func TestSlip02NoCommentInAValue(t *testing.T) {
	t.Parallel()
	p := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, ceilometerConf, "ceilometer", []byte("[keystone_authtoken]\npassword = KeystoneSecret1//the password\n"))
	})
	text := written(p, ceilometerConf)
	if strings.Contains(text, "//the password") || !strings.Contains(text, "password = KeystoneSecret1\n") {
		t.Errorf("the comment is still a part of the password:\n%s", text)
	}
}

func TestSlip03APastedBlockIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	for text, line := range map[string]string{"[DEFAULT]\ndebug = true\n\n [database]\n": ":4:", "[DEFAULT]\n...\n": ":2:"} {
		p := newton(func(_ *setup.Answers, f *setup.Facts) { file(f, ceilometerConf, "ceilometer", []byte(text)) })
		s := step(t, p, "C12")
		if s.State != setup.Blocked || !strings.Contains(s.Why, ceilometerConf+line) || s.Hint == "" {
			t.Errorf("%q: %s, %q, hint %q", text, s.State, s.Why, s.Hint)
		}
		if s := step(t, p, "C17"); s.State != setup.Blocked {
			t.Errorf("the agents start although their file is broken: %s", s.State)
		}
	}
}

func TestSlip04OneFormOfKeystonesURL(t *testing.T) {
	t.Parallel()
	text := written(newton(nil), ceilometerConf)
	if strings.Contains(text, ":5000/v3") {
		t.Error("a URL has its version")
	}
	keep := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, ceilometerConf, "ceilometer", []byte("[service_credentials]\nauth_url = http://192.0.2.11:5000/v3\n"))
	})
	if !strings.Contains(written(keep, ceilometerConf), "auth_url = http://192.0.2.11:5000/v3") {
		t.Error("a URL that works is changed for its form")
	}
	shut := newton(func(_ *setup.Answers, f *setup.Facts) {
		f.Servers.Ports = []setup.Port{{Name: "keystone-admin", Address: "192.0.2.11:35357", Error: "connection refused"}}
	})
	if strings.Contains(written(shut, ceilometerConf), "35357") || !strings.Contains(strings.Join(shut.Notes, "\n"), "connection refused") {
		t.Error("a port that does not answer is written, or nobody says so")
	}
}

func TestSlip05TheDomainThatExists(t *testing.T) {
	t.Parallel()
	p := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, ceilometerConf, "ceilometer", []byte("[service_credentials]\nproject_domain_id = default\nuser_domain_id = e0353a67\n"))
	})
	text := written(p, ceilometerConf)
	if strings.Contains(text, "project_domain_id") || !strings.Contains(text, "project_domain_name = default") {
		t.Errorf("an id that no domain has is kept:\n%s", text)
	}
	if !strings.Contains(text, "user_domain_id = e0353a67") {
		t.Error("an id that is right is changed")
	}
}

// TestSlip05AnIDThatNobodyConfirmedBecomesAName: where Keystone was not asked,
// an id that looks like the name proves nothing.
func TestSlip05AnIDThatNobodyConfirmedBecomesAName(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"default", "e0353a67"} {
		a, f := answers(setup.Compute), machine(profile.Newton, setup.RedHat)
		a.BrokerB.Password.Fresh = false
		f.Servers.Keystone = nil
		file(&f, ceilometerConf, "ceilometer", []byte("[service_credentials]\nproject_domain_id = "+id+"\nuser_domain_id = "+id+"\n"))
		text := written(steps.Build(a, f), ceilometerConf)
		if strings.Contains(text, "_domain_id") || strings.Count(text, "project_domain_name = default\n") != 2 || strings.Count(text, "user_domain_name = default\n") != 2 {
			t.Errorf("the id %s:\n%s", id, text)
		}
	}
}

// TestAnAnswerThatIsADomainsIDIsOne also where Keystone was not asked.
func TestAnAnswerThatIsADomainsIDIsOne(t *testing.T) {
	t.Parallel()
	const id = "e0353a670a9e496da891347c589539e9"
	a, f := answers(setup.Compute), machine(profile.Newton, setup.RedHat)
	a.BrokerB.Password.Fresh, a.Keystone.Domain, f.Servers.Keystone = false, id, nil
	p := steps.Build(a, f)
	if text := written(p, ceilometerConf); strings.Contains(text, "domain_name = "+id) || strings.Count(text, "_domain_id = "+id+"\n") != 4 {
		t.Errorf("the id is written as a name:\n%s", text)
	}
	if left := states(steps.Build(a, settle(f, p)), setup.Change); len(left) > 0 {
		t.Errorf("left: %s", left)
	}
}

func TestSlip06OneListen(t *testing.T) {
	t.Parallel()
	p := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, "/etc/httpd/conf.d/other.conf", "httpd", []byte("# Listen 8777\n\n  Listen 192.0.2.11:8777 https\n"))
	})
	if s := step(t, p, "C15"); s.State != setup.Blocked || !strings.Contains(s.Why, "other.conf:3 listens on port 8777") {
		t.Errorf("a second Listen is %s: %s", s.State, s.Why)
	}
	prefix := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, "/etc/httpd/conf.d/wsgi-keystone.conf", "httpd", []byte("WSGISocketPrefix /var/run/httpd\n"))
	})
	if strings.Contains(written(prefix, "/etc/httpd/conf.d/wsgi-ceilometer.conf"), "WSGISocketPrefix") {
		t.Error("WSGISocketPrefix is set twice")
	}
	alone := newton(func(_ *setup.Answers, f *setup.Facts) {
		f.Units = append(f.Units, setup.Unit{Name: "openstack-ceilometer-api.service", Enabled: "enabled", Active: "active"})
	})
	var order []string
	for _, a := range step(t, alone, "C16").Actions {
		order = append(order, a.String())
	}
	want := "systemctl stop openstack-ceilometer-api.service, systemctl disable openstack-ceilometer-api.service, httpd -t, systemctl reload-or-restart httpd.service"
	if got := strings.Join(order, ", "); got != want {
		t.Errorf("Apache is reloaded by\n%s\nwant\n%s", got, want)
	}
}

func TestSlips07And08ControllersNotifyToo(t *testing.T) {
	t.Parallel()
	p := steps.Build(answers(setup.Controller), machine(profile.Newton, setup.RedHat))
	for _, path := range []string{novaConf, cinderConf} {
		if text := written(p, path); !strings.Contains(text, "driver = messagingv2\n") || !strings.Contains(text, "@"+brokerIP+":5672//\n") {
			t.Errorf("%s of the controller does not send to broker B", path)
		}
	}
	left := newton(func(_ *setup.Answers, f *setup.Facts) {
		f.Servers.BrokerA.Queues = []setup.Queue{{Name: "notifications.info", Messages: 12345}, {Name: "notifications.error", Consumers: 1}, {Name: "conductor"}}
	})
	s := step(t, left, "Q1")
	if len(s.Manual) != 1 || !strings.Contains(s.Manual[0], "notifications.info") || len(s.Actions) != 0 {
		t.Errorf("queues left on A: %v, %v", s.Manual, s.Actions)
	}
}

func TestSlip09OtherNotifiersAreAnAnswer(t *testing.T) {
	t.Parallel()
	without := newton(func(a *setup.Answers, _ *setup.Facts) { a.Features = setup.Features{Glance: true} })
	for _, id := range []string{"E1", "E3", "E5", "N1", "K3", "S1", "S4"} {
		if _, ok := without.Step(id); ok {
			t.Errorf("step %s is there without its feature", id)
		}
	}
	for id, path := range map[string]string{"E1": "/etc/neutron/neutron.conf", "E3": "/etc/heat/heat.conf", "E5": "/etc/keystone/keystone.conf"} {
		p := newton(nil)
		if s := step(t, p, id); s.State != setup.Change || !strings.Contains(written(p, path), brokerIP) {
			t.Errorf("%s is %s", id, s.State)
		}
	}
}

func TestSlip10AnotherTopicStays(t *testing.T) {
	t.Parallel()
	p := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, novaConf, "nova", []byte("[oslo_messaging_notifications]\ntopics = billing\n"))
	})
	if text := written(p, novaConf); !strings.Contains(text, "topics = billing,notifications\n") {
		t.Errorf("the topic of another reader is gone:\n%s", text)
	}
}

func TestSlip11CindersExchangeIsAllowed(t *testing.T) {
	t.Parallel()
	p := newton(func(a *setup.Answers, f *setup.Facts) {
		a.BrokerB.StrictUsers = true
		program(f, "heat", "/etc/heat/heat.conf", []byte("[DEFAULT]\ncontrol_exchange = orchestra.x\n"))
	})
	users := make(map[string]setup.PutUser)
	for _, a := range step(t, p, "B1").Actions {
		if u, ok := a.(setup.PutUser); ok {
			users[u.Name] = u
		}
	}
	if len(users) != 3 {
		t.Fatalf("%d strict users, want three", len(users))
	}
	for name, u := range users {
		if may := u.Permissions; !strings.Contains(may.Read, "|openstack|") || !strings.Contains(may.Read, `|orchestra\.x`) || may.Write == ".*" {
			t.Errorf("%s may %+v", name, may)
		}
	}
	if may := users["ceilometer"].Permissions; strings.Contains(may.Read, "notifications") {
		t.Errorf("a notifier may read messages: %s", may.Read)
	}
	text := written(p, ceilometerConf)
	if !strings.Contains(text, "messaging_urls = rabbit://ceilometer-listener:ListenSecret1@") {
		t.Error("the agent does not listen as a user of its own")
	}
}

func TestSlip12TheVirtualHostIsWrittenOut(t *testing.T) {
	t.Parallel()
	for vhost, end := range map[string]string{"/": ":5672//\n", "telemetry": ":5672/telemetry\n", "/t": ":5672/%2Ft\n"} {
		p := newton(func(a *setup.Answers, _ *setup.Facts) { a.BrokerB.VHost = vhost })
		if text := written(p, novaConf); !strings.Contains(text, "@"+brokerIP+end) {
			t.Errorf("the virtual host %s is not written as %q", vhost, end)
		}
	}
}

func TestSlip13RestartNotStart(t *testing.T) {
	t.Parallel()
	p := newton(func(_ *setup.Answers, f *setup.Facts) {
		for _, name := range []string{"notification", "central", "collector"} {
			f.Units = append(f.Units, setup.Unit{Name: "openstack-ceilometer-" + name + ".service", Enabled: "enabled", Active: "active"})
		}
	})
	for _, a := range step(t, p, "C17").Actions {
		if c, ok := a.(setup.ControlUnit); !ok || c.Verb != setup.Restart || len(c.Because) == 0 {
			t.Errorf("a unit that runs gets %s", a)
		}
	}
	timer := written(newton(nil), "/etc/systemd/system/ceilotop-volume-audit.timer")
	service := written(newton(nil), "/etc/systemd/system/ceilotop-volume-audit.service")
	if !strings.Contains(timer, "OnCalendar=*-*-* *:05:00 UTC") || strings.Contains(service, "send_actions") {
		t.Errorf("the audit is scheduled by\n%s%s", timer, service)
	}
	cron := newton(func(_ *setup.Answers, f *setup.Facts) {
		file(f, "/etc/cron.d/cinder", "cinder", []byte("# the guide's\n*/5 * * * * cinder cinder-volume-usage-audit --nosend_actions\n"))
	})
	if s := step(t, cron, "S4"); s.State != setup.Blocked || !strings.Contains(s.Why, "/etc/cron.d/cinder:2") {
		t.Errorf("twelve audits an hour are %s: %s", s.State, s.Why)
	}
}

func TestSlip14TheOptionOfTheRelease(t *testing.T) {
	t.Parallel()
	for _, release := range profile.Releases() {
		p := steps.Build(answers(setup.NodeRoles...), machine(release, setup.RedHat))
		text := written(p, ceilometerConf)
		for part, want := range map[string]bool{
			"auth_uri = ":            release < profile.Queens,
			"rabbit_host = ":         release < profile.Pike,
			"rpc_backend = ":         release < profile.Pike,
			"connection = mongodb":   release < profile.Queens,
			"meter_dispatchers = ":   release == profile.Ocata || release == profile.Pike,
			"\ntransport_url = rabb": release >= profile.Pike,
		} {
			if strings.Contains(text, part) != want {
				t.Errorf("%s: %q in ceilometer.conf is %v, want %v", release, part, !want, want)
			}
		}
		nova := written(p, novaConf)
		if strings.Contains(nova, "[notifications]") != (release >= profile.Ocata) {
			t.Errorf("%s: notify_on_state_change is in the wrong section", release)
		}
		if strings.Contains(nova, "notification_format = unversioned") != (release <= profile.Stein) {
			t.Errorf("%s: notification_format", release)
		}
		if strings.Contains(nova, "\nretry = 3\n") != (release >= profile.Pike) {
			t.Errorf("%s: retry", release)
		}
	}
}

// TestMitakaSendsWhereItCan: Glance's whole transport goes to B, Cinder's stays
// on A, and the agent listens on both.
func TestMitakaSendsWhereItCan(t *testing.T) {
	t.Parallel()
	p := steps.Build(answers(setup.NodeRoles...), machine(profile.Mitaka, setup.RedHat))
	if text := written(p, "/etc/glance/glance-api.conf"); !bytes.Contains([]byte(text), []byte("transport_url = rabbit://ceilometer:BrokerSecret1@"+brokerIP)) || strings.Index(text, brokerIP) > strings.Index(text, "[oslo_messaging_notifications]") {
		t.Error("Glance's transport is not broker B")
	}
	cinder := written(p, cinderConf)
	if strings.Contains(cinder, brokerIP) || !strings.Contains(cinder, "driver = messagingv2") {
		t.Error("Cinder is told a URL that it ignores")
	}
	text := written(p, ceilometerConf)
	for _, url := range []string{"rabbit://ceilometer:BrokerSecret1@" + brokerIP + ":5672//", "rabbit://openstack:rpcsecret@192.0.2.11:5672/"} {
		if !strings.Contains(text, "messaging_urls = "+url+"\n") {
			t.Errorf("the agent does not listen on %s", url)
		}
	}
	if !strings.Contains(strings.Join(p.Notes, "\n"), "Cinder of Mitaka cannot send") {
		t.Errorf("nobody says so: %q", p.Notes)
	}
	escaped := answers(setup.NodeRoles...)
	escaped.BrokerB.Password = password("broker_b", "p@ss/word")
	blocked := steps.Build(escaped, machine(profile.Mitaka, setup.RedHat))
	if s := step(t, blocked, "N1"); s.State != setup.Blocked || !strings.Contains(s.Why, "does not decode escapes") {
		t.Errorf("a password that Mitaka cannot read is %s: %s", s.State, s.Why)
	}
}

func TestPollingIsSetWhereItIsRead(t *testing.T) {
	t.Parallel()
	for release, path := range map[profile.Release]string{profile.Newton: "/etc/ceilometer/pipeline.yaml", profile.Zed: "/etc/ceilometer/polling.yaml"} {
		a := answers(setup.NodeRoles...)
		a.PollingInterval = 1e9
		p := steps.Build(a, machine(release, setup.RedHat))
		if !strings.Contains(written(p, path), "interval: 1\n") {
			t.Errorf("%s: the interval is not in %s", release, path)
		}
		if notes := fmt.Sprint(p.Notes); !strings.Contains(notes, "messages/s") || !strings.Contains(notes, "estimated from 2 compute nodes") {
			t.Errorf("%s: nobody says what broker B will carry: %s", release, notes)
		}
		f := machine(release, setup.RedHat)
		f.Files = f.Files[:len(f.Files)-1] // the last one is the file of the newest form
		if release == profile.Zed {
			if text := written(steps.Build(a, f), path); !strings.Contains(text, "interval: 1\n") || !strings.Contains(text, `"*"`) {
				t.Errorf("without a polling.yaml it becomes %q", text)
			}
		}
	}
}
