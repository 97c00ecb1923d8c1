package steps_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// TestAnExistingURLIsReadAsTheServiceReadsIt: one that cannot work is written
// anew, one that works is left alone.
func TestAnExistingURLIsReadAsTheServiceReadsIt(t *testing.T) {
	t.Parallel()
	const login = "ceilometer:BrokerSecret1@" + brokerIP
	const vhost = "[oslo_messaging_rabbit]\nrabbit_virtual_host = /os\n"
	for _, test := range []struct {
		release profile.Release
		group   string
		url     string
		kept    bool
	}{
		{profile.Zed, "", "rabbit://" + login + ":5672//", true},
		{profile.Zed, "", "rabbit://" + login + ":5672/", true},
		{profile.Zed, "", "rabbit://" + login + ":5672/%2F", true},
		{profile.Zed, "", "kombu+pyamqp://" + login + ":5672/", true},
		{profile.Zed, "", "rabbit://" + login, true},
		{profile.Zed, "", "rabbit://" + login + ":5672//?heartbeat_rate=3", true},
		// AMQP 1.0 is another driver, and went in 2025.1.
		{profile.Zed, "", "amqp://" + login + ":5672//", false},
		{profile.R2026_1, "", "amqp://" + login + ":5672//", false},
		{profile.Zed, "", "pyamqp://" + login + ":5672//", false},
		{profile.Zed, "", "rabbit://" + login + ":5672//?ssl=1", false},
		{profile.Zed, "", "rabbit://" + login + ":5672//?ssl=on", false},
		// Without a path rabbit_virtual_host counts, up to Rocky.
		{profile.Newton, vhost, "rabbit://" + login + ":5672", false},
		{profile.Newton, vhost, "rabbit://" + login + ":5672//", true},
		{profile.Newton, vhost, "rabbit://" + login + ":5672/%2F", true},
		{profile.Newton, "", "rabbit://" + login + ":5672", true},
		{profile.Zed, vhost, "rabbit://" + login + ":5672", true},
		// Mitaka decodes nothing, so that this is the virtual host %2F, and
		// "cannot comply with query string".
		{profile.Mitaka, "", "rabbit://" + login + ":5672//?heartbeat_rate=3", false},
		{profile.Mitaka, "", "rabbit://" + login + ":5672/%2F", false},
		{profile.Mitaka, "", "rabbit://" + login + ":5672//", true},
	} {
		f := machine(test.release, setup.Debian)
		file(&f, novaConf, "nova", []byte("[oslo_messaging_notifications]\ntransport_url = "+test.url+"\n"+test.group))
		p := steps.Build(answers(setup.NodeRoles...), f)
		if s := step(t, p, "N1"); s.State != setup.Change {
			t.Errorf("%s, %s: N1 is %s: %s", test.release, test.url, s.State, s.Why)
		}
		if kept := strings.Contains(written(p, novaConf), "transport_url = "+test.url+"\n"); kept != test.kept {
			t.Errorf("%s, %q: %s is kept: %v, want %v", test.release, test.group, test.url, kept, test.kept)
		}
	}
}

// TestAClusterStaysOne: the services keep all its hosts, and a URL that has them
// is left alone.
func TestAClusterStaysOne(t *testing.T) {
	t.Parallel()
	const url = "rabbit://ceilometer:BrokerSecret1@" + brokerIP + ":5672,ceilometer:BrokerSecret1@192.0.2.72:5672//"
	a := answers(setup.NodeRoles...)
	a.BrokerB.Host = brokerIP + ",192.0.2.72"
	for _, had := range []string{"", "[oslo_messaging_notifications]\ntransport_url = " + url + "\n"} {
		f := machine(profile.Zed, setup.Debian)
		file(&f, novaConf, "nova", []byte("[DEFAULT]\n"+had))
		if got := written(steps.Build(a, f), novaConf); strings.Count(got, "transport_url = "+url+"\n") != 1 {
			t.Errorf("with %q nova.conf is\n%s", had, got)
		}
	}
}
