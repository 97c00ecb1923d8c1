package steps

import (
	"cmp"
	"net"
	"regexp"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// keystone is Ceilometer's user, and up to Pike the service and its endpoints.
// Services and endpoints are listed before they are made: Keystone makes a second
// one without a word.
func (b *builder) keystone() {
	b.identity()
	b.role()
	b.service()
	b.endpoints()
}

// server returns what Keystone said, or blocks the step.
func (b *builder) server(s *step) (*setup.KeystoneServer, bool) {
	if b.outOfReach(s) {
		a := b.a.Keystone
		return &setup.KeystoneServer{V3: true, Project: setup.Named{Name: a.Project}, Role: setup.Named{Name: a.Role}}, true
	}
	k := b.f.Servers.Keystone
	switch {
	case k == nil:
		s.block("Keystone was not asked", "set keystone.cloud in the answers, or source an openrc file")
	case k.Error != "":
		s.block(sources.Visible(k.Error), cmp.Or(k.Hint, "source an openrc file of an administrator"))
	case !k.V3:
		s.block("Keystone at "+sources.Visible(k.Asked)+" has no v3 API", "switch the v3 API on")
	default:
		return k, true
	}
	return nil, false
}

func (b *builder) identity() {
	a := b.a.Keystone
	s := b.add("C5", setup.Controller, "Ceilometer's user in Keystone", "The agents ask the other services' APIs as this user.")
	s.Check = "the user is in the domain and the planned password gives a token"
	s.Verify = "ask for a token as the user"
	s.Undo = "the user is removed if he was made; a changed password stays"
	k, ok := b.server(s)
	switch {
	case !ok:
	case k.UserDomain.ID == "" && !s.away:
		s.block("there is no domain "+sources.Visible(a.Domain), "set keystone.domain in the answers to one of openstack domain list")
	case !a.Password.Set():
		s.block("there is no password for Ceilometer's user", "set keystone.password in the answers, or let it be generated")
	case k.User.ID != "" && k.Login:
		s.found("%s is there and the password gives a token", sources.Visible(a.User))
	default:
		if k.User.ID == "" {
			s.found("there is no user %s", sources.Visible(a.User))
		} else {
			s.found("%s is there, but the password gives no token: %s", sources.Visible(a.User), sources.Visible(k.LoginError))
		}
		s.do(setup.PutIdentity{Name: a.User, DomainID: k.UserDomain.ID, Domain: b.domainName(), Password: a.Password, Exists: k.User.ID != ""}, a.Password)
	}
}

func (b *builder) role() {
	a := b.a.Keystone
	s := b.add("C6", setup.Controller, "role in the project of the services", "Without the role the agents see nothing but their own project.")
	s.Check = "the assignment is there"
	s.Verify = "the same"
	s.Undo = "the assignment is removed if it was made"
	k, ok := b.server(s)
	switch {
	case !ok || !b.needs(s, "C5"):
	case k.Project.ID == "" && !s.away:
		hint := "set keystone.project in the answers"
		if len(k.Projects) > 0 {
			hint += ", for example to " + sources.Visible(k.Projects[0])
		}
		s.block("there is no project "+sources.Visible(a.Project), hint)
	case k.Role.ID == "" && !s.away:
		s.block("there is no role "+sources.Visible(a.Role), "set keystone.role in the answers to one of openstack role list")
	case k.Assigned:
		s.found("%s has the role %s in %s", sources.Visible(a.User), sources.Visible(k.Role.Name), sources.Visible(k.Project.Name))
	default:
		s.found("the assignment is missing")
		s.do(setup.AssignRole{User: a.User, DomainID: k.UserDomain.ID, Domain: b.domainName(), Role: a.Role, ProjectID: k.Project.ID, Project: k.Project.Name})
	}
}

func (b *builder) domainName() string { return cmp.Or(b.a.Keystone.Domain, "Default") }

// catalogue reports whether the release has an API to be found there.
func (b *builder) catalogue(s *step) bool {
	if !b.released(s, "ceilometer") {
		return false
	}
	if p := b.profile("ceilometer"); !p.API() {
		s.is(setup.Unneeded, "Ceilometer "+p.Release.String()+" has no API")
		return false
	}
	return true
}

func (b *builder) service() {
	s := b.add("C7", setup.Controller, "service in the catalogue", "Clients find Ceilometer's API by the type metering.")
	s.Check = "the catalogue has a service of the type metering"
	s.Verify = "the same"
	s.Undo = "the service is removed if it was made"
	if !b.catalogue(s) {
		return
	}
	k, ok := b.server(s)
	switch {
	case !ok:
	case len(k.Services) == 0:
		s.found("there is none")
		s.do(setup.PutService{Name: "ceilometer", Type: "metering", Description: "Telemetry"})
	default:
		s.found("%s is there", sources.Visible(k.Services[0].Name))
		for _, extra := range k.Services[1:] {
			s.Manual = append(s.Manual, "openstack service delete "+sources.Visible(extra.ID)+"   # a second one, if nobody needs it")
		}
	}
}

func (b *builder) endpoints() {
	s := b.add("C8", setup.Controller, "three endpoints", "Clients find the URL of Ceilometer's API.")
	s.Check = "each interface has one endpoint in the region, with the URL"
	s.Verify = "the same"
	s.Undo = "endpoints that were made are removed, a URL that was changed is changed back"
	if !b.catalogue(s) {
		return
	}
	k, ok := b.server(s)
	if !ok || !b.needs(s, "C7") {
		return
	}
	if b.a.API.Host == "" {
		s.block("the answers do not name the API's host", "set api.host in the answers")
		return
	}
	url := "http://" + net.JoinHostPort(strings.Trim(b.a.API.Host, "[]"), strconv.Itoa(b.apiPort()))
	for _, name := range []string{"public", "internal", "admin"} {
		put := setup.PutEndpoint{Type: "metering", Interface: name, Region: b.a.Keystone.Region, URL: url}
		right := false
		for _, e := range k.Endpoints {
			if e.Interface != name || e.Region != b.a.Keystone.Region {
				continue
			}
			switch {
			case strings.TrimRight(e.URL, "/") == url && !right:
				right = true
			case put.ID == "" && strings.TrimRight(e.URL, "/") != url:
				put.ID = e.ID
			default:
				s.Manual = append(s.Manual, "openstack endpoint delete "+sources.Visible(e.ID)+"   # one too many")
			}
		}
		switch {
		case right && put.ID == "":
			s.found("the %s endpoint is there", name)
		case right:
			s.Manual = append(s.Manual, "openstack endpoint delete "+sources.Visible(put.ID)+"   # one too many, with another URL")
		case put.ID != "":
			s.found("the %s endpoint has another URL", name)
			s.do(put)
		default:
			s.found("the %s endpoint is missing", name)
			s.do(put)
		}
	}
}

func (b *builder) apiPort() int {
	if b.a.API.Port != 0 {
		return b.a.API.Port
	}
	return 8777
}

var uuid = regexp.MustCompile("^[0-9a-f]{32}$")

// domain are the wants that name a domain. Keystone's domain has a name and an
// id, which are easily mistaken for each other: where the guide has it made by
// hand its name is default and its id is not. What a file says is left alone
// when it is the name, or the id that Keystone confirmed.
func (b *builder) domain(main, section, kind string, d setup.Named) []want {
	if d.Name == "" {
		d.Name = b.domainName()
	}
	id, name := kind+"_domain_id", kind+"_domain_name"
	if d.ID == "" && uuid.MatchString(d.Name) {
		// The answer may be an id, and no domain's name looks like one.
		return []want{gone(section, name), set(section, id, d.Name)}
	}
	if v, found := b.get(main, section, id); found {
		if d.ID != "" && v.Text == d.ID {
			return []want{gone(section, name)}
		}
	}
	return []want{gone(section, id), set(section, name, d.Name).like(is(d.Name))}
}

// login are the options that keystoneauth logs in with.
func (b *builder) login(main, section, url string) []want {
	a := b.a.Keystone
	var k setup.KeystoneServer
	if s := b.f.Servers.Keystone; s != nil {
		k = *s
	}
	all := []want{set(section, "auth_type", "password"), set(section, "auth_url", url).like(sameURL(url))}
	all = append(all, b.domain(main, section, "project", k.ProjectDomain)...)
	all = append(all, b.domain(main, section, "user", k.UserDomain)...)
	return append(all, set(section, "project_name", cmp.Or(a.Project, "service")), set(section, "username", a.User), set(section, "password", a.Password.Value.Reveal()))
}

// sameURL accepts a URL with and without its version: the plugin looks for the
// versions itself.
func sameURL(url string) func(string) bool {
	bare := func(text string) string { return strings.TrimSuffix(strings.TrimRight(text, "/"), "/v3") }
	return func(v string) bool { return bare(v) == bare(url) }
}

// memcached are the servers that answer, as far as they were tried.
func (b *builder) memcached() []string {
	var all []string
	for _, address := range b.a.Keystone.Memcached {
		silent := false
		for _, p := range b.f.Servers.Ports {
			if p.Name == "memcached" && !p.Answers && (p.Address == address || p.Address == address+":11211") {
				silent = true
				b.note("memcached at %s does not answer (%s), so that keystone_authtoken does without it.", sources.Visible(address), sources.Visible(p.Error))
			}
		}
		if !silent {
			all = append(all, address)
		}
	}
	return all
}

// adminURL is the URL that checks tokens: port 35357 where the release has it
// and it answers.
func (b *builder) adminURL() string {
	a := b.a.Keystone
	if a.AdminURL == "" || !b.profile("ceilometer").AdminPort() {
		return a.AuthURL
	}
	for _, p := range b.f.Servers.Ports {
		if p.Name == "keystone-admin" && !p.Answers {
			b.note("Keystone's port for administrators does not answer (%s), so that tokens are checked at %s.", sources.Visible(p.Error), sources.Visible(a.AuthURL))
			return a.AuthURL
		}
	}
	return a.AdminURL
}

// credentials blocks a step without the answers that Keystone needs.
func (b *builder) credentials(s *step) bool {
	switch a := b.a.Keystone; {
	case a.AuthURL == "":
		s.block("the answers do not name Keystone", "set keystone.auth_url in the answers")
	case a.User == "":
		s.block("the answers name no user of Keystone", "set keystone.user in the answers")
	case !a.Password.Set():
		s.block("there is no password for Ceilometer's user", "set keystone.password in the answers, or let it be generated")
	default:
		return true
	}
	return false
}
