package keystone_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/sources/keystone"
)

// closing is a fake of a server that closes each connection when the second
// request comes over it, as one does that has just lost its patience.
func closing(t *testing.T) string {
	t.Helper()
	var mu sync.Mutex
	seen := make(map[string]bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		used := seen[r.RemoteAddr]
		seen[r.RemoteAddr] = true
		mu.Unlock()
		if used {
			panic(http.ErrAbortHandler)
		}
		if r.Header.Values("Idempotency-Key") != nil {
			t.Error("the empty key was sent")
		}
		if r.URL.Path == "/v3/auth/tokens" {
			w.Header().Set("X-Subject-Token", "fresh")
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"token": {"expires_at": "2026-01-01T00:00:00.000001Z", "issued_at": "2026-01-01T00:00:00.000000Z"}}`))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestAConnectionThatWasClosedIsNoRefusal(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			url := closing(t)
			s := session(t, keystone.Login{Token: "given"})
			for range 2 {
				r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("{}"))
				if err != nil {
					t.Fatal(err)
				}
				answer, err := s.Client().Do(r)
				if err != nil {
					t.Fatal(err)
				}
				answer.Body.Close()
			}
		})
	}
	t.Run("a login", func(t *testing.T) {
		t.Parallel()
		s := session(t, login(closing(t)))
		for range 2 { // a token lives for a microsecond
			if _, err := s.Project(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
