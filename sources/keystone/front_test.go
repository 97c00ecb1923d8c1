package keystone_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
)

func proxy(t *testing.T, to string) http.Handler {
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return httputil.NewSingleHostReverseProxy(u)
}

// counting is a proxy in front of the real Keystone that counts the logins and
// the questions about a token.
func counting(t *testing.T, to string) (front string, logins, questions *atomic.Int32) {
	logins, questions = new(atomic.Int32), new(atomic.Int32)
	keystone := proxy(t, to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v3/auth/tokens" {
			if r.Method == http.MethodPost {
				logins.Add(1)
			} else {
				questions.Add(1)
			}
		}
		keystone.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, logins, questions
}

// quiet is for servers whose handshakes are meant to fail.
var quiet = log.New(io.Discard, "", 0)
