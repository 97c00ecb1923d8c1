package gnocchi

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestErrors are answers that a server gives when something is wrong with it or
// in front of it. The servers are the test's own.
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		status         int
		kind, body     string
		says, mustHint string
	}{
		{"text", 400, "application/json", `{"code": 400, "title": "Bad Request", "description": "Invalid filter: x"}`, "400 bad request: Invalid filter: x", ""},
		{"parts", 400, "application/json", `{"code": 400, "title": "Bad Request", "description": {"cause": "Argument value error", "reason": "value must be at least 1", "detail": ["limit"]}}`, `Argument value error: value must be at least 1: ["limit"]`, ""},
		{"null", 404, "application/json", `{"code": 404, "title": "Not Found", "description": null}`, "404 not found", "catalog"},
		{"middleware", 401, "application/json", `{"error": {"message": "The request you have made requires authentication.", "code": 401, "title": "Unauthorized"}}`, "401 unauthorized: The request you have made requires authentication.", "credentials"},
		{"middleware's text", 401, "text/plain", "Authentication required", "401 unauthorized: Authentication required", "credentials"},
		{"forbidden", 403, "application/json", `{"code": 403, "title": "Forbidden", "description": "Insufficient privileges"}`, "403 forbidden: Insufficient privileges", "admin"},
		{"proxy", 503, "text/html", "<html><head><title>503 Service\nUnavailable</title></head><body>haproxy</body></html>", "503 service unavailable: a page of HTML, 503 Service Unavailable", "gnocchi-api"},
		{"page without a title", 500, "", "<!DOCTYPE HTML>\n<p>oops", "500 internal server error: a page of HTML", "log"},
		{"silent", 500, "text/plain", "", "500 internal server error", "log"},
		{"evil", 400, "text/plain", "\x1b[2Jgone\x07 " + strings.Repeat("x", 10_000), `400 bad request: \x1b[2Jgone\x07 xxx`, ""},
		{"login page", 200, "text/html; charset=utf-8", "<html><title>Log in</title></html>", "the answer is a page of HTML, Log in, not JSON", "catalog"},
		{"empty", 200, "application/json", "", "the answer is empty", ""},
		{"null list", 200, "application/json", " null\n", "the answer is null", ""},
		{"cut", 200, "application/json", `[{"id": "a", "na`, "the answer ends in the middle, after 16 bytes", ""},
		{"no JSON", 200, "application/json", `[{"id": 'a'}]`, "the answer is no JSON", ""},
		{"a number for a name", 200, "application/json", `[{"id": "a", "name": 7}]`, "the answer has a number for", ""},
		{"an object", 200, "application/json", `{"metrics": []}`, "the answer has a object for", ""},
		{"no id", 200, "application/json", `[{"name": "memory"}]`, "a row has no id", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			endpoint := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.kind != "" {
					w.Header().Set("Content-Type", c.kind)
				}
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			})
			withPassword := strings.Replace(endpoint, "://", "://admin:pa55word@", 1)
			rows, err := read(New(Config{Endpoint: withPassword}).Meters(t.Context(), sources.MeterQuery{}))
			if err == nil || len(rows) > 0 {
				t.Fatalf("got %d rows and the error %v", len(rows), err)
			}
			text, hint := err.Error(), sources.HintOf(err)
			if !strings.Contains(text, "GET "+endpoint+"/v1/metric?") && c.name != "no id" {
				t.Errorf("%q does not say what was asked", text)
			}
			if !strings.Contains(text, c.says) || !strings.Contains(hint, c.mustHint) || (hint == "") != (c.mustHint == "") {
				t.Errorf("got the error %q with the hint %q, want %q and %q", text, hint, c.says, c.mustHint)
			}
			if strings.Contains(text+hint, "pa55word") || strings.ContainsAny(text+hint, "\x1b\x07\n") || len(text) > 1000 {
				t.Errorf("%q is not fit to be shown", text)
			}
		})
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	stalls := make(chan struct{})
	t.Cleanup(func() { close(stalls) })
	stalling := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stalls:
		case <-r.Context().Done():
		}
	})
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = nil
	secure.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := serve(t, http.NotFound)
	for name, c := range map[string]struct {
		config     Config
		says, hint string
	}{
		"refused":      {Config{Endpoint: "http://127.0.0.1:9"}, "connection refused", "gnocchi-api"},
		"a time-out":   {Config{Endpoint: stalling, HTTP: &http.Client{Timeout: 50 * time.Millisecond}}, "no answer in time", "log"},
		"not trusted":  {Config{Endpoint: secure.URL}, "certificate", "--os-cacert"},
		"no TLS":       {Config{Endpoint: strings.Replace(plain, "http:", "https:", 1)}, "server gave HTTP response to HTTPS client", "http://"},
		"no scheme":    {Config{Endpoint: "127.0.0.1:8041"}, "not an http or https URL", "http://HOST:8041"},
		"no host":      {Config{Endpoint: "http:///metric"}, "not an http or https URL", "http://HOST:8041"},
		"another kind": {Config{Endpoint: "mongodb://admin:pa55word@127.0.0.1/ceilometer"}, "not an http or https URL", "http://HOST:8041"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(New(c.config).Samples(t.Context(), sources.SampleQuery{Meter: "memory"}))
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(sources.HintOf(err), c.hint) || strings.Contains(err.Error(), "pa55word") {
				t.Errorf("got the error %v with the hint %q, want %q and %q", err, sources.HintOf(err), c.says, c.hint)
			}
		})
	}
}

// TestRefusalsOfTheRealServer are those that it can be brought to.
func TestRefusalsOfTheRealServer(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	_, err := New(Config{Endpoint: g.URL + "/nothing", HTTP: g.HTTP}).Health(t.Context())
	if code, _ := status(err); code != http.StatusNotFound {
		t.Errorf("a wrong path: got the error %v, want 404", err)
	}
	_, err = storeOf(g).ask(t.Context(), query{method: "GET", path: "/v1/status"}, new(any))
	if code, _ := status(err); code != http.StatusForbidden {
		t.Errorf("the backlog as a member: got the error %v, want 403", err)
	}
	_, err = storeOf(g).ask(t.Context(), query{method: "GET", path: "/v1/metric", args: map[string][]string{"limit": {"0"}}}, new(any))
	if code, words := status(err); code != http.StatusBadRequest || !strings.HasPrefix(words, "Argument value error: value must be at least 1") {
		t.Errorf("a limit of 0: got the error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := storeOf(g).Health(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got the error %v", err)
	}
}
