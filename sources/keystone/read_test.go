package keystone

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// describe writes a login as a specification reads, secrets in full.
func describe(l Login, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	text := fmt.Sprintf("%s: %s for %s", l.AuthURL, l.who(), l.Scope)
	if secret := l.Password + l.Token + l.Credential.Secret; secret != "" {
		text += " by " + secret.Reveal()
	}
	if l.Region+l.Interface != "" {
		text += fmt.Sprintf(" in %s/%s", l.Region, l.Interface)
	}
	if l.TLS != (TLS{}) {
		text += fmt.Sprintf(" tls%v", l.TLS)
	}
	return text
}

// variables reads lines of NAME=value.
func variables(lines string) func(string) string {
	env := map[string]string{}
	for _, line := range strings.Split(lines, "|") {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

func TestReadingTheVariables(t *testing.T) {
	t.Parallel()
	const base = "OS_AUTH_URL=http://k:5000/v3|OS_USERNAME=joe|OS_PASSWORD=p w |OS_PROJECT_NAME=demo|"
	for _, tt := range []struct{ name, env, want string }{
		{"no domains", base, "http://k:5000/v3: user joe of domain default for project demo of domain default by p w "},
		{
			"a file of version 2", "OS_AUTH_URL=http://k:5000/v2.0|OS_USERNAME=joe|OS_PASSWORD=p|OS_TENANT_NAME=demo|OS_ENDPOINT_TYPE=internalURL|OS_REGION_NAME=R",
			"http://k:5000/v2.0: user joe of domain default for project demo of domain default by p in R/internal",
		},
		{"domains", base + "OS_USER_DOMAIN_NAME=U|OS_PROJECT_DOMAIN_ID=P", "http://k:5000/v3: user joe of domain U for project demo of domain P by p w "},
		{"a default domain by name", base + "OS_DEFAULT_DOMAIN_NAME=D", "http://k:5000/v3: user joe of domain D for project demo of domain D by p w "},
		{"a trust", base + "OS_TRUST_ID=t", "http://k:5000/v3: user joe of domain default for trust t by p w "},
		{"the system", base + "OS_SYSTEM_SCOPE=all", "http://k:5000/v3: user joe of domain default for the whole system by p w "},
		{"another system", base + "OS_SYSTEM_SCOPE=some", `error: read the OS_* variables: OS_SYSTEM_SCOPE: only the scope all is known, not "some"`},
		{"TLS", base + "OS_CACERT=/ca|OS_CERT=/c|OS_KEY=/k|OS_INSECURE=True", "http://k:5000/v3: user joe of domain default for project demo of domain default by p w  tls{/ca /c /k true}"},
		{"insecure or not", base + "OS_INSECURE=maybe", `error: read the OS_* variables: OS_INSECURE: "maybe" is neither true nor false`},
		{"a face that is none", base + "OS_INTERFACE=hidden", `error: read the OS_* variables: OS_INTERFACE: "hidden" is none of public, internal, admin`},
		{"no URL", "OS_USERNAME=joe", "error: read the OS_* variables: OS_AUTH_URL is not set"},
		{"a URL that is none", "OS_AUTH_URL=k:5000", "error: read the OS_* variables: OS_AUTH_URL: that is no URL of http or https"},
		{"a password in the URL", "OS_AUTH_URL=http://u:hunter2@k:5000", "error: read the OS_* variables: OS_AUTH_URL: a user or a password stands in the URL"},
		{"no password", "OS_AUTH_URL=http://k|OS_USERNAME=joe", "error: read the OS_* variables: OS_PASSWORD is not set"},
		{"no user", "OS_AUTH_URL=http://k|OS_PASSWORD=p", "error: read the OS_* variables: OS_USERNAME is not set"},
		{"a user and a token", base + "OS_TOKEN=t", "http://k:5000/v3: user joe of domain default for project demo of domain default by p w "},
		{"a token", "OS_AUTH_URL=http://k|OS_AUTH_TOKEN=t", "http://k: the owner of the given token for no project by t"},
		{"by token, without one", base + "OS_AUTH_TYPE=v3token", "error: read the OS_* variables: OS_TOKEN is not set"},
		{"half an application credential", "OS_AUTH_URL=http://k|OS_APPLICATION_CREDENTIAL_ID=i", "error: read the OS_* variables: OS_APPLICATION_CREDENTIAL_SECRET is not set"},
		{"a nameless owner of one", "OS_AUTH_URL=http://k|OS_APPLICATION_CREDENTIAL_NAME=n", "error: read the OS_* variables: OS_USERNAME is not set, and an application credential by name needs its user"},
		{"version 2", base + "OS_IDENTITY_API_VERSION=2.0", "error: read the OS_* variables: OS_IDENTITY_API_VERSION: ceilotop speaks version 3 of the Identity API only"},
		{"version 2 by its plugin", base + "OS_AUTH_TYPE=v2password", "error: read the OS_* variables: OS_AUTH_TYPE: ceilotop speaks version 3 of the Identity API only"},
		{"Kerberos", base + "OS_AUTH_TYPE=v3kerberos", `error: read the OS_* variables: OS_AUTH_TYPE: ceilotop cannot log in by "v3kerberos"`},
		{"Gnocchi alone", base + "OS_AUTH_TYPE=gnocchi-basic", "error: read the OS_* variables: OS_AUTH_TYPE: that is a login to Gnocchi without Keystone"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, given, err := FromEnvironment(variables(tt.env))
			if got := describe(l, err); !given || got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", l, err), "hunter2") {
				t.Errorf("%v shows the password", err)
			}
		})
	}
	if _, given, err := FromEnvironment(variables("OS_REGION_NAME=R|OS_PROJECT_NAME=p")); given || err != nil {
		t.Errorf("a login was found in a region and a project: %v", err)
	}
}

func TestReadingASection(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ options, want string }{
		{
			"auth_url=http://k|auth_type=password|username=u|password=p|project_name=service|user_domain_name=default|project_domain_name=default|interface=internalURL|region_name=R|cafile=/ca",
			"http://k: user u of domain default for project service of domain default by p in R/internal tls{/ca   false}",
		},
		{"os_auth_url=http://k/v2.0|os_username=u|os_password=p|os_tenant_name=service|os_endpoint_type=publicURL", "http://k/v2.0: user u of domain default for project service of domain default by p in /public"},
		{"identity_uri=http://k:35357|admin_user=u|admin_password=p|admin_tenant_name=service", "http://k:35357: user u of domain default for project service of domain default by p"},
		{"password=p", "error: read [x] of y: auth_url is not set"},
	} {
		if got := describe(FromOptions("[x] of y", variables(tt.options))); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

// tree writes files below a directory.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const mineYAML = `clouds:
  mine: &mine
    auth: &auth
      auth_url: https://k:5000/v3
      username: joe
      password: 0123
      project-name: demo
      user_domain_name: Default
      project_domain_name: Default
    region_name: R1
    interface: internal
    cacert: ~/ca.pem
    verify: false
    identity_api_version: 3
    networks: [{name: a}]
  two:
    auth:
      <<: *auth
      username: !!str jane
    regions: [{name: R2, values: {}}, R3]
  app:
    auth_type: v3applicationcredential
    auth: {auth_url: "https://k", application_credential_id: i, application_credential_secret: s}
  empty: {}
  profiled:
    profile: vendor
    auth: {username: joe, password: p}
  old: {identity_api_version: '2', auth: {auth_url: "http://k", username: u, password: p}}
`

func TestReadingClouds(t *testing.T) {
	t.Parallel()
	root := tree(t, map[string]string{
		"home/.config/openstack/clouds.yaml": mineYAML,
		"home/.config/openstack/secure.yaml": "clouds:\n  two:\n    auth:\n      password: |-\n        se cret\n",
		"etc/openstack/clouds-public.yaml":   "public-clouds:\n  vendor:\n    auth: {auth_url: http://vendor, username: nobody}\n    region_name: V\n",
		"etc/kolla/clouds.yaml":              "clouds: {kolla-admin: {auth: {auth_url: 'http://kolla:5000', username: admin, password: k, project_name: admin, project_domain_name: Default, user_domain_name: Default}}, mine: {}}\n",
		"given.yaml":                         "clouds: {given: {auth: {auth_url: 'http://g', username: u, password: p}}}\n",
	})
	places := Places{Home: filepath.Join(root, "home"), Root: root, File: filepath.Join(root, "given.yaml")}
	for _, tt := range []struct{ cloud, want string }{
		{"mine", "https://k:5000/v3: user joe of domain Default for project demo of domain Default by 0123 in R1/internal tls{ROOT/home/ca.pem   true}"},
		{"two", "https://k:5000/v3: user jane of domain Default for project demo of domain Default by se cret in R2/"},
		{"app", "https://k: application credential i for no project by s"},
		{"profiled", "http://vendor: user joe of domain default for no project by p in V/"},
		{"kolla-admin", "http://kolla:5000: user admin of domain Default for project admin of domain Default by k"},
		{"given", "http://g: user u of domain default for no project by p"},
		{"empty", "error: read the cloud empty of ROOT/home/.config/openstack/clouds.yaml: auth.auth_url is not set"},
		{"old", "error: read the cloud old of ROOT/home/.config/openstack/clouds.yaml: identity_api_version: ceilotop speaks version 3 of the Identity API only"},
		{"none", "error: find the cloud none: ROOT/given.yaml has given; ROOT/home/.config/openstack/clouds.yaml has app, empty, mine, old, profiled, two; ROOT/etc/kolla/clouds.yaml has kolla-admin, mine"},
	} {
		t.Run(tt.cloud, func(t *testing.T) {
			t.Parallel()
			if got := strings.ReplaceAll(describe(FromCloud(tt.cloud, places, nil)), root, "ROOT"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	over := func(option string) string {
		return map[string]string{"region_name": "R9", "interface": "admin"}[option]
	}
	if l, err := FromCloud("mine", places, over); err != nil || l.Region != "R9" || l.Interface != "admin" {
		t.Errorf("%s, want R9/admin", describe(l, err))
	}
}

func TestCloudsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"a quote without an end", "clouds:\n  mine:\n    auth:\n      password: \"hunter2\n", "line 4, column 17: could not find end character of double-quoted text"},
		{"an alias that is a password", "clouds:\n  mine:\n    auth: {password: *hunter2}\n", "line 3, column 23: the YAML is wrong there"},
		{"a tab", "clouds:\n\tmine: hunter2\n", "line 2, column 1: the YAML is wrong there"},
		{"a list", "clouds: [hunter2]\n", "line 1, column 9: sequence was used where mapping is expected"},
		{"a text", "hunter2\n", "line 1, column 1: string was used where mapping is expected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := tree(t, map[string]string{"etc/openstack/clouds.yaml": tt.text})
			_, err := FromCloud("mine", Places{Root: root}, nil)
			if want := "read " + root + "/etc/openstack/clouds.yaml: " + tt.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
	_, err := FromCloud("mine", Places{Root: t.TempDir()}, nil)
	if err == nil || err.Error() != "find the cloud mine: there is no clouds.yaml" || !strings.Contains(sources.HintOf(err), "etc/kolla/clouds.yaml") {
		t.Errorf("got %v (%s)", err, sources.HintOf(err))
	}
	// A directory stands for what even root may not read.
	root := tree(t, map[string]string{"etc/openstack/clouds.yaml/x": "", "etc/kolla/clouds.yaml": "clouds: {kolla: {}}\n"})
	if _, err := FromCloud("mine", Places{Root: root}, nil); err == nil || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "etc/openstack/clouds.yaml") {
		t.Errorf("got %v, want what is wrong with the file", err)
	}
}

func FuzzCloudsNeverShowAPassword(f *testing.F) {
	const secret = "b3g1nOfIt"
	for _, more := range []string{"", ": x", "\"", "'", " #", "\n  - x", "\n\t", "*", "}", "|", "\x00"} {
		f.Add("", more)
		f.Add("*", more)
		f.Add("\"", more)
		f.Add("{", more)
		f.Add("!!", more)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		clouds, err := parseClouds([]byte("clouds:\n  mine:\n    auth:\n      password: " + before + secret + after + "\n"))
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Fatalf("the error shows the password: %v", err)
		}
		_ = clouds["mine"].get("password")
	})
}
