package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

func TestAllOfCeilometerSignWithTheSameSecret(t *testing.T) {
	t.Parallel()
	const kolla = "/etc/kolla/ceilometer-central/ceilometer.conf"
	second := func(secret string) func(*testing.T, tree) {
		return func(_ *testing.T, f tree) {
			f[kolla] = "[DEFAULT]\ntransport_url = rabbit://ceilometer:Tel7secretTel@192.0.2.71:5672/\n" + secret
		}
	}
	specify(t, "secret-differs", "zed-debian", []outcome{
		{name: "there is one file", result: doctor.NotApplicable, says: []string{"compare [publisher] telemetry_secret"}},
		{name: "two have the same", result: doctor.OK, files: second("[publisher]\ntelemetry_secret = Sig7nature\n")},
		{name: "under its old name", result: doctor.OK, files: second("[publisher]\nmetering_secret = Sig7nature\n")},
		{name: "two have two", result: doctor.Critical, files: second("[publisher]\ntelemetry_secret = Other7one\n"), says: []string{"telemetry_secret = ******"}, at: kolla + ":4"},
		{name: "one has the default", result: doctor.Critical, files: second(""), at: kolla},
	})
}

func TestMetersThatOnlyCountAreARemark(t *testing.T) {
	t.Parallel()
	specify(t, "non-metric-off", "newton-redhat", []outcome{
		{name: "left out by default", result: doctor.Info, at: ceilometer},
		{name: "wanted", result: doctor.OK, files: func(_ *testing.T, f tree) {
			f[ceilometer] += "[notification]\ndisable_non_metric_meters = False\n"
		}},
	})
	specify(t, "non-metric-off", "zed-debian", []outcome{{name: "Zed has none", result: doctor.OK}})
}

func TestTheDatabaseOfSamplesHasAnEnd(t *testing.T) {
	t.Parallel()
	specify(t, "database-grows", "newton-redhat", []outcome{
		{name: "a month", result: doctor.OK},
		{name: "for ever", result: doctor.Info, files: edit(ceilometer, "metering_time_to_live = 2592000", "metering_time_to_live = -1"), at: ceilometer + ":6"},
		{name: "for ever by default", result: doctor.Info, files: edit(ceilometer, "metering_time_to_live = 2592000", ""), says: []string{"mongodb://"}, at: ceilometer + ":5"},
	})
	specify(t, "database-grows", "zed-debian", []outcome{{name: "Zed has no database", result: doctor.OK}})
}

func TestTheAgentDoesNotTakeTheWholeBacklogAtOnce(t *testing.T) {
	t.Parallel()
	heap := onBrokerB(queue("notifications.info", 250_000, 0, 1))
	specify(t, "prefetch-unbounded", "newton-redhat", []outcome{
		{name: "nothing waits", result: doctor.OK, seen: healthyServers},
		{name: "a quarter of a million waits", result: doctor.Critical, seen: heap, says: []string{"250000 messages of notifications.info"}, at: "B:/:notifications.info"},
		{
			name: "but the agent takes a hundred at once", result: doctor.OK, seen: heap,
			files: edit(ceilometer, "[oslo_messaging_rabbit]\n", "[oslo_messaging_rabbit]\nrabbit_qos_prefetch_count = 100\n"),
		},
		{name: "there is no broker B", result: doctor.NotApplicable},
	})
	specify(t, "prefetch-unbounded", "zed-debian", []outcome{{name: "Zed's agent takes a hundred", result: doctor.OK, seen: heap}})
}

func TestTheBrokerLetsServicesDeclareTheirQueues(t *testing.T) {
	t.Parallel()
	of := func(version string) func(*doctor.Seen) { return also(func(s *doctor.Seen) { s.B.Version = version }) }
	specify(t, "transient-denied", "zed-debian", []outcome{
		{name: "3.10", result: doctor.OK, seen: of("3.10.8")},
		{name: "4.2", result: doctor.OK, seen: of("4.2.1")},
		{name: "4.3", result: doctor.Critical, seen: of("4.3.0"), says: []string{"may not declare its queues on broker B, RabbitMQ 4.3.0"}},
		{
			name: "the survey alone knows the version", result: doctor.Critical, says: []string{"4.3.1"},
			seen: func(s *doctor.Seen) { s.Facts.Servers.BrokerB = &setup.BrokerServer{Version: "4.3.1"} },
		},
		{name: "nobody knows it", result: doctor.Unknown},
	})
	specify(t, "transient-denied", "2025.1-debian", []outcome{{name: "quorum queues", result: doctor.OK, seen: of("4.3.0")}})
}
