package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestMetersCanBeLookedAtWithoutABroker holds when the interface opens although
// no broker was found. Nothing is asked for that.
func TestMetersCanBeLookedAtWithoutABroker(t *testing.T) {
	t.Parallel()
	const conf = "[database]\nconnection = mongodb://u:p@127.0.0.1:1/ceilometer\n"
	for _, tt := range []struct {
		name string
		env  map[string]string
		conf string
		want bool
	}{
		{"nothing", nil, "", false},
		{"a token and an endpoint", map[string]string{"OS_AUTH_TOKEN": "t", "CEILOMETER_URL": "http://127.0.0.1:1"}, "", true},
		{"an openrc", map[string]string{"OS_AUTH_URL": "http://127.0.0.1:1/v3", "OS_USERNAME": "u", "OS_PASSWORD": "p", "OS_PROJECT_NAME": "p"}, "", true},
		{"a database", nil, conf, true},
	} {
		root := t.TempDir()
		if tt.conf != "" {
			dir := filepath.Join(root, "etc/ceilometer")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "ceilometer.conf"), []byte(tt.conf), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		a := &app{root: root, stderr: io.Discard, getenv: func(name string) string { return tt.env[name] }}
		if got := a.knowsStores(); got != tt.want {
			t.Errorf("%s: knowsStores() = %v", tt.name, got)
		}
		if found := a.stores(t.Context(), &storeFlags{}); tt.name == "a token and an endpoint" && (len(found) != 1 || found[0].Err != nil) {
			t.Errorf("%s: %+v", tt.name, found)
		}
	}
}
