package servers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// listen starts a server of the test's own that does something with each
// connection, and returns its address. Connections end with the test.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var mu sync.Mutex
	var open []net.Conn
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open = append(open, conn)
			mu.Unlock()
			go serve(conn)
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range open {
			_ = c.Close()
		}
	})
	return l.Addr().String()
}

const planted = "PLANTED-SECRET"

// everywhere are answers and facts that lead to one address for everything.
func everywhere(t *testing.T, address string) (setup.Answers, setup.Facts) {
	t.Helper()
	host, port := splitPort(t, address)
	pw := secret(planted)
	f := here()
	f.Brokers = []setup.Broker{{Name: "A", URL: oslo.TransportURL{
		Scheme: "rabbit", VirtualHost: "/", Hosts: []oslo.Host{{Name: host, Port: port, Username: "nova", Password: planted}},
	}}}
	return setup.Answers{
		BrokerB: setup.BrokerAnswers{
			Host: host, Port: port, VHost: "/", User: "ceilometer", Password: pw, StrictUsers: true, ListenerPassword: pw, TapPassword: pw,
			AdminURL: "http://" + address, AdminUser: "admin", AdminPassword: pw,
		},
		Keystone: setup.KeystoneAnswers{
			AuthURL: "http://" + address, AdminURL: "http://" + address, Domain: "Default", Project: "service", User: "ceilometer", Password: pw,
			Memcached: []string{address},
		},
		MongoDB: setup.MongoAnswers{Host: host, Port: port, Database: "ceilometer", User: "ceilometer", Password: pw, AdminUser: "admin", AdminPassword: pw},
		API:     setup.APIAnswers{Host: host, Port: port},
	}, f
}

func openrc(address string) map[string]string {
	return map[string]string{"OS_AUTH_URL": "http://" + address, "OS_USERNAME": "admin", "OS_PASSWORD": planted, "OS_PROJECT_NAME": "admin"}
}

// complete checks that each server is there, has something to say, and keeps
// the secret.
func complete(t *testing.T, s setup.Servers) {
	t.Helper()
	if s.BrokerA == nil || s.BrokerB == nil || s.Keystone == nil || s.MongoDB == nil || len(s.Ports) != 3 {
		t.Fatalf("something was not asked: %+v", s)
	}
	for what, text := range map[string]string{
		"broker A": s.BrokerA.Error, "broker A over AMQP": s.BrokerA.ReachError,
		"broker B": s.BrokerB.Error, "broker B over AMQP": s.BrokerB.ReachError,
		"Keystone": s.Keystone.Error, "Keystone's login": s.Keystone.LoginError,
		"MongoDB": s.MongoDB.Error, "MongoDB's login": s.MongoDB.LoginError,
	} {
		if text == "" {
			t.Errorf("%s: nothing is said", what)
		}
		if text != sources.Visible(text) || len(text) > 1000 {
			t.Errorf("%s: %d bytes: %q", what, len(text), text[:min(len(text), 1000)])
		}
	}
	text, err := json.Marshal(s)
	must(t, err)
	silent(t, string(text), planted)
	silent(t, fmt.Sprintf("%+v %+v %+v %+v", s.BrokerA, s.BrokerB, s.Keystone, s.MongoDB), planted)
}

func TestServersThatNeverAnswerAreGivenUp(t *testing.T) {
	t.Parallel()
	address := listen(t, func(net.Conn) {})
	a, f := everywhere(t, address)
	o := options(openrc(address))
	o.Timeout = 500 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s := servers.Ask(ctx, a, f, o)
	if ctx.Err() != nil {
		t.Fatal("it waited for more than a minute")
	}
	complete(t, s)
	for what, text := range map[string]string{"broker B": s.BrokerB.Error, "AMQP": s.BrokerB.ReachError, "Keystone": s.Keystone.Error, "MongoDB": s.MongoDB.Error, "port": s.Ports[0].Error} {
		if !strings.Contains(text, "no answer in time") {
			t.Errorf("%s: %s", what, text)
		}
	}
}

func TestClosedPortsAreSaidToBeClosed(t *testing.T) {
	t.Parallel()
	address := closedPort(t)
	a, f := everywhere(t, address)
	s := servers.Ask(t.Context(), a, f, options(openrc(address)))
	complete(t, s)
	if !strings.Contains(s.BrokerB.Error, "connection refused") || !strings.Contains(s.BrokerB.Hint, "rabbitmq_management") {
		t.Errorf("broker B: %s (%s)", s.BrokerB.Error, s.BrokerB.Hint)
	}
	for _, p := range s.Ports {
		if p.Answers || !strings.Contains(p.Error, "refused") {
			t.Errorf("%+v", p)
		}
	}
}

func TestGarbageIsNoAnswer(t *testing.T) {
	t.Parallel()
	asked := make(map[string]func() setup.Servers)
	for name, garbage := range map[string]string{
		"bytes":        "\x00\xff\xfe\x1b[31m" + strings.Repeat("\x07garbage", 100),
		"half a JSON":  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"versions\": {\"valu",
		"other JSON":   "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 9\r\n\r\n[1,\"a\",{}",
		"an array":     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n[]",
		"a secret":     "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 55\r\n\r\n{\"error\":\"\\u001b[2J\",\"reason\":\"you sent " + planted + "\"}",
		"a web page":   "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 12\r\n\r\n<html>no</h>",
		"nothing":      "",
		"AMQP 1.0":     "AMQP\x00\x01\x00\x00",
		"a TLS alert":  "\x15\x03\x01\x00\x02\x02\x28",
		"a long line":  strings.Repeat("x", 1<<20),
		"null":         "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnull",
		"a Mongo size": "\xff\xff\xff\x7f\x00\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00",
	} {
		address := listen(t, func(c net.Conn) {
			defer c.Close() //nolint:errcheck // the fake's end of it
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, garbage)
			_, _ = io.Copy(io.Discard, io.LimitReader(c, 1<<16))
		})
		a, f := everywhere(t, address)
		o := options(openrc(address))
		o.Timeout = 3 * time.Second
		asked[name] = func() setup.Servers { return servers.Ask(t.Context(), a, f, o) }
	}
	for name, got := range atOnce(asked) {
		t.Run(name, func(t *testing.T) { complete(t, got) })
	}
}

// atOnce asks all of them at the same time: most wait until their time is over,
// which takes no more of the machine than waiting for one.
func atOnce(all map[string]func() setup.Servers) map[string]setup.Servers {
	var mu sync.Mutex
	var running sync.WaitGroup
	answers := make(map[string]setup.Servers, len(all))
	for name, ask := range all {
		running.Go(func() {
			got := ask()
			mu.Lock()
			defer mu.Unlock()
			answers[name] = got
		})
	}
	running.Wait()
	return answers
}

func TestAnswersThatAreTooLongAreNotRead(t *testing.T) {
	t.Parallel()
	var sent sync.Map
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		n := 0
		piece := strings.Repeat("[", 1<<16)
		_, _ = io.WriteString(w, `{"name":"admin","tags":["administrator"],"x":"`)
		for n < 64<<20 {
			m, err := io.WriteString(w, piece)
			if n += m; err != nil {
				break
			}
		}
		sent.Store(r.URL.Path, n)
	}))
	t.Cleanup(s.Close)
	address := strings.TrimPrefix(s.URL, "http://")
	a, f := everywhere(t, address)
	o := options(openrc(address))
	o.Timeout = 10 * time.Second
	got := servers.Ask(t.Context(), a, f, o)
	complete(t, got)
	for what, text := range map[string]string{"broker B": got.BrokerB.Error, "Keystone": got.Keystone.Error} {
		if !strings.Contains(text, "longer than") {
			t.Errorf("%s: %s", what, text)
		}
	}
	sent.Range(func(path, n any) bool {
		if n.(int) >= 64<<20 {
			t.Errorf("all of %s was read", path)
		}
		return true
	})
}

// TestNoPasswordFollowsARedirection has servers lead to another one, by
// redirections and by the links of Keystone's pages.
func TestNoPasswordFollowsARedirection(t *testing.T) {
	t.Parallel()
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s reached another host, with the headers %v", r.Method, r.URL, r.Header)
	}))
	t.Cleanup(thief.Close)
	asked := make(map[string]func() setup.Servers)
	for _, code := range []int{301, 302, 303, 307, 308} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+r.URL.Path, code)
		}))
		t.Cleanup(s.Close)
		address := strings.TrimPrefix(s.URL, "http://")
		a, f := everywhere(t, address)
		o := options(openrc(address))
		o.Timeout = 5 * time.Second // the port takes MongoDB's greeting and says nothing
		asked[http.StatusText(code)] = func() setup.Servers { return servers.Ask(t.Context(), a, f, o) }
	}
	for name, got := range atOnce(asked) {
		t.Run(name, func(t *testing.T) {
			complete(t, got)
			if !strings.Contains(got.BrokerB.Error, "redirects to") || !strings.Contains(got.Keystone.Error, "redirects to") {
				t.Errorf("broker B %s; Keystone %s", got.BrokerB.Error, got.Keystone.Error)
			}
		})
	}
	linking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/":
			w.WriteHeader(http.StatusMultipleChoices)
			_, _ = io.WriteString(w, `{"versions":{"values":[{"id":"v3.14"}]}}`)
		case "/v3/auth/tokens":
			w.Header().Set("X-Subject-Token", planted)
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"token":{}}`)
		default:
			_, _ = fmt.Fprintf(w, `{"domains":[{"id":"default","name":"Default"}],"links":{"next":%q}}`, thief.URL+"/v3/domains?page=2")
		}
	}))
	t.Cleanup(linking.Close)
	address := strings.TrimPrefix(linking.URL, "http://")
	a, _ := everywhere(t, address)
	got := servers.Ask(t.Context(), setup.Answers{Keystone: a.Keystone}, here(), options(openrc(address))).Keystone
	if !strings.Contains(got.Error, "does not follow") {
		t.Errorf("a link to another host: %+v", got)
	}
}

// TestNothingIsContactedForAnotherRoot fails when anything connects.
func TestNothingIsContactedForAnotherRoot(t *testing.T) {
	t.Parallel()
	address := listen(t, func(c net.Conn) {
		t.Error("a server was contacted")
		_ = c.Close()
	})
	a, f := everywhere(t, address)
	f.System.Root = filepath.Join(t.TempDir(), "root")
	o := options(openrc(address))
	o.Rabbitmqctl = []string{"/bin/sh", "-c", "echo contacted >&2; exit 1"}
	if got := servers.Ask(t.Context(), a, f, o); got.BrokerA != nil || got.BrokerB != nil || got.Keystone != nil || got.MongoDB != nil || got.Ports != nil {
		t.Errorf("something was asked: %+v", got)
	}
	m := servers.New(a, f, o)
	for _, action := range []setup.Action{
		setup.PutVHost{Name: "/"},
		setup.PutUser{Name: "u", VHost: "/", Password: secret(planted)},
		setup.PutPolicy{VHost: "/"},
		setup.PutIdentity{Name: "u", Password: secret(planted)},
		setup.AssignRole{User: "u"},
		setup.PutService{Type: "metering"},
		setup.PutEndpoint{Type: "metering"},
		setup.PutDatabaseUser{Address: address, Database: "d", Name: "u", Password: secret(planted)},
	} {
		if !servers.Knows(action.Kind()) {
			t.Errorf("%s is not known", action.Kind())
		}
		if _, err := m.Prepare(t.Context(), action); err == nil || sources.HintOf(err) == "" {
			t.Errorf("prepare %s: %v", action, err)
		}
		if m.Do(t.Context(), action) == nil {
			t.Errorf("%s was done", action)
		}
		if m.Revert(t.Context(), setup.Undo{Kind: action.Kind(), Names: map[string]string{}}) == nil {
			t.Errorf("%s was taken back", action)
		}
	}
	if servers.Knows("file") {
		t.Error("files are none of its business")
	}
}
