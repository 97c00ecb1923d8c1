package steps_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestBrokerBIsAnotherOneThanBrokerA: what goes to the broker of the calls is not
// set apart.
func TestBrokerBIsAnotherOneThanBrokerA(t *testing.T) {
	t.Parallel()
	ask := func(release profile.Release, change func(*setup.BrokerAnswers)) setup.Plan {
		a := answers(setup.NodeRoles...)
		change(&a.BrokerB)
		f := machine(release, setup.RedHat)
		if release < profile.Pike {
			for _, name := range []string{"nova", "cinder", "neutron", "heat"} {
				file(&f, "/etc/"+name+"/"+name+".conf", name, []byte("[database]\nconnection = mysql://c:d@192.0.2.11/c\n[oslo_messaging_rabbit]\nrabbit_hosts = 192.0.2.10, 192.0.2.11\nrabbit_userid = openstack\n"))
			}
		}
		return steps.Build(a, f)
	}
	for _, release := range []profile.Release{profile.Newton, profile.Zed} {
		p := ask(release, func(b *setup.BrokerAnswers) { b.Host = "192.0.2.11" })
		for _, id := range []string{"B1", "C12", "N1", "K3", "S1", "G1"} {
			if s := step(t, p, id); s.State != setup.Blocked {
				t.Errorf("%s: broker A for broker B: %s is %s: %s", release, id, s.State, s.Why)
			}
		}
		if s := step(t, p, "B1"); !strings.Contains(s.Why, "192.0.2.11:5672 is broker A") || !strings.Contains(s.Hint, "broker_b.vhost") {
			t.Errorf("%s: B1 says %q, hint %q", release, s.Why, s.Hint)
		}
		for name, change := range map[string]func(*setup.BrokerAnswers){
			"vhost": func(b *setup.BrokerAnswers) { b.Host, b.VHost = "192.0.2.11", "telemetry" },
			"port":  func(b *setup.BrokerAnswers) { b.Host, b.Port = "192.0.2.9,192.0.2.11", 5673 },
		} {
			p := ask(release, change)
			if s := step(t, p, "N1"); s.State != setup.Change {
				t.Errorf("%s, another %s: N1 is %s: %s", release, name, s.State, s.Why)
			}
			if notes := strings.Join(p.Notes, "\n"); !strings.Contains(notes, "on the host of broker A, 192.0.2.11") {
				t.Errorf("%s, another %s: nobody says that both share a host: %s", release, name, notes)
			}
		}
		if notes := strings.Join(ask(release, func(*setup.BrokerAnswers) {}).Notes, "\n"); strings.Contains(notes, "host of broker A") {
			t.Errorf("%s: two hosts are taken for one: %s", release, notes)
		}
	}
	// Glance and, up to Ocata, Ceilometer have no other transport than broker B:
	// it is no broker of calls.
	f := machine(profile.Mitaka, setup.RedHat)
	first := steps.Build(answers(setup.NodeRoles...), f)
	if left := states(steps.Build(answers(setup.NodeRoles...), settle(f, first)), setup.Blocked); len(left) > 0 {
		t.Errorf("broker B is taken for broker A: %q", left)
	}
}
