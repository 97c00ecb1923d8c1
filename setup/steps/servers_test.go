package steps_test

import (
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestWithoutTheManagementAPI: a login proves the user, and on the broker's own
// node rabbitmqctl makes him; elsewhere nothing can be done.
func TestWithoutTheManagementAPI(t *testing.T) {
	t.Parallel()
	silent := func(login bool, roles ...setup.NodeRole) setup.Step {
		a, f := answers(roles...), machine(profile.Newton, setup.RedHat)
		f.Servers.BrokerB = &setup.BrokerServer{Reachable: true, Error: "GET /api/whoami: connection refused", Hint: "enable the plugin", Users: []setup.BrokerUser{{Name: "ceilometer", Exists: login, Login: login}}}
		s, _ := steps.Build(a, f).Step("B1")
		return s
	}
	if s := silent(true, setup.Controller); s.State != setup.Done || !strings.Contains(s.Why, "their permissions are unknown") {
		t.Errorf("a user that can log in: %s, %s", s.State, s.Why)
	}
	if s := silent(false, setup.Controller); s.State != setup.Blocked || s.Hint != "enable the plugin" || len(s.Manual) != 2 {
		t.Errorf("from another node: %s, %q, %q", s.State, s.Hint, s.Manual)
	}
	if s := silent(false, setup.BrokerNode); s.State != setup.Change || !strings.Contains(s.Why, "rabbitmqctl") {
		t.Errorf("on the broker's own node: %s, %s", s.State, s.Why)
	}
}

// TestARefusalIsNoSilence: an API that refuses the administrator is there, and
// whatever rabbitmqctl could do, apply would be refused as well.
func TestARefusalIsNoSilence(t *testing.T) {
	t.Parallel()
	a, f := answers(setup.BrokerNode), machine(profile.Newton, setup.RedHat)
	f.Servers.BrokerB = &setup.BrokerServer{Reachable: true, Refused: true, Error: "ask the management API: refused (401)", Hint: "correct broker_b.admin_user"}
	p := steps.Build(a, f)
	if s := step(t, p, "B1"); s.State != setup.Blocked || s.Why != "ask the management API: refused (401)" || s.Hint != "correct broker_b.admin_user" || len(s.Actions) > 0 {
		t.Errorf("B1 is %s: %q, hint %q, %v", s.State, s.Why, s.Hint, s.Actions)
	}
	if s := step(t, p, "B2"); s.State != setup.Blocked {
		t.Errorf("B2 is %s: %s", s.State, s.Why)
	}
}

// TestWhatIsUnknownIsNotClaimed: where nobody could be asked, the virtual host
// may be there.
func TestWhatIsUnknownIsNotClaimed(t *testing.T) {
	t.Parallel()
	a, f := answers(setup.BrokerNode), machine(profile.Newton, setup.RedHat)
	f.Servers.BrokerB = &setup.BrokerServer{Reachable: true, Error: "connection refused"}
	s := step(t, steps.Build(a, f), "B1")
	if strings.Contains(s.Why, "there is no") || strings.Contains(s.Why, "does not answer") || !strings.Contains(s.Why, "it is unknown whether the virtual host / is there") {
		t.Errorf("B1: %s", s.Why)
	}
	f.Servers.BrokerB = &setup.BrokerServer{Reachable: true}
	if s := step(t, steps.Build(a, f), "B1"); !strings.Contains(s.Why, "there is no virtual host /") {
		t.Errorf("B1 of a broker that was asked: %s", s.Why)
	}
}

// TestANodeDoesNotInventThePassword: where the plan does not make the broker's
// user, a password that was generated just now is nobody's.
func TestANodeDoesNotInventThePassword(t *testing.T) {
	t.Parallel()
	p := steps.Build(answers(setup.Compute), machine(profile.Zed, setup.RedHat))
	for _, id := range []string{"K2", "K3"} {
		if s := step(t, p, id); s.State != setup.Blocked || !strings.Contains(s.Why, "generated just now") {
			t.Errorf("%s is %s: %s", id, s.State, s.Why)
		}
	}
}

// TestWhoMakesTheBrokersUser is the controller only by the management API.
func TestWhoMakesTheBrokersUser(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{"": "run the plan of the broker's own node first", "http://192.0.2.71:15672": "run the plan of the controller first"} {
		role := setup.Compute
		if url == "" {
			role = setup.Controller
		}
		a := answers(role)
		a.BrokerB.AdminURL = url
		p := steps.Build(a, machine(profile.Zed, setup.RedHat))
		id := map[setup.NodeRole]string{setup.Compute: "K2", setup.Controller: "C12"}[role]
		if s := step(t, p, id); s.State != setup.Blocked || !strings.HasPrefix(s.Hint, want) {
			t.Errorf("%q: %s is %s, hint %q", url, id, s.State, s.Hint)
		}
	}
}

// TestAPasswordInAFileForEverybodyIsNoted and one in a file of 0640 is not.
func TestAPasswordInAFileForEverybodyIsNoted(t *testing.T) {
	t.Parallel()
	for mode, want := range map[fs.FileMode]bool{0o644: true, 0o640: false} {
		p := zed(func(_ *setup.Answers, f *setup.Facts) {
			for i := range f.Files {
				if f.Files[i].Path == novaConf {
					f.Files[i].Mode = mode
				}
			}
		})
		if got := strings.Contains(strings.Join(p.Notes, "\n"), "chmod o-r "+novaConf); got != want {
			t.Errorf("%04o: noted %v", mode, got)
		}
	}
}

func TestTheDatabaseListensWhereItIsAsked(t *testing.T) {
	t.Parallel()
	for bind, want := range map[string]string{
		"127.0.0.1," + controlIP: "127.0.0.1," + controlIP,
		controlIP:                "127.0.0.1," + controlIP,
		"0.0.0.0":                "0.0.0.0",
		"127.0.0.1":              "127.0.0.1",
		"":                       "127.0.0.1",
	} {
		p := newton(func(a *setup.Answers, f *setup.Facts) {
			a.MongoDB.BindIP = bind
			file(f, "/etc/mongod.conf", "mongodb", []byte("net:\n  bindIp: 127.0.0.1  # local\n"))
		})
		text := written(p, "/etc/mongod.conf")
		if !strings.Contains(text, "bindIp: "+want+"  # local\n") {
			t.Errorf("bind_ip %q: %q", bind, text)
		}
	}
	for version, want := range map[string]string{"2.6.12": "smallFiles: true", "3.2.0": "mmapv1:", "4.2.1": "", "": ""} {
		p := newton(func(_ *setup.Answers, f *setup.Facts) {
			f.Servers.MongoDB.Version = version
			file(f, "/etc/mongod.conf", "mongodb", []byte("net:\n  bindIp: 127.0.0.1\n"))
		})
		text := written(p, "/etc/mongod.conf")
		if want != "" && !strings.Contains(text, want) || want == "" && strings.Contains(text, "mall") {
			t.Errorf("MongoDB %q: %q, want %q in it", version, text, want)
		}
	}
}

// TestTheDatabaseBelowAnotherRoot, where no address is known: the controller
// whose tree has MongoDB's file is the one that the answers mean.
func TestTheDatabaseBelowAnotherRoot(t *testing.T) {
	t.Parallel()
	below := func(change func(*setup.Answers, *setup.Facts)) setup.Plan {
		return newton(func(a *setup.Answers, f *setup.Facts) {
			f.System.Root, f.System.Addresses, f.System.InitRunning = "/mnt", nil, false
			a.MongoDB.Host, a.MongoDB.BindIP = "192.0.2.228", "192.0.2.228"
			change(a, f)
		})
	}
	p := below(func(*setup.Answers, *setup.Facts) {})
	if text := written(p, "/etc/mongod.conf"); step(t, p, "C2").State != setup.Change || !strings.Contains(text, "bind_ip = 127.0.0.1,192.0.2.228") {
		t.Errorf("C2 is %s: %s, %q", step(t, p, "C2").State, step(t, p, "C2").Why, text)
	}
	for name, change := range map[string]func(*setup.Answers, *setup.Facts){
		"no file": func(_ *setup.Answers, f *setup.Facts) {
			f.Files = slices.DeleteFunc(f.Files, func(o setup.File) bool { return o.Service == "mongodb" })
		},
		"another name": func(a *setup.Answers, _ *setup.Facts) { a.MongoDB.Host = "db.example.org" },
		"has addresses": func(_ *setup.Answers, f *setup.Facts) {
			f.System.Addresses = []netip.Prefix{mustPrefix("192.0.2.11/24")}
		},
	} {
		if s := step(t, below(change), "C2"); s.State != setup.NotHere {
			t.Errorf("%s: C2 is %s: %s", name, s.State, s.Why)
		}
	}
}

// TestKeystoneIsListedFirst: what is there is not made twice, and what is there
// twice is named.
func TestKeystoneIsListedFirst(t *testing.T) {
	t.Parallel()
	p := newton(func(_ *setup.Answers, f *setup.Facts) {
		k := f.Servers.Keystone
		k.Services = []setup.CatalogueService{{ID: "one", Name: "ceilometer", Type: "metering"}, {ID: "two", Name: "ceilometer", Type: "metering"}}
		k.Endpoints = []setup.CatalogueEndpoint{
			{ID: "p", ServiceID: "one", Interface: "public", Region: "RegionOne", URL: "http://" + controlIP + ":8777/"},
			{ID: "i", ServiceID: "one", Interface: "internal", Region: "RegionOne", URL: "http://192.0.2.99:8777"},
			{ID: "o", ServiceID: "one", Interface: "admin", Region: "RegionTwo", URL: "http://" + controlIP + ":8777"},
		}
	})
	if s := step(t, p, "C7"); s.State != setup.Done || len(s.Manual) != 1 || !strings.Contains(s.Manual[0], "two") {
		t.Errorf("two services: %s, %q", s.State, s.Manual)
	}
	var done []string
	for _, a := range step(t, p, "C8").Actions {
		done = append(done, a.String())
	}
	want := "change the internal endpoint of metering to http://" + controlIP + ":8777\nmake the admin endpoint of metering at http://" + controlIP + ":8777"
	if got := strings.Join(done, "\n"); got != want {
		t.Errorf("endpoints:\n%s\nwant\n%s", got, want)
	}
}
