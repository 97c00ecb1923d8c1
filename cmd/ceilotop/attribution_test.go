package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// TestReleaseOfAPackage has names as pip, Debian and RDO write them.
func TestReleaseOfAPackage(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ceilometer-5.0.2-py2.7.egg-info": "liberty", "ceilometer-6.1.5-py2.7.egg-info": "mitaka", "ceilometer-9.0.5-py2.7.egg-info": "pike, globs",
		"ceilometer-9.0.6-py2.7.egg-info": "pike", "ceilometer-9.0.10.dist-info": "pike", "ceilometer-10.0.1-py3.6.egg-info": "queens", "ceilometer-19.0.0.egg-info": "zed",
		"ceilometer-26.0.0.dist-info": "2026.1", "ceilometer-26.1.0.dev7.dist-info": "2026.1", "ceilometer-99.0.0.dist-info": "2026.1",
		"ceilometer-2015.1.0-py2.7.egg-info": "2026.1", "ceilometer-4.0.0.dist-info": "", "ceilometer-plugin-1.0.dist-info": "", "ceilometer-19.0.0": "",
	} {
		got, globs, ok := releaseOf(name)
		if globs {
			got += ", globs"
		}
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestAttributionFollowsTheConfiguration: directories, reserved metadata and the
// counters as they are in effect, drop-ins included.
func TestAttributionFollowsTheConfiguration(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("etc/ceilometer/ceilometer.conf", "[DEFAULT]\nreserved_metadata_keys = a\nreserved_metadata_length = 2\n[meter]\nmeter_definitions_dirs = /srv/one\nmeter_definitions_dirs = /srv/two\n")
	write("etc/ceilometer/ceilometer.conf.d/late.conf", "[DEFAULT]\nreserved_metadata_keys = b, c\n")
	write("srv/one/x.yaml", "metric:\n  - {name: one, type: gauge, unit: u, event_type: e, volume: 1, resource_id: $.payload.id, metadata: {host: $.publisher_id}, user_metadata: $.payload.meta}\n")
	write("srv/two/y.yaml", "metric:\n  - {name: one, type: gauge, unit: v, event_type: e, volume: 1, resource_id: $.payload.id}\n  - {name: two, type: gauge, unit: u, event_type: e, volume: 1, resource_id: $.payload.id}\n")
	write("etc/ceilometer/meters.d/z.yaml", "metric:\n  - {name: three, type: gauge, unit: u, event_type: e, volume: 1, resource_id: $.payload.id}\n")
	ledger, err := (&app{root: root}).attribution(func(note string) { t.Error(note) })
	if err != nil {
		t.Fatal(err)
	}
	if got := ledger.Origin(); got != "/srv/one/x.yaml, /srv/two/y.yaml" {
		t.Errorf("from %s", got)
	}
	samples, _ := ledger.Explain(&sources.Event{EventType: "e", Priority: "info", Payload: []byte(`{"id": "i", "meta": {"a": "xxx", "b": "yyy", "metering.c": "zzz"}}`), PublisherID: "h", Timestamp: time.Now()})
	var names []string
	for _, s := range samples {
		names = append(names, s.Meter+" "+s.Unit.Value)
		if s.Meter == "one" && !strings.Contains(string(s.Metadata), `{"c": "zz", "b": "yy"}`) {
			t.Errorf("metadata %s", s.Metadata)
		}
	}
	if strings.Join(names, ", ") != "two u, one u" && strings.Join(names, ", ") != "one u, two u" {
		t.Errorf("samples %v", names)
	}
}
