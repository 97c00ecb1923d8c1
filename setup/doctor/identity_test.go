package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

func metering(url string) setup.CatalogueEndpoint {
	return setup.CatalogueEndpoint{ID: "e1", ServiceID: "s1", Interface: "public", Region: "RegionOne", URL: url}
}

// ofMitaka makes Ceilometer one that has an API.
func ofMitaka(rows []outcome) []outcome {
	for i := range rows {
		rows[i].files = func(t *testing.T, f tree) { f.change(t, "/var/lib/dpkg/status", "1:19.0.0-1", "1:6.1.5-1") }
	}
	return rows
}

func TestCeilometerCanLogIn(t *testing.T) {
	t.Parallel()
	specify(t, "identity-login", "zed-debian", []outcome{
		{name: "it can", seen: healthyServers, result: doctor.OK},
		{name: "a wrong password", seen: also(func(s *doctor.Seen) {
			s.Identity.LoginErr, s.Identity.LoginHint = "Keystone refuses the user ceilometer", "openstack user set --password-prompt ceilometer"
			s.Identity.From = setup.Place{File: "/etc/ceilometer/ceilometer.conf", Line: 12}
		}), result: doctor.Critical, says: []string{"refuses Ceilometer's own credentials", "Keystone refuses the user ceilometer", "openstack user set"}, at: "/etc/ceilometer/ceilometer.conf:12"},
		{name: "there are none", result: doctor.NotApplicable},
		{name: "Keystone was not asked", seen: func(s *doctor.Seen) { s.Lacks = map[doctor.Part]error{doctor.Identity: errAway} }, result: doctor.Unknown},
	})
}

func TestTheCatalogueHasTheAPI(t *testing.T) {
	t.Parallel()
	specify(t, "catalogue-metering", "zed-debian", ofMitaka([]outcome{
		{name: "it has", seen: also(func(s *doctor.Seen) {
			s.Identity.Metering = []setup.CatalogueEndpoint{metering("http://192.0.2.11:8777")}
		}), result: doctor.OK},
		{name: "it lacks it", seen: healthyServers, result: doctor.Critical, says: []string{"no endpoint of type metering", "openstack service create"}},
		{name: "nobody could log in", seen: also(func(s *doctor.Seen) { s.Identity.LoginErr = "refused" }), result: doctor.Unknown},
	}))
	specify(t, "catalogue-metering", "zed-debian", []outcome{
		{name: "Zed has no API", seen: healthyServers, result: doctor.NotApplicable},
	})
	specify(t, "catalogue-twice", "zed-debian", []outcome{
		{name: "once", seen: also(func(s *doctor.Seen) {
			s.Identity.Metering = []setup.CatalogueEndpoint{metering("http://192.0.2.11:8777")}
		}), result: doctor.OK},
		{name: "twice", seen: also(func(s *doctor.Seen) {
			s.Identity.Metering = []setup.CatalogueEndpoint{metering("http://192.0.2.11:8777"), metering("http://192.0.2.12:8777")}
		}), result: doctor.Warning, says: []string{"2 public endpoints of metering in the region RegionOne", "http://192.0.2.12:8777"}},
		{name: "two services", seen: also(func(s *doctor.Seen) {
			other := metering("http://192.0.2.11:8777")
			other.ServiceID, other.Interface = "s2", "internal"
			s.Identity.Metering = []setup.CatalogueEndpoint{metering("http://192.0.2.11:8777"), other}
		}), result: doctor.Warning, says: []string{"2 services of type metering"}},
	})
}
