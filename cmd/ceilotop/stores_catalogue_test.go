package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

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
