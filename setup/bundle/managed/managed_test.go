package managed_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/bundle/managed"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

func given() setup.Answers {
	return setup.Answers{
		BrokerB: setup.BrokerAnswers{
			Host: "192.0.2.71", Port: 5672, VHost: "/", User: "ceilometer",
			Password:         setup.Password{Ref: "generate", Name: "broker_b", Value: "hunter2-B"},
			ListenerPassword: setup.Password{Ref: "env:LISTENER", Name: "broker_b_listener", Value: "hunter2-L"},
		},
		Features: setup.Features{Nova: true, Cinder: true, Glance: true, Neutron: true},
		Audit:    setup.AuditAnswers{Period: "hour@15", Schedule: "timer"},
	}
}

// files are those of one tool by name.
func files(t *testing.T, tool string, a setup.Answers) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, f := range managed.For(a, setup.Facts{Managers: []setup.Manager{{Name: tool}}}) {
		if f.Where == "" || f.After == "" && f.Name != "audit.cron" || f.Manager == "" {
			t.Errorf("%s does not say what to do with it", f.Name)
		}
		if strings.Contains(f.Text, "hunter2") {
			t.Errorf("%s holds a password:\n%s", f.Name, f.Text)
		}
		all[f.Name] = f.Text
	}
	return all
}

func variables(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return v
}

func TestKollaGetsItsOwnNames(t *testing.T) {
	t.Parallel()
	all := files(t, "kolla", given())
	v := variables(t, all["globals.yml"])
	for name, want := range map[string]any{
		"om_notify_user": "ceilometer", "om_notify_port": "5672", "om_notify_vhost": "/",
		"om_notify_password":             "{{ lookup('file', '/var/lib/ceilotop/secrets/broker_b') }}",
		"notify_transport_url":           "rabbit://{{ om_notify_user }}:{{ om_notify_password }}@192.0.2.71:5672//",
		"nova_cell_notify_transport_url": "{{ notify_transport_url }}",
	} {
		if v[name] != want {
			t.Errorf("%s is %v, want %v", name, v[name], want)
		}
	}
	nova, err := osloconf.Parse("nova.conf", []byte(all["config/nova.conf"]))
	if err != nil {
		t.Fatal(err)
	}
	c := osloconf.Merge(nova)
	for _, o := range [][3]string{
		{"DEFAULT", "instance_usage_audit_period", "hour@15"},
		{"notifications", "notification_format", "unversioned"},
		{"notifications", "notify_on_state_change", "vm_and_task_state"},
		{"oslo_messaging_notifications", "driver", "messagingv2"},
	} {
		if got, _ := c.Get(o[0], o[1]); got.Text != o[2] {
			t.Errorf("[%s] %s is %q", o[0], o[1], got.Text)
		}
	}
	if _, there := all["config/ceilometer.conf"]; there {
		t.Error("ceilometer.conf needs no override: it listens where it sends")
	}
	if !strings.Contains(all["audit.cron"], "\n20 * * * * root docker exec") {
		t.Errorf("the audit is scheduled so:\n%s", all["audit.cron"])
	}
	a := given()
	a.Migration = true
	if text := files(t, "kolla", a)["config/ceilometer.conf"]; strings.Count(text, "messaging_urls = ") != 2 || !strings.Contains(text, "{{ rpc_transport_url }}") {
		t.Errorf("while services move Ceilometer listens on\n%s", text)
	}
}

func TestOpenStackAnsibleGetsItsOwnNames(t *testing.T) {
	t.Parallel()
	a := given()
	a.BrokerB.StrictUsers, a.BrokerB.VHost = true, "/tele"
	all := files(t, "openstack-ansible", a)
	v := variables(t, all["user_variables_ceilotop.yml"])
	for name, want := range map[string]any{
		"oslomsg_notify_host_group": "ceilotop_broker_b", "oslomsg_notify_port": uint64(5672), "oslomsg_notify_use_ssl": false,
		"nova_oslomsg_notify_userid": "ceilometer", "nova_oslomsg_notify_vhost": "/tele", "neutron_ceilometer_enabled": true,
		"ceilometer_oslomsg_notify_userid":   "ceilometer-listener",
		"ceilometer_oslomsg_notify_password": "{{ lookup('env', 'LISTENER') }}",
	} {
		if v[name] != want {
			t.Errorf("%s is %v (%T), want %v", name, v[name], v[name], want)
		}
	}
	if _, there := v["heat_oslomsg_notify_userid"]; there {
		t.Error("heat does not notify")
	}
	if !strings.Contains(all["inventory.ini"], "[ceilotop_broker_b]\nceilotop-broker-b ansible_host=192.0.2.71\n") {
		t.Errorf("the inventory gets\n%s", all["inventory.ini"])
	}
}

func TestPuppetGetsItsOwnNames(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"puppet", "packstack", "tripleo"} {
		a := given()
		a.BrokerB.Host, a.BrokerB.TLS, a.BrokerB.CAFile = "2001:db8::71", true, "/etc/b.pem"
		text := files(t, tool, a)["ceilotop.yaml"]
		v := variables(t, text)
		const url = "rabbit://ceilometer:PASSWORD@[2001:db8::71]:5672//?ssl=1&ssl_ca_file=/etc/b.pem"
		for _, name := range []string{
			"nova::notification_transport_url", "cinder::ceilometer::notification_transport_url", "neutron::notification_transport_url",
			"glance::notify::rabbitmq::notification_transport_url", "ceilometer::notification_transport_url",
		} {
			if v[name] != url {
				t.Errorf("%s is %v", name, v[name])
			}
		}
		urls, _ := v["ceilometer::agent::notification::messaging_urls"].([]any)
		if len(urls) != 1 || urls[0] != url {
			t.Errorf("messaging_urls are %v", urls)
		}
		if parsed, err := oslo.ParseTransportURL(url); err != nil || parsed.VirtualHost != "/" || parsed.TLS == nil {
			t.Errorf("oslo.messaging reads %v: %v", parsed, err)
		}
		if !strings.Contains(text, "PASSWORD is in /var/lib/ceilotop/secrets/broker_b") {
			t.Errorf("it does not say where the password is:\n%s", text)
		}
	}
}

func TestNothingIsSaidWithoutAManager(t *testing.T) {
	t.Parallel()
	if got := managed.For(given(), setup.Facts{}); len(got) > 0 {
		t.Errorf("without a manager: %v", got)
	}
	a := given()
	a.Apply.ForceLocal = true
	if got := managed.For(a, setup.Facts{Managers: []setup.Manager{{Name: "kolla"}}}); len(got) > 0 {
		t.Errorf("with force_local: %v", got)
	}
	if got := managed.For(given(), setup.Facts{Managers: []setup.Manager{{Name: "kolla"}, {Name: "kolla"}, {Name: "packstack"}, {Name: "puppet"}, {Name: "devstack"}}}); len(got) == 0 || got[len(got)-1].Manager != "puppet" {
		t.Errorf("several managers: %v", got)
	}
}

// No agent of Puppet runs where packstack or TripleO apply the modules.
func TestWhoeverRunsPuppetAppliesIt(t *testing.T) {
	t.Parallel()
	for tool, want := range map[string]string{"puppet": "puppet agent --test", "packstack": "packstack --answer-file='/root/packstack-answers-1.txt'", "tripleo": "openstack overcloud deploy"} {
		got := managed.For(given(), setup.Facts{Managers: []setup.Manager{{Name: tool, Evidence: "/root/packstack-answers-1.txt"}}})
		if len(got) == 0 || !strings.HasPrefix(got[0].After, want) {
			t.Errorf("%s: %+v", tool, got)
		}
	}
}

// Names and passwords' places can hold what means something to YAML and Jinja.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	a := given()
	a.BrokerB.Password.Ref = `file:/x/it's "b" \ {{ 1 }}: #`
	for tool, name := range map[string]string{"kolla": "globals.yml", "openstack-ansible": "user_variables_ceilotop.yml", "puppet": "ceilotop.yaml"} {
		variables(t, files(t, tool, a)[name])
	}
}
