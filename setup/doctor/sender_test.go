package doctor_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

func TestASenderIsReadByTheRulesOfItsRelease(t *testing.T) {
	t.Parallel()
	const ours, theirs = "rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/", "rabbit://openstack:Rpc7secretRpc@192.0.2.11:5672/"
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, f tree)
		who    string
		want   doctor.Sender
	}{
		{"as it should be", nil, "nova", doctor.Sender{
			Sends: true, Broker: "B", Exchange: "nova", From: setup.Place{File: "/etc/nova/nova.conf", Line: 10}, Text: "transport_url: 192.0.2.71:5672/",
		}},
		{"Cinder sends where it was never told to", nil, "cinder", doctor.Sender{
			Sends: true, Broker: "B", Exchange: "openstack", From: setup.Place{File: "/etc/cinder/cinder.conf", Line: 6}, Text: "transport_url: 192.0.2.71:5672/",
		}},
		{"Ceilometer needs no driver", nil, "ceilometer", doctor.Sender{
			Sends: true, Broker: "B", Exchange: "ceilometer", From: setup.Place{File: "/etc/ceilometer/ceilometer.conf", Line: 6}, Text: "transport_url: 192.0.2.71:5672/",
		}},
		{"without a URL of its own", func(t *testing.T, f tree) {
			f.change(t, "/etc/nova/nova.conf", "driver = messagingv2\ntransport_url = "+ours, "driver = messagingv2")
		}, "nova", doctor.Sender{
			Sends: true, Broker: "A", Exchange: "nova", From: setup.Place{File: "/etc/nova/nova.conf", Line: 2}, Text: "transport_url: 192.0.2.11:5672/",
			Reason: "no transport_url in [oslo_messaging_notifications]",
		}},
		{"with A's URL", func(t *testing.T, f tree) { f.change(t, "/etc/nova/nova.conf", ours, theirs) }, "nova", doctor.Sender{
			Sends: true, Broker: "A", Exchange: "nova", From: setup.Place{File: "/etc/nova/nova.conf", Line: 10}, Text: "transport_url: 192.0.2.11:5672/",
			Reason: "[oslo_messaging_notifications] transport_url names broker A",
		}},
		{"older than the option", func(t *testing.T, f tree) { f.change(t, "/var/lib/dpkg/status", "2:21.3.1-1", "2:8.1.1-1") }, "cinder", doctor.Sender{
			Sends: true, Broker: "A", Exchange: "openstack", From: setup.Place{File: "/etc/cinder/cinder.conf", Line: 6}, Text: "transport_url = rabbit://ceilometer:******@192.0.2.71:5672/",
			Ignores: true, Reason: "cinder of mitaka ignores [oslo_messaging_notifications] transport_url",
		}},
		{"of no known release", func(t *testing.T, f tree) { f.change(t, "/var/lib/dpkg/status", "Version: 2:21.3.1-1\n", "") }, "cinder", doctor.Sender{
			Sends: true, Broker: "B", Exchange: "openstack", From: setup.Place{File: "/etc/cinder/cinder.conf", Line: 6}, Text: "transport_url: 192.0.2.71:5672/",
			Unknown: "the release of cinder is not known, and with it whether it heeds [oslo_messaging_notifications] transport_url",
		}},
		{"told to say nothing", func(t *testing.T, f tree) {
			f.change(t, "/etc/nova/nova.conf", "driver = messagingv2", "driver = noop")
		}, "nova", doctor.Sender{
			Exchange: "nova", From: setup.Place{File: "/etc/nova/nova.conf", Line: 9}, Text: "driver = noop",
		}},
		{"routed by another file", func(t *testing.T, f tree) {
			f.change(t, "/etc/nova/nova.conf", "driver = messagingv2", "driver = routing")
		}, "nova", doctor.Sender{
			Exchange: "nova", From: setup.Place{File: "/etc/nova/nova.conf", Line: 9}, Text: "driver = routing",
			Unknown: "the driver routing leaves it to a file of its own where the notifications go",
		}},
		{"without a broker", func(t *testing.T, f tree) {
			f.change(t, "/etc/keystone/keystone.conf", "transport_url = "+ours, "")
		}, "keystone", doctor.Sender{
			Sends: true, Exchange: "keystone", Unknown: "no option names its broker, which is rabbit://guest@localhost:5672/ then",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := healthy(t, "zed-debian")
			if tt.change != nil {
				tt.change(t, f)
			}
			all := f.seen(t).Senders()
			i := slices.IndexFunc(all, func(s doctor.Sender) bool { return s.Service == tt.who })
			if i < 0 {
				t.Fatalf("%s is none of %v", tt.who, all)
			}
			got, want := all[i], tt.want
			want.Service, want.Program, want.Topics = tt.who, got.Program, []string{"notifications"}
			if !equalSenders(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func equalSenders(x, y doctor.Sender) bool {
	topics := slices.Equal(x.Topics, y.Topics)
	x.Topics, y.Topics = nil, nil
	return topics && x.Service == y.Service && x.Sends == y.Sends && x.Broker == y.Broker && x.Exchange == y.Exchange &&
		x.From == y.From && x.Text == y.Text && x.Reason == y.Reason && x.Ignores == y.Ignores && x.Unknown == y.Unknown && x.Step == y.Step
}

func TestARunnerIsAsOldAsTheFileThatItHasNotRead(t *testing.T) {
	t.Parallel()
	seen := healthy(t, "zed-debian").seen(t)
	file, _ := seen.Facts.File("/etc/nova/nova.conf")
	seen.Processes = []doctor.Process{
		{PID: 1, Program: "nova-api", Unit: "nova-api.service", Started: file.Changed.Add(-time.Hour)},
		{PID: 2, Program: "nova-api", Unit: "nova-api.service", Started: file.Changed.Add(time.Hour)}, // a worker of it
		{PID: 3, Program: "nova-scheduler", Unit: "nova-scheduler.service", Started: file.Changed.Add(time.Hour)},
		{PID: 4, Program: "cinder-volume", Started: file.Changed.Add(time.Hour), Files: []string{"/srv/cinder.conf"}},
	}
	got := make(map[string]doctor.Runner)
	for _, r := range seen.Runners() {
		got[r.Program] = r
	}
	if r := got["nova-api"]; r.Stale.Path != "/etc/nova/nova.conf" || r.Unit != "nova-api.service" {
		t.Errorf("nova-api has read %+v", r)
	}
	if r := got["nova-scheduler"]; r.Stale.Path != "" || r.Unread != "" || r.Service != "nova" {
		t.Errorf("nova-scheduler is %+v", r)
	}
	if r := got["cinder-volume"]; r.Unread != "/srv/cinder.conf" {
		t.Errorf("cinder-volume is %+v, whose file nobody has seen", r)
	}
}
