package profile_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
)

func TestVersionsTellTheRelease(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		service, version string
		release          string
	}{
		{"ceilometer", "6.1.5", "mitaka"},
		{"ceilometer", "1:7.0.0-1ubuntu1", "newton"},
		{"nova", "13.1.4", "mitaka"},
		{"nova", "2:26.2.1-0+deb12u1", "zed"},
		{"nova", "23.0.0", "wallaby"},
		{"nova", "25.0.0~rc1", "yoga"},
		{"cinder", "9.1.4", "newton"},
		{"cinder", "19", "xena"},
		{"glance", "13.0.0", "newton"},
		{"glance", "27.0.0", "2023.2"},
		{"keystone", "26.0.0", "2024.2"},
		{"neutron", "26.0.0", "2025.1"},
		{"heat", "25.0.0", "2025.2"},
		{"ceilometer", "26.0.0", "2026.1"},
		{"ceilometer", "99.0.0", "2026.1"}, // newer than what is known
		{"oslo.messaging", "4.6.1", "mitaka"},
		{"oslo.messaging", "5.10.2", "newton"},
		{"oslo.messaging", "5.16.0", "newton"},
		{"oslo.messaging", "12.13.0", "yoga"},
		{"oslo.messaging", "14.0.3", "zed"},
		{"oslo.messaging", "17.3.0", "2026.1"},
		{"oslo.messaging", "2.5.0", ""},
		{"nova", "12.0.6", ""}, // Liberty
		{"nova", "", ""},
		{"nova", "unknown", ""},
		{"nova", "99999999999999999999.1", ""},
		{"rabbitmq", "3.6.5", ""},
	} {
		r, ok := profile.Of(test.service, test.version)
		if ok != (test.release != "") || ok && r.String() != test.release {
			t.Errorf("%s %s is %s (%v), want %q", test.service, test.version, r, ok, test.release)
		}
	}
}

func TestEveryReleaseHasItsName(t *testing.T) {
	t.Parallel()
	all := profile.Releases()
	if len(all) != 21 {
		t.Fatalf("%d releases, want 21", len(all))
	}
	for _, r := range all {
		if back, ok := profile.Named(" " + r.String()); !ok || back != r {
			t.Errorf("%s is read as %s (%v)", r, back, ok)
		}
	}
	if _, ok := profile.Named("auto"); ok {
		t.Error("auto is a release")
	}
}

// TestWhatChangedWhen holds the first release of each change, as the projects'
// histories have it.
func TestWhatChangedWhen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what    string
		service string
		has     func(profile.Service) bool
		first   profile.Release // that has it
		last    profile.Release // that has it; the newest: all since
	}{
		{"the URL of notifications", "nova", profile.Service.HonoursNotificationURL, profile.Mitaka, profile.R2026_1},
		{"the URL of notifications", "neutron", profile.Service.HonoursNotificationURL, profile.Mitaka, profile.R2026_1},
		{"the URL of notifications", "cinder", profile.Service.HonoursNotificationURL, profile.Newton, profile.R2026_1},
		{"the URL of notifications", "glance", profile.Service.HonoursNotificationURL, profile.Newton, profile.R2026_1},
		{"the URL of notifications", "keystone", profile.Service.HonoursNotificationURL, profile.Newton, profile.R2026_1},
		{"the URL of notifications", "ceilometer", profile.Service.HonoursNotificationURL, profile.Pike, profile.R2026_1},
		{"rabbit_host", "nova", profile.Service.RabbitOptions, profile.Mitaka, profile.Rocky},
		{"escapes in a URL", "nova", profile.Service.Unescapes, profile.Newton, profile.R2026_1},
		{"the query of a URL", "nova", profile.Service.Query, profile.Pike, profile.R2026_1},
		{"notification_driver", "nova", profile.Service.OldNames, profile.Mitaka, profile.R2024_2},
		{"retry", "nova", profile.Service.Retry, profile.Pike, profile.R2026_1},
		{"retry that bounds", "nova", profile.Service.RetryBounds, profile.Yoga, profile.R2026_1},
		{"quorum queues", "nova", profile.Service.Quorum, profile.Yoga, profile.R2026_1},
		{"the API", "ceilometer", profile.Service.API, profile.Mitaka, profile.Pike},
		{"dispatchers", "ceilometer", profile.Service.Dispatchers, profile.Ocata, profile.Pike},
		{"Gnocchi", "ceilometer", profile.Service.Gnocchi, profile.Pike, profile.R2026_1},
		{"glance-registry", "glance", profile.Service.Registry, profile.Mitaka, profile.Ussuri},
		{"versioned notifications by default", "nova", profile.Service.Versioned, profile.Mitaka, profile.Stein},
		{"port 35357", "keystone", profile.Service.AdminPort, profile.Mitaka, profile.Pike},
	} {
		for _, r := range profile.Releases() {
			if got, want := test.has(profile.New(test.service, r)), r >= test.first && r <= test.last; got != want {
				t.Errorf("%s of %s has %s: %v, want %v", test.service, r, test.what, got, want)
			}
		}
	}
}

func TestTheMessagingLibraryCountsByItself(t *testing.T) {
	t.Parallel()
	s := profile.New("nova", profile.Rocky)
	s.Messaging = profile.Version{Major: 9, Minor: 0}
	if s.RabbitOptions() {
		t.Error("oslo.messaging 9.0 reads rabbit_host")
	}
}

func TestNamesFollowTheFamily(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		family           setup.Family
		service, program string
		want             string
	}{
		{setup.RedHat, "ceilometer", "notification", "openstack-ceilometer-notification.service"},
		{setup.Debian, "ceilometer", "notification", "ceilometer-agent-notification.service"},
		{setup.Debian, "ceilometer", "collector", "ceilometer-collector.service"},
		{setup.RedHat, "cinder", "volume", "openstack-cinder-volume.service"},
		{setup.Debian, "cinder", "volume", "cinder-volume.service"},
		{setup.RedHat, "neutron", "server", "neutron-server.service"},
	} {
		if got := profile.Units(test.family, test.service, test.program); len(got) != 1 || got[0] != test.want {
			t.Errorf("%s %s %s is %v, want %s", test.family, test.service, test.program, got, test.want)
		}
	}
}
