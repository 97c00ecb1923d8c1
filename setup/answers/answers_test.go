package answers_test

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// newton is a controller whose Nova uses broker B already.
func newton(t *testing.T) setup.Facts {
	t.Helper()
	b, err := oslo.ParseTransportURL("rabbit://telemetry:s3cretOfNova@10.133.157.71:5673//")
	if err != nil {
		t.Fatal(err)
	}
	nova := []byte("[DEFAULT]\nmy_ip = 10.133.157.228\ninstance_usage_audit_period = day\n[keystone_authtoken]\nauth_url = http://10.133.157.228:35357/v3\nauth_uri=http://10.133.157.228:5000/\nmemcached_servers = 10.133.157.228:11211,10.133.157.229:11211\nproject_name = services\nuser_domain_id = e0353a670a9e496da891347c589539e9\n")
	return setup.Facts{
		System: setup.System{Root: "/", Hostname: "control", Init: "systemd", Addresses: []netip.Prefix{
			netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("192.168.9.4/24"), netip.MustParsePrefix("10.133.157.228/24"),
		}},
		Services: []setup.Service{{Name: "ceilometer", Version: "7.1.0"}},
		Units:    []setup.Unit{{Name: "openstack-nova-api.service"}, {Name: "openstack-cinder-volume.service"}},
		Files:    []setup.File{{Path: "/etc/nova/nova.conf", Service: "nova", Text: nova}},
		Programs: []setup.Program{{Service: "nova", Main: "/etc/nova/nova.conf", Files: []string{"/etc/nova/nova.conf"}}},
		Brokers:  []setup.Broker{{Name: "B", URL: b, From: []setup.Origin{{File: "/etc/nova/nova.conf", Line: 41}}}},
	}
}

func TestDefaultsComeFromTheFiles(t *testing.T) {
	t.Parallel()
	a := answers.Defaults(newton(t))
	for key, want := range map[string]string{
		"profile": "auto", "roles": "controller, storage",
		"broker_b.host": "10.133.157.71", "broker_b.port": "5673", "broker_b.vhost": "/", "broker_b.user": "telemetry", "broker_b.tls": "false",
		"broker_b.password": "generate", "broker_b.admin_url": "http://10.133.157.71:15672",
		"keystone.auth_url": "http://10.133.157.228:5000", "keystone.admin_url": "http://10.133.157.228:35357",
		"keystone.project": "services", "keystone.domain": "e0353a670a9e496da891347c589539e9", "keystone.region": "RegionOne",
		"keystone.memcached": "10.133.157.228:11211, 10.133.157.229:11211",
		"mongo.host":         "10.133.157.228", "mongo.bind_ip": "10.133.157.228", "api.host": "10.133.157.228", "api.port": "8777",
		"features.nova": "true", "features.glance": "false", "features.neutron": "false",
		"audit.period": "day", "audit.schedule": "timer", "apply.mode": "local", "polling_interval": "",
	} {
		if got, ok := answers.Get(a, key); !ok || got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestWithoutFactsTheGuidesDefaultsHold(t *testing.T) {
	t.Parallel()
	a := answers.Defaults(setup.Facts{})
	if a.BrokerB.Host != "" || a.BrokerB.Port != 5672 || !a.Features.Glance || a.Keystone.Project != "service" {
		t.Errorf("defaults are %+v", a)
	}
	a.Roles = []setup.NodeRole{setup.Compute}
	if _, err := answers.Check(a, setup.Facts{}); err == nil || !strings.Contains(err.Error(), "host of broker B") {
		t.Errorf("a missing host was not refused: %v", err)
	}
}

func TestAFileWinsOverDefaults(t *testing.T) {
	t.Parallel()
	f, err := answers.Parse("a.yaml", []byte(`profile: newton
nodes: {control: [10.133.157.228], compute: [10.133.157.229], storage: []}
broker_b:
  host: 10.133.157.70 # not what nova.conf says
  vhost: //
  password: "file:~/.ceilotop/b.pass"
polling_interval: 1s
features: {glance: yes, nova: true, cinder: off}
audit: {period: hour@15}
roles: [compute, controller]
`))
	if err != nil {
		t.Fatal(err)
	}
	a, err := answers.Merge(newton(t), f)
	if err != nil {
		t.Fatal(err)
	}
	if a.BrokerB.Host != "10.133.157.70" || a.BrokerB.VHost != "/" || a.BrokerB.Port != 5672 || a.BrokerB.AdminURL != "http://10.133.157.70:15672" {
		t.Errorf("broker B is %+v", a.BrokerB)
	}
	if a.PollingInterval != time.Second || !a.Features.Glance || a.Features.Cinder || a.Audit.Period != "hour@15" {
		t.Errorf("answers are %+v", a)
	}
	if !reflect.DeepEqual(a.Roles, []setup.NodeRole{setup.Controller, setup.Compute}) || len(a.Nodes.Storage) != 0 || len(a.Nodes.Compute) != 1 {
		t.Errorf("roles are %v, nodes %v", a.Roles, a.Nodes)
	}
}

// TestWhatIsKnownOfBrokerBIsOfItsHost: user, virtual host, port and TLS come
// from a URL of the host that was answered, or from none.
func TestWhatIsKnownOfBrokerBIsOfItsHost(t *testing.T) {
	t.Parallel()
	f := newton(t)
	f.Brokers = nil
	for i, text := range []string{"rabbit://openstack:o@10.133.157.228/os", "rabbit://nova:n@192.0.2.1:5673/nova?ssl=1&ssl_ca_file=/ca.pem", "rabbit://tele:t@192.0.2.70:5674,tele:t@192.0.2.71:5675/tele"} {
		u, err := oslo.ParseTransportURL(text)
		if err != nil {
			t.Fatal(err)
		}
		f.Brokers = append(f.Brokers, setup.Broker{Name: "ABC"[i : i+1], URL: u, From: []setup.Origin{{File: "/etc/nova/nova.conf", Line: 41 + i}}})
	}
	for host, want := range map[string]string{
		"":               "192.0.2.1 nova 5673 nova true /ca.pem",
		"192.0.2.1":      "192.0.2.1 nova 5673 nova true /ca.pem",
		"192.0.2.72":     "192.0.2.72 ceilometer 5672 / false ",
		"192.0.2.71":     "192.0.2.71 tele 5675 tele false ",
		"10.133.157.228": "10.133.157.228 ceilometer 5672 / false ",
	} {
		var files []answers.File
		if host != "" {
			file, err := answers.Parse("a.yaml", []byte("broker_b: {host: \""+host+"\"}\n"))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		a, err := answers.Merge(f, files...)
		if b := a.BrokerB; err != nil || fmt.Sprint(b.Host, " ", b.User, " ", b.Port, " ", b.VHost, " ", b.TLS, " ", b.CAFile) != want {
			t.Errorf("%q: broker B is %s %s %d %s %t %s, want %s (%v)", host, b.Host, b.User, b.Port, b.VHost, b.TLS, b.CAFile, want, err)
		}
	}
}

func TestErrorsNameLineAndRemedy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, where, want, hint string }{
		{"broker_b:\n  hots: x\n", "a.yaml:2: ", "broker_b.hots", "broker_b.host"},
		{"broker: {}\n", "a.yaml:1: ", "broker", "broker_b"},
		{"\nhost: b\n", "a.yaml:2: ", "host", ".host"},
		{"broker_b.host: b\n", "a.yaml:1: ", "broker_b.host", "Did you mean"},
		{"broker_b: 7\n", "a.yaml:1: ", "broker_b must", "NAME: VALUE"},
		{"- a\n", "a.yaml:1: ", "must be", "NAME: VALUE"},
		{"broker_b:\n\thost: b\n", "a.yaml:2: ", "YAML", "tabs"},
		{"broker_b: {host: b, host: c}\n", "a.yaml:1: ", "before", ""},
		{"broker_b: {host: [a, b]}\n", "a.yaml:1: ", "not a list", ""},
		{"broker_b: {host: {a: b}}\n", "a.yaml:1: ", "plain value", ""},
		{"profile: &x auto\n", "a.yaml:1: ", "plain value", ""},
		{"profile: auto\n---\nprofile: auto\n", "a.yaml:3: ", "second document", ""},
		{"broker_b: {port: 70000}\n", "a.yaml:1: ", "not a port", "65535"},
		{"broker_b: {host: 10.133.157}\n", "a.yaml:1: ", "not an address", ""},
		{"broker_b: {host: \"b:5672\"}\n", "a.yaml:1: ", "a port in it", ""},
		{"keystone: {auth_url: 10.0.0.1:5000}\n", "a.yaml:1: ", "not a URL", "http://"},
		{"keystone: {auth_url: 'http://u:hunter2@k:5000'}\n", "a.yaml:1: ", "a user in the URL", ""},
		{"audit: {period: week}\n", "a.yaml:1: ", "not a period", "hour@15"},
		{"audit: {period: month@31}\n", "a.yaml:1: ", "at most 28", ""},
		{"profile: liberty\n", "a.yaml:1: ", "choices", "newton"},
		{"polling_interval: 500ms\n", "a.yaml:1: ", "whole number of seconds", "1s"},
		{"nodes: {compute: [-oProxyCommand=x]}\n", "a.yaml:1: ", "ssh", ""},
		{"broker_b: {user: 'ceilometer # the new one'}\n", "a.yaml:1: ", "comment", ""},
		{"broker_b: {admin_user: CEILOMETER_PASS}\n", "a.yaml:1: ", "placeholder", ""},
		{"broker_b: {admin_password: generate}\n", "a.yaml:1: ", "exists already", "env:NAME"},
		{"broker_b: {password: hunter2hunter2}\n", "a.yaml:1: ", "others can read", "chmod 600 a.yaml"},
		{"mongo: {password: 'env:A B'}\n", "a.yaml:1: ", "variable", "env:CEILOMETER_PASS"},
	} {
		f, err := answers.Parse("a.yaml", []byte(c.text))
		if err == nil {
			_, err = answers.Merge(setup.Facts{}, f)
		}
		if err == nil {
			t.Errorf("%q was taken", c.text)
			continue
		}
		if !strings.HasPrefix(err.Error(), c.where) || !strings.Contains(err.Error(), c.want) || !strings.Contains(sources.HintOf(err), c.hint) {
			t.Errorf("%q gives %q with the hint %q", c.text, err, sources.HintOf(err))
		}
		if strings.Contains(err.Error()+sources.HintOf(err), "hunter2") {
			t.Errorf("%q shows the password: %v", c.text, err)
		}
	}
}

func TestTypedPasswordsAreLinted(t *testing.T) {
	t.Parallel()
	question := questions(t, answers.Defaults(setup.Facts{}), setup.Facts{})["broker_b.password"]
	for text, want := range map[string]string{
		"CEILOMETER_PASS":         "placeholder",
		"NOVA_DBPASS":             "placeholder",
		"RABBIT_PASS":             "placeholder",
		"secret//创建ceilometer用户时": "comment",
		"secret # new":            "comment",
		"secret ; new":            "comment",
		"geheimß":                 "ASCII",
		" secret":                 "blank",
		"secret\t":                "control",
		"":                        "",
		"good1234":                "",
		"generate":                "",
	} {
		err := question.Validate(text)
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", text, err, want)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error shows the password: %v", err)
		}
	}
	if w := question.Warn("ceilometer"); !strings.Contains(w, "name of its user") {
		t.Errorf("the name as its password gives %q", w)
	}
	if w := question.Warn("a@longer:one"); !strings.Contains(w, "escaped") {
		t.Errorf("a password to be escaped gives %q", w)
	}
}

func questions(t *testing.T, a setup.Answers, f setup.Facts) map[string]setup.Question {
	t.Helper()
	all := make(map[string]setup.Question)
	for _, q := range answers.Questions(a, f) {
		if q.Why == "" || q.Title == "" || q.Source == "" {
			t.Errorf("%s does not say what it is for", q.Key)
		}
		all[q.Key] = q
	}
	return all
}

func TestQuestionsShowEvidence(t *testing.T) {
	t.Parallel()
	f := newton(t)
	q := questions(t, answers.Defaults(f), f)
	if got := q["broker_b.host"]; got.Default != "10.133.157.71" || got.Evidence != "/etc/nova/nova.conf:41" {
		t.Errorf("broker_b.host: %+v", got)
	}
	if got := q["keystone.auth_url"].Evidence; got != "/etc/nova/nova.conf:6" {
		t.Errorf("evidence of keystone.auth_url is %q", got)
	}
	if w := q["mongo.host"].Warn("10.133.146.228"); !strings.Contains(w, "none of this machine's networks") {
		t.Errorf("an address of no network gives %q", w)
	}
	if err := q["mongo.host"].Validate("10.133.146.228"); err != nil {
		t.Errorf("an address of no network is refused: %v", err)
	}
	if w := q["broker_b.vhost"].Warn("//"); !strings.Contains(w, "virtual host /") {
		t.Errorf("// gives %q", w)
	}
}

func TestQuestionsMatterByOtherAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		profile, version string
		want             bool
	}{{"newton", "", true}, {"queens", "", false}, {"auto", "9.0.4", true}, {"newton", "24.0.0", false}, {"auto", "", false}} {
		f := setup.Facts{}
		if c.version != "" {
			f.Services = []setup.Service{{Name: "ceilometer", Version: c.version}}
		}
		a := answers.Defaults(f)
		a.Profile = c.profile
		if got := questions(t, a, f)["mongo.host"].Relevant(a); got != c.want {
			t.Errorf("with profile %s and ceilometer %q MongoDB matters: %t", c.profile, c.version, got)
		}
	}
}

func TestAnswersAreLookedAtTogether(t *testing.T) {
	t.Parallel()
	f := newton(t)
	f.Brokers = append([]setup.Broker{{Name: "A", URL: f.Brokers[0].URL}}, f.Brokers...)
	f.Stores = []setup.Store{{Kind: sources.MongoDB, URL: "mongodb://c:hunter2@10.133.146.228:27017/ceilometer", From: setup.Place{File: "/etc/ceilometer/ceilometer.conf", Line: 9}}}
	a := answers.Defaults(newton(t))
	a.MongoDB.BindIP = "127.0.0.1"
	warnings, err := answers.Check(a, f)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(warnings, "\n")
	for _, want := range []string{"is broker A", "would listen on 127.0.0.1", "ceilometer.conf:9 says 10.133.146.228"} {
		if !strings.Contains(all, want) {
			t.Errorf("no warning says %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "hunter2") {
		t.Error("a warning shows a password")
	}
}

// TestTheDatabasesAddressBelowAnotherRoot, where no address is known: the tree
// that holds MongoDB's file is its machine's.
func TestTheDatabasesAddressBelowAnotherRoot(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/etc/mongod.conf": "192.0.2.228", "/etc/mongodb.conf": "192.0.2.228", "/etc/other.conf": ""} {
		f := setup.Facts{System: setup.System{Root: "/mnt"}, Services: []setup.Service{{Name: "ceilometer", Version: "7.0.1"}}, Files: []setup.File{{Path: path}}}
		file, err := answers.Parse("answers.yaml", []byte("mongo: {host: 192.0.2.228}\n"))
		if err != nil {
			t.Fatal(err)
		}
		a, err := answers.Merge(f, file)
		if err != nil || a.MongoDB.BindIP != want {
			t.Errorf("%s: it listens on %q, want %q (%v)", path, a.MongoDB.BindIP, want, err)
		}
	}
}

func TestNodesAreNamesThatSSHIsGiven(t *testing.T) {
	t.Parallel()
	q := func() setup.Question {
		for _, q := range answers.Questions(setup.Answers{}, setup.Facts{}) {
			if q.Key == "nodes.compute" {
				return q
			}
		}
		t.Fatal("compute nodes are not asked for")
		return setup.Question{}
	}()
	for _, good := range []string{"compute1", "root@compute1.example.org", "192.0.2.21, 2001:db8::21", "stack@192.0.2.21", "fe80::1%eth0", "c_1", "operator.x@c-1."} {
		if err := q.Validate(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"-oProxyCommand=x", "root@-oProxyCommand=x", "-l@c1", "c1 c2", "c1;reboot", "$(x)", "`x`", "c1|x", "c1\nc2", "c[1-4]", "c1/24", "c1:22", "192.0.2.21:22", "[2001:db8::1]:22",
		"ssh://root@c1", "@c1", "root@", "a@b@c", "c..1", "300.1.1.1", "192.0.2", "0.0.0.0", "c1=x", "%h", "compute１", "c1, -v", "~c", "c1*",
	} {
		if err := q.Validate(bad); err == nil || sources.HintOf(err) == "" {
			t.Errorf("%q is taken for a node: %v", bad, err)
		}
	}
}
