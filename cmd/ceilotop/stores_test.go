package main

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/sources"
)

// opened stands in for a backend: it remembers what it was made of, and answers
// nothing. Only Where is ever called on it.
type opened struct {
	sources.MeterStore
	candidate
	client *http.Client
}

func (o *opened) Where() sources.StoreAddress {
	return sources.StoreAddress{Kind: o.kind, URL: o.url.Reveal(), From: o.from}
}

// place is a machine on which a store is looked for.
type place struct {
	*storeFinder
	stderr *bytes.Buffer
}

// machineOf has the environment and the files, and a command line.
func machineOf(t *testing.T, env, files map[string]string, args ...string) (place, error) {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	var stderr bytes.Buffer
	a := &app{stderr: &stderr, root: root, getenv: func(name string) string { return env[name] }}
	var f storeFlags
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	f.add(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	s, err := a.newStoreFinder(&f)
	if err != nil {
		return place{stderr: &stderr}, err
	}
	s.open = func(c candidate, client *http.Client, _ time.Duration) (sources.MeterStore, error) {
		return &opened{candidate: c, client: client}, nil
	}
	return place{s, &stderr}, nil
}

// chosen is the store that is listed from, and what is said about it.
func (p place) chosen(ctx context.Context) string {
	c, why, err := p.choose(ctx)
	if err != nil {
		return "error: " + err.Error()
	}
	if why != "" {
		why = ": " + why
	}
	return c.String() + why
}

// refusing is a URL at which nobody listens.
func refusing(t *testing.T) string {
	s := httptest.NewServer(nil)
	s.Close()
	return s.URL
}

// answering is an API that answers everything in one way.
func answering(t *testing.T, status int) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v2/meters" || r.Header.Get("X-Auth-Token") == "" {
			t.Errorf("asked for %s, with a token: %v", r.URL, r.Header.Get("X-Auth-Token") != "")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const mongoConf = "[database]\nconnection = mongodb://ceilometer:hunter2@db:27017/ceilometer\n"

func TestChoosingWithoutAKeystone(t *testing.T) {
	t.Parallel()
	conf := func(text string) map[string]string { return map[string]string{"etc/ceilometer/ceilometer.conf": text} }
	for _, tt := range []struct {
		name       string
		env, files map[string]string
		args       []string
		want       string
	}{
		{"an option", nil, conf(mongoConf), []string{"--ceilometer-url", "http://c:8777"}, "the Ceilometer API at http://c:8777 (--ceilometer-url)"},
		{"the old client's option", nil, nil, []string{"--os-endpoint", "http://c:8777"}, "the Ceilometer API at http://c:8777 (--ceilometer-url)"},
		{"a variable", map[string]string{"CEILOMETER_URL": "http://c:8777"}, nil, nil, "the Ceilometer API at http://c:8777 (CEILOMETER_URL)"},
		{
			"an option and a variable",
			map[string]string{"CEILOMETER_URL": "http://c:8777"},
			nil,
			[]string{"--gnocchi-url", "http://admin:@g:8041"},
			"Gnocchi at http://g:8041 (--gnocchi-url)",
		},
		{
			"two options", nil, nil,
			[]string{"--gnocchi-url", "http://g", "--mongodb-url", "mongodb://m/c"},
			"error: --mongodb-url and --gnocchi-url: say with --source which of them to list from",
		},
		{
			"two options and a word", nil, nil,
			[]string{"--gnocchi-url", "http://g", "--mongodb-url", "mongodb://m/c", "--source", "mongodb"},
			"MongoDB at mongodb://m/c (--mongodb-url)",
		},
		{
			"a variable that an option names",
			map[string]string{"DB": "mongodb://u:hunter2@m/c"},
			nil,
			[]string{"--mongodb-url", "env:DB"},
			"MongoDB at mongodb://m/c (--mongodb-url)",
		},
		{"ceilometer.conf", nil, conf(mongoConf), nil, "MongoDB at mongodb://db:27017/ceilometer (ROOT/etc/ceilometer/ceilometer.conf:2)"},
		{
			"ceilometer.conf has everything", nil, conf("[api]\nport = 8777\n[dispatcher_gnocchi]\nurl = http://g:8041\n" + mongoConf), nil,
			"MongoDB at mongodb://db:27017/ceilometer (ROOT/etc/ceilometer/ceilometer.conf:6)",
		},
		{
			"its Gnocchi", nil, conf("[api]\nport = 8777\n[dispatcher_gnocchi]\nurl = http://g:8041\n" + mongoConf),
			[]string{"--source", "gnocchi"},
			"Gnocchi at http://g:8041 (ROOT/etc/ceilometer/ceilometer.conf:4)",
		},
		{
			"its API", nil, conf("[api]\nport = 8777\n" + mongoConf),
			[]string{"--source", "api"},
			"the Ceilometer API at http://127.0.0.1:8777 (ROOT/etc/ceilometer/ceilometer.conf:2)",
		},
		{
			"nothing", nil, nil, nil,
			"error: find a store of meters: neither the OS_* variables nor a ceilometer.conf below ROOT has credentials for Keystone",
		},
		{"no database", nil, conf("[DEFAULT]\n"), []string{"--source", "mongodb"}, "error: find a store of meters: no ceilometer.conf below ROOT names a MongoDB"},
		{"elsewhere", nil, map[string]string{
			"etc/ceilometer/ceilometer.conf": "[database]\nconnection = mysql://u:hunter2@sql/c\n",
			"etc/ceilometer/pipeline.yaml":   "sources:\n- {name: a, meters: ['*'], sinks: [s]}\nsinks:\n- name: s\n  publishers:\n  - prometheus://p:9091/x\n",
		}, nil, "error: find a store of meters: they are stored elsewhere, where ceilotop cannot read: mysql://sql/c (ROOT/etc/ceilometer/ceilometer.conf:2), prometheus://p:9091/x (ROOT/etc/ceilometer/pipeline.yaml:6)"},
		{"a broken file", nil, conf("[DEFAULT]\n...\n"), nil, "error: find a store of meters: neither the OS_* variables nor a ceilometer.conf below ROOT has credentials for Keystone\nreading ROOT/etc/ceilometer/ceilometer.conf:2: the line has neither = nor :"},
		{
			"a cloud that is not there",
			map[string]string{"OS_CLOUD": "mine"},
			map[string]string{"etc/kolla/clouds.yaml": "clouds:\n  kolla-admin: {}\n"},
			nil,
			"error: find the cloud mine: ROOT/etc/kolla/clouds.yaml has kolla-admin",
		},
		{
			"version 2",
			map[string]string{"OS_AUTH_URL": "http://k:5000/v2.0", "OS_IDENTITY_API_VERSION": "2"},
			nil, nil,
			"error: read the OS_* variables: OS_IDENTITY_API_VERSION: ceilotop speaks version 3 of the Identity API only",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := machineOf(t, tt.env, tt.files, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(p.chosen(t.Context()), p.root, "ROOT")
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(got+p.stderr.String(), "hunter2") {
				t.Errorf("a password shows in %s%s", got, p.stderr)
			}
		})
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--source", "sql"}, "--source sql: the stores are api, mongodb and gnocchi"},
		{[]string{"--timeout", "soon"}, "--timeout soon: that is no number of seconds"},
		{[]string{"--timeout", "-1"}, "--timeout -1: that is no number of seconds"},
		{[]string{"--mongodb-url", "hunter2"}, "--mongodb-url: that is no URL"},
		{[]string{"--mongodb-url", "env:NONE"}, "--mongodb-url: the variable NONE is not set"},
	} {
		_, err := machineOf(t, nil, nil, tt.args...)
		if err == nil || err.Error() != tt.want || !errors.As(err, new(*usageError)) {
			t.Errorf("%q: %v, want the usage error %s", tt.args, err, tt.want)
		}
	}
}

func TestAPasswordOnTheCommandLineIsWarnedAbout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		warn bool
	}{
		{[]string{"--mongodb-url", "mongodb://u:hunter2@h/c"}, true},
		{[]string{"--os-password", "hunter2"}, true},
		{[]string{"--mongodb-url", "mongodb://h/c"}, false},
		{[]string{"--gnocchi-url", "http://admin:@127.0.0.1:8041"}, false},
	} {
		p, err := machineOf(t, nil, nil, tt.args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(p.stderr.String(), "every user of this machine"); got != tt.warn || strings.Contains(p.stderr.String(), "hunter2") {
			t.Errorf("%q: %q", tt.args, p.stderr)
		}
	}
}

func TestAnOptionMakesTheEnvironmentsAlternativesVoid(t *testing.T) {
	t.Parallel()
	p, err := machineOf(t, map[string]string{"OS_PROJECT_ID": "1", "OS_TENANT_NAME": "t", "OS_USERNAME": "u", "OS_INTERFACE": "admin"}, nil,
		"--os-project-name", "p", "--os-endpoint-type", "internalURL")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, name := range []string{"OS_PROJECT_ID", "OS_PROJECT_NAME", "OS_TENANT_NAME", "OS_USERNAME", "OS_INTERFACE", "OS_ENDPOINT_TYPE"} {
		if v := p.env(name); v != "" {
			got[name] = v
		}
	}
	want := map[string]string{"OS_PROJECT_NAME": "p", "OS_USERNAME": "u", "OS_ENDPOINT_TYPE": "internalURL"}
	if !maps.Equal(got, want) {
		t.Errorf("the environment is %v, want %v", got, want)
	}
}
