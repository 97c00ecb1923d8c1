package keystone_test

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

var shared struct {
	sync.Mutex
	*sourcestest.Identity
}

// cloud is one user and project for all tests but those about the catalogue.
func cloud(t *testing.T) *sourcestest.Identity {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.Identity == nil {
		shared.Identity = sourcestest.Keystone(t)
	}
	return shared.Identity
}

// fromEnvironment reads an openrc, changed in some variables. An empty value
// takes a variable away.
func fromEnvironment(t *testing.T, rc map[string]string, changes ...string) keystone.Login {
	t.Helper()
	env := maps.Clone(rc)
	for i := 0; i < len(changes); i += 2 {
		env[changes[i]] = changes[i+1]
	}
	l, given, err := keystone.FromEnvironment(func(name string) string { return env[name] })
	if err != nil || !given {
		t.Fatalf("FromEnvironment: %v, %v", given, err)
	}
	return l
}

func session(t *testing.T, l keystone.Login) *keystone.Session {
	t.Helper()
	s, err := keystone.New(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// member is a fake of a service with keystonemiddleware: it asks the real
// Keystone about each token, and answers 401 to those that are not valid.
type member struct {
	*httptest.Server
	foreign atomic.Bool // answer 401 to valid tokens too, as for a foreign project
	asked   atomic.Int32
	last    atomic.Value // the token of the last request
}

func service(t *testing.T, id *sourcestest.Identity) *member {
	m := &member{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.asked.Add(1)
		token := r.Header.Get("X-Auth-Token")
		m.last.Store(token)
		body, _ := io.ReadAll(r.Body)
		if token == "" || m.foreign.Load() || !id.Valid(t, token) {
			w.Header().Set("WWW-Authenticate", "Keystone uri="+id.URL)
			http.Error(w, "Authentication required", http.StatusUnauthorized)
			return
		}
		_, _ = w.Write(append([]byte("hello "), body...))
	}))
	t.Cleanup(m.Server.Close)
	return m
}

func get(t *testing.T, s *keystone.Session, url string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestEveryWayToLogIn(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	id.GrantDomain(t, "member")
	appID, secret := id.ApplicationCredential(t, "for ceilotop")
	token := id.Token(t)
	rc := id.Environment()
	nothing := map[string]string{"OS_AUTH_URL": rc["OS_AUTH_URL"]}
	for _, tt := range []struct {
		name    string
		login   keystone.Login
		project string
	}{
		{"an ordinary openrc", fromEnvironment(t, rc), id.ProjectID},
		{"without a version", fromEnvironment(t, rc, "OS_AUTH_URL", id.URL), id.ProjectID},
		{"with a slash", fromEnvironment(t, rc, "OS_AUTH_URL", id.URL+"/v3/"), id.ProjectID},
		{"with version 2.0 in a URL of old", fromEnvironment(t, rc, "OS_AUTH_URL", id.URL+"/v2.0"), id.ProjectID},
		{"a tenant", fromEnvironment(t, rc, "OS_TENANT_NAME", id.Project, "OS_PROJECT_NAME", ""), id.ProjectID},
		{"ids", fromEnvironment(t, rc, "OS_USER_ID", id.UserID, "OS_PROJECT_ID", id.ProjectID, "OS_USERNAME", "", "OS_PROJECT_NAME", ""), id.ProjectID},
		{"domains by id", fromEnvironment(t, rc, "OS_USER_DOMAIN_ID", id.DomainID, "OS_PROJECT_DOMAIN_ID", id.DomainID), id.ProjectID},
		{"a default domain", fromEnvironment(t, rc, "OS_USER_DOMAIN_NAME", "", "OS_PROJECT_DOMAIN_NAME", "", "OS_DEFAULT_DOMAIN", id.DomainID), id.ProjectID},
		{"a domain", fromEnvironment(t, rc, "OS_PROJECT_NAME", "", "OS_DOMAIN_NAME", id.DomainName), ""},
		{"no scope", fromEnvironment(t, rc, "OS_PROJECT_NAME", ""), ""},
		{"an application credential", fromEnvironment(t, nothing, "OS_AUTH_TYPE", "v3applicationcredential",
			"OS_APPLICATION_CREDENTIAL_ID", appID, "OS_APPLICATION_CREDENTIAL_SECRET", secret), id.ProjectID},
		{"an application credential by name", fromEnvironment(t, nothing, "OS_APPLICATION_CREDENTIAL_NAME", "for ceilotop",
			"OS_APPLICATION_CREDENTIAL_SECRET", secret, "OS_USERNAME", id.UserName, "OS_USER_DOMAIN_NAME", id.DomainName), id.ProjectID},
		{"a token", fromEnvironment(t, nothing, "OS_TOKEN", token), id.ProjectID},
		{"a token by its old name, for a project", fromEnvironment(t, rc, "OS_AUTH_TYPE", "token", "OS_AUTH_TOKEN", token), id.ProjectID},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			project, err := session(t, tt.login).Project(t.Context())
			if err != nil || project != tt.project {
				t.Errorf("the token is for project %q (%v), want %q", project, err, tt.project)
			}
		})
	}
}

func TestTheSystemAndTheAdministrator(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	l := fromEnvironment(t, map[string]string{
		"OS_AUTH_URL": id.URL, "OS_USERNAME": sourcestest.Admin, "OS_PASSWORD": sourcestest.Admin, "OS_SYSTEM_SCOPE": "all",
	})
	if project, err := session(t, l).Project(t.Context()); err != nil || project != "" {
		t.Errorf("the token is for project %q (%v), want none", project, err)
	}
}

func TestKeystoneBehindAPath(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	front := http.StripPrefix("/identity", proxy(t, id.URL))
	server := httptest.NewServer(front)
	t.Cleanup(server.Close)
	for _, url := range []string{"/identity", "/identity/", "/identity/v3", "/identity/v3/"} {
		l := fromEnvironment(t, id.Environment(), "OS_AUTH_URL", server.URL+url)
		if project, err := session(t, l).Project(t.Context()); err != nil || project != id.ProjectID {
			t.Errorf("%s: the token is for project %q (%v)", url, project, err)
		}
	}
}

func TestTheCatalogueByRegionAndInterface(t *testing.T) {
	t.Parallel()
	id := sourcestest.Keystone(t)
	id.Service(t, "metering", sourcestest.Region, map[string]string{"public": "http://pub.example:8777/", "internal": "http://int.example:8777"})
	id.Service(t, "metric", "RegionTwo", map[string]string{"public": "http://two.example:8041"})
	id.Service(t, "broken", sourcestest.Region, map[string]string{"public": "gopher://x/%(tenant_id)s"})
	for _, tt := range []struct{ name, kind, region, face, want string }{
		{"the first", "metering", "", "", "http://pub.example:8777"},
		{"public", "metering", "RegionOne", "publicURL", "http://pub.example:8777"},
		{"internal", "metering", "RegionOne", "internal", "http://int.example:8777"},
		{
			"admin", "metering", "RegionOne", "adminURL",
			"find the service metering in the catalogue: it has no admin endpoint; its interfaces are internal, public",
		},
		{
			"another region", "metric", "RegionOne", "",
			"find the service metric in the catalogue: it is not in region RegionOne; its regions are RegionTwo",
		},
		{"its region", "metric", "RegionTwo", "", "http://two.example:8041"},
		{"any region", "metric", "", "", "http://two.example:8041"},
		{"no such service", "image", "", "", "find the service image in the catalogue: it has broken, metering, metric"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := session(t, fromEnvironment(t, id.Environment(), "OS_REGION_NAME", tt.region, "OS_INTERFACE", "", "OS_ENDPOINT_TYPE", tt.face))
			got, err := s.Endpoint(t.Context(), tt.kind)
			if err != nil {
				got = err.Error()
				if sources.HintOf(err) == "" {
					t.Errorf("%v has no hint", err)
				}
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestALoginForNoProjectHasNoCatalogue(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	s := session(t, fromEnvironment(t, id.Environment(), "OS_PROJECT_NAME", ""))
	_, err := s.Endpoint(t.Context(), "metric")
	const want = "find the service metric in the catalogue: it is empty, because the login is for no project"
	if err == nil || err.Error() != want || !strings.Contains(sources.HintOf(err), "OS_PROJECT_NAME") {
		t.Errorf("got %v (hint: %s), want %s", err, sources.HintOf(err), want)
	}
}

func TestARevokedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	m := service(t, id)
	s := session(t, fromEnvironment(t, id.Environment()))
	if status, body := get(t, s, m.URL); status != http.StatusOK || body != "hello " {
		t.Fatalf("%d %q", status, body)
	}
	first := m.last.Load().(string)
	id.Revoke(t, first)
	if status, _ := get(t, s, m.URL); status != http.StatusOK {
		t.Errorf("status %d after the token was revoked", status)
	}
	if m.last.Load() == first || m.asked.Load() != 3 {
		t.Errorf("%d requests, the last with the revoked token: %v", m.asked.Load(), m.last.Load() == first)
	}
}

func TestARequestWithABodyIsSentAgain(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	m := service(t, id)
	s := session(t, fromEnvironment(t, id.Environment()))
	get(t, s, m.URL)
	id.Revoke(t, m.last.Load().(string))
	answer, err := s.Client().Post(m.URL, "text/plain", strings.NewReader("world"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if text, _ := io.ReadAll(answer.Body); string(text) != "hello world" {
		t.Errorf("%d %q", answer.StatusCode, text)
	}
}

func TestANotYourProjectIsNoReasonToLogInAgain(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	m := service(t, id)
	m.foreign.Store(true)
	front, logins, questions := counting(t, id.URL)
	s := session(t, fromEnvironment(t, id.Environment(), "OS_AUTH_URL", front))
	for range 20 {
		if status, body := get(t, s, m.URL); status != http.StatusUnauthorized || !strings.Contains(body, "Authentication required") {
			t.Fatalf("%d %q, want the service's own 401", status, body)
		}
	}
	if l, q, asked := logins.Load(), questions.Load(), m.asked.Load(); l != 1 || q == 0 || q > 20 || asked != 20 {
		t.Errorf("%d logins, %d questions about the token, %d requests; want 1, a few, 20", l, q, asked)
	}
}

func TestAGivenTokenIsAllThereIs(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	m := service(t, id)
	token := id.Token(t)
	s := session(t, keystone.Login{Token: sources.Secret(token)})
	if status, _ := get(t, s, m.URL); status != http.StatusOK {
		t.Errorf("status %d with a valid token", status)
	}
	id.Revoke(t, token)
	if status, _ := get(t, s, m.URL); status != http.StatusUnauthorized || m.asked.Load() != 2 {
		t.Errorf("status %d after %d requests, want 401 at once", status, m.asked.Load())
	}
	if _, err := s.Endpoint(t.Context(), "metric"); err == nil {
		t.Error("an endpoint was found without a Keystone")
	}
}

func TestManyRequestsAtOnceLogInOnce(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	m := service(t, id)
	front, logins, _ := counting(t, id.URL)
	s := session(t, fromEnvironment(t, id.Environment(), "OS_AUTH_URL", front))
	results := make(chan error)
	for range 8 {
		go func() {
			answer, err := s.Client().Get(m.URL)
			if err == nil {
				err = answer.Body.Close()
			}
			results <- err
		}()
	}
	for range 8 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if logins.Load() != 1 {
		t.Errorf("%d logins, want 1", logins.Load())
	}
}

func TestATokenDoesNotFollowARedirectionElsewhere(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	var seen atomic.Value
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen.Store(r.Header.Get("X-Auth-Token")) }))
	t.Cleanup(elsewhere.Close)
	// The same machine by another name is another host.
	target := strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)
	lure := httptest.NewServer(http.RedirectHandler(target, http.StatusFound))
	t.Cleanup(lure.Close)
	if status, _ := get(t, session(t, fromEnvironment(t, id.Environment())), lure.URL); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if seen.Load() != "" {
		t.Error("the token went to another host")
	}
}

func TestACancelledLoginIsNoRefusal(t *testing.T) {
	t.Parallel()
	id := cloud(t)
	s := session(t, fromEnvironment(t, id.Environment()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Project(ctx); err == nil {
		t.Error("a cancelled login succeeded")
	}
	if _, err := s.Project(t.Context()); err != nil {
		t.Errorf("the next login: %v", err)
	}
}

func TestAnAnswerThatFallsSilentIsNoWholeAnswer(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("[1, 2"))
		w.(http.Flusher).Flush()
		<-over
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(over) })
	s := session(t, keystone.Login{Token: "given", Timeout: 100 * time.Millisecond})
	answer, err := s.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if string(text) != "[1, 2" || err == nil || err.Error() != "the answer stopped coming for 100ms" {
		t.Errorf("got %q, %v", text, err)
	}
}
