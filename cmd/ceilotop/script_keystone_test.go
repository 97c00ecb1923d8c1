package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// behindKeystone is a front to a server of the Ceilometer API, which knows one
// token: what stands before the real one asks Keystone.
func behindKeystone(t testing.TB, id *sourcestest.Identity, api *sourcestest.APIServer) string {
	t.Helper()
	target, err := url.Parse(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	server := httputil.NewSingleHostReverseProxy(target)
	middleware := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch valid, err := tokens.Validate(r.Context(), id.Administrator(), r.Header.Get("X-Auth-Token")); {
		case err != nil: // a test may end while somebody asks
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		case !valid:
			http.Error(w, "Authentication required", http.StatusUnauthorized)
			return
		}
		r.Header.Set("X-Auth-Token", sourcestest.APIToken)
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(middleware.Close)
	return middleware.URL
}

// keystone makes a user of the real Keystone, whose catalogue has the server of
// the Ceilometer API, and sets the variables of his openrc. The files below
// root are a machine that knows him too: clouds.yaml has him as mine.
func (s *stage) keystone(ts *testscript.TestScript, _ bool, _ []string) {
	id := sourcestest.Keystone(s.t)
	s.api = sourcestest.CeilometerAPI(s.t, sourcestest.SmallCloud())
	id.Service(s.t, "metering", sourcestest.Region, map[string]string{"public": behindKeystone(s.t, id, s.api)})
	for name, value := range id.Environment() {
		ts.Setenv(name, value)
	}
	clouds, _ := openrc(id)
	file := ts.MkAbs("root/etc/openstack/clouds.yaml")
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
	ts.Check(os.WriteFile(file, []byte(clouds), 0o600))
}
