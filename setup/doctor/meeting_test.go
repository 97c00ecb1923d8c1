package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

func TestCeilometerListensWhereServicesNotify(t *testing.T) {
	t.Parallel()
	specify(t, "sent-where-nobody-listens", "zed-debian", []outcome{
		{name: "it does", result: doctor.OK},
		{
			name: "Nova sends to broker A", result: doctor.Critical, says: []string{"notifies broker A", "does not listen", "set transport_url in [oslo_messaging_notifications] of /etc/nova/nova.conf to broker B"},
			files: edit(nova, "192.0.2.71", "192.0.2.11"),
		},
		{
			name: "it listens on broker A", result: doctor.Critical, says: []string{"notifies broker B at 192.0.2.71:5672/", "does not listen"}, at: nova + ":10",
			files: edit(ceilometer, "messaging_urls = rabbit://ceilometer:Tel7secretTel@192.0.2.71", "messaging_urls = rabbit://ceilometer:Tel7secretTel@192.0.2.11"),
		},
		{
			name: "Cinder has a virtual host of its own", result: doctor.Critical, says: []string{"cinder notifies virtual host cinder, and Ceilometer listens on / alone"}, at: cinder + ":6",
			files: edit(cinder, "192.0.2.71:5672/", "192.0.2.71:5672/cinder"),
		},
		{
			name: "a service without a driver sends nothing anywhere", result: doctor.OK,
			files: func(t *testing.T, f tree) {
				f.change(t, cinder, "192.0.2.71:5672/", "192.0.2.71:5672/cinder")
				f.change(t, cinder, "driver = messagingv2", "driver = noop")
			},
		},
		{name: "Ceilometer is on another node", result: doctor.NotApplicable, files: func(_ *testing.T, f tree) { delete(f, ceilometer) }},
	})
}

func TestAllServicesHereNotifyTheSameBroker(t *testing.T) {
	t.Parallel()
	specify(t, "one-stayed-behind", "zed-debian", []outcome{
		{name: "they do", result: doctor.OK},
		{
			name: "Nova has no URL for notifications", result: doctor.Warning, says: []string{"nova still notifies broker A"}, at: nova + ":2",
			files: edit(nova, "transport_url = rabbit://ceilometer", "#transport_url = rabbit://ceilometer"),
		},
		{
			name: "nobody has moved", result: doctor.OK,
			files: func(_ *testing.T, f tree) {
				for _, name := range []string{cinder, glance, "/etc/keystone/keystone.conf", "/etc/neutron/neutron.conf", ceilometer} {
					delete(f, name)
				}
				f[nova] = "[DEFAULT]\ntransport_url = rabbit://openstack:Rpc7secretRpc@192.0.2.11:5672/\n[oslo_messaging_notifications]\ndriver = messagingv2\n"
			},
		},
	})
}

func TestServicesSendToATopicThatCeilometerReads(t *testing.T) {
	t.Parallel()
	specify(t, "topics-differ", "zed-debian", []outcome{
		{name: "all do", result: doctor.OK},
		{name: "Nova sends to another one", result: doctor.Critical, files: edit(nova, "topics = notifications", "topics = billing"), says: []string{"nova sends to the topic billing, and Ceilometer reads notifications"}, at: nova + ":11"},
		{name: "Nova sends to two", result: doctor.Info, says: []string{"nova sends to the topic billing too, which Ceilometer does not read"}, files: edit(nova, "topics = notifications", "topics = billing, notifications")},
		{name: "Ceilometer reads another one", result: doctor.Critical, files: edit(ceilometer, "topics = notifications", "topics = telemetry"), says: []string{"Ceilometer reads telemetry"}, at: ceilometer + ":7"},
		{name: "Ceilometer's own old option wins", result: doctor.Critical, files: edit(ceilometer, "[DEFAULT]\n", "[DEFAULT]\nnotification_topics = telemetry\n"), at: ceilometer + ":2"},
	})
}
