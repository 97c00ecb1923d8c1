package steps_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/sources"
)

func zed(change func(*setup.Answers, *setup.Facts)) setup.Plan {
	a, f := answers(setup.NodeRoles...), machine(profile.Zed, setup.Debian)
	a.MongoDB, f.Servers.MongoDB = setup.MongoAnswers{}, nil
	if change != nil {
		change(&a, &f)
	}
	return steps.Build(a, f)
}

func TestWhatStandsInTheWayBlocksWithAHint(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change  func(*setup.Answers, *setup.Facts)
		step    string
		why     string
		hint    string
		another string // is blocked, because it waits for the first
	}{
		"unreadable": {func(_ *setup.Answers, f *setup.Facts) {
			f.Unreadable = []setup.Unreadable{{Path: novaConf, Owner: "root:nova", Mode: fs.FileMode(0o640)}}
			f.Files = slices.DeleteFunc(f.Files, func(o setup.File) bool { return o.Path == novaConf })
		}, "N1", "permission denied (root:nova 0640)", "sudo ceilotop", "K5"},
		"managed": {func(_ *setup.Answers, f *setup.Facts) {
			f.Managers = []setup.Manager{{Name: "puppet", Evidence: "/etc/puppetlabs", Paths: []string{"/etc/glance"}}}
		}, "G1", "puppet owns /etc/glance/glance-api.conf", "ceilotop setup export", "G2"},
		"containers": {func(_ *setup.Answers, f *setup.Facts) {
			f.Managers = []setup.Manager{{Name: "kolla", Evidence: "/etc/kolla/globals.yml", Paths: []string{"/etc/kolla"}}}
			program(f, "nova", "/etc/kolla/nova-compute/nova.conf", []byte("[DEFAULT]\n"))
		}, "C9", "kolla owns this host", "ceilotop setup export", "C17"},
		"symbolic link": {func(_ *setup.Answers, f *setup.Facts) {
			i := slices.IndexFunc(f.Files, func(o setup.File) bool { return o.Path == cinderConf })
			f.Files[i].Target = "/srv/cinder.conf"
		}, "S1", "symbolic link to /srv/cinder.conf", "replace the link", "S3"},
		"masked": {func(_ *setup.Answers, f *setup.Facts) {
			f.Units = append(f.Units, setup.Unit{Name: "ceilometer-agent-central.service", Enabled: "masked"})
		}, "C17", "ceilometer-agent-central.service is masked", "systemctl unmask", ""},
		"B is down": {func(_ *setup.Answers, f *setup.Facts) {
			f.Servers.BrokerB = &setup.BrokerServer{ReachError: "connection refused"}
		}, "B1", "connection refused", "start RabbitMQ on " + brokerIP, "N1"},
		"B was not asked": {func(_ *setup.Answers, f *setup.Facts) { f.Servers.BrokerB = nil }, "B1", "not asked", "broker_b", "C17"},
		"no password":     {func(a *setup.Answers, _ *setup.Facts) { a.BrokerB.Password = setup.Password{} }, "B1", "no password", "broker_b.password", "K2"},
		"Keystone is down": {func(_ *setup.Answers, f *setup.Facts) {
			f.Servers.Keystone = &setup.KeystoneServer{Error: "401", Hint: "source openrc"}
		}, "C5", "401", "source openrc", "C6"},
		"no project": {func(_ *setup.Answers, f *setup.Facts) {
			f.Servers.Keystone.Project, f.Servers.Keystone.Projects = setup.Named{}, []string{"services"}
		}, "C6", "no project service", "services", ""},
		"no domain": {func(_ *setup.Answers, f *setup.Facts) { f.Servers.Keystone.UserDomain = setup.Named{} }, "C5", "no domain default", "keystone.domain", ""},
		"no database for the audit": {func(_ *setup.Answers, f *setup.Facts) {
			file(f, cinderConf, "cinder", []byte("[DEFAULT]\n"))
		}, "S4", "names no database", "nodes.control", "S5"},
		"interval": {func(a *setup.Answers, _ *setup.Facts) { a.PollingInterval = 1 }, "P1", "not in whole seconds", "polling_interval", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := zed(test.change)
			s := step(t, p, test.step)
			if s.State != setup.Blocked || !strings.Contains(s.Why, test.why) || !strings.Contains(s.Hint, test.hint) || len(s.Actions) > 0 {
				t.Errorf("%s is %s\nwhy:  %q, want %q\nhint: %q, want %q", s.ID, s.State, s.Why, test.why, s.Hint, test.hint)
			}
			if test.another == "" {
				return
			}
			if s := step(t, p, test.another); s.State != setup.Blocked {
				t.Errorf("%s is %s although %s is blocked", s.ID, s.State, test.step)
			}
		})
	}
}

func TestForceLocalEditsAManagedHost(t *testing.T) {
	t.Parallel()
	p := zed(func(a *setup.Answers, f *setup.Facts) {
		f.Managers = []setup.Manager{{Name: "puppet", Evidence: "/etc/puppetlabs"}}
		a.Apply.ForceLocal = true
	})
	if left := states(p, setup.Blocked); len(left) > 0 {
		t.Errorf("blocked:\n%s", strings.Join(left, "\n"))
	}
}

// TestALaterFileThatWinsIsEdited: on Debian nova-compute reads a file of its own
// behind nova.conf, and drop-ins win where no --config-file is given.
func TestALaterFileThatWinsIsEdited(t *testing.T) {
	t.Parallel()
	const late, dropIn = "/etc/nova/nova-compute.conf", "/etc/nova/nova.conf.d/50-site.conf"
	p := zed(func(_ *setup.Answers, f *setup.Facts) {
		file(f, late, "nova", []byte("[oslo_messaging_notifications]\ntransport_url = rabbit://old:old@192.0.2.9:5672//\n"))
		file(f, dropIn, "nova", []byte("[DEFAULT]\nnotification_driver = noop\nnotification_driver = log\n[notifications]\nnotify_on_state_change = vm_state\n"))
		f.Programs = append(
			f.Programs,
			setup.Program{Service: "nova", Main: novaConf, Files: []string{novaConf, late}},
			setup.Program{Service: "nova", Main: novaConf, Files: []string{novaConf, dropIn}, Late: []string{dropIn}},
		)
	})
	if s := step(t, p, "N1"); s.State != setup.Change {
		t.Fatalf("N1 is %s: %s", s.State, s.Why)
	}
	if text := written(p, late); !strings.Contains(text, "@"+brokerIP) {
		t.Errorf("nova-compute still goes elsewhere: %q", text)
	}
	if text := written(p, dropIn); strings.Contains(text, "noop") || !strings.Contains(text, "= log") || !strings.Contains(text, "vm_and_task_state") {
		t.Errorf("the drop-in still wins: %q", text)
	}
	if len(slices.Collect(strings.Lines(written(p, novaConf)))) == 0 {
		t.Error("nova.conf is not edited")
	}
	for _, a := range step(t, p, "K5").Actions {
		if c := a.(setup.ControlUnit); !slices.Contains(c.Because, late) || !slices.Contains(c.Because, dropIn) {
			t.Errorf("nova-compute restarts because of %v", c.Because)
		}
	}
}

// TestAnEditOfAnotherFileIsDescribedByItself: what is shown is what changes there.
func TestAnEditOfAnotherFileIsDescribedByItself(t *testing.T) {
	t.Parallel()
	const dropIn = "/etc/nova/nova.conf.d/50-site.conf"
	p := zed(func(_ *setup.Answers, f *setup.Facts) {
		file(f, dropIn, "nova", []byte("[oslo_messaging_notifications]\ntransport_url = rabbit://x:y@192.0.2.9//\n"))
		f.Programs[0].Files, f.Programs[0].Late = []string{novaConf, dropIn}, []string{dropIn}
	})
	for _, a := range step(t, p, "N1").Actions {
		if w, ok := a.(setup.WriteFile); ok && w.Path == dropIn {
			want := "[oslo_messaging_notifications] transport_url = rabbit://ceilometer:******@" + brokerIP + ":5672//"
			if got := strings.Join(w.Changes, "\n"); got != want {
				t.Errorf("the drop-in's changes are\n%s\nwant\n%s", got, want)
			}
			return
		}
	}
	t.Error("the drop-in is not edited")
}

// TestEachContainersFileIsEdited: with apply.force_local a tool's own files are,
// each of them.
func TestEachContainersFileIsEdited(t *testing.T) {
	t.Parallel()
	p := zed(func(a *setup.Answers, f *setup.Facts) {
		f.Managers = []setup.Manager{{Name: "kolla", Evidence: "/etc/kolla/globals.yml", Paths: []string{"/etc/kolla"}}}
		a.Apply.ForceLocal = true
		f.Programs = slices.DeleteFunc(f.Programs, func(o setup.Program) bool { return o.Service == "ceilometer" })
		program(f, "ceilometer", "/etc/kolla/ceilometer-central/ceilometer.conf", []byte("[DEFAULT]\n"))
		program(f, "ceilometer", "/etc/kolla/ceilometer-notification/ceilometer.conf", []byte("[DEFAULT]\n"))
	})
	for _, name := range []string{"central", "notification"} {
		if text := written(p, "/etc/kolla/ceilometer-"+name+"/ceilometer.conf"); !strings.Contains(text, brokerIP) {
			t.Errorf("%s does not go to broker B: %q", name, text)
		}
	}
}

// TestWhatPackagesOwnIsNotEdited: the distribution's defaults are named instead.
func TestWhatPackagesOwnIsNotEdited(t *testing.T) {
	t.Parallel()
	const dist = "/usr/share/nova/nova-dist.conf"
	p := zed(func(_ *setup.Answers, f *setup.Facts) {
		file(f, dist, "nova", []byte("[DEFAULT]\nverbose = true\n[oslo_messaging_notifications]\ndriver = messaging\n"))
		f.Programs[0].Files = []string{dist, novaConf}
	})
	if s := step(t, p, "N1"); s.State != setup.Blocked || !strings.Contains(s.Why, dist+":4 wins") || !strings.HasPrefix(s.Hint, "a package owns that file") {
		t.Errorf("N1 is %s: %s", s.State, s.Why)
	}
	shadowed := zed(func(_ *setup.Answers, f *setup.Facts) {
		file(f, dist, "nova", []byte("[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = rabbit://x:y@192.0.2.9//\n"))
		f.Programs[0].Files = []string{dist, novaConf}
	})
	text := written(shadowed, novaConf)
	if s := step(t, shadowed, "N1"); s.State != setup.Change || strings.Contains(text, "\ndriver = messagingv2") || !strings.Contains(text, brokerIP) {
		t.Errorf("N1 is %s: %s", s.State, s.Why)
	}
}

func TestTLSIsBrokerBsAlone(t *testing.T) {
	t.Parallel()
	tls := func(a *setup.Answers, _ *setup.Facts) {
		a.BrokerB.TLS, a.BrokerB.Port, a.BrokerB.CAFile = true, 5671, "/etc/ssl/b.pem"
	}
	text := written(zed(tls), novaConf)
	if !strings.Contains(text, ":5671//?ssl=1&ssl_ca_file=%2Fetc%2Fssl%2Fb.pem\n") || strings.Contains(text, "[oslo_messaging_rabbit]") {
		t.Error("TLS is not in broker B's URL")
	}
	if s := step(t, newton(tls), "N1"); s.State != setup.Blocked || !strings.Contains(s.Why, "cannot use TLS") {
		t.Errorf("Newton with TLS is %s: %s", s.State, s.Why)
	}
}

// TestQueuesOfOneBrokerHaveOneKind: all that declare a queue have to agree on
// its arguments, and RabbitMQ 4.3 refuses those of oslo.messaging's defaults.
func TestQueuesOfOneBrokerHaveOneKind(t *testing.T) {
	t.Parallel()
	newest := func(version string, options string) setup.Plan {
		return zed(func(_ *setup.Answers, f *setup.Facts) {
			f.Servers.BrokerB.Version = version
			file(f, novaConf, "nova", []byte("[DEFAULT]\ntransport_url = rabbit://openstack:rpcsecret@192.0.2.11:5672/\n"+options))
		})
	}
	const glance = "/etc/glance/glance-api.conf"
	if text := written(newest("4.2.1", ""), glance); strings.Contains(text, "5672//?") {
		t.Error("4.2 is asked for durable queues")
	}
	for _, path := range []string{glance, novaConf, ceilometerConf} {
		if text := written(newest("4.3.0", ""), path); !strings.Contains(text, "5672//?amqp_durable_queues=true\n") {
			t.Errorf("4.3 is not asked for durable queues by %s", path)
		}
	}
	quorum := newest("4.3.0", "[oslo_messaging_rabbit]\nrabbit_quorum_queue = true\n")
	if text := written(quorum, glance); !strings.Contains(text, "?rabbit_quorum_queue=true\n") {
		t.Error("Glance does not ask for the quorum queues that Nova asks for")
	}
	if text := written(quorum, novaConf); strings.Contains(text, "5672//?") {
		t.Error("Nova asks twice")
	}
	if !strings.Contains(strings.Join(quorum.Notes, "\n"), "set for nova and not for") {
		t.Errorf("nobody says that the services differ: %q", quorum.Notes)
	}
}

func TestAPolicyThatIsThereIsKept(t *testing.T) {
	t.Parallel()
	p := zed(func(_ *setup.Answers, f *setup.Facts) {
		f.Servers.BrokerB.Policies = []setup.Policy{{Name: "ha", Pattern: `^(?!amq\.).*`, ApplyTo: "all", Priority: 3, Definition: map[string]any{"ha-mode": "all"}}}
	})
	for _, a := range step(t, p, "B2").Actions {
		if put := a.(setup.PutPolicy).Policy; put.Priority != 4 || put.Definition["ha-mode"] != "all" || put.Definition["max-length"] == nil {
			t.Errorf("the policy that wins over ha is %+v", put)
		}
	}
	bounded := zed(func(_ *setup.Answers, f *setup.Facts) {
		f.Servers.BrokerB.Policies = []setup.Policy{{Name: "site", Pattern: `^notifications\.`, ApplyTo: "queues", Definition: map[string]any{"message-ttl": 60000.0}}}
	})
	if s := step(t, bounded, "B2"); s.State != setup.Done {
		t.Errorf("a bound of the operator's own is %s: %s", s.State, s.Why)
	}
}

func TestPackagesComeBeforeTheFilesTheyBring(t *testing.T) {
	t.Parallel()
	p := zed(func(_ *setup.Answers, f *setup.Facts) {
		f.Files = slices.DeleteFunc(f.Files, func(o setup.File) bool { return o.Service == "ceilometer" })
		f.Programs = slices.DeleteFunc(f.Programs, func(o setup.Program) bool { return o.Service == "ceilometer" })
	})
	if s := step(t, p, "C9"); s.State != setup.Change {
		t.Errorf("C9 is %s: %s", s.State, s.Why)
	}
	for _, id := range []string{"C12", "C14", "C17", "K2", "K4"} {
		if s := step(t, p, id); s.State != setup.Blocked {
			t.Errorf("%s is %s: %s", id, s.State, s.Why)
		}
	}
	if s := step(t, p, "C12"); !strings.Contains(s.Hint, "plan again") {
		t.Errorf("hint: %s", s.Hint)
	}
}

func TestTheAuditRunsOnOneHost(t *testing.T) {
	t.Parallel()
	p := zed(func(a *setup.Answers, _ *setup.Facts) { a.Nodes.Control = []string{"192.0.2.99", controlIP} })
	if s := step(t, p, "S4"); s.State != setup.NotHere || !strings.Contains(s.Why, "192.0.2.99") {
		t.Errorf("the second controller's audit is %s: %s", s.State, s.Why)
	}
}

// TestNothingFromOutsideReachesTheTerminal: names and answers of servers are
// whoever's.
func TestNothingFromOutsideReachesTheTerminal(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;owned\x07"
	p := zed(func(a *setup.Answers, f *setup.Facts) {
		a.Keystone.User, a.BrokerB.VHost = "ceilometer"+evil, "v"+evil
		f.Servers.Keystone.Error = evil
		f.Servers.BrokerA.Queues = []setup.Queue{{Name: "notifications." + evil}}
		f.Managers = []setup.Manager{{Name: "puppet", Evidence: evil, Paths: []string{"/etc/heat"}}}
		f.Services[0].Evidence = evil
	})
	show := func(place string, texts ...string) {
		for _, text := range texts {
			if text != sources.Visible(text) {
				t.Errorf("%s: %q", place, text)
			}
		}
	}
	show("notes", p.Notes...)
	for _, s := range p.Steps {
		show(s.ID, append(s.Manual, s.Title, s.Reason, s.Why, s.Hint, s.Check, s.Verify, s.Undo)...)
		for _, a := range s.Actions {
			if w, ok := a.(setup.WriteFile); ok {
				show(s.ID, w.Changes...)
			}
		}
	}
}
