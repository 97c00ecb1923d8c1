package servers_test

import (
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// here are the facts of this machine, as far as servers are concerned.
func here() setup.Facts { return setup.Facts{System: setup.System{Root: "/"}} }

// options wait long, because machines that run tests are busy, and know nothing
// of the environment of whoever runs them.
func options(env map[string]string) servers.Options {
	return servers.Options{Timeout: 2 * time.Minute, Getenv: func(name string) string { return env[name] }}
}

func secret(text string) setup.Password { return setup.Password{Value: sources.Secret(text)} }

func unique(prefix string) string { return prefix + strings.ToLower(rand.Text()[:10]) }

// brokerAnswers are those of an operator whose broker B this is.
func brokerAnswers(b *sourcestest.Broker, vhost, user, password string) setup.BrokerAnswers {
	return setup.BrokerAnswers{
		Host: b.Host, Port: b.Port, VHost: vhost, User: user, Password: secret(password),
		AdminURL: b.ManagementURL(), AdminUser: sourcestest.Admin, AdminPassword: secret(sourcestest.Admin),
	}
}

func splitPort(t *testing.T, address string) (string, int) {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return a.IP.String(), a.Port
}

// heard collects what an operator is told.
type heard struct {
	mu  sync.Mutex
	all []string
}

func (h *heard) tell(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, s)
}

func (h *heard) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.all, "\n")
}

// run carries an action out and returns how to take it back, after it has been
// through JSON, as from a journal, and is free of secrets.
func run(t *testing.T, m setup.Machine, a setup.Action, secrets ...string) setup.Undo {
	t.Helper()
	u := prepare(t, m, a, secrets...)
	if err := m.Do(t.Context(), a); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	return u
}

func prepare(t *testing.T, m setup.Machine, a setup.Action, secrets ...string) setup.Undo {
	t.Helper()
	u, err := m.Prepare(t.Context(), a)
	if err != nil {
		t.Fatalf("prepare %s: %v", a, err)
	}
	text, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	silent(t, string(text), secrets...)
	var back setup.Undo
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func revert(t *testing.T, m setup.Machine, u setup.Undo) {
	t.Helper()
	for range 2 { // rollback may be interrupted and come again
		if err := m.Revert(t.Context(), u); err != nil {
			t.Fatalf("revert %s: %v", u.Did, err)
		}
	}
}

// silent fails when a text shows a secret.
func silent(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(text, s) {
			t.Errorf("a secret is shown: %s", strings.ReplaceAll(text, s, "<<HERE>>"))
		}
	}
}

// front stands before a real server and lets a test change the answers.
func front(t *testing.T, to string, change func(*http.Response) error) *httptest.Server {
	t.Helper()
	u, err := neturl.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	p := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(u)
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: change,
	}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return s
}

// closedPort is an address at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // closed is what it has to be
	return l.Addr().String()
}
