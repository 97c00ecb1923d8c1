package steps_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

const neutronConf = "/etc/neutron/neutron.conf"

// TestANotifierThatIsLeftOnBrokerAIsNamed: it goes on filling queues that nobody
// reads any more.
func TestANotifierThatIsLeftOnBrokerAIsNamed(t *testing.T) {
	t.Parallel()
	const rpc, driver = "[DEFAULT]\ntransport_url = rabbit://openstack:rpcsecret@192.0.2.11:5672/\n", "[oslo_messaging_notifications]\ndriver = messagingv2\n"
	for name, test := range map[string]struct {
		text    string
		roles   []setup.NodeRole
		neutron bool
		release profile.Release
		want    bool
	}{
		"notifies":                  {rpc + driver, setup.NodeRoles, false, profile.Zed, true},
		"by the old name":           {rpc + "notification_driver = messaging\n", setup.NodeRoles, false, profile.Zed, true},
		"a name that nobody reads":  {rpc + "notification_driver = messaging\n", setup.NodeRoles, false, profile.R2025_1, false},
		"to an older broker":        {rpc + driver + "transport_url = rabbit://x:y@192.0.2.99:5672//\n", setup.NodeRoles, false, profile.Zed, true},
		"is moved":                  {rpc + driver, setup.NodeRoles, true, profile.Zed, false},
		"does not notify":           {rpc, setup.NodeRoles, false, profile.Zed, false},
		"writes to the log":         {rpc + "[oslo_messaging_notifications]\ndriver = log\n", setup.NodeRoles, false, profile.Zed, false},
		"goes to broker B":          {rpc + driver + "transport_url = rabbit://x:y@" + brokerIP + ":5672//\n", setup.NodeRoles, false, profile.Zed, false},
		"is the controller's alone": {rpc + driver, []setup.NodeRole{setup.Compute}, false, profile.Zed, false},
	} {
		a, f := answers(test.roles...), machine(test.release, setup.Debian)
		a.MongoDB, f.Servers.MongoDB = setup.MongoAnswers{}, nil
		a.Features.Neutron = test.neutron
		file(&f, neutronConf, "neutron", []byte(test.text))
		notes := strings.Join(steps.Build(a, f).Notes, "\n")
		if got := strings.Contains(notes, "Neutron") && strings.Contains(notes, "features.neutron: true") && strings.Contains(notes, neutronConf+":"); got != test.want {
			t.Errorf("%s: noted %v, want %v: %s", name, got, test.want, notes)
		}
		if strings.Contains(notes, "rpcsecret") {
			t.Errorf("%s: a password is in the notes", name)
		}
	}
}

// TestABrokerThatTheAgentLeavesIsNamed with the line that was.
func TestABrokerThatTheAgentLeavesIsNamed(t *testing.T) {
	t.Parallel()
	p := zed(func(_ *setup.Answers, f *setup.Facts) {
		file(f, ceilometerConf, "ceilometer", []byte("[notification]\nmessaging_urls = rabbit://nova:n0va@192.0.2.1:5672/nova\nmessaging_urls = rabbit://ceilometer:BrokerSecret1@"+brokerIP+":5672//\n"))
	})
	notes := strings.Join(p.Notes, "\n")
	if !strings.Contains(notes, "no longer listens on rabbit://nova:******@192.0.2.1:5672/nova") || !strings.Contains(notes, ceilometerConf+":2") || strings.Contains(notes, ceilometerConf+":3") {
		t.Errorf("notes: %s", notes)
	}
	if kept := strings.Join(zed(nil).Notes, "\n"); strings.Contains(kept, "no longer listens") {
		t.Errorf("without messaging_urls: %s", kept)
	}
}

// TestSlip10TheOtherReaderOfATopicIsTold: his topic goes to broker B as well.
func TestSlip10TheOtherReaderOfATopicIsTold(t *testing.T) {
	t.Parallel()
	const want = "topics billing, audit go to broker B with it"
	topics := func(url string) string {
		return strings.Join(zed(func(_ *setup.Answers, f *setup.Facts) {
			file(f, cinderConf, "cinder", []byte("[database]\nconnection = x\n[oslo_messaging_notifications]\ndriver = messagingv2\ntopics = notifications,billing, audit\n"+url))
		}).Notes, "\n")
	}
	if notes := topics(""); !strings.Contains(notes, "Cinder's "+want) {
		t.Errorf("notes: %s", notes)
	}
	if notes := topics("transport_url = rabbit://x:y@" + brokerIP + ":5672//\n"); strings.Contains(notes, want) {
		t.Errorf("they are on broker B already: %s", notes)
	}
	if notes := strings.Join(zed(nil).Notes, "\n"); strings.Contains(notes, "with it") {
		t.Errorf("without another topic: %s", notes)
	}
}
