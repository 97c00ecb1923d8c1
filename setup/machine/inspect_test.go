package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
)

// describe writes facts as a specification reads: paths without the root, and
// passwords in full.
func describe(root string, facts setup.Facts) string {
	var b strings.Builder
	for _, br := range facts.Brokers {
		fmt.Fprintf(&b, "%s", br.Name)
		for _, h := range br.URL.Hosts {
			fmt.Fprintf(&b, " %s:%s@%s", h.Username, h.Password.Reveal(), h.Address())
		}
		fmt.Fprintf(&b, " vhost %s", br.URL.VirtualHost)
		if t := br.URL.TLS; t != nil {
			fmt.Fprintf(&b, " tls%+v", *t)
		}
		b.WriteByte('\n')
		for _, o := range br.From {
			fmt.Fprintf(&b, "  %s: %s %s\n", o, o.Service, o.Role)
		}
	}
	for _, u := range facts.Unreadable {
		fmt.Fprintf(&b, "! %v\n", u)
	}
	for _, br := range facts.Broken {
		fmt.Fprintf(&b, "! %v\n", br)
	}
	for _, n := range facts.Notes {
		fmt.Fprintf(&b, "- %s\n", n)
	}
	return strings.ReplaceAll(b.String(), root+"/", "/")
}

func expect(t *testing.T, root, want string) {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := Inspect(root)
	if err != nil {
		t.Fatal(err)
	}
	if got := describe(root, facts); got != strings.TrimPrefix(want, "\n") {
		t.Errorf("Inspect found\n%s\nwant\n%s", got, strings.TrimPrefix(want, "\n"))
	}
}

// machineWith writes files below a new root.
func machineWith(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestInspectRDONewton(t *testing.T) {
	t.Parallel()
	expect(t, "testdata/rdo-newton", `
A openstack:RABBIT_PASS@10.133.157.228:5672 vhost /
  /etc/nova/nova.conf:4 [DEFAULT] transport_url: nova RPC
  /etc/neutron/neutron.conf:6 [oslo_messaging_rabbit] rabbit_host: neutron RPC
  /etc/cinder/cinder.conf:4 [DEFAULT] rabbit_host: cinder RPC
B ceilometer:ceilometer@10.133.157.71:5672 vhost /
  /etc/nova/nova.conf:14 [oslo_messaging_notifications] transport_url: nova notifications
  /etc/neutron/neutron.conf:12 [oslo_messaging_notifications] transport_url: neutron notifications
  /etc/cinder/cinder.conf:11 [oslo_messaging_notifications] transport_url: cinder notifications
  /etc/glance/glance-api.conf:6 [oslo_messaging_notifications] transport_url: glance notifications
  /etc/glance/glance-registry.conf:6 [oslo_messaging_notifications] transport_url: glance notifications
  /etc/ceilometer/ceilometer.conf:10 [oslo_messaging_rabbit] rabbit_host: ceilometer RPC
`)
}

func TestInspectDebian(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("testdata/debian")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, root, `
A nova:no/va$1@[fd00:1::11]:5672 nova:no/va$1@[fd00:1::12]:5672 vhost openstack
  /etc/nova/nova.conf:4 [DEFAULT] transport_url: nova RPC
  /etc/neutron/neutron.conf:2 [DEFAULT] transport_url: neutron RPC
  /etc/cinder/cinder.conf:2 [DEFAULT] transport_url: cinder RPC
B telemetry:t3l@rabbit-b.example.org:5671 vhost telemetry tls{CAFile:/etc/ssl/certs/rabbit-ca.pem CertFile: KeyFile: Version:}
  /etc/nova/nova.conf.d/50-telemetry.conf:3 [oslo_messaging_notifications] transport_url: nova notifications
  /etc/neutron/neutron.conf:6 [Oslo_Messaging_Notifications] transport_url: neutron notifications
  /etc/cinder/cinder.conf:3 [DEFAULT] notification_transport_url: cinder notifications
  /etc/ceilometer/ceilometer.conf:6 [notification] messaging_urls: ceilometer listening
`)
}

func TestInspectKolla(t *testing.T) {
	t.Parallel()
	want := `
A openstack:rpcpass@10.10.0.11:5671 openstack:rpcpass@10.10.0.12:5671 openstack:rpcpass@10.10.0.13:5671 vhost / tls{CAFile: CertFile: KeyFile: Version:}
`
	containers := [][2]string{
		{"nova-api", "nova"},
		{"nova-compute", "nova"},
		{"nova-conductor", "nova"},
		{"nova-scheduler", "nova"},
		{"neutron-server", "neutron"},
		{"cinder-api", "cinder"},
		{"cinder-volume", "cinder"},
		{"glance-api", "glance"},
		{"keystone", "keystone"},
		{"ceilometer-central", "ceilometer"},
		{"ceilometer-notification", "ceilometer"},
	}
	origins := func(line, option, role string) (text string) {
		for _, c := range containers {
			file := c[1]
			if file == "glance" {
				file = "glance-api"
			}
			text += fmt.Sprintf("  /etc/kolla/%s/%s.conf:%s %s: %s %s\n", c[0], file, line, option, c[1], role)
		}
		return text
	}
	want += origins("4", "[DEFAULT] transport_url", "RPC")
	want += "B notify:notifypass@10.10.0.21:5671 notify:notifypass@10.10.0.22:5671 vhost / tls{CAFile: CertFile: KeyFile: Version:}\n"
	want += origins("7", "[oslo_messaging_notifications] transport_url", "notifications")
	want += "- The CA file /etc/pki/tls/certs/ca-bundle.crt is not on this machine, perhaps only in a container: the system's certificates are used.\n"
	expect(t, "testdata/kolla-2025.1", want)
}

func TestInspectTripleO(t *testing.T) {
	t.Parallel()
	const dir = "/var/lib/config-data/puppet-generated/"
	files := []string{
		"nova/etc/nova/nova.conf", "nova_libvirt/etc/nova/nova.conf", "neutron/etc/neutron/neutron.conf", "cinder/etc/cinder/cinder.conf",
		"glance_api/etc/glance/glance-api.conf", "keystone/etc/keystone/keystone.conf", "ceilometer/etc/ceilometer/ceilometer.conf",
	}
	origins := func(line, option, role string) (text string) {
		for _, f := range files {
			service := strings.Split(f, "/")[2]
			text += fmt.Sprintf("  %s%s:%s %s: %s %s\n", dir, f, line, option, service, role)
		}
		return text
	}
	const domain = ".internalapi.localdomain:5672"
	want := "A guest:rpcPass1@overcloud-controller-0" + domain + " guest:rpcPass1@overcloud-controller-1" + domain +
		" guest:rpcPass1@overcloud-controller-2" + domain + " vhost /\n" +
		origins("2", "[DEFAULT] transport_url", "RPC") +
		"B guest:notifyPass1@overcloud-messaging-0" + domain + " guest:notifyPass1@overcloud-messaging-1" + domain + " vhost /\n" +
		origins("6", "[oslo_messaging_notifications] transport_url", "notifications")
	expect(t, "testdata/tripleo", want)
}

func TestInspectFindsNothingOnAnEmptyMachine(t *testing.T) {
	t.Parallel()
	expect(t, t.TempDir(), "")
	expect(t, machineWith(t, map[string]string{
		"etc/passwd":                        "root:x:0:0::/root:/bin/sh\n",
		"usr/share/nova/nova-dist.conf":     "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n",
		"etc/nova/nova.conf.d/README":       "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n",
		"etc/cinder/cinder.conf":            "# [DEFAULT]\n#transport_url = rabbit://u:p@h/\n",
		"etc/kolla/mariadb/nova.conf":       "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n",
		"etc/kolla/novaculite/nova.conf":    "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n",
		"var/lib/config-data/nova/etc/nova": "",
	}), "")
}

func TestInspectRefusesARootThatIsNone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(machineWith(t, map[string]string{"file": ""}), "file")
	for _, root := range []string{file, filepath.Join(file, "x"), file + "-missing"} {
		if _, err := Inspect(root); err == nil || !strings.HasPrefix(err.Error(), "looking for configuration files below "+root) {
			t.Errorf("Inspect(%s): %v", root, err)
		}
	}
}

func TestABrokenFileDoesNotHideTheOthers(t *testing.T) {
	t.Parallel()
	expect(t, machineWith(t, map[string]string{
		// Pasted from a guide, with its dots and its indentation.
		"etc/ceilometer/ceilometer.conf": " [DEFAULT]\n ...\n rpc_backend = rabbit\n",
		"etc/cinder/cinder.conf":         "[DEFAULT]\ndebug = true\n...\ntransport_url = rabbit://u:hunter2@h/\n",
		"etc/glance/glance-api.conf":     "[DEFAULT]\ntransport_url = rabbit://u:hunter2@h1,u:hunter2@h2:56x2/\n",
		"etc/neutron/neutron.conf":       "[DEFAULT]\ntransport_url = rabbit://u:hun$ter2@h/\n",
		"etc/keystone/keystone.conf":     "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n[oslo_messaging_rabbit]\nssl = perhaps\n",
		"etc/nova/nova.conf":             "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n",
	}), `
A u:p@h:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
! reading /etc/neutron/neutron.conf:2: transport_url: the value refers to an option with $ that no file sets
! reading /etc/cinder/cinder.conf:3: the line has neither = nor :
! reading /etc/glance/glance-api.conf:2: transport_url: port "56x2" of the second host is not a number from 1 to 65535
! reading /etc/keystone/keystone.conf:4: ssl: the option ssl is neither true nor false
! reading /etc/ceilometer/ceilometer.conf:1: the line begins with a blank but continues nothing
- No broker of telemetry's own was found, but not every file could be read.
`)
}

func TestFactsAreSafeToPrint(t *testing.T) {
	t.Parallel()
	facts, err := Inspect("testdata/kolla-2025.1")
	if err != nil {
		t.Fatal(err)
	}
	if out := fmt.Sprintf("%v %+v %#v", facts, facts, facts); strings.Contains(out, "rpcpass") || strings.Contains(out, "notifypass") {
		t.Errorf("a password shows in %s", out)
	}
}
