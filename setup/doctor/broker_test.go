package doctor_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

var novaURL = setup.Origin{File: "/etc/nova/nova.conf", Line: 7, Section: "oslo_messaging_notifications", Key: "transport_url", Service: "nova", Role: setup.Notifications}

func TestTheBrokersAcceptEveryLogin(t *testing.T) {
	t.Parallel()
	refused := doctor.Login{Broker: "B", Address: "192.0.2.71:5672", VHost: "/", User: "nova", From: []setup.Origin{novaURL}, Reached: true, Refused: true, Err: "login refused", Hint: "rabbitmqctl change_password nova"}
	specify(t, "broker-refuses", "zed-debian", []outcome{
		{name: "all are", seen: healthyServers, result: doctor.OK},
		{name: "a wrong password", seen: also(func(s *doctor.Seen) { s.Logins = append(s.Logins, refused) }), result: doctor.Critical, says: []string{"broker B refuses the user nova of nova", "login refused", "rabbitmqctl change_password nova"}, at: "/etc/nova/nova.conf:7"},
		{name: "the tap's own", seen: also(func(s *doctor.Seen) {
			s.Taps[1].State, s.Taps[1].Err, s.Logins = sources.Refused, errors.New("no such virtual host"), nil
		}), result: doctor.Critical, says: []string{"broker B refuses the tap", "no such virtual host"}},
		{name: "the tap's right alone", seen: also(func(s *doctor.Seen) {
			s.Taps[1].State, s.Taps[1].Err = sources.Refused, errors.New("configure access refused")
		}), result: doctor.OK},
		{name: "it only does not answer", seen: also(func(s *doctor.Seen) { s.Logins[0] = doctor.Login{Broker: "B", Err: "connection refused"} }), result: doctor.OK},
		{name: "logins were not tried", seen: also(func(s *doctor.Seen) {
			s.Logins, s.Lacks = nil, map[doctor.Part]error{doctor.Logins: errAway, doctor.Taps: errAway}
		}), result: doctor.Unknown},
	})
}

func TestTheBrokersAnswer(t *testing.T) {
	t.Parallel()
	specify(t, "broker-unreachable", "zed-debian", []outcome{
		{name: "they do", seen: healthyServers, result: doctor.OK},
		{name: "B is down", seen: also(func(s *doctor.Seen) {
			s.Logins[0] = doctor.Login{Broker: "B", Address: "192.0.2.71:5672", From: []setup.Origin{novaURL}, Err: "connection refused"}
		}), result: doctor.Critical, says: []string{"broker B does not answer at 192.0.2.71:5672", "retry = 3", "connection refused"}, at: "/etc/nova/nova.conf:7"},
		{name: "the tap lost it", seen: also(func(s *doctor.Seen) { s.Taps[0].State, s.Taps[0].Err = sources.Retrying, errAway }), result: doctor.Critical, says: []string{"the tap of broker A has lost", "look whether it runs"}},
		{name: "a refusal is an answer", seen: also(func(s *doctor.Seen) { s.Logins[0] = doctor.Login{Broker: "B", Refused: true, Err: "refused"} }), result: doctor.OK},
	})
}

func TestNoBrokerHasAnAlarm(t *testing.T) {
	t.Parallel()
	specify(t, "broker-alarm", "zed-debian", []outcome{
		{name: "none has", seen: healthyServers, result: doctor.OK},
		{name: "memory", seen: also(func(s *doctor.Seen) { s.B.Nodes[0].MemoryAlarm = true }), result: doctor.Critical, says: []string{"broker B has an alarm", "rabbit@b takes 120 MiB of memory, and its watermark is 1600 MiB"}},
		{name: "disk", seen: also(func(s *doctor.Seen) { s.B.Nodes[0].DiskAlarm = true }), result: doctor.Critical, says: []string{"9216 MiB of free disk, and needs 50 MiB"}},
		{name: "on A", seen: also(func(s *doctor.Seen) { s.A.Nodes[0].MemoryAlarm = true }), result: doctor.Critical, says: []string{"broker A has an alarm"}},
		{name: "the tap was told", seen: also(func(s *doctor.Seen) { closedManagement(s); s.Taps[1].Blocked = "low on memory" }), result: doctor.Critical, says: []string{"connection.blocked: low on memory"}},
		{name: "connections wait", seen: also(func(s *doctor.Seen) { s.B.Connections[0].State = "blocked" }), result: doctor.Critical, says: []string{"connections that are blocked: 1"}},
		{name: "nobody could ask", seen: also(closedManagement), result: doctor.Unknown, says: []string{"tag monitoring"}},
	})
}

func TestEveryUserHasTheRightsForNotifications(t *testing.T) {
	t.Parallel()
	specify(t, "broker-permission", "zed-debian", []outcome{
		{name: "he has", seen: healthyServers, result: doctor.OK},
		{name: "they were revoked", seen: also(func(s *doctor.Seen) {
			s.Logins[0].Denied, s.Logins[0].From = []string{"configure", "write"}, []setup.Origin{novaURL}
		}), result: doctor.Critical, says: []string{"the user ceilometer of nova lacks rights for notifications: configure, write", "rabbitmqctl set_permissions -p '/' 'ceilometer' '.*' '.*' '.*'"}, at: "/etc/nova/nova.conf:7"},
		{name: "he cannot log in", seen: also(func(s *doctor.Seen) { s.Logins[0].Err, s.Logins[0].Denied = "refused", []string{"read"} }), result: doctor.OK},
	})
	specify(t, "tap-permission", "zed-debian", []outcome{
		{name: "the tap has", seen: healthyServers, result: doctor.OK},
		{name: "not for cinder", seen: also(func(s *doctor.Seen) {
			s.Taps[1].Denied, s.Taps[1].DeniedHint = []string{"cinder"}, "rabbitmqctl set_permissions"
		}), result: doctor.Warning, says: []string{"on broker B the tap may not read cinder", "rabbitmqctl set_permissions"}},
		{name: "it may not make its queue", seen: also(func(s *doctor.Seen) {
			s.Taps[1].State, s.Taps[1].Err = sources.Refused, errors.New("configure access refused")
		}), result: doctor.Warning, says: []string{"broker B lets services in, and refuses the tap", "configure access refused", "a user of its own", "--url B=env:NAME"}},
		{name: "there are no taps", seen: also(func(s *doctor.Seen) { s.Lacks = map[doctor.Part]error{doctor.Taps: errAway} }), result: doctor.Unknown},
	})
}

func TestNothingIsDropped(t *testing.T) {
	t.Parallel()
	twice := func(then, later uint64) func(*doctor.Seen) {
		return also(func(s *doctor.Seen) {
			s.B.Unroutable = known(later)
			before := &doctor.Seen{B: healthyB()}
			before.B.At, before.B.Unroutable = now.Add(-10*time.Second), known(then)
			s.Before = before
		})
	}
	specify(t, "broker-unroutable", "zed-debian", []outcome{
		{name: "nothing ever was", seen: healthyServers, result: doctor.OK},
		{name: "something once was", seen: also(func(s *doctor.Seen) { s.B.Unroutable = known(uint64(4)) }), result: doctor.Info, says: []string{"has dropped 4 messages"}},
		{name: "nothing any more", seen: twice(4, 4), result: doctor.OK},
		{name: "something is", seen: twice(4, 9), result: doctor.Critical, says: []string{"5 in 10s", "restart the services"}},
		{name: "the broker was started anew", seen: twice(90, 3), result: doctor.OK},
		{name: "it is too old to count", seen: also(func(s *doctor.Seen) { s.B.Unroutable = nil }), result: doctor.Unknown},
		{name: "the management API is closed", seen: also(closedManagement), result: doctor.Unknown},
	})
}

func TestServicesAndQueuesAgreeAboutDurability(t *testing.T) {
	t.Parallel()
	durable := func(s *doctor.Seen) {
		for i := range s.B.Queues {
			s.B.Queues[i].Durable = true
		}
	}
	specify(t, "broker-durable", "zed-debian", []outcome{
		{name: "nothing is durable", seen: healthyServers, result: doctor.OK},
		{name: "only the queues are", seen: also(durable), result: doctor.Critical, says: []string{"notifications.audit on broker B is durable, and", "declares it as not durable", "amqp_durable_queues is not set"}},
		{name: "only Nova is", seen: healthyServers, files: func(t *testing.T, f tree) {
			f["/etc/nova/nova.conf"] += "\n[oslo_messaging_rabbit]\namqp_durable_queues = true\n"
		}, result: doctor.Critical, says: []string{"notifications.audit on broker B is not durable, and nova declares it as durable", "amqp_durable_queues = true"}},
		{name: "calls do not count", seen: also(func(s *doctor.Seen) { s.A.Queues[0].Durable = true }), result: doctor.OK},
		{name: "the management API is closed", seen: also(closedManagement), result: doctor.Unknown},
	})
}
