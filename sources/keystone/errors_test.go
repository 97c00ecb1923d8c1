package keystone_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// refusal logs in, in vain, and checks what every such error has to be.
func refusal(t *testing.T, l keystone.Login) string {
	t.Helper()
	_, err := session(t, l).Project(t.Context())
	if err == nil {
		t.Fatal("the login succeeded")
	}
	if sources.HintOf(err) == "" {
		t.Errorf("%v has no hint", err)
	}
	text := err.Error()
	if strings.Contains(text, "\n") {
		t.Errorf("%q is more than a line", text)
	}
	for _, secret := range []string{l.Password.Reveal(), l.Token.Reveal(), l.Credential.Secret.Reveal()} {
		if secret != "" && strings.Contains(fmt.Sprintf("%s %+v %#v %s", text, err, err, sources.HintOf(err)), secret) {
			t.Errorf("%s shows the secret", text)
		}
	}
	return text
}

func TestWhatKeystoneRefuses(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	id.NewProject(t, "other")
	appID, _ := id.ApplicationCredential(t, "one")
	rc := id.Environment()
	at := map[string]string{"OS_AUTH_URL": id.URL}
	user := "user " + id.UserName + " of domain " + id.DomainName
	who := "log in to " + id.URL + "/v3 as " + user
	for _, tt := range []struct {
		name  string
		login keystone.Login
		want  string
	}{
		{
			"a wrong password", fromEnvironment(t, rc, "OS_PASSWORD", "hunter2"),
			who + " for project " + id.Project + " of domain " + id.DomainName + ": wrong password, or no such user or domain",
		},
		{
			"an unknown domain", fromEnvironment(t, rc, "OS_USER_DOMAIN_NAME", "nowhere"),
			"log in to " + id.URL + "/v3 as user " + id.UserName + " of domain nowhere for project " + id.Project + " of domain " + id.DomainName + ": wrong password, or no such user or domain",
		},
		{
			"an unknown project", fromEnvironment(t, rc, "OS_PROJECT_NAME", "nothing\x1b[2J"),
			who + ` for project nothing\x1b[2J of domain ` + id.DomainName + ": the password is right, but there is no such thing, or the user has no role in it; he has roles in the projects " + id.Project,
		},
		{
			"a project without a role", fromEnvironment(t, rc, "OS_PROJECT_NAME", "other"),
			who + " for project other of domain " + id.DomainName + ": the password is right, but there is no such thing, or the user has no role in it; he has roles in the projects " + id.Project,
		},
		{
			"no scope", fromEnvironment(t, rc, "OS_PASSWORD", "hunter2", "OS_PROJECT_NAME", ""),
			who + " for no project: wrong password, or no such user or domain",
		},
		{
			"an application credential", fromEnvironment(t, at, "OS_APPLICATION_CREDENTIAL_ID", appID, "OS_APPLICATION_CREDENTIAL_SECRET", "hunter2"),
			"log in to " + id.URL + "/v3 by application credential " + appID + ": there is no such application credential, its secret is wrong, or it has expired",
		},
		{
			"a token", fromEnvironment(t, at, "OS_TOKEN", "gAAAAABnothing"),
			"log in to " + id.URL + "/v3 as the owner of the given token for no project: the token has expired or was revoked, or its owner has no role there",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := refusal(t, tt.login); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestARefusedLoginIsNotRepeated(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	front, logins, _ := counting(t, id.URL)
	s := session(t, fromEnvironment(t, id.Environment(), "OS_AUTH_URL", front, "OS_PASSWORD", "hunter2", "OS_PROJECT_NAME", ""))
	for range 5 {
		if _, err := s.Client().Get("http://127.0.0.1:1"); err == nil || !strings.Contains(err.Error(), "wrong password") {
			t.Fatalf("got %v", err)
		}
	}
	if logins.Load() != 1 {
		t.Errorf("%d logins: the user may be locked out", logins.Load())
	}
}

// A token that the clock ends, and not Keystone.
func TestAnExpiredTokenIsReplaced(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	m := service(t, id)
	const life = 15 * time.Second
	s := session(t, fromEnvironment(t, id.Environment(), "OS_AUTH_URL", id.Server.Expiring(t, life)))
	get(t, s, m.URL)
	first := m.last.Load().(string)
	// The session counts from when it got the token, a slow Keystone from earlier.
	old := time.Now().Add(life)
	for deadline := time.Now().Add(time.Minute); id.Valid(t, first) || time.Now().Before(old); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the token does not expire")
		}
	}
	asked := m.asked.Load()
	if status, _ := get(t, s, m.URL); status != http.StatusOK || m.last.Load() == first {
		t.Errorf("status %d, with the expired token: %v", status, m.last.Load() == first)
	}
	if m.asked.Load() != asked+1 {
		t.Errorf("the service was asked %d times: a token known to be old needs no 401", m.asked.Load()-asked)
	}
}

// The servers here are fakes of what stands where Keystone should.
func TestWhatIsNoKeystone(t *testing.T) {
	t.Parallel()
	versions := func(ids ...string) string {
		var all []map[string]string
		for _, id := range ids {
			all = append(all, map[string]string{"id": id, "status": "stable"})
		}
		text, _ := json.Marshal(map[string]any{"versions": map[string]any{"values": all}})
		return string(text)
	}
	for _, tt := range []struct {
		name   string
		status int
		body   string
		root   string // what / says
		want   string
	}{
		{"a web page", 200, "<html><head><title>Horizon &amp; more</title></head></html>", "", "that is no Keystone: status 200: a web page, Horizon & more"},
		{"not found", 404, "<!DOCTYPE HTML><html>", "<html>", "that is no Keystone: status 404: a web page"},
		{"only version 2.0", 404, `{"error": {"message": "The resource could not be found.", "code": 404}}`, versions("v2.0"), "this cloud has version 2.0 of the Identity API only, and ceilotop needs version 3"},
		{"version 3 is there after all", 404, `{"error": {"message": "The resource could not be found.", "code": 404}}`, versions("v2.0", "v3.14"), "that is no Keystone: status 404: The resource could not be found."},
		{"a proxy without Keystone", 503, "<html><title>503 Service Unavailable</title>", "", "status 503: a web page, 503 Service Unavailable"},
		{"an error", 500, `{"error": {"message": "An unexpected error prevented\nthe server", "code": 500}}`, "", "status 500: An unexpected error prevented the server"},
		{"forbidden", 403, `{"error": {"message": "The account is locked\u202e", "code": 403}}`, "", `The account is locked\u202e`},
		{"a foreign 401", 401, "Authorization Required", "", "that is no Keystone: status 401: Authorization Required"},
		{"an empty answer", 201, "", "", "that is no Keystone: EOF"},
		{"half an answer", 201, `{"token": {`, "", "that is no Keystone: unexpected EOF"},
		{"no JSON", 201, "hello", "", "that is no Keystone: the answer is no JSON"},
		{"no token", 201, `{"token": {}}`, "", "that is no Keystone: the answer holds no token"},
		{"no end", 201, `{"x": "` + strings.Repeat("x", 17<<20), "", "that is no Keystone: the answer is longer than any of Keystone's"},
		{"a teapot", 418, "short and stout" + strings.Repeat(".", 1000), "", "that is no Keystone: status 418: short and stout" + strings.Repeat(".", 285) + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/v3/auth/tokens" {
					w.WriteHeader(http.StatusMultipleChoices)
					_, _ = w.Write([]byte(tt.root))
					return
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}))
			t.Cleanup(server.Close)
			got := refusal(t, login(server.URL))
			if want := "log in to " + server.URL + "/v3 as user joe of domain default for project demo of domain default: " + tt.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// login is one whose password must never be seen.
func login(url string) keystone.Login {
	l, _, err := keystone.FromEnvironment(func(name string) string {
		return map[string]string{"OS_AUTH_URL": url, "OS_USERNAME": "joe", "OS_PASSWORD": "hunter2", "OS_PROJECT_NAME": "demo"}[name]
	})
	if err != nil {
		panic(err)
	}
	return l
}

func TestAPasswordDoesNotFollowARedirection(t *testing.T) {
	t.Parallel()
	lure := httptest.NewServer(http.RedirectHandler("http://elsewhere.example/v3/auth/tokens", http.StatusTemporaryRedirect))
	t.Cleanup(lure.Close)
	if got := refusal(t, login(lure.URL)); !strings.HasSuffix(got, "it redirects to http://elsewhere.example/v3/auth/tokens, and a password does not follow") {
		t.Error(got)
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	l.Close()
	if got := refusal(t, login(url)); !strings.HasSuffix(got, "connection refused") || strings.Count(got, url) != 1 {
		t.Error(got)
	}
}

func TestTLSThatFails(t *testing.T) {
	t.Parallel()
	ca, err := sourcestest.NewAuthority("cloud")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	trusted, empty := file("ca.pem", ca.PEM), file("empty.pem", nil)
	server := func(names ...string) string {
		pair, err := ca.Issue("keystone", names...)
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := pair.TLS()
		if err != nil {
			t.Fatal(err)
		}
		return serving(t, certificate)
	}
	stale, root := expired(t)
	old := serving(t, stale)
	good, other := server("127.0.0.1"), server("other.example")
	plain := httptest.NewServer(nil)
	t.Cleanup(plain.Close)
	for _, tt := range []struct {
		name, url string
		tls       keystone.TLS
		want      string
	}{
		{"an unknown authority", good, keystone.TLS{}, "its certificate is signed by an authority that is not trusted"},
		{"its authority", good, keystone.TLS{CAFile: trusted}, "that is no Keystone: status 418: an empty answer"},
		{"no check", other, keystone.TLS{Insecure: true}, "that is no Keystone: status 418: an empty answer"},
		{"a certificate of yesterday", old, keystone.TLS{CAFile: file("old.pem", root)}, "its certificate is not valid now: "},
		{"another name", other, keystone.TLS{CAFile: trusted}, "its certificate is for another host: "},
		{"no TLS there", strings.Replace(plain.URL, "http:", "https:", 1), keystone.TLS{}, "that port does not speak TLS"},
		{"TLS there", strings.Replace(good, "https:", "http:", 1), keystone.TLS{}, "that is no Keystone: status 400: Client sent an HTTP request to an HTTPS server."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := login(tt.url)
			l.TLS = tt.tls
			if got := refusal(t, l); !strings.Contains(got, ": "+tt.want) {
				t.Errorf("got %s, want … %s", got, tt.want)
			}
		})
	}
	for _, broken := range []keystone.TLS{{CAFile: empty}, {CAFile: empty + "x"}, {CertFile: empty}} {
		l := login(good)
		l.TLS = broken
		if _, err := keystone.New(l); err == nil || sources.HintOf(err) == "" || !strings.Contains(err.Error(), empty) && broken.CertFile == "" {
			t.Errorf("%+v: %v", broken, err)
		}
	}
}

// serving is a server with TLS that is no Keystone.
func serving(t *testing.T, certificate tls.Certificate) string {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// expired is a certificate that was its own authority until an hour ago.
func expired(t *testing.T) (certificate tls.Certificate, root []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(-time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
