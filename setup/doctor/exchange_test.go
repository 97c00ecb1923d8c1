package doctor_test

import (
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// withoutQueue takes Ceilometer's queue away, as rabbitmqctl delete_queue does.
func withoutQueue(s *doctor.Seen) {
	s.B.Queues = slices.DeleteFunc(s.B.Queues, func(q sources.QueueStatistics) bool { return q.Name == "notifications.info" })
	s.B.Bindings = slices.DeleteFunc(s.B.Bindings, func(b sources.Binding) bool { return b.Queue == "notifications.info" })
}

func TestCeilometersQueueIsThere(t *testing.T) {
	t.Parallel()
	specify(t, "queue-missing", "zed-debian", []outcome{
		{name: "it is", seen: healthyServers, result: doctor.OK},
		{name: "it was deleted while services send", seen: also(withoutQueue), result: doctor.Critical, says: []string{"there is no queue notifications.info on broker B, and services send", "events that came over the exchange nova: 9", "restart ceilometer-agent-notification"}},
		{name: "and they are silent now", seen: also(func(s *doctor.Seen) { withoutQueue(s); s.Arrivals = nil }), result: doctor.Warning, says: []string{"the exchange nova is there"}},
		{name: "the broker is new", seen: also(func(s *doctor.Seen) { withoutQueue(s); s.Arrivals, s.B.Exchanges = nil, nil }), result: doctor.Info},
		{name: "the management API is closed", seen: also(func(s *doctor.Seen) { withoutQueue(s); closedManagement(s) }), result: doctor.Unknown},
	})
}

func TestEveryExchangeLeadsToTheQueue(t *testing.T) {
	t.Parallel()
	specify(t, "exchange-unbound", "zed-debian", []outcome{
		{name: "it does", seen: healthyServers, result: doctor.OK},
		{name: "Octavia's does not", seen: also(func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, doctor.Arrival{Broker: "B", Exchange: "octavia", Service: "octavia", Count: 2})
		}), result: doctor.Critical, says: []string{"the exchange octavia on broker B leads to no queue", "notification_control_exchanges"}},
		{name: "our own tap does not count", seen: also(func(s *doctor.Seen) {
			s.Arrivals = append(s.Arrivals, doctor.Arrival{Broker: "B", Exchange: "octavia", Service: "octavia", Count: 2})
			s.B.Bindings = append(s.B.Bindings, sources.Binding{VHost: "/", Exchange: "octavia", Queue: "ceilotop.ctl1.1", Key: "notifications.info"})
		}), result: doctor.Critical},
		{name: "nothing came", seen: also(func(s *doctor.Seen) { s.Arrivals, s.B.Bindings = nil, nil }), result: doctor.OK},
		{name: "the management API is closed", seen: also(closedManagement), result: doctor.Unknown},
	})
}

func TestWhoSendsToTheExchangeOpenstack(t *testing.T) {
	t.Parallel()
	specify(t, "exchange-openstack", "zed-debian", []outcome{
		{name: "nobody", seen: healthyServers, result: doctor.OK},
		{name: "Cinder", seen: also(func(s *doctor.Seen) {
			s.B.Bindings = append(s.B.Bindings, sources.Binding{VHost: "/", Exchange: "openstack", Queue: "notifications.info", Key: "notifications.info"})
		}), result: doctor.Info, says: []string{"a service sends to the exchange openstack", "control_exchange = cinder"}, at: "B:/:notifications.info"},
		{name: "the management API is closed", seen: also(closedManagement), result: doctor.Unknown},
	})
	specify(t, "exchange-absent", "zed-debian", []outcome{
		{name: "all have sent", seen: healthyServers, result: doctor.OK},
		{name: "Nova has not", seen: also(func(s *doctor.Seen) { s.Taps[1].Missing = []string{"nova", "swift"} }), result: doctor.Info, says: []string{"nova has sent nothing over broker B"}},
		{name: "the tap is not live", seen: also(func(s *doctor.Seen) { s.Taps[1].Missing, s.Taps[1].State = []string{"nova"}, sources.Connecting }), result: doctor.OK},
	})
}
