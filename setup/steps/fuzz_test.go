package steps_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// FuzzBuild gives Build files of any text. It never panics; each file that it
// writes can be read; its JSON holds no password; and when the plan was carried
// out, no file is left to change.
func FuzzBuild(f *testing.F) {
	f.Add(byte(1), byte(0), "[DEFAULT]\ndebug = true\n", "[oslo_messaging_notifications]\ndriver = noop\n", "bind_ip = 127.0.0.1\n", "sources:\n- name: x\n  interval: 600\n")
	f.Add(byte(13), byte(7), "[DEFAULT]\nnotification_driver = messaging\nnotification_driver = messagingv2\n", "[DEFAULT]\nnotification_topics = a, b\n", "net:\n  bindIp: 127.0.0.1\n", "---\nsources:\n    - name: y\n      meters:\n        - \"*\"\n")
	f.Add(byte(0), byte(12), "[keystone_authtoken]\npassword = x//y\n  z\nproject_domain_id = $x\n", "[notification]\nmessaging_urls = rabbit://a:b@c//\nmessaging_urls =\n", "", "")
	f.Add(byte(20), byte(3), "[oslo_messaging_rabbit]\nrabbit_quorum_queue = yes\n[oslo_messaging_notifications]\ntransport_url = 'rabbit://ceilometer:BrokerSecret1@192.0.2.71/'\n", "[x]\n...\n", "a", "b: [")
	f.Fuzz(func(t *testing.T, release, mode byte, main, dropIn, mongo, polling string) {
		if strings.Contains(main+dropIn+mongo+polling, "ecret1") {
			t.Skip("a password that is in the facts already")
		}
		build(t, release, mode, main, dropIn, mongo, polling)
	})
}

// TestFilesOfEveryKind does the same with texts that are made of what matters to
// the plan, and of accidents.
func TestFilesOfEveryKind(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	for range 400 {
		build(t, byte(r.IntN(256)), byte(r.IntN(256)), options(r), options(r),
			pick("", "bind_ip = 127.0.0.1", "smallfiles = false\n", "net:\n  bindIp: 0.0.0.0\n", "storage:\n  dbPath: /x\n", "net: {}\n", "a: [\n", "bind_ip\n"),
			pick("", "---\n", "sources: []\n", "sources:\n- name: a\n  interval: 1\n- name: b\n", "sources: &x\n- name: a\n", "sources:\n  - {name: a, interval: 600}\n", "x: y\n", "- a\n", "sources:\n    - name: a # one\n      interval: \"600\"\n      meters: ['*']\n"))
		if t.Failed() {
			return
		}
	}
}

// options is a file of options that the plan looks at.
func options(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var b strings.Builder
	b.WriteString("[" + pick("DEFAULT", "x") + "]\n")
	for range r.IntN(14) {
		switch r.IntN(12) {
		case 0, 1, 2:
			b.WriteString("[" + pick("DEFAULT", "oslo_messaging_notifications", "notification", "oslo_messaging_rabbit", "keystone_authtoken", "service_credentials", "database", "notifications", "Notification") + "]\n")
		case 3:
			b.WriteString(pick("\n", "# driver = noop\n", "#transport_url = <None>\n", "\r\n"))
		case 4:
			if r.IntN(8) == 0 {
				b.WriteString(pick("  continued\n", " [DEFAULT]\n", "...\n"))
			}
		default:
			b.WriteString(pick("driver", "notification_driver", "transport_url", "notification_transport_url", "topics", "notification_topics", "messaging_urls", "rabbit_host", "rabbit_hosts", "rabbit_userid", "rabbit_password", "rabbit_virtual_host", "rpc_backend", "notify_on_state_change", "notification_format", "instance_usage_audit", "volume_usage_audit_period", "project_domain_id", "project_domain_name", "user_domain_name", "auth_url", "auth_uri", "password", "interface", "os_region_name", "connection", "sql_connection", "retry", "amqp_durable_queues", "rabbit_quorum_queue", "ssl", "rabbit_use_ssl", "ssl_ca_file", "meter_dispatchers", "control_exchange", "memcached_servers", "memcache_servers"))
			b.WriteString(pick(" = ", "=", ": "))
			b.WriteString(pick("messaging", "messagingv2", "noop", "log", "", "$x", "$topics", "$$", "rabbit://a:b@192.0.2.1:5672//", "rabbit://a:p%40b@192.0.2.99/v?ssl=1", "amqp://ceilometer:x@192.0.2.71//", "kafka://x", "rabbit://ceilometer:x@192.0.2.71//", "rabbit://", "notifications", "a,b", "192.0.2.11", "/v", "True", "false", "unversioned", "both", "default", "e0353a67", "'quoted'", "-1", "x // y", "%", "hour", "http://192.0.2.11:5000/v3") + "\n")
		}
	}
	return b.String()
}

// build makes the plan and the next one, and looks at both.
func build(t *testing.T, release, mode byte, main, dropIn, mongo, polling string) {
	t.Helper()
	all := profile.Releases()
	facts := machine(all[int(release)%len(all)], []setup.Family{setup.RedHat, setup.Debian}[mode&1])
	a := answers(setup.NodeRoles...)
	a.BrokerB.StrictUsers, a.Migration = mode&2 > 0, mode&4 > 0
	if mode&8 > 0 {
		a.PollingInterval = time.Second
	}
	a.BrokerB.Password = password("broker_b", "Broker$ecret1")
	for i, p := range facts.Programs {
		if p.Service == "heat" || p.Service == "glance" {
			continue
		}
		name := strings.TrimSuffix(p.Main, ".conf") + ".conf.d/50.conf"
		file(&facts, p.Main, p.Service, []byte(main))
		file(&facts, name, p.Service, []byte(dropIn))
		facts.Programs[i].Files, facts.Programs[i].Late = []string{p.Main, name}, []string{name}
	}
	for _, name := range []string{"/etc/mongod.conf", "/etc/mongodb.conf"} {
		file(&facts, name, "mongodb", []byte(mongo))
	}
	for _, name := range []string{"/etc/ceilometer/pipeline.yaml", "/etc/ceilometer/polling.yaml"} {
		file(&facts, name, "ceilometer", []byte(polling))
	}
	p := steps.Build(a, facts)
	for _, s := range p.Steps {
		for _, act := range s.Actions {
			w, ok := act.(setup.WriteFile)
			if !ok || !strings.HasSuffix(w.Path, ".conf") || strings.Contains(w.Path, "mongod") || strings.Contains(w.Path, "httpd") || strings.Contains(w.Path, "apache2") {
				continue
			}
			if _, err := osloconf.Parse(w.Path, w.New); err != nil {
				t.Fatalf("step %s breaks its file: %v", s.ID, err)
			}
		}
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Broker$ecret1", "Broker%24ecret1", "Broker$$ecret1", "KeystoneSecret1", "MongoSecret1", "ListenSecret1"} {
		if strings.Contains(string(text), secret) {
			t.Fatalf("the JSON holds %s", secret)
		}
	}
	again := steps.Build(a, settle(facts, p))
	for _, s := range again.Steps {
		if slices.ContainsFunc(s.Actions, func(act setup.Action) bool { return act.Kind() == "file" }) {
			for _, act := range s.Actions {
				if w, ok := act.(setup.WriteFile); ok {
					t.Errorf("step %s still changes %s: %v\n%s", s.ID, w.Path, w.Changes, osloconf.Diff(w.Path, w.Old, w.New))
				}
			}
		}
	}
}
