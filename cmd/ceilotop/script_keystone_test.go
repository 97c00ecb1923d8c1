package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// keystone makes a user of the real Keystone, whose catalogue has the server of
// the Ceilometer API, and sets the variables of his openrc. The files below
// root are a machine that knows him too: clouds.yaml has him as mine.
func (s *stage) keystone(ts *testscript.TestScript, _ bool, _ []string) {
	id := sourcestest.Keystone(s.t)
	s.api = sourcestest.CeilometerAPI(s.t, sourcestest.SmallCloud())
	target, err := url.Parse(s.api.URL)
	ts.Check(err)
	// The server knows one token; what stands before the real one asks Keystone.
	server := httputil.NewSingleHostReverseProxy(target)
	middleware := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !id.Valid(s.t, r.Header.Get("X-Auth-Token")) {
			http.Error(w, "Authentication required", http.StatusUnauthorized)
			return
		}
		r.Header.Set("X-Auth-Token", sourcestest.APIToken)
		server.ServeHTTP(w, r)
	}))
	ts.Defer(middleware.Close)
	id.Service(s.t, "metering", sourcestest.Region, map[string]string{"public": middleware.URL})
	for name, value := range id.Environment() {
		ts.Setenv(name, value)
	}
	clouds, _ := openrc(id)
	file := ts.MkAbs("root/etc/openstack/clouds.yaml")
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
	ts.Check(os.WriteFile(file, []byte(clouds), 0o600))
}
