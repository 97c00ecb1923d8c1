package doctor_test

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// stored changes what the store said.
func stored(change func(f *doctor.StoreFacts)) func(*doctor.Seen) {
	return also(func(s *doctor.Seen) { change(&s.Store) })
}

// api is Ceilometer's own, with so many rows.
func api(rows, limit int) func(*doctor.Seen) {
	return stored(func(f *doctor.StoreFacts) {
		*f = doctor.StoreFacts{Kind: sources.CeilometerAPI, Address: "http://192.0.2.11:8777", Status: 200, Rows: rows, Limit: limit}
	})
}

func failing(status int, err string) func(*doctor.Seen) {
	return stored(func(f *doctor.StoreFacts) {
		*f = doctor.StoreFacts{Kind: sources.CeilometerAPI, Address: "http://192.0.2.11:8777", Status: status, Err: err}
	})
}

func TestTheStoreAnswers(t *testing.T) {
	t.Parallel()
	const wire = "server at 192.0.2.11:27017 reports wire version 2, but this version of the Go driver requires at least 6"
	specify(t, "store-unreachable", "zed-debian", []outcome{
		{name: "it does", seen: healthyServers, result: doctor.OK},
		{name: "nothing listens", seen: failing(0, "dial tcp 192.0.2.11:8777: connection refused"), result: doctor.Critical, says: []string{"Ceilometer's API does not answer", "connection refused"}},
		{name: "it answers badly", seen: failing(500, "internal server error"), result: doctor.OK},
		{name: "there is none", result: doctor.NotApplicable},
		{name: "nobody asked", seen: func(s *doctor.Seen) { s.Lacks = map[doctor.Part]error{doctor.Store: errAway} }, result: doctor.Unknown},
	})
	specify(t, "store-refuses", "zed-debian", []outcome{
		{name: "it answers well", seen: healthyServers, result: doctor.OK},
		{name: "500", seen: failing(500, "internal server error"), result: doctor.Critical, says: []string{"Ceilometer's API answers 500", "log of the web server"}},
		{name: "404", seen: failing(404, "not found"), result: doctor.Critical, says: []string{"answers 404", "WSGI"}},
		{name: "401", seen: failing(401, "unauthorized"), result: doctor.Critical, says: []string{"role admin"}},
		{name: "410", seen: failing(410, "gone"), result: doctor.Critical, says: []string{"configured for Gnocchi", "--source gnocchi"}},
		{name: "no answer at all", seen: failing(0, "connection refused"), result: doctor.OK},
	})
	specify(t, "store-driver", "zed-debian", []outcome{
		{name: "it is understood", seen: also(func(s *doctor.Seen) { s.Store.Kind = sources.MongoDB }), result: doctor.OK},
		{name: "it is Gnocchi", seen: healthyServers, result: doctor.NotApplicable},
		{name: "MongoDB 2.6", seen: failing(0, wire), result: doctor.Critical, says: []string{"do not understand each other", "wire version 2"}},
	})
}

func TestTheListIsWholeAndNotEmpty(t *testing.T) {
	t.Parallel()
	specify(t, "store-cut", "zed-debian", []outcome{
		{name: "99 of 100", seen: api(99, 100), result: doctor.OK},
		{name: "exactly 100", seen: api(100, 100), result: doctor.OK},
		{name: "more than 100", seen: api(312, 100), result: doctor.Info, says: []string{"has 100 meters, and there are more", "default_api_return_limit"}},
		{name: "Gnocchi does not cut", seen: healthyServers, result: doctor.NotApplicable},
		{name: "it does not answer", seen: failing(0, "refused"), result: doctor.Unknown},
	})
	specify(t, "store-empty", "zed-debian", []outcome{
		{name: "there are meters", seen: api(3, 100), result: doctor.OK},
		{name: "there are none", seen: api(0, 100), result: doctor.Warning, says: []string{"Ceilometer's API has no meter at all", "meter_dispatchers"}},
		{name: "it does not answer", seen: failing(0, "refused"), result: doctor.Unknown},
	})
}

func TestPolledMetersAreThere(t *testing.T) {
	t.Parallel()
	newest := func(names ...string) func(f *doctor.StoreFacts) {
		return func(f *doctor.StoreFacts) {
			f.Newest = make(map[string]time.Time)
			for _, name := range names {
				f.Newest[name] = now
			}
		}
	}
	specify(t, "store-polled", "zed-debian", []outcome{
		{name: "they are", seen: healthyServers, result: doctor.OK},
		{name: "there are no instances", seen: stored(newest("image.size")), result: doctor.NotApplicable, says: []string{"no meter of an instance"}},
		{name: "no agent is known", seen: stored(newest("vcpus", "memory")), result: doctor.Info, says: []string{"vcpus, memory of instances are there, but neither cpu"}},
		{name: "the agent is here", seen: also(func(s *doctor.Seen) {
			newest("vcpus")(&s.Store)
			s.Facts.Units = []setup.Unit{{Name: "ceilometer-agent-compute.service", Active: "failed"}}
		}), result: doctor.Warning, says: []string{"Skip pollster", "failed"}, at: "ceilometer-agent-compute.service"},
		{name: "nobody asked for them", seen: stored(func(f *doctor.StoreFacts) { f.Newest = nil }), result: doctor.Unknown},
	})
}

func TestGnocchiKeepsUp(t *testing.T) {
	t.Parallel()
	twice := func(then, later int) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) {
			s.Store.Backlog = known(later)
			s.Before = &doctor.Seen{At: now.Add(-time.Minute), Store: doctor.StoreFacts{Backlog: known(then)}}
		})
	}
	specify(t, "store-backlog", "zed-debian", []outcome{
		{name: "it does", seen: healthyServers, result: doctor.OK},
		{name: "it grows", seen: twice(2000, 2400), result: doctor.Warning, says: []string{"2400 measures wait in Gnocchi", "measures that waited 1m0s before: 2000"}},
		{name: "it shrinks", seen: twice(2400, 2000), result: doctor.OK},
		{name: "it is too much anyway", seen: stored(func(f *doctor.StoreFacts) { f.Backlog = known(70_000) }), result: doctor.Warning},
		{name: "nobody works", seen: stored(func(f *doctor.StoreFacts) { f.Idle = true }), result: doctor.Warning, says: []string{"no gnocchi-metricd works off"}},
		{name: "only an administrator may know", seen: stored(func(f *doctor.StoreFacts) { f.Backlog = nil }), result: doctor.Unknown},
		{name: "it is no Gnocchi", seen: api(3, 100), result: doctor.NotApplicable},
	})
	specify(t, "store-types", "zed-debian", []outcome{
		{name: "it knows them", seen: healthyServers, result: doctor.OK},
		{name: "it knows generic alone", seen: stored(func(f *doctor.StoreFacts) { f.Types = []string{"generic"} }), result: doctor.Critical, says: []string{"lacks the resource types image, instance, volume", "ceilometer-upgrade"}},
		{name: "it lacks the policy", seen: stored(func(f *doctor.StoreFacts) { f.Policies = []string{"low"} }), result: doctor.Critical, says: []string{"lacks the archive policy ceilometer-low"}},
		{name: "they are not known", seen: stored(func(f *doctor.StoreFacts) { f.Types = nil }), result: doctor.Unknown},
	})
}
