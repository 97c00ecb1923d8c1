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
	write := func(name, text string) { put(t, root, name, text) }
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

// TestDefinitionsOfBeforePike are one file, which an option names and oslo.config
// looks for; Pike and later do not know the option.
func TestDefinitionsOfBeforePike(t *testing.T) {
	t.Parallel()
	const own, site = "etc/ceilometer/meters.yaml", "usr/lib/python2.7/dist-packages/"
	for name, c := range map[string]struct {
		version, option string
		files           []string
		want            string
	}{
		"by default":          {"6.1.5", "", []string{own, "etc/meters.yaml"}, own},
		"an absolute name":    {"6.1.5", "/srv/my.yaml", []string{own, "srv/my.yaml"}, "srv/my.yaml"},
		"beside the file":     {"8.1.5", "my.yaml", []string{own, "etc/my.yaml", "etc/ceilometer/my.yaml"}, "etc/ceilometer/my.yaml"},
		"RDO's":               {"6.1.5", "my.yaml", []string{"usr/share/ceilometer/my.yaml", "var/lib/ceilometer/my.yaml"}, "usr/share/ceilometer/my.yaml"},
		"of its user":         {"6.1.5", "my.yaml", []string{"var/lib/ceilometer/.ceilometer/my.yaml", "var/lib/ceilometer/my.yaml"}, "var/lib/ceilometer/.ceilometer/my.yaml"},
		"of all":              {"7.1.1", "my.yaml", []string{own, "etc/my.yaml"}, "etc/my.yaml"},
		"nowhere":             {"7.1.1", "my.yaml", []string{own, site + "ceilometer/meter/data/meters.yaml"}, site + "ceilometer/meter/data/meters.yaml"},
		"Pike has no such":    {"9.0.5", "/srv/my.yaml", []string{"srv/my.yaml", "etc/ceilometer/meters.d/a.yaml"}, "etc/ceilometer/meters.d/a.yaml"},
		"nowhere, not beside": {"6.1.5", "/srv/none.yaml", []string{own, site + "ceilometer/meter/data/meters.yaml"}, site + "ceilometer/meter/data/meters.yaml"},
	} {
		root := t.TempDir()
		option := ""
		if c.option != "" {
			option = "[meter]\nmeter_definitions_cfg_file = " + c.option + "\n"
		}
		put(t, root, "etc/ceilometer/ceilometer.conf", "[DEFAULT]\n"+option)
		put(t, root, site+"ceilometer-"+c.version+".egg-info", "")
		for _, file := range c.files {
			put(t, root, file, "metric:\n  - {name: one, type: gauge, unit: u, event_type: e, volume: 2, resource_id: $.payload.id}\n")
		}
		ledger, err := (&app{root: root}).attribution(func(note string) { t.Error(note) })
		if err != nil {
			t.Fatal(err)
		}
		if got := ledger.Origin(); got != "/"+c.want {
			t.Errorf("%s: from %s, want /%s", name, got, c.want)
		}
	}
}

// put writes a file below a root.
func put(t *testing.T, root, name, text string) {
	t.Helper()
	name = filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
