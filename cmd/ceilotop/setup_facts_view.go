package main

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// factsView is facts as `setup facts` shows them: the names are final, nothing
// in it is a secret, and what is not known is null.
type factsView struct {
	Machine    machineView      `json:"machine"`
	Services   []serviceView    `json:"services"`
	Programs   []programView    `json:"programs"`
	Files      []fileView       `json:"files"`
	Units      []unitView       `json:"units"`
	Brokers    []brokerView     `json:"brokers"`
	Keystone   []credentialView `json:"keystone"`
	Stores     []storeView      `json:"stores"`
	Managers   []managerView    `json:"managers"`
	Listeners  []listenerView   `json:"listeners"`
	Packages   []packageView    `json:"packages"`
	Secrets    []string         `json:"stored_secrets"` // their names
	Unreadable []unreadableView `json:"unreadable"`
	Broken     []brokenView     `json:"broken"`
	Notes      []string         `json:"notes"`
}

type machineView struct {
	Root         string       `json:"root"`
	Privileged   bool         `json:"privileged"`
	Hostname     sources.Text `json:"hostname"`
	Distribution sources.Text `json:"distribution"`
	Version      sources.Text `json:"version"`
	Name         sources.Text `json:"name"`
	Family       sources.Text `json:"family"`
	Packager     sources.Text `json:"packager"`
	Init         sources.Text `json:"init"`
	InitRunning  bool         `json:"init_running"`
	SELinux      sources.Text `json:"selinux"`
	Addresses    []string     `json:"addresses"`
}

type serviceView struct {
	Name     string       `json:"name"`
	Version  sources.Text `json:"version"`
	Release  sources.Text `json:"release"`
	Evidence string       `json:"evidence"`
}

type fileView struct {
	Path    string       `json:"path"`
	Service string       `json:"service"`
	SHA256  string       `json:"sha256"`
	Mode    string       `json:"mode"` // octal
	Owner   string       `json:"owner"`
	Target  sources.Text `json:"link_target"`
	quiet   bool         // nothing that a person looks for
}

// loud are the directives of httpd that an API of telemetry has to do with.
var loud = regexp.MustCompile(`(?mi)^[ \t]*(Listen|WSGI\w*|<VirtualHost|LoadModule[ \t]+wsgi_module)`)

type unitView struct {
	Name     string       `json:"name"`
	Enabled  sources.Text `json:"enabled"`
	Active   sources.Text `json:"active"`
	Restarts int          `json:"restarts"`
	Started  sources.Text `json:"started"`
	File     sources.Text `json:"file"`
}

type brokerView struct {
	Name        string       `json:"name"`
	URL         string       `json:"url"` // masked
	VirtualHost string       `json:"virtual_host"`
	TLS         bool         `json:"tls"`
	Hosts       []hostView   `json:"hosts"`
	NamedBy     []originView `json:"named_by"`
}

type hostView struct {
	Address string       `json:"address"`
	Answers *bool        `json:"answers"` // null: it was not tried
	Error   sources.Text `json:"error"`
}

type originView struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Section string `json:"section"`
	Key     string `json:"key"`
	Service string `json:"service"`
	Role    string `json:"role"`
}

type credentialView struct {
	File    string            `json:"file"`
	Line    int               `json:"line"`
	Section string            `json:"section"`
	Options map[string]string `json:"options"` // masked
}

type storeView struct {
	Kind sources.Text `json:"kind"` // null: one that ceilotop cannot read
	URL  string       `json:"url"`  // without credentials
	File string       `json:"file"`
	Line int          `json:"line"`
}

type managerView struct {
	Name     string   `json:"name"`
	Evidence string   `json:"evidence"`
	Paths    []string `json:"paths"` // empty: the whole host
}

type listenerView struct {
	Address string       `json:"address"`
	Process sources.Text `json:"process"`
}

type packageView struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type unreadableView struct {
	Path  string `json:"path"`
	Owner string `json:"owner"`
	Mode  string `json:"mode"`
}

type brokenView struct {
	File   string       `json:"file"`
	Line   int          `json:"line"` // 0: the file as a whole
	Reason string       `json:"reason"`
	Advice sources.Text `json:"advice"`
}

// known is a text that is not known when it is empty.
func known(s string) sources.Text { return sources.Text{Value: s, Known: s != ""} }

func octal(m fs.FileMode) string {
	special := uint32(0)
	for i, bit := range []fs.FileMode{fs.ModeSticky, fs.ModeSetgid, fs.ModeSetuid} {
		if m&bit != 0 {
			special |= 1 << i
		}
	}
	return fmt.Sprintf("%04o", special<<9|uint32(m.Perm()))
}

// list makes a slice that is [] in JSON, never null.
func list[From, To any](all []From, one func(From) To) []To {
	out := make([]To, 0, len(all))
	for _, x := range all {
		out = append(out, one(x))
	}
	return out
}

func same(s string) string { return s }

// viewOf gives paths as the machine knows them, without the root before them.
func viewOf(f setup.Facts) *factsView {
	s := f.System
	inside := func(file string) string {
		if rest, ok := strings.CutPrefix(file, strings.TrimSuffix(s.Root, "/")+"/"); ok {
			return "/" + rest
		}
		return file
	}
	v := &factsView{
		Machine: machineView{
			Root: s.Root, Privileged: s.Privileged, Hostname: known(s.Hostname),
			Distribution: known(s.Distribution), Version: known(s.Version), Name: known(s.Name), Family: known(string(s.Family)),
			Packager: known(s.Packager), Init: known(s.Init), InitRunning: s.InitRunning, SELinux: known(s.SELinux),
			Addresses: make([]string, 0, len(s.Addresses)),
		},
		Services: list(f.Services, func(s setup.Service) serviceView {
			return serviceView{s.Name, known(s.Version), known(s.Release), s.Evidence}
		}),
		Programs: programsOf(f),
		Files: list(f.Files, func(f setup.File) fileView {
			return fileView{f.Path, f.Service, f.SHA256, octal(f.Mode), f.Owner, known(f.Target), f.Service == "httpd" && !loud.Match(f.Text)}
		}),
		Units: list(f.Units, func(u setup.Unit) unitView {
			return unitView{u.Name, known(u.Enabled), known(u.Active), u.Restarts, known(u.Started), known(u.File)}
		}),
		Brokers:  list(f.Brokers, func(b setup.Broker) brokerView { return brokerOf(b, inside) }),
		Keystone: list(f.Credentials, func(c setup.Credentials) credentialView { return credentialOf(c, inside) }),
		Stores: list(f.Stores, func(s setup.Store) storeView {
			return storeView{known(string(s.Kind)), s.At(), inside(s.From.File), s.From.Line}
		}),
		Managers: list(f.Managers, func(m setup.Manager) managerView {
			return managerView{m.Name, m.Evidence, list(m.Paths, same)}
		}),
		Listeners: list(f.Listeners, func(l setup.Listener) listenerView {
			return listenerView{l.Address.String(), known(l.Process)}
		}),
		Packages: list(f.Packages, func(p setup.Package) packageView { return packageView{p.Name, p.Version} }),
		Secrets:  list(f.Secrets, func(s setup.StoredSecret) string { return s.Name }),
		Unreadable: list(f.Unreadable, func(u setup.Unreadable) unreadableView {
			return unreadableView{inside(u.Path), u.Owner, octal(u.Mode)}
		}),
		Broken: list(f.Broken, func(b setup.Broken) brokenView {
			return brokenView{inside(b.File), b.Line, b.Reason, known(b.Advice)}
		}),
		Notes: list(f.Notes, same),
	}
	for _, a := range s.Addresses {
		v.Machine.Addresses = append(v.Machine.Addresses, a.String())
	}
	return v
}

func brokerOf(b setup.Broker, inside func(string) string) brokerView {
	v := brokerView{Name: b.Name, URL: b.URL.String(), VirtualHost: b.URL.VirtualHost, TLS: b.URL.TLS != nil}
	for _, h := range b.URL.Hosts {
		v.Hosts = append(v.Hosts, hostView{Address: h.Address()})
	}
	v.NamedBy = list(b.From, func(o setup.Origin) originView {
		return originView{inside(o.File), o.Line, o.Section, o.Key, o.Service, o.Role.String()}
	})
	return v
}

// credentialOf shows what a login needs, and no more: other options of the
// section could be anything.
func credentialOf(c setup.Credentials, inside func(string) string) credentialView {
	v := credentialView{File: inside(c.From.File), Line: c.From.Line, Section: c.Section, Options: make(map[string]string)}
	for key, value := range c.Options {
		if slices.Contains(shownCredentials, key) {
			v.Options[key] = osloconf.Mask(key, value.Reveal())
		}
	}
	return v
}

var shownCredentials = []string{
	"auth_type", "auth_plugin", "auth_url", "auth_uri", "www_authenticate_uri", "username", "user_id", "password", "project_name", "project_id",
	"project_domain_name", "project_domain_id", "user_domain_name", "user_domain_id", "region_name", "interface", "cafile",
	"os_auth_url", "os_username", "os_password", "os_tenant_name", "os_endpoint_type", "os_cacert",
	"admin_user", "admin_password", "admin_tenant_name", "identity_uri", "application_credential_id", "application_credential_secret",
}
