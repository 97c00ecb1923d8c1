package servers_test

import (
	"crypto/tls"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestTLSIsCheckedWithTheName puts TLS with a certificate of the test's own
// before the management API; AMQP's is the broker's.
func TestTLSIsCheckedWithTheName(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	ca, err := sourcestest.NewAuthority("another authority")
	must(t, err)
	both := filepath.Join(t.TempDir(), "ca.pem")
	broker, err := os.ReadFile(b.CAFile)
	must(t, err)
	must(t, os.WriteFile(both, append(broker, ca.PEM...), 0o600))
	management, err := neturl.Parse(b.ManagementURL())
	must(t, err)
	serve := func(names ...string) string {
		issued, err := ca.Issue("management", names...)
		must(t, err)
		pair, err := issued.TLS()
		must(t, err)
		s := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(management))
		s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
		s.StartTLS()
		t.Cleanup(s.Close)
		return s.URL
	}
	ask := func(admin, caFile string) *setup.BrokerServer {
		a := brokerAnswers(b, v.Name, v.User, v.Password)
		a.Port, a.TLS, a.AdminURL, a.CAFile = b.TLSPort, true, admin, caFile
		return servers.Ask(t.Context(), setup.Answers{BrokerB: a}, here(), options(nil)).BrokerB
	}
	if got := ask(serve("127.0.0.1"), both); got.Error != "" || !got.Reachable || !got.Users[0].Login || !got.VHost {
		t.Errorf("with the right authority: %+v", got)
	}
	if got := ask(serve("192.0.2.1"), both); !strings.Contains(got.Error, "another host") || !got.Users[0].Login {
		t.Errorf("with another name: %+v", got)
	}
	if got := ask(serve("127.0.0.1"), b.CAFile); !strings.Contains(got.Error, "not trusted") || !strings.Contains(got.Hint, "ca_file") {
		t.Errorf("with another authority: %+v", got)
	}
	own := filepath.Join(t.TempDir(), "own.pem")
	must(t, os.WriteFile(own, ca.PEM, 0o600))
	if got := ask(serve("127.0.0.1"), own); got.Reachable || got.ReachError == "" || got.Users[0].Login || got.Error != "" {
		t.Errorf("with the authority of the management API alone: %+v", got)
	}
	if got := ask(strings.Replace(b.ManagementURL(), "http:", "https:", 1), both); !strings.Contains(got.Error, "does not speak TLS") {
		t.Errorf("a port without TLS: %+v", got)
	}
}

func TestWhoMayNotAdministerIsToldSo(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	a := brokerAnswers(b, v.Name, v.User, v.Password)
	ask := func() *setup.BrokerServer {
		return servers.Ask(t.Context(), setup.Answers{BrokerB: a}, here(), options(nil)).BrokerB
	}
	a.AdminUser, a.AdminPassword = v.User, secret(v.Password)
	if got := ask(); !strings.Contains(got.Error, "401") || !strings.Contains(got.Hint, "set_user_tags") || !got.Users[0].Login || !got.Refused {
		t.Errorf("without a tag: %+v", got)
	}
	v.Tag(t, "management")
	if got := ask(); !strings.Contains(got.Error, "lacks the tag administrator") || !strings.Contains(got.Hint, "set_user_tags") || !got.Refused {
		t.Errorf("with the tag management: %+v", got)
	}
	a.AdminPassword = setup.Password{}
	if got := ask(); !strings.Contains(got.Error, "no administrator is named") || got.Refused {
		t.Errorf("without a password: %+v", got)
	}
	root, o := here(), options(nil)
	root.System.Privileged, o.Rabbitmqctl = true, b.CtlCommand()
	if got := servers.Ask(t.Context(), setup.Answers{BrokerB: a}, root, o).BrokerB; got.Error != "" || !got.VHost {
		t.Errorf("as root on the broker, by rabbitmqctl: %+v", got)
	}
	a.AdminURL = "http://admin:hunter2@" + strings.TrimPrefix(b.ManagementURL(), "http://")
	got := ask()
	if !strings.Contains(got.Error, "a password stands in its URL") {
		t.Errorf("with a password in the URL: %+v", got)
	}
	silent(t, got.Error+got.Hint+got.Admin, "hunter2")
}

// TestQueuesThatNobodyReadsOnBrokerA are what the notifiers leave there.
func TestQueuesThatNobodyReadsOnBrokerA(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedA(t)
	v := b.VHost(t)
	ch := v.Channel(t)
	for _, name := range []string{"notifications.info", "notifications.error", "conductor"} {
		_, err := ch.QueueDeclare(name, false, false, false, false, nil)
		must(t, err)
	}
	_, err := ch.Consume("notifications.error", "", false, false, false, false, nil)
	must(t, err)
	f := here()
	f.Brokers = []setup.Broker{{Name: "A", URL: v.TransportURL(t)}}
	ask := func() *setup.BrokerServer {
		return servers.Ask(t.Context(), setup.Answers{}, f, options(nil)).BrokerA
	}
	got := ask()
	if !got.Reachable || !got.VHost || got.Version == "" || !got.Users[0].Login || got.Error == "" || got.Hint == "" || got.Queues != nil {
		t.Errorf("a user without a tag: %+v", got)
	}
	silent(t, got.Error+got.Hint, v.Password)
	// Its port is not 10000 above AMQP's here, so a front stands there.
	v.Tag(t, "management")
	at := b.ManagementURL()
	relay(t, b.Port+10000, strings.TrimPrefix(at, "http://"))
	// The broker's statistics of consumers come some seconds later.
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if got = ask(); len(got.Queues) == 1 {
			break
		}
	}
	if got.Error != "" || len(got.Queues) != 1 || got.Queues[0].Name != "notifications.info" || got.Queues[0].Type != "classic" {
		t.Errorf("queues that nobody reads: %+v", got)
	}
}
