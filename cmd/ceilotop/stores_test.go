package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	"github.com/ceilotop/ceilotop/sources/sourcestest"
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

func TestChoosingFromTheCatalogue(t *testing.T) {
	t.Parallel()
	const metric = "http://gnocchi.example:8041"
	down := refusing(t)
	gone, busy, foreign, broken := answering(t, 410), answering(t, 200), answering(t, 401), answering(t, 503)
	id := sourcestest.Keystone(t)
	for i, tt := range []struct{ name, metric, metering, want string }{
		{"only Gnocchi", metric, "", "Gnocchi at " + metric + " (the catalogue)"},
		{"only the API", "", down, "the Ceilometer API at " + down + " (the catalogue)"},
		{"the API points to Gnocchi", metric, gone, "Gnocchi at " + metric + " (the catalogue): the Ceilometer API at " + gone + " (the catalogue) says that Gnocchi has the meters"},
		{"the API has meters", metric, busy, "the Ceilometer API at " + busy + " (the catalogue): it has meters of its own; for Gnocchi at " + metric + " (the catalogue) say --source gnocchi"},
		{"the API refuses the user", metric, foreign, "the Ceilometer API at " + foreign + " (the catalogue): it has meters of its own; for Gnocchi at " + metric + " (the catalogue) say --source gnocchi"},
		{"the API is broken", metric, broken + "/", "Gnocchi at " + metric + " (the catalogue): the Ceilometer API at " + broken + " (the catalogue) answers 503 Service Unavailable"},
		{"the API is gone", metric, down, "Gnocchi at " + metric + " (the catalogue): the Ceilometer API at " + down + " (the catalogue) does not answer: "},
		{"neither", "", "", "error: find a store of meters: find the service metric in the catalogue: it is not in region Region7; its regions are Region"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := id.Environment()
			env["OS_REGION_NAME"] = fmt.Sprintf("Region%d", i)
			for kind, url := range map[string]string{"metric": tt.metric, "metering": tt.metering} {
				if url != "" {
					id.Service(t, kind, env["OS_REGION_NAME"], map[string]string{"public": url})
				}
			}
			p, err := machineOf(t, env, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(p.chosen(t.Context()), p.root, "ROOT")
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// openrc writes an identity's clouds.yaml and its section of ceilometer.conf.
func openrc(id *sourcestest.Identity) (clouds, conf string) {
	clouds = fmt.Sprintf(`clouds:
  mine:
    auth: {auth_url: %q, username: %q, password: %q, user_domain_name: %q, project_name: %q, project_domain_name: %q}
    region_name: %s
`, id.URL, id.UserName, id.Password, id.DomainName, id.Project, id.DomainName, sourcestest.Region)
	conf = fmt.Sprintf(`[keystone_authtoken]
auth_uri = http://127.0.0.1:1
password = incomplete
[service_credentials]
auth_type = password
auth_url = %s
user-name = %s
password = %s
user_domain_id = %s
project_name = %s
project_domain_id = %s
interface = internalURL
region_name = %s
`, id.URL, id.UserName, id.Password, id.DomainID, id.Project, id.DomainID, sourcestest.Region)
	return clouds, conf
}

func TestWhereCredentialsComeFrom(t *testing.T) {
	t.Parallel()
	id := sourcestest.Keystone(t)
	id.Service(t, "metric", sourcestest.Region, map[string]string{"public": "http://public.example", "internal": "http://internal.example"})
	clouds, conf := openrc(id)
	files := map[string]string{"etc/openstack/clouds.yaml": clouds, "etc/ceilometer/ceilometer.conf": conf}
	broken := map[string]string{"OS_AUTH_URL": "http://127.0.0.1:1", "OS_USERNAME": "u", "OS_PASSWORD": "p", "OS_CLOUD": "mine"}
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"a cloud before the variables", broken, nil, "Gnocchi at http://public.example (the catalogue)"},
		{"a cloud by option, and another interface", nil, []string{"--os-cloud", "mine", "--os-interface", "internal"}, "Gnocchi at http://internal.example (the catalogue)"},
		{"ceilometer.conf", nil, nil, "Gnocchi at http://internal.example (the catalogue)"},
		{"ceilometer.conf and another interface", map[string]string{"OS_INTERFACE": "public"}, nil, "Gnocchi at http://public.example (the catalogue)"},
		{
			"another region", nil,
			[]string{"--os-cloud", "mine", "--os-region-name", "X"},
			"error: find a store of meters: find the service metric in the catalogue: it is not in region X; its regions are RegionOne, and no ceilometer.conf below ROOT names another",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := machineOf(t, tt.env, files, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ReplaceAll(p.chosen(t.Context()), p.root, "ROOT"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestADeadKeystoneLeavesTheDatabase(t *testing.T) {
	t.Parallel()
	url := refusing(t)
	p, err := machineOf(t, map[string]string{"OS_AUTH_URL": url, "OS_USERNAME": "u", "OS_PASSWORD": "hunter2", "OS_PROJECT_NAME": "p"},
		map[string]string{"etc/ceilometer/ceilometer.conf": mongoConf})
	if err != nil {
		t.Fatal(err)
	}
	got := p.chosen(t.Context())
	if !strings.Contains(got, "MongoDB at mongodb://db:27017/ceilometer") || !strings.Contains(got, "log in to "+url) || strings.Contains(got, "hunter2") {
		t.Error(got)
	}
	found := p.all(t.Context())
	if len(found) != 2 || found[0].Store == nil || found[1].Err == nil || sources.HintOf(found[1].Err) == "" {
		t.Errorf("found %+v, want the database, and what is wrong with Keystone", found)
	}
}

func TestEveryStore(t *testing.T) {
	t.Parallel()
	id := sourcestest.Keystone(t)
	id.Service(t, "metric", sourcestest.Region, map[string]string{"public": "http://g.example"})
	_, conf := openrc(id)
	p, err := machineOf(t, nil, map[string]string{
		"etc/ceilometer/ceilometer.conf": conf + mongoConf + "[dispatcher_gnocchi]\nurl = http://other.example\n",
		"etc/ceilometer/pipeline.yaml":   "sources:\n- {name: a, meters: ['*'], sinks: [s]}\nsinks:\n- name: s\n  publishers:\n  - gnocchi://\n  - https://u:hunter2@h/x\n",
	}, "--os-interface", "public")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range p.all(t.Context()) {
		fmt.Fprintf(&b, "%s %s (%s) %v %v\n", f.Address.Kind, f.Address.URL, f.Address.From, f.Store != nil, f.Err)
	}
	const want = `gnocchi http://g.example (the catalogue) true <nil>
mongodb mongodb://ceilometer:hunter2@db:27017/ceilometer (ROOT/etc/ceilometer/ceilometer.conf:15) true <nil>
 https://h/x (ROOT/etc/ceilometer/pipeline.yaml:7) false <nil>
`
	if got := strings.ReplaceAll(b.String(), p.root, "ROOT"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhichClientAStoreGets(t *testing.T) {
	t.Parallel()
	id := sourcestest.Keystone(t)
	token := id.Token(t)
	var seen http.Header
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.Header.Clone() }))
	t.Cleanup(service.Close)
	withUser := strings.Replace(service.URL, "://", "://admin:@", 1)
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		want func(token string) bool
	}{
		{
			"a token of its own",
			map[string]string{"OS_AUTH_TOKEN": token, "OS_AUTH_URL": "http://127.0.0.1:1"},
			[]string{"--ceilometer-url", service.URL},
			func(got string) bool { return got == token },
		},
		{"a login", id.Environment(), []string{"--ceilometer-url", service.URL}, func(got string) bool { return got != "" && got != token }},
		{"basic authentication", id.Environment(), []string{"--gnocchi-url", withUser}, func(got string) bool { return got == "" }},
		{"nothing at all", nil, []string{"--gnocchi-url", service.URL}, func(got string) bool { return got == "" }},
	} { // one after the other: they share what the service has seen
		p, err := machineOf(t, tt.env, nil, tt.args...)
		if err != nil {
			t.Fatal(err)
		}
		store, err := p.openCandidate(t.Context(), p.explicit[0])
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		answer, err := store.(*opened).client.Get(service.URL)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		answer.Body.Close()
		if !tt.want(seen.Get("X-Auth-Token")) {
			t.Errorf("%s: the wrong token, or one where none belongs", tt.name)
		}
	}
}
