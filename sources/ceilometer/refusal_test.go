package ceilometer_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// listMeters reads a list to its end.
func listMeters(t *testing.T, s *ceilometer.Store, q sources.MeterQuery) (rows []sources.Meter, failed error) {
	t.Helper()
	for m, err := range s.Meters(t.Context(), q) {
		if failed = err; err == nil {
			rows = append(rows, m)
		}
	}
	return rows, failed
}

// sentence holds an error to its form: one line that names what was asked, with
// a hint and without the secret.
func sentence(t *testing.T, err error, want, hint string) {
	t.Helper()
	if err == nil {
		t.Fatal("there is no error")
	}
	text := err.Error()
	if !strings.HasSuffix(text, want) {
		t.Errorf("the error is\n     %s\nwant …%s", text, want)
	}
	if !strings.HasPrefix(text, "list meters: GET ") || strings.Contains(text, "\n") {
		t.Errorf("no sentence that says what was asked: %s", text)
	}
	if got := sources.HintOf(err); !strings.Contains(got, hint) || got == "" {
		t.Errorf("the hint is %q, want one with %q", got, hint)
	}
	if strings.Contains(text, "hunter2") || strings.Contains(text, sourcestest.APIToken) {
		t.Errorf("a secret shows: %s", text)
	}
}

func TestEveryFailureIsOneSentenceAndAHint(t *testing.T) {
	t.Parallel()
	const asked = "/v2/meters?limit=1000000000: "
	for _, tt := range []struct {
		name       string
		fault      sourcestest.APIFault
		want, hint string
	}{
		{"403", sourcestest.Forbidden, asked + "403 Forbidden: RBAC Authorization Failed", "policy.json"},
		{"410", sourcestest.GoneToGnocchi, asked + "410 Gone: This telemetry installation is configured to use Gnocchi. Please use the Gnocchi API available on the metric endpoint to retrieve data.", "--source gnocchi"},
		{"500 as JSON", sourcestest.Broken, asked + "500 Internal Server Error: localhost:27017: [Errno 111] Connection refused (req-00000000-0000-4000-8000-000000000001)", "api.log"},
		{"500 as a page", sourcestest.BrokenPage, asked + "500 Internal Server Error: The server has either erred or is incapable of performing the requested operation. (req-00000000-0000-4000-8000-000000000001)", "api.log"},
		{"503 of Apache", sourcestest.Unavailable, asked + "503 Service Unavailable: The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later.", "ceilometer-api"},
		{"another service", sourcestest.LoginPage, asked + "a page of HTML came in place of JSON: Login - OpenStack Dashboard", "endpoint"},
		{"nothing", sourcestest.Nothing, asked + "the answer is empty", "endpoint"},
		{"connection lost in the middle", sourcestest.Cut, asked + "the answer ends in the middle after HALF rows", "ask again"},
		{"body ends in the middle", sourcestest.Truncated, asked + "the answer ends in the middle after HALF rows", "ask again"},
		{"no answer", sourcestest.Stalled, "nothing came for 50ms", "busy"},
		{"no more of the answer", sourcestest.StalledInside, "nothing came for 50ms", "busy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
			api.Fail(tt.fault)
			patience := time.Minute
			if strings.Contains(tt.want, "50ms") {
				patience = 50 * time.Millisecond
			}
			store := ceilometer.New(ceilometer.Config{Endpoint: withPassword(t, api.URL), HTTP: api.Client(sourcestest.APIToken), Patience: patience})
			rows, err := listMeters(t, store, sources.MeterQuery{})
			half := halfOf(t, sourcestest.SmallCloud())
			sentence(t, err, strings.ReplaceAll(tt.want, "HALF", strconv.Itoa(half)), tt.hint)
			// Of a stalled answer a slow machine may see less before it gives up.
			if strings.Contains(tt.want, "HALF") && len(rows) != half || len(rows) > half {
				t.Errorf("%d rows came, %d were sent", len(rows), half)
			}
			// Where patience is short it may end before the request has arrived.
			if n := len(api.Requests()); n > 1 || n == 0 && patience == time.Minute {
				t.Errorf("%d requests were made: %v", n, api.Requests())
			}
			api.Fail(sourcestest.NoFault)
			if rows, err = listMeters(t, ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)}), sources.MeterQuery{}); err != nil || len(rows) != 75 {
				t.Errorf("healed: %d rows and the error %v", len(rows), err)
			}
		})
	}
}

// halfOf is how many rows of meters are whole in the first half of an answer.
func halfOf(t *testing.T, docs *sourcestest.Documents) int {
	t.Helper()
	api := sourcestest.CeilometerAPI(t, docs)
	response, err := api.Client(sourcestest.APIToken).Get(api.URL + "/v2/meters?limit=1000000000")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(body[:len(body)/2], []byte(`"}`))
}

func withPassword(t *testing.T, endpoint string) string {
	t.Helper()
	u, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("admin", "hunter2")
	return u.String()
}

func TestRefusedTokensAreToldApart(t *testing.T) {
	t.Parallel()
	docs := sourcestest.SmallCloud()
	project, foreign := docs.Resources[0].ProjectID.Value, docs.Resources[1].ProjectID.Value
	api := sourcestest.CeilometerAPI(t, docs, sourcestest.TokenOf("red", project))
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client("red")})

	_, err := listMeters(t, store, sources.MeterQuery{Conditions: []sources.Condition{{Field: "project_id", Op: "eq", Value: foreign}}})
	sentence(t, err, "401 Unauthorized: Not Authorized to access project "+foreign, "project of your own")
	if refused := (*ceilometer.Refusal)(nil); !as(err, &refused) || !refused.ForeignProject() {
		t.Errorf("it is not told to be about a foreign project: %v", err)
	}
	if rows, err := listMeters(t, store, sources.MeterQuery{}); err != nil || len(rows) == 0 {
		t.Errorf("the token is still good, but: %d rows, %v", len(rows), err)
	}

	api.Expire("red")
	_, err = listMeters(t, store, sources.MeterQuery{})
	sentence(t, err, "401 Unauthorized: The request you have made requires authentication.", "log in again")
	if refused := (*ceilometer.Refusal)(nil); !as(err, &refused) || refused.ForeignProject() {
		t.Errorf("it is told to be about a foreign project: %v", err)
	}
}

func TestServersThatAreNotTheAPI(t *testing.T) {
	t.Parallel()
	serve := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	const js = "application/json"
	for _, tt := range []struct {
		name       string
		answer     http.HandlerFunc
		want, hint string
	}{
		{"an object", serve(200, js, `{"versions": []}`), `the answer is not what was asked for: it is no list: it begins with "{\"versions\": []}"`, "endpoint"},
		{"plain text", serve(200, "text/plain", "It works!\x1b[2J"), `the answer is not what was asked for: it is no list: it begins with "It works!\\x1b[2J"`, "endpoint"},
		{"rows that are no objects", serve(200, js, `["a"]`), "the answer is not what was asked for: row 1: \"\\\"\" where an object is expected", "endpoint"},
		{"more after the list", serve(200, js, `[{"name": "a"}] [`), "the answer is broken after 1 row: '[' after the end of the list", "curl"},
		{"no comma", serve(200, js, `[{"name": "a"} {"name": "b"}]`), "the answer is broken after 1 row: '{' after row 1", "curl"},
		{"plain 404", serve(404, "text/plain", "404 page not found\n"), "404 Not Found: 404 page not found", "endpoint"},
		{"404 without words", serve(404, js, ""), "404 Not Found", "endpoint"},
		{"405", serve(405, js, `{"error_message": ""}`), "405 Method Not Allowed", "endpoint"},
		{"WebOb's JSON", serve(410, js, `{"error_message": {"message": "gone<br />", "code": "410 Gone", "title": "Gone"}}`), "410 Gone: gone<br />", "gnocchi"},
		{"another service's JSON", serve(400, js, `{"badRequest": {"message": "no", "code": 400}}`), "400 Bad Request: no", "query"},
		{"a control character in words", serve(500, js, `{"error_message": "a\u001b[2J\nb"}`), `500 Internal Server Error: a\x1b[2J b`, "api.log"},
		{"words without end", serve(500, "text/plain", strings.Repeat("x", 1<<20)), strings.Repeat("x", 600) + "…", "api.log"},
		{"no content", serve(204, js, ""), "204 No Content", "endpoint"},
		{"elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/v2/meters", http.StatusFound)
		}, "the server sends us to http://192.0.2.1, which may not see the token", "endpoint"},
		{"round and round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "the server sends us from one URL to the next", "endpoint"},
		{"no HTTP", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		}, "EOF", "proxy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			_, err := listMeters(t, ceilometer.New(ceilometer.Config{Endpoint: server.URL}), sources.MeterQuery{})
			sentence(t, err, tt.want, tt.hint)
		})
	}
}

func TestConnectionsThatFail(t *testing.T) {
	t.Parallel()
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) })
	secure := httptest.NewUnstartedServer(ok)
	secure.Config.ErrorLog = quiet()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(ok)
	t.Cleanup(plain.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	listener.Close()
	for _, tt := range []struct{ name, endpoint, want, hint string }{
		{"nobody listens", closed, "connection refused", "ceilometer-api"},
		{"unknown authority", secure.URL, "certificate signed by unknown authority", "OS_CACERT"},
		{"TLS to a plain server", strings.Replace(plain.URL, "http:", "https:", 1), "HTTP response to HTTPS client", "http://"},
		{"plain to a TLS server", strings.Replace(secure.URL, "https:", "http:", 1), "400 Bad Request: Client sent an HTTP request to an HTTPS server.", "https://"},
		{"no URL", "http://[::1", "missing ']' in host", "endpoint"},
		{"no scheme", "controller:8777", `unsupported protocol scheme "controller"`, "endpoint"},
		{"nothing", "", `unsupported protocol scheme ""`, "endpoint"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := listMeters(t, ceilometer.New(ceilometer.Config{Endpoint: tt.endpoint}), sources.MeterQuery{})
			sentence(t, err, tt.want, tt.hint)
		})
	}
}
