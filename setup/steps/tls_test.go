package steps_test

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// secured are services whose driver's group puts every connection under TLS,
// as broker A wants it.
func secured(line string) func(*setup.Answers, *setup.Facts) {
	return func(_ *setup.Answers, f *setup.Facts) {
		for service, path := range map[string]string{"nova": novaConf, "cinder": cinderConf, "ceilometer": ceilometerConf} {
			text := "[DEFAULT]\ntransport_url = rabbit://openstack:rpcsecret@192.0.2.11:5671/\n[database]\nconnection = mysql://c:d@192.0.2.11/c\n[oslo_messaging_rabbit]\n" + line + "\n"
			file(f, path, service, []byte(text))
		}
	}
}

// TestPlainBrokerBBesideTLSForBrokerA: the group's TLS holds for every URL that
// says nothing of its own.
func TestPlainBrokerBBesideTLSForBrokerA(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"ssl = true", "rabbit_use_ssl = True"} {
		p := zed(secured(line))
		for _, path := range []string{novaConf, cinderConf, ceilometerConf} {
			if text := written(p, path); !strings.Contains(text, "@"+brokerIP+":5672//?ssl=0\n") {
				t.Errorf("%s: %s speaks TLS to broker B:\n%s", line, path, text)
			}
		}
		if text := written(p, "/etc/glance/glance-api.conf"); strings.Contains(text, "ssl=") {
			t.Errorf("%s: Glance's URL says something of TLS that it need not say", line)
		}
	}
	old := newton(secured("rabbit_use_ssl = true"))
	for _, id := range []string{"C12", "N1", "S1"} {
		if s := step(t, old, id); s.State != setup.Blocked || !strings.Contains(s.Why, "rabbit_use_ssl") || s.Hint == "" {
			t.Errorf("%s of Newton, which cannot switch TLS off for broker B alone, is %s: %s", id, s.State, s.Why)
		}
	}
	// The new names are those of Pike, the old ones went in 2025.1.
	if s := step(t, newton(secured("ssl = true")), "N1"); s.State != setup.Change {
		t.Errorf("an option that Newton does not read makes N1 %s: %s", s.State, s.Why)
	}
	a, f := answers(setup.NodeRoles...), machine(profile.R2026_1, setup.Debian)
	secured("rabbit_use_ssl = true")(&a, &f)
	if text := written(steps.Build(a, f), novaConf); strings.Contains(text, "ssl=0") {
		t.Error("an option that 2026.1 does not read is answered")
	}
}

// TestTheURLsOwnTLSIsBelieved: an existing URL counts as done when it says what
// the answers say.
func TestTheURLsOwnTLSIsBelieved(t *testing.T) {
	t.Parallel()
	const url = "rabbit://ceilometer:BrokerSecret1@" + brokerIP + ":5672//"
	for query, done := range map[string]bool{"?ssl=0": true, "?ssl=False": true, "?ssl=1": false, "": false} {
		p := zed(func(a *setup.Answers, f *setup.Facts) {
			secured("ssl = true")(a, f)
			file(f, novaConf, "nova", []byte("[oslo_messaging_rabbit]\nssl = true\n[oslo_messaging_notifications]\ntransport_url = "+url+query+"\n"))
		})
		if kept := strings.Contains(written(p, novaConf), url+query+"\n"); kept != done {
			t.Errorf("%q is kept: %v, want %v", query, kept, done)
		}
	}
}
