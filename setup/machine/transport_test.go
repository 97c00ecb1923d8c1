package machine

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNotificationsAndRPCOnOneBroker(t *testing.T) {
	t.Parallel()
	expect(t, machineWith(t, map[string]string{
		"etc/nova/nova.conf":             "[DEFAULT]\ntransport_url = rabbit://nova:n@h1,nova:n@h2/\n",
		"etc/cinder/cinder.conf":         "[DEFAULT]\ntransport_url = rabbit://cinder:c@h2,cinder:c@h1//\n[oslo_messaging_notifications]\ntransport_url = rabbit://cinder:c@h2,cinder:c@h1//\n",
		"etc/ceilometer/ceilometer.conf": "[DEFAULT]\ntransport_url = rabbit://nova:n@h1,nova:n@h2\n",
	}), `
A nova:n@h1:5672 nova:n@h2:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
  /etc/cinder/cinder.conf:2 [DEFAULT] transport_url: cinder RPC
  /etc/cinder/cinder.conf:4 [oslo_messaging_notifications] transport_url: cinder notifications
  /etc/ceilometer/ceilometer.conf:2 [DEFAULT] transport_url: ceilometer RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`)
}

func TestTheOldOptions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, conf, want string }{
		{"several hosts", `[DEFAULT]
rpc_backend = rabbit
[oslo_messaging_rabbit]
rabbit_hosts = h1:5673, [::1]:5674 ,fd00::2,h3
rabbit_host = ignored
rabbit_port = 5679
rabbit_userid = u@x
rabbit_password = p/w%40,$$1
rabbit_virtual_host = /v
`, `
A u@x:p/w%40,$1@h1:5673 u@x:p/w%40,$1@[::1]:5674 u@x:p/w%40,$1@[fd00::2]:5679 u@x:p/w%40,$1@h3:5679 vhost /v
  /etc/nova/nova.conf:4 [oslo_messaging_rabbit] rabbit_hosts: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"one host, with TLS by the old names", `[oslo_messaging_rabbit]
rabbit_host = h
rabbit_port = 5671
rabbit_use_ssl = True
kombu_ssl_version = TLSv1_2
`, `
A guest:guest@h:5671 vhost / tls{CAFile: CertFile: KeyFile: Version:TLSv1_2}
  /etc/nova/nova.conf:2 [oslo_messaging_rabbit] rabbit_host: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"a user alone", "[DEFAULT]\nrabbit_hosts = h1,h2\nrabbit_userid = u\n", `
A u:guest@h1:5672 u:guest@h2:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] rabbit_hosts: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"a password alone", "[DEFAULT]\nrabbit_password = p\n", `
A guest:p@localhost:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] rabbit_password: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"the url wins", "[DEFAULT]\ntransport_url = rabbit://u:p@h:5672\nrabbit_host = old\nrabbit_password = old\n", `
A u:p@h:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"the url leaves the host open", "[DEFAULT]\ntransport_url = rabbit://\nrabbit_host = h\n", `
A guest:guest@h:5672 vhost /
  /etc/nova/nova.conf:3 [DEFAULT] rabbit_host: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"the url leaves everything open", "[DEFAULT]\ntransport_url = rabbit://\n", `
A guest:guest@localhost:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"the url leaves the virtual host open", "[DEFAULT]\ntransport_url = rabbit://u:p@h\n[oslo_messaging_rabbit]\nrabbit_virtual_host = v\n", `
A u:p@h:5672 vhost v
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`},
		{"another backend", "[DEFAULT]\nrpc_backend = zmq\nrabbit_host = h\n", `
- /etc/nova/nova.conf:2: nova uses another rpc_backend than rabbit, which ceilotop does not tap.
`},
		{"a port that is none", "[DEFAULT]\nrabbit_host = h\nrabbit_port = many\nrabbit_password = hunter2\n", `
! reading /etc/nova/nova.conf:2: rabbit_host: the port of the first host is not a number from 1 to 65535
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, machineWith(t, map[string]string{"etc/nova/nova.conf": tt.conf}), tt.want)
		})
	}
}

func TestAnotherDriverIsNoMistake(t *testing.T) {
	t.Parallel()
	expect(t, machineWith(t, map[string]string{
		"etc/nova/nova.conf": "[DEFAULT]\ntransport_url = rabbit://u:p@h/\n[oslo_messaging_notifications]\ntransport_url = kafka://u:hunter2@k1:9092,k2:9092\n",
	}), `
A u:p@h:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
- /etc/nova/nova.conf:4: nova uses the driver kafka, which ceilotop does not tap.
`)
}

func TestWhereTheAgentListens(t *testing.T) {
	t.Parallel()
	expect(t, machineWith(t, map[string]string{
		"etc/nova/nova.conf": "[DEFAULT]\ntransport_url = rabbit://u:p@a/\n",
		"etc/ceilometer/ceilometer.conf": `[DEFAULT]
transport_url = rabbit://u:p@a/
[notification]
#messaging_urls = <None>
messaging_urls = rabbit://u:p@a/
messaging_urls = rabbit://ceilometer:c@b1,ceilometer:c@b2/
messaging_urls =
`,
	}), `
A u:p@a:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
  /etc/ceilometer/ceilometer.conf:2 [DEFAULT] transport_url: ceilometer RPC
  /etc/ceilometer/ceilometer.conf:5 [notification] messaging_urls: ceilometer listening
B ceilometer:c@b1:5672 ceilometer:c@b2:5672 vhost /
  /etc/ceilometer/ceilometer.conf:6 [notification] messaging_urls: ceilometer listening
- No service here sends its notifications to broker B; only Ceilometer names it.
`)
}

func TestDefaultsMainFileAndDropInsAreOneConfiguration(t *testing.T) {
	t.Parallel()
	expect(t, machineWith(t, map[string]string{
		"usr/share/nova/nova-dist.conf":            "[DEFAULT]\ntransport_url = rabbit://u:p@dist/\n",
		"etc/nova/nova.conf":                       "[DEFAULT]\nrabbit = $the_host\ntransport_url = rabbit://u:p@$the_host/\nthe_host = main\n",
		"etc/nova/nova.conf.d/10-first.conf":       "[DEFAULT]\nthe_host = first\n",
		"etc/nova/nova.conf.d/20-second.conf":      "[DEFAULT]\nthe_host = second\n",
		"etc/glance/glance.conf.d/shared.conf":     "[DEFAULT]\ntransport_url = rabbit://u:p@second/\n",
		"etc/glance/glance-registry.conf":          "[DEFAULT]\n",
		"etc/neutron/conf.d/neutron-server/x.conf": "[DEFAULT]\ntransport_url = rabbit://u:p@second/\n",
	}), `
A u:p@second:5672 vhost /
  /etc/nova/nova.conf:3 [DEFAULT] transport_url: nova RPC
  /etc/neutron/conf.d/neutron-server/x.conf:2 [DEFAULT] transport_url: neutron RPC
  /etc/glance/glance.conf.d/shared.conf:2 [DEFAULT] transport_url: glance RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`)
}

func TestCertificatesOfAContainer(t *testing.T) {
	t.Parallel()
	const options = "\n[oslo_messaging_rabbit]\nssl = 1\nssl_ca_file = /etc/ssl/ca.pem\nssl_cert_file = /etc/ssl/client.pem\nssl_key_file = /etc/ssl/client.key\n"
	conf := "[DEFAULT]\ntransport_url = rabbit://u:p@h/" + options
	const found = `
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
- Telemetry has no broker of its own: notifications share broker A with RPC.
`
	expect(t, machineWith(t, map[string]string{
		"etc/nova/nova.conf": conf, "etc/ssl/ca.pem": "", "etc/ssl/client.pem": "", "etc/ssl/client.key": "",
	}), "A u:p@h:5672 vhost / tls{CAFile:/etc/ssl/ca.pem CertFile:/etc/ssl/client.pem KeyFile:/etc/ssl/client.key Version:}"+found)
	expect(t, machineWith(t, map[string]string{"etc/nova/nova.conf": conf, "etc/ssl/client.pem": ""}),
		"A u:p@h:5672 vhost / tls{CAFile: CertFile: KeyFile: Version:}"+found+
			"- The CA file /etc/ssl/ca.pem is not on this machine, perhaps only in a container: the system's certificates are used.\n"+
			"- The client's certificate /etc/ssl/client.pem or its key is not on this machine, perhaps only in a container: none is sent.\n")
}

func TestSymbolicLinksStayBelowTheRoot(t *testing.T) {
	t.Parallel()
	outside := machineWith(t, map[string]string{"secret.conf": "[DEFAULT]\ntransport_url = rabbit://outside:p@h/\n"})
	root := machineWith(t, map[string]string{
		"opt/conf/nova.conf":      "[DEFAULT]\ntransport_url = rabbit://u:p@a/\n",
		"opt/conf/keystone.conf":  "[DEFAULT]\ntransport_url = rabbit://u:p@a/\n",
		"etc/cinder/real.conf":    "[DEFAULT]\ntransport_url = rabbit://u:p@a/\n",
		"etc/neutron/placeholder": "",
		"etc/glance/placeholder":  "",
	})
	for link, target := range map[string]string{
		"etc/nova":                        "/opt/conf",
		"etc/keystone":                    "../../../../opt/conf",
		"etc/cinder/cinder.conf":          "real.conf",
		"etc/neutron/neutron.conf":        filepath.Join(outside, "secret.conf"),
		"etc/glance/glance-api.conf":      "glance-registry.conf",
		"etc/glance/glance-registry.conf": "glance-api.conf",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, root, `
A u:p@a:5672 vhost /
  /etc/nova/nova.conf:2 [DEFAULT] transport_url: nova RPC
  /etc/cinder/cinder.conf:2 [DEFAULT] transport_url: cinder RPC
  /etc/keystone/keystone.conf:2 [DEFAULT] transport_url: keystone RPC
! reading /etc/neutron/neutron.conf: the symbolic link leads to nothing below the root
! reading /etc/glance/glance-api.conf: too many symbolic links
! reading /etc/glance/glance-registry.conf: too many symbolic links
- No broker of telemetry's own was found, but not every file could be read.
`)
}
