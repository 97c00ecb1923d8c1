package steps_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestAPlanThatWasCarriedOutLeavesNothing is the heart: for each release, each
// family and every set of roles, a plan has no blocked step on a whole machine,
// and when it was carried out, the next one is empty.
func TestAPlanThatWasCarriedOutLeavesNothing(t *testing.T) {
	t.Parallel()
	roles := map[string][]setup.NodeRole{
		"all": setup.NodeRoles, "controller": {setup.Controller}, "compute": {setup.Compute},
		"storage": {setup.Storage}, "broker": {setup.BrokerNode},
	}
	for _, release := range profile.Releases() {
		for _, family := range []setup.Family{setup.RedHat, setup.Debian} {
			for name, roles := range roles {
				t.Run(fmt.Sprintf("%s/%s/%s", release, family, name), func(t *testing.T) {
					t.Parallel()
					f := machine(release, family)
					for _, mode := range []string{"plain", "strict", "migration", "polling", "cron"} {
						a := answers(roles...)
						// Only the plan that makes the user may make his password.
						a.BrokerB.Password.Fresh = name == "all" || name == "broker" || name == "controller"
						switch mode {
						case "strict":
							a.BrokerB.StrictUsers = true
						case "migration":
							a.Migration = true
						case "polling":
							a.PollingInterval = 1e9
						case "cron":
							a.Audit.Schedule = "cron"
						}
						if release >= profile.Queens {
							f.Servers.MongoDB, a.MongoDB = nil, setup.MongoAnswers{}
						}
						p := steps.Build(a, f)
						if !p.Changes() {
							t.Fatalf("%s: nothing to do on a machine without telemetry", mode)
						}
						if left := states(p, setup.Blocked); len(left) > 0 {
							t.Fatalf("%s: blocked on a whole machine:\n%s", mode, strings.Join(left, "\n"))
						}
						again := steps.Build(a, settle(f, p))
						if left := states(again, setup.Blocked, setup.Change); len(left) > 0 {
							t.Fatalf("%s: left after the plan was carried out:\n%s", mode, strings.Join(left, "\n"))
						}
					}
				})
			}
		}
	}
}

func TestEachFileIsOneAction(t *testing.T) {
	t.Parallel()
	p := steps.Build(answers(setup.NodeRoles...), machine(profile.Newton, setup.RedHat))
	seen := make(map[string]string)
	for _, s := range p.Steps {
		if s.State != setup.Change && len(s.Actions) > 0 {
			t.Errorf("step %s is %s and has actions", s.ID, s.State)
		}
		for _, a := range s.Actions {
			if w, ok := a.(setup.WriteFile); ok {
				if other, twice := seen[w.Path]; twice {
					t.Errorf("%s is written by %s and by %s", w.Path, other, s.ID)
				}
				seen[w.Path] = s.ID
			}
		}
	}
	if s := step(t, p, "K3"); s.State != setup.Change || !strings.Contains(s.Why, "in the edit of /etc/nova/nova.conf by step N1") {
		t.Errorf("K3 is %s: %q, and does not name the edit that it is in", s.State, s.Why)
	}
}

// TestUnitsRestartAfterWhatTheyRead holds the order in which nothing is lost.
func TestUnitsRestartAfterWhatTheyRead(t *testing.T) {
	t.Parallel()
	p := steps.Build(answers(setup.NodeRoles...), machine(profile.Newton, setup.RedHat))
	var order []string
	for _, s := range p.Steps {
		for _, a := range s.Actions {
			switch a := a.(type) {
			case setup.PutUser:
				order = append(order, "user")
			case setup.WriteFile:
				order = append(order, a.Path)
			case setup.ControlUnit:
				order = append(order, a.Unit)
				for _, name := range a.Because {
					if !strings.Contains(strings.Join(order, "\n"), name) {
						t.Errorf("%s restarts because of %s, which is not written yet", a.Unit, name)
					}
				}
			}
		}
	}
	at := func(what string) int {
		for i, o := range order {
			if o == what {
				return i
			}
		}
		t.Fatalf("%s is not in the plan: %v", what, order)
		return 0
	}
	listens := at("openstack-ceilometer-notification.service")
	if at("user") > listens {
		t.Error("the agent starts before broker B has its user")
	}
	for _, u := range []string{"openstack-glance-api.service", "openstack-nova-api.service", "openstack-nova-compute.service", "openstack-cinder-volume.service", "neutron-server.service"} {
		if at(u) < listens {
			t.Errorf("%s restarts before the agent listens", u)
		}
	}
}

func TestJSONHoldsNoSecretAndIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, release := range []profile.Release{profile.Mitaka, profile.Newton, profile.Pike, profile.Zed, profile.R2026_1} {
		a := answers(setup.NodeRoles...)
		a.BrokerB.StrictUsers, a.Migration = true, true
		f := machine(release, setup.RedHat)
		one, err := json.MarshalIndent(steps.Build(a, f), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		two, _ := json.MarshalIndent(steps.Build(a, f), "", " ")
		if string(one) != string(two) {
			t.Errorf("%s: two plans from the same facts differ", release)
		}
		for _, secret := range []string{"BrokerSecret1", "ListenSecret1", "TapSecret1", "KeystoneSecret1", "MongoSecret1", "rpcsecret", "dbsecret"} {
			if strings.Contains(string(one), secret) {
				t.Errorf("%s: the plan's JSON holds %s", release, secret)
			}
		}
	}
}

func TestAFreshPasswordIsKeptOnceAndFirst(t *testing.T) {
	t.Parallel()
	for _, root := range []string{"/", "/mnt"} {
		f := machine(profile.Newton, setup.RedHat)
		f.System.Root = root
		kept := make(map[string]bool)
		for _, s := range steps.Build(answers(setup.NodeRoles...), f).Steps {
			for _, a := range s.Actions {
				switch a := a.(type) {
				case setup.KeepSecret:
					if kept[a.Password.Name] {
						t.Errorf("%s: %s is kept twice", root, a.Password.Name)
					}
					kept[a.Password.Name] = true
				case setup.WriteFile:
					for name, value := range map[string]string{"broker_b": "BrokerSecret1", "keystone": "KeystoneSecret1", "mongo": "MongoSecret1"} {
						if strings.Contains(string(a.New), value) && !kept[name] {
							t.Errorf("%s: %s holds the password %s before it is kept", root, a.Path, name)
						}
					}
				}
			}
		}
		if len(kept) != 3 {
			t.Errorf("%s: kept %v, want three passwords", root, kept)
		}
	}
}

func TestAnotherRootChangesFilesAlone(t *testing.T) {
	t.Parallel()
	f := machine(profile.Newton, setup.RedHat)
	f.System.Root, f.System.InitRunning = "/mnt", false
	p := steps.Build(answers(setup.NodeRoles...), f)
	files := 0
	for _, s := range p.Steps {
		for _, a := range s.Actions {
			if !a.Local() && s.State != setup.NotHere {
				t.Errorf("step %s does %q below another root", s.ID, a)
			}
			if a.Kind() == "file" {
				files++
			}
		}
	}
	if files < 8 {
		t.Errorf("only %d files are written below another root", files)
	}
	// What the scripts of a bundle will do is planned all the same.
	for _, id := range []string{"B1", "C4", "C5", "C6", "C7", "C8", "C9", "C16", "C17", "G2", "K1", "K4", "K5", "S5"} {
		if s := step(t, p, id); s.State != setup.NotHere || len(s.Actions) == 0 {
			t.Errorf("step %s is %s with %d actions, want %s with some", id, s.State, len(s.Actions), setup.NotHere)
		}
	}
}
