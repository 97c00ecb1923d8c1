package steps_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// audited are the hosts of a cloud whose plans schedule Cinder's audit.
func audited(hosts map[string]setup.NodeRole, nodes func(host string) setup.Nodes) (on []string, plans map[string]setup.Plan) {
	plans = make(map[string]setup.Plan)
	at := byte(11)
	for host, role := range hosts {
		a, f := answers(role), machine(profile.Zed, setup.Debian)
		a.MongoDB, f.Servers.MongoDB = setup.MongoAnswers{}, nil
		a.BrokerB.Password.Fresh = false
		f.System.Hostname = host
		f.System.Addresses = []netip.Prefix{netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 2, at}), 24)}
		a.Nodes = nodes(host)
		plans[host] = steps.Build(a, f)
		if s, _ := plans[host].Step("S4"); s.State == setup.Change {
			on = append(on, host)
		}
		at++
	}
	return on, plans
}

// TestOneHostOfACloudRunsTheAudit: two hosts that run it send everything twice,
// and where none does nothing comes.
func TestOneHostOfACloudRunsTheAudit(t *testing.T) {
	t.Parallel()
	controllers := map[string]setup.NodeRole{"c11": setup.Controller, "c12.example.org": setup.Controller, "s21": setup.Storage, "s22": setup.Storage}
	alone := map[string]setup.NodeRole{"c11": setup.Controller, "s21": setup.Storage, "s22": setup.Storage}
	for name, test := range map[string]struct {
		hosts map[string]setup.NodeRole
		nodes setup.Nodes
		want  string
	}{
		"the first controller":     {controllers, setup.Nodes{Control: []string{"c12", "c11"}, Storage: []string{"s21", "s22"}}, "c12.example.org"},
		"its name with a domain":   {controllers, setup.Nodes{Control: []string{"root@c11.example.org", "c12.example.org"}}, "c11"},
		"no list":                  {alone, setup.Nodes{}, "c11"},
		"a list of storage nodes":  {alone, setup.Nodes{Storage: []string{"s21", "s22"}}, "c11"},
		"a storage node, if named": {alone, setup.Nodes{Control: []string{"s22", "c11"}}, "s22"},
	} {
		on, plans := audited(test.hosts, func(string) setup.Nodes { return test.nodes })
		if len(on) != 1 || on[0] != test.want {
			t.Errorf("%s: it runs on %q, want %s", name, on, test.want)
		}
		for host, p := range plans {
			if s := step(t, p, "S4"); s.State != setup.Change && (s.State != setup.NotHere || s.Why == "") {
				t.Errorf("%s: on %s it is %s: %s", name, host, s.State, s.Why)
			}
		}
	}
}

// TestAControllerThatTheListLeavesOutSaysSo: each of two that list the other
// alone would leave it to the other.
func TestAControllerThatTheListLeavesOutSaysSo(t *testing.T) {
	t.Parallel()
	others := map[string]string{"c11": "c12", "c12": "c11"}
	_, plans := audited(map[string]setup.NodeRole{"c11": setup.Controller, "c12": setup.Controller}, func(host string) setup.Nodes {
		return setup.Nodes{Control: []string{others[host]}}
	})
	for host, p := range plans {
		if s := step(t, p, "S4"); s.State != setup.Blocked || !strings.Contains(s.Why, "nodes.control does not name this controller") || !strings.Contains(s.Hint, "nodes.control") {
			t.Errorf("%s: %s, %q, hint %q", host, s.State, s.Why, s.Hint)
		}
	}
}

// TestWithoutAListAControllerSaysThatItTakesTheAudit because there may be more.
func TestWithoutAListAControllerSaysThatItTakesTheAudit(t *testing.T) {
	t.Parallel()
	_, plans := audited(map[string]setup.NodeRole{"c11": setup.Controller}, func(string) setup.Nodes { return setup.Nodes{} })
	if notes := strings.Join(plans["c11"].Notes, "\n"); !strings.Contains(notes, "name all of them in nodes.control") {
		t.Errorf("notes: %s", notes)
	}
}

// TestAScheduleOfAnEarlierPlanIsNamed where another host has taken over.
func TestAScheduleOfAnEarlierPlanIsNamed(t *testing.T) {
	t.Parallel()
	p := zed(func(a *setup.Answers, f *setup.Facts) {
		a.Nodes.Control = []string{"192.0.2.99", controlIP}
		file(f, "/etc/systemd/system/ceilotop-volume-audit.timer", "", []byte("[Timer]\n"))
	})
	if s := step(t, p, "S4"); s.State != setup.NotHere || !strings.Contains(strings.Join(p.Notes, "\n"), "ceilotop-volume-audit.timer is here") {
		t.Errorf("S4 is %s, notes %q", s.State, p.Notes)
	}
}

// TestTheAuditBelowAnotherRoot, where no address is known: the only controller
// is this one, and of several it is said that nobody knows.
func TestTheAuditBelowAnotherRoot(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]setup.State{"192.0.2.228": setup.Change, "192.0.2.228 192.0.2.229": setup.Blocked, "control other": setup.Change, "other control": setup.NotHere} {
		p := zed(func(a *setup.Answers, f *setup.Facts) {
			f.System.Root, f.System.Addresses = "/mnt", nil
			a.Nodes.Control = strings.Fields(list)
		})
		if s := step(t, p, "S4"); s.State != want {
			t.Errorf("%s: %s, want %s: %s", list, s.State, want, s.Why)
		}
	}
}
