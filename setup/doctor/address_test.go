package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

func TestEveryServiceHeedsTheURLOfItsNotifications(t *testing.T) {
	t.Parallel()
	specify(t, "url-ignored", "zed-debian", []outcome{
		{name: "all of Zed do", result: doctor.OK},
		{
			name: "Cinder of Mitaka does not", result: doctor.Warning, files: edit(dpkg, "2:21.3.1-1", "2:8.1.0-1"),
			seen: func(s *doctor.Seen) { s.Plan.Steps = []setup.Step{{ID: "S1", State: setup.Change}} },
			says: []string{"cinder of mitaka ignores", "rabbit://ceilometer:******@192.0.2.71", "S1"}, at: cinder + ":6",
		},
		{
			name: "Cinder of Liberty knows no such option", result: doctor.Warning, files: edit(dpkg, "2:21.3.1-1", "2:7.0.0-1"),
			says: []string{"cinder of version 7.0.0 ignores"}, at: cinder + ":6",
		},
		{
			name: "Ceilometer of Newton does not, and has no messaging_urls", result: doctor.Warning,
			files: func(t *testing.T, f tree) {
				f.change(t, dpkg, "Version: 1:19.0.0-1", "Version: 1:7.0.0-1")
				f.change(t, ceilometer, "messaging_urls", "#messaging_urls")
			},
			says: []string{"ceilometer of newton ignores"}, at: ceilometer + ":6",
		},
		{
			name: "Ceilometer of Newton listens by messaging_urls", result: doctor.OK,
			files: edit(dpkg, "Version: 1:19.0.0-1", "Version: 1:7.0.0-1"),
		},
		{
			name: "Keystone of Mitaka, whose whole transport is that", result: doctor.OK,
			files: func(t *testing.T, f tree) {
				f.change(t, dpkg, "2:22.0.0-2", "2:9.0.0-2")
				f["/etc/keystone/keystone.conf"] = "[DEFAULT]\ntransport_url = rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/\n" + f["/etc/keystone/keystone.conf"]
			},
		},
	})
}

func TestNoOptionThatNamesABrokerIsOverruled(t *testing.T) {
	t.Parallel()
	old := func(host string) func(*testing.T, tree) {
		return func(_ *testing.T, f tree) { f[nova] += "[oslo_messaging_rabbit]\nrabbit_host = " + host + "\n" }
	}
	specify(t, "address-shadowed", "zed-debian", []outcome{
		{name: "none is", result: doctor.OK},
		{name: "rabbit_host beside a URL, of Zed", result: doctor.Info, files: old("192.0.2.99"), says: []string{"nova of zed does not read rabbit_host any more"}, at: nova + ":14"},
		{
			name: "rabbit_host alone, of Zed", result: doctor.Warning, says: []string{"does not read rabbit_host"}, at: cinder + ":9",
			files: func(t *testing.T, f tree) {
				f.change(t, cinder, "transport_url = rabbit://openstack", "#transport_url = rabbit://openstack")
				f[cinder] += "[oslo_messaging_rabbit]\nrabbit_host = 192.0.2.11\n"
			},
		},
	})
	specify(t, "address-shadowed", "newton-redhat", []outcome{
		{name: "the distribution's own is nobody's", result: doctor.OK},
		{name: "rabbit_host of another broker, of Newton", result: doctor.Warning, files: old("192.0.2.99"), says: []string{"rabbit_host has no effect: transport_url wins"}, at: nova + ":12"},
		{name: "rabbit_host of the same broker", result: doctor.Info, files: old("192.0.2.11")},
		{
			name: "rabbit_hosts beside rabbit_host", result: doctor.Warning, says: []string{"rabbit_host"}, at: cinder + ":6",
			files: edit(cinder, "rabbit_host = 192.0.2.11\n", "rabbit_host = 192.0.2.11\nrabbit_hosts = 192.0.2.99\n"),
		},
	})
}

func TestEveryURLCanBeReadByTheReleaseThatHasTo(t *testing.T) {
	t.Parallel()
	const good, escaped = "ceilometer:Tel7secretTel@192.0.2.71", "ceilometer:Tel%40secret@192.0.2.71"
	specify(t, "address-unusable", "zed-debian", []outcome{
		{name: "all can", result: doctor.OK},
		{name: "an escape in Zed", result: doctor.OK, files: edit(cinder, good, escaped)},
		{name: "an @ in the password, in Zed", result: doctor.OK, files: edit(cinder, good, "ceilometer:Tel@secret@192.0.2.71")},
		{name: "a / in the password", result: doctor.Critical, files: edit(cinder, good, "ceilometer:Tel/secret@192.0.2.71"), says: []string{"makes no sense"}, at: cinder + ":6"},
	})
	specify(t, "address-unusable", "newton-redhat", []outcome{
		{name: "an escape in Newton", result: doctor.OK, files: edit(cinder, good, escaped)},
		{
			name: "an escape in Mitaka", result: doctor.Critical, says: []string{"does not decode the escapes"}, at: nova + ":9",
			files: func(t *testing.T, f tree) {
				f.change(t, "/rpm", "1:14.0.2-1.el7", "1:13.1.0-1.el7")
				f.change(t, nova, good, escaped)
			},
		},
		{name: "an @ in the password, in Newton", result: doctor.Critical, files: edit(nova, good, "ceilometer:Tel@secret@192.0.2.71"), says: []string{"ends the password at the first @"}, at: nova + ":9"},
	})
}
