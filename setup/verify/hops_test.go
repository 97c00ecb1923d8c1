package verify_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
)

var (
	since = time.Date(2026, 11, 28, 14, 5, 0, 0, time.UTC)
	live  = []sources.BrokerStatus{{Broker: "A", State: sources.Live}, {Broker: "B", State: sources.Live, Exchanges: []string{"glance", "openstack"}}}
)

func at(seconds int) time.Time { return since.Add(time.Duration(seconds) * time.Second) }

// started is a time as systemctl writes it on this machine.
func started(seconds int) string {
	return at(seconds).In(time.Local).Format("Mon 2006-01-02 15:04:05 MST")
}

func event(broker, service, host, kind string, seconds int) verify.Arrival {
	return verify.Arrival{Broker: broker, Service: service, Host: host, Type: kind, Count: 2, First: at(seconds - 1), Last: at(seconds), Resource: "r-" + kind}
}

// sight is a controller whose glance was set up and restarted, and where nothing
// has happened yet.
func sight() verify.Sight {
	return verify.Sight{
		Answers: setup.Answers{Features: setup.Features{Glance: true}},
		Facts: setup.Facts{
			System:   setup.System{Root: "/", Hostname: "ctl"},
			Programs: []setup.Program{{Service: "glance", Main: "/etc/glance/glance-api.conf", Files: []string{"/etc/glance/glance-api.conf"}}},
			Files:    []setup.File{{Path: "/etc/glance/glance-api.conf", Changed: at(5)}},
			Units: []setup.Unit{
				{Name: "glance-api.service", Active: "active", Enabled: "enabled", Started: started(10)},
				{Name: "ceilometer-agent-notification.service", Active: "active", Enabled: "enabled", Started: started(8)},
			},
		},
		Plan:  setup.Plan{Steps: []setup.Step{{ID: "G1", State: setup.Done}}},
		Since: since, Now: at(60), Taps: live,
		Agent: verify.Agent{Consumers: []verify.Consumer{{Program: "ceilometer-agent-notification", Host: "10.0.0.1", User: "ceilometer"}}},
		Store: verify.Store{Address: sources.StoreAddress{Kind: sources.Gnocchi, URL: "http://gnocchi:8041"}},
	}
}

// expect compares one hop. The texts are parts of those that are expected.
func expect(t *testing.T, s verify.Sight, id string, state setup.HopState, detail, why, hint string) {
	t.Helper()
	all := verify.Hops(s)
	i := slices.IndexFunc(all, func(h setup.Hop) bool { return h.ID == id })
	if i < 0 {
		t.Fatalf("there is no hop %s in %v", id, all)
	}
	h := all[i]
	if h.State != state || !strings.Contains(h.Detail, detail) || !strings.Contains(h.Why, why) || !strings.Contains(h.Hint, hint) || why == "" && h.Why != "" || hint == "" && h.Hint != "" {
		t.Errorf("%s:\n got %+v\nwant state %s, detail %q, why %q, hint %q", id, h, state, detail, why, hint)
	}
}

func TestAHopForEachStretchOfTheWay(t *testing.T) {
	t.Parallel()
	s := sight()
	s.Answers.Features = setup.Features{Glance: true, Nova: true, Cinder: true}
	var ids []string
	for _, h := range verify.Hops(s) {
		ids = append(ids, h.ID)
	}
	want := "notifies:glance notifies:nova notifies:cinder silent:glance silent:nova silent:cinder consumes stored:image stored:volume stored:memory stored:vcpus"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAServiceNotifies(t *testing.T) {
	t.Parallel()
	const hop = "notifies:glance"
	t.Run("proven by its events", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20), event("B", "glance", "ctl2", "image.send", 30), event("A", "glance", "ctl3", "image.send", 40)}
		expect(t, s, hop, setup.HopProven, "4 events of ctl, ctl2 since 14:05:00, the last one image.send at 14:05:30", "", "")
	})
	t.Run("nothing for or against it", func(t *testing.T) {
		t.Parallel()
		expect(t, sight(), hop, setup.HopWaiting, "no event since 14:05:00", "sent nothing yet", "openstack image set")
	})
	t.Run("its exchange was not there yet", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Taps = []sources.BrokerStatus{live[0], {Broker: "B", State: sources.Live, Exchanges: []string{"nova"}, Missing: []string{"glance"}}}
		expect(t, s, hop, setup.HopWaiting, "", "the exchange of glance was not there when the tap looked last", "openstack image set")
	})
	t.Run("on other nodes alone", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Facts.Programs = nil
		expect(t, s, hop, setup.HopWaiting, "", "no configuration on this machine", "openstack image set")
	})
	t.Run("its configuration names another broker", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl2", "image.update", 20)}
		s.Plan.Steps[0] = setup.Step{ID: "G1", State: setup.Change, Why: "/etc/glance/glance-api.conf:12 has another [oslo_messaging_notifications] transport_url"}
		expect(t, s, hop, setup.HopBroken, "2 events of ctl2", "step G1 is not done: /etc/glance/glance-api.conf:12 has another", "ceilotop setup apply")
	})
	t.Run("its configuration may not be changed", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Plan.Steps[0] = setup.Step{ID: "G1", State: setup.Blocked, Why: "puppet owns it", Hint: "ceilotop setup export"}
		expect(t, s, hop, setup.HopBroken, "no event", "step G1 is blocked: puppet owns it", "ceilotop setup export")
	})
	t.Run("its process is older than its file", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Facts.Files[0].Changed = at(12)
		expect(t, s, hop, setup.HopBroken, "no event", "glance-api.service runs since 14:05:10, and /etc/glance/glance-api.conf was changed at 14:05:12", "systemctl restart glance-api.service")
	})
	t.Run("its file was written in the second in which it was started", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Facts.Files[0].Changed = at(10).Add(900 * time.Millisecond)
		expect(t, s, hop, setup.HopWaiting, "", "sent nothing yet", "openstack")
	})
	t.Run("it has failed, or is stopped", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Facts.Units[0].Active = "failed"
		expect(t, s, hop, setup.HopBroken, "", "glance-api.service has failed", "journalctl -u glance-api.service")
		s.Facts.Units[0].Active = "inactive"
		expect(t, s, hop, setup.HopBroken, "", "glance-api.service is stopped", "systemctl start glance-api.service")
		s.Facts.Units[0].Enabled = "disabled" // and is meant to be
		expect(t, s, hop, setup.HopWaiting, "", "sent nothing yet", "openstack")
	})
	t.Run("broker B cannot be heard", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Taps = []sources.BrokerStatus{live[0], {Broker: "B", State: sources.Refused, Err: sources.WithHint(errors.New("wrong password"), "correct it")}}
		expect(t, s, hop, setup.HopUnknown, "", "broker B: wrong password", "correct it")
		s.Taps = live[:1]
		expect(t, s, hop, setup.HopUnknown, "", "broker B is not tapped", "")
	})
	t.Run("its release cannot leave broker A", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Answers.Features = setup.Features{Cinder: true}
		s.Plan.Profiles = []setup.Profiled{{Service: "cinder", Release: "mitaka"}}
		s.Arrivals = []verify.Arrival{event("A", "cinder", "ctl", "volume.update.end", 20)}
		expect(t, s, "notifies:cinder", setup.HopProven, "2 events of ctl", "", "")
		for _, h := range verify.Hops(s) {
			if h.ID == "silent:cinder" {
				t.Errorf("A need not be free of it: %+v", h)
			}
			if h.ID == "notifies:cinder" && h.Title != "cinder's events arrive on A" {
				t.Error(h.Title)
			}
		}
	})
	t.Run("a unit of Apache runs Keystone", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Answers.Features = setup.Features{Keystone: true}
		s.Facts.System.Family = setup.Debian
		s.Facts.Programs = []setup.Program{{Service: "keystone", Main: "/etc/keystone/keystone.conf", Files: []string{"/etc/keystone/keystone.conf"}}}
		s.Facts.Files = []setup.File{{Path: "/etc/keystone/keystone.conf", Changed: at(12)}}
		s.Facts.Units = []setup.Unit{{Name: "apache2.service", Active: "active", Started: started(10)}}
		expect(t, s, "notifies:keystone", setup.HopBroken, "", "apache2.service runs since 14:05:10", "systemctl restart apache2.service")
	})
}

func TestBrokerAFallsSilent(t *testing.T) {
	t.Parallel()
	const hop = "silent:glance"
	t.Run("proven by what B hears instead", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20), event("A", "glance", "ctl", "image.update", 9)} // before its restart
		expect(t, s, hop, setup.HopProven, "no event since 14:05:11", "", "")
	})
	t.Run("without a unit, from the change of its file on", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Facts.Units = s.Facts.Units[1:]
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20), event("A", "glance", "ctl", "image.update", 4)} // before the change
		expect(t, s, hop, setup.HopProven, "no event since 14:05:06", "", "")
		s.Arrivals[1].Last = at(9)
		expect(t, s, hop, setup.HopBroken, "events of ctl since", "old configuration", "look whether a program")
	})
	t.Run("silence alone proves nothing", func(t *testing.T) {
		t.Parallel()
		expect(t, sight(), hop, setup.HopWaiting, "no event", "silence proves nothing", "openstack image set")
	})
	t.Run("a program of this machine still sends there", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20), event("A", "glance", "ctl", "image.update", 20)}
		expect(t, s, hop, setup.HopBroken, "2 events of ctl since", "old configuration", "no unit of this machine starts")
		s.Facts.Files[0].Changed = at(15)
		expect(t, s, hop, setup.HopBroken, "2 events of ctl since", "glance-api.service runs since 14:05:10", "systemctl restart")
	})
	t.Run("another node still sends there", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20), event("A", "glance", "ctl2", "image.update", 5)}
		expect(t, s, hop, setup.HopBroken, "2 events of ctl2 since", "old configuration", "look at ctl2 with: ceilotop setup plan")
	})
	t.Run("broker A cannot be heard", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Taps = []sources.BrokerStatus{{Broker: "A", State: sources.Retrying, Err: errors.New("connection refused")}, live[1]}
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20)}
		expect(t, s, hop, setup.HopUnknown, "", "connection refused", "")
	})
	t.Run("broker A is not tapped", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Taps, s.Facts.Brokers = live[1:], []setup.Broker{{Name: "A"}, {Name: "B"}}
		s.Arrivals = []verify.Arrival{event("B", "glance", "ctl", "image.update", 20)}
		expect(t, s, hop, setup.HopUnknown, "", "broker A is not tapped", "")
	})
	t.Run("there is no A", func(t *testing.T) {
		t.Parallel()
		s := sight()
		s.Taps = live[1:]
		for _, h := range verify.Hops(s) {
			if strings.HasPrefix(h.ID, "silent:") {
				t.Errorf("%+v", h)
			}
		}
	})
}

func TestWhatComesFromOutsideIsMadeVisible(t *testing.T) {
	t.Parallel()
	s := sight()
	s.Arrivals = []verify.Arrival{event("B", "glance", "c\x1b[2Jtl", "image.\u202eupdate", 20)}
	for _, h := range verify.Hops(s) {
		if strings.ContainsAny(h.Detail, "\x1b\u202e") {
			t.Errorf("%q", h.Detail)
		}
	}
}
