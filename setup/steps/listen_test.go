package steps_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

const (
	toB  = "rabbit://ceilometer:BrokerSecret1@" + brokerIP + ":5672//"
	toA  = "rabbit://openstack:rpcsecret@192.0.2.11:5672/"
	toC  = "rabbit://old:old@192.0.2.99:5672/"
	onC  = "[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = " + toC + "\n"
	rpcA = "[DEFAULT]\ntransport_url = " + toA + "\n"
)

// migrating is a plan while the notifiers move one by one.
func migrating(release profile.Release, change func(*setup.Answers, *setup.Facts)) (setup.Plan, setup.Answers, setup.Facts) {
	a, f := answers(setup.NodeRoles...), machine(release, setup.Debian)
	a.Migration = true
	change(&a, &f)
	return steps.Build(a, f), a, f
}

// listens are the messaging_urls that the plan gives the agent.
func listens(t *testing.T, p setup.Plan) []string {
	t.Helper()
	f, err := osloconf.Parse(ceilometerConf, []byte(written(p, ceilometerConf)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, v := range osloconf.Merge(f).GetMulti("notification", "messaging_urls") {
		all = append(all, v.Text)
	}
	return all
}

// TestAMovingAgentListensWhereItDid: what the agent hears today it hears until
// the last notifier has moved.
func TestAMovingAgentListensWhereItDid(t *testing.T) {
	t.Parallel()
	const nova, glance = "rabbit://nova:n@192.0.2.11:5672/nova?ssl=0", "rabbit://glance:g@192.0.2.11:5672/glance"
	for name, test := range map[string]struct {
		change func(*setup.Answers, *setup.Facts)
		want   []string
	}{
		"a URL for each service": {func(_ *setup.Answers, f *setup.Facts) {
			file(f, ceilometerConf, "ceilometer", []byte("[notification]\nmessaging_urls = "+nova+"\nmessaging_urls = "+glance+"\n"))
		}, []string{toB, nova, glance}},
		"an older broker of notifications": {func(_ *setup.Answers, f *setup.Facts) {
			for _, name := range []string{"nova", "cinder", "ceilometer"} {
				file(f, "/etc/"+name+"/"+name+".conf", name, []byte(rpcA+onC))
			}
		}, []string{toB, toC}},
		"one service has no broker of its own": {func(_ *setup.Answers, f *setup.Facts) {
			file(f, novaConf, "nova", []byte(rpcA+"[oslo_messaging_notifications]\ndriver = messagingv2\n"))
			file(f, cinderConf, "cinder", []byte(rpcA+onC))
		}, []string{toB, toA, toC}},
		"the pollers send to A": {func(_ *setup.Answers, f *setup.Facts) {
			file(f, ceilometerConf, "ceilometer", []byte(rpcA))
			file(f, cinderConf, "cinder", []byte(rpcA+onC))
		}, []string{toB, toA, toC}},
		"nobody notifies yet": {func(*setup.Answers, *setup.Facts) {}, []string{toB, toA}},
		"broker B as another user": {func(_ *setup.Answers, f *setup.Facts) {
			file(f, ceilometerConf, "ceilometer", []byte("[notification]\nmessaging_urls = rabbit://x:y@"+brokerIP+":5672/\nmessaging_urls = "+toA+"\n"))
		}, []string{toB, toA}},
		"broker B in other words": {func(_ *setup.Answers, f *setup.Facts) {
			file(f, ceilometerConf, "ceilometer", []byte("[notification]\nmessaging_urls = rabbit://ceilometer:BrokerSecret1@"+brokerIP+":5672/%2F\n"))
		}, []string{"rabbit://ceilometer:BrokerSecret1@" + brokerIP + ":5672/%2F", toA}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, a, f := migrating(profile.Zed, test.change)
			got := listens(t, p)
			slices.Sort(got)
			slices.Sort(test.want)
			if !slices.Equal(got, test.want) {
				t.Errorf("the agent listens on\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if left := step(t, steps.Build(a, settle(f, p)), "C12"); left.State != setup.Done {
				t.Errorf("a second plan is %s: %s", left.State, left.Why)
			}
		})
	}
}

// TestAURLThatCannotBeKeptBlocks: one that cannot be read is not dropped.
func TestAURLThatCannotBeKeptBlocks(t *testing.T) {
	t.Parallel()
	p, _, _ := migrating(profile.Zed, func(_ *setup.Answers, f *setup.Facts) {
		file(f, ceilometerConf, "ceilometer", []byte("[notification]\nmessaging_urls = $nothing\n"))
	})
	if s := step(t, p, "C12"); s.State != setup.Blocked || !strings.Contains(s.Why, ceilometerConf+":2") {
		t.Errorf("C12 is %s: %s", s.State, s.Why)
	}
}

// TestBrokerAsSettingsComeAlong: Ceilometer's own group of the driver says
// nothing of broker A's TLS and queues.
func TestBrokerAsSettingsComeAlong(t *testing.T) {
	t.Parallel()
	group := "[oslo_messaging_rabbit]\nssl = true\nssl_ca_file = /etc/ssl/a.pem\nrabbit_quorum_queue = true\n"
	change := func(own string) func(*setup.Answers, *setup.Facts) {
		return func(_ *setup.Answers, f *setup.Facts) {
			for _, name := range []string{"nova", "cinder"} {
				file(f, "/etc/"+name+"/"+name+".conf", name, []byte(rpcA+group+"[oslo_messaging_notifications]\ndriver = messagingv2\n"))
			}
			file(f, ceilometerConf, "ceilometer", []byte("[x]\n"+own))
		}
	}
	p, _, _ := migrating(profile.Zed, change(""))
	want := toA + "?rabbit_quorum_queue=true&ssl=1&ssl_ca_file=%2Fetc%2Fssl%2Fa.pem"
	if got := listens(t, p); !slices.Contains(got, want) {
		t.Errorf("the agent listens on %q, want %s among them", got, want)
	}
	p, _, _ = migrating(profile.Zed, change(group))
	if got := listens(t, p); !slices.Contains(got, toA) || !slices.Contains(got, toB+"?ssl=0") {
		t.Errorf("with the same group the agent listens on %q", got)
	}
	p, _, _ = migrating(profile.Zed, func(a *setup.Answers, f *setup.Facts) {
		change(group)(a, f)
		file(f, novaConf, "nova", []byte(rpcA))
		file(f, cinderConf, "cinder", []byte(rpcA+"[oslo_messaging_notifications]\ndriver = messagingv2\n"))
	})
	if got, want := listens(t, p), toA+"?rabbit_quorum_queue=false&ssl=0"; !slices.Contains(got, want) {
		t.Errorf("the agent listens on %q, want %s among them", got, want)
	}
}

// TestMitakaDecodesNothing: broker A's URL is written for those who read it.
func TestMitakaDecodesNothing(t *testing.T) {
	t.Parallel()
	old := func(options string) setup.Plan {
		f := machine(profile.Mitaka, setup.RedHat)
		file(&f, cinderConf, "cinder", []byte("[database]\nconnection = mysql://c:d@192.0.2.11/c\n[oslo_messaging_rabbit]\nrabbit_host = 192.0.2.11\nrabbit_userid = openstack\n"+options))
		return steps.Build(answers(setup.NodeRoles...), f)
	}
	for options, why := range map[string]string{
		"rabbit_password = p@ss/1\n":                     "does not decode escapes",
		"rabbit_password = p\nrabbit_use_ssl = true\n":   "ssl=1",
		"rabbit_password = p\namqp_durable_queues = 1\n": "amqp_durable_queues=true",
	} {
		if s := step(t, old(options), "C12"); s.State != setup.Blocked || !strings.Contains(s.Why, why) || s.Hint == "" || strings.Contains(s.Why+s.Hint, "p@ss") {
			t.Errorf("%q: C12 is %s: %s", options, s.State, s.Why)
		}
	}
	want := "rabbit://openstack:p@192.0.2.11:5672//os"
	if got := listens(t, old("rabbit_password = p\nrabbit_virtual_host = /os\n")); !slices.Contains(got, want) {
		t.Errorf("the agent listens on %q, want %s among them", got, want)
	}
}
