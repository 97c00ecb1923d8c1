package servers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	neturl "net/url"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/domains"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/endpoints"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/regions"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/roles"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/services"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// metering is the type of Ceilometer's service in the catalogue.
const metering = "metering"

func askKeystone(ctx context.Context, k setup.KeystoneAnswers, o Options) *setup.KeystoneServer {
	ctx, cancel := context.WithTimeout(ctx, keystoneFactor*o.timeout())
	defer cancel()
	s := &setup.KeystoneServer{}
	l, err := administrator(k, o)
	base := k.AuthURL
	if base == "" && err == nil {
		base = l.AuthURL
	}
	s.Asked = sources.Visible(base)
	if base != "" {
		if lacking := askVersions(ctx, s, base, l.TLS, o); lacking != nil && err == nil {
			err = lacking
		}
	}
	var i *identity
	if err == nil {
		i, err = connectKeystone(ctx, k, o)
	}
	if err == nil {
		err = i.look(ctx, s, k)
	}
	if err != nil {
		s.Error, s.Hint = err.Error(), sources.HintOf(err)
	}
	askLogin(ctx, s, k, base, l.TLS, o)
	return s
}

// askVersions reads the document of versions at the URL without one, which is
// the form that is written into configuration files.
func askVersions(ctx context.Context, s *setup.KeystoneServer, base string, t keystone.TLS, o Options) error {
	base = unversioned(base)
	fail := func(reason string, err error) error {
		return &failure{"ask " + sources.Visible(base) + " for its versions: " + reason, "check keystone.auth_url, and that Keystone runs there", err}
	}
	u, err := neturl.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return fail("that is no URL of http or https without a user", nil)
	}
	config, err := trust(t.CAFile)
	if err != nil {
		return fail(short(err.Error()), err)
	}
	config.InsecureSkipVerify = t.Insecure || o.Insecure
	client := &http.Client{Transport: guard{nil, u.Host, plainTransport(config)}}
	type version struct{ ID string }
	var all struct{ Versions struct{ Values []version } }
	if err := fetch(ctx, client, base+"/", &all); err != nil {
		return fail(veil{}.reason(ctx, err), err)
	}
	s.Unversioned = len(all.Versions.Values) > 0
	is3 := func(v version) bool { return strings.HasPrefix(v.ID, "v3") }
	if s.V3 = slices.ContainsFunc(all.Versions.Values, is3); s.V3 {
		return nil
	}
	var one struct{ Version version }
	if err := fetch(ctx, client, base+"/v3", &one); err != nil {
		return fail(veil{}.reason(ctx, err), err)
	}
	if s.V3 = is3(one.Version); !s.V3 {
		return fail("it has no version 3 of the Identity API", nil)
	}
	return nil
}

func fetch(ctx context.Context, c *http.Client, url string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	answer, err := c.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusMultipleChoices {
		return errors.New("status " + answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// keystoneSays is the message in the body of an error.
func keystoneSays(body []byte) string {
	var e struct{ Error struct{ Message string } }
	if json.Unmarshal(body, &e) == nil && e.Error.Message != "" {
		return e.Error.Message
	}
	return string(body[:min(len(body), 1000)])
}

// askLogin tries the planned password, for the project if it is known.
func askLogin(ctx context.Context, s *setup.KeystoneServer, k setup.KeystoneAnswers, base string, t keystone.TLS, o Options) {
	switch {
	case k.User == "":
		return
	case !k.Password.Set():
		s.LoginError = "not tried: no password is planned"
		return
	case k.Password.Fresh:
		s.LoginError = "not tried: the planned password is new"
		return
	case !s.V3:
		s.LoginError = "not tried: version 3 of the Identity API does not answer"
		return
	}
	domain := keystone.Domain{ID: s.UserDomain.ID}
	if domain.ID == "" {
		domain = guessDomain(k.Domain)
	}
	if err := tryLogin(ctx, base, k.User, domain, k.Password.Value, t, o); err != nil {
		s.LoginError = err.Error()
		return
	}
	s.Login = true
}

// guessDomain is for when the domains could not be asked for: an id is what the
// default one has, everything else is taken for a name.
func guessDomain(answer string) keystone.Domain {
	if answer == "" || answer == "default" {
		return keystone.Domain{ID: "default"}
	}
	return keystone.Domain{Name: answer}
}

// tryLogin tries a password without a project: whether the user has a role
// there is another question.
func tryLogin(ctx context.Context, base, user string, domain keystone.Domain, password sources.Secret, t keystone.TLS, o Options) error {
	t.Insecure = t.Insecure || o.Insecure
	l := keystone.Login{AuthURL: base, From: "the answers", User: user, UserDomain: domain, Password: password, TLS: t}
	session, err := keystone.New(l)
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err = session.Project(ctx); err != nil {
		return veil{}.with(password).loginFailure(ctx, unversioned(base), err)
	}
	return nil
}

// look asks everything that only an administrator may. The first question
// without an answer ends it.
func (i *identity) look(ctx context.Context, s *setup.KeystoneServer, k setup.KeystoneAnswers) error {
	for _, step := range []func(context.Context, *setup.KeystoneServer, setup.KeystoneAnswers) error{i.lookDomain, i.lookProject, i.lookUser, i.lookCatalogue} {
		if err := step(ctx, s, k); err != nil {
			return err
		}
	}
	return nil
}

func (i *identity) lookDomain(ctx context.Context, s *setup.KeystoneServer, k setup.KeystoneAnswers) error {
	all, err := list(ctx, i, "list domains", domains.List(i.c, domains.ListOpts{}), domains.ExtractDomains)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.ID == k.Domain || d.Name == k.Domain || k.Domain == "" && d.ID == "default" {
			s.UserDomain = setup.Named{ID: d.ID, Name: d.Name}
			if d.ID == k.Domain { // an id is meant before a name
				break
			}
		}
	}
	s.ProjectDomain = s.UserDomain
	if s.UserDomain.ID == "" {
		var names []string
		for _, d := range all {
			names = append(names, sources.Visible(d.Name)+" ("+sources.Visible(d.ID)+")")
		}
		return &failure{
			text: "look for the domain " + sources.Visible(k.Domain) + " in Keystone at " + sources.Visible(i.base) + ": there is none; there are " + strings.Join(names[:min(len(names), 20)], ", "),
			hint: "set keystone.domain to the name or id of one of these",
		}
	}
	return nil
}

func (i *identity) lookProject(ctx context.Context, s *setup.KeystoneServer, k setup.KeystoneAnswers) error {
	all, err := list(ctx, i, "list projects", projects.List(i.c, projects.ListOpts{DomainID: s.ProjectDomain.ID}), projects.ExtractProjects)
	for _, p := range all {
		if p.Name == k.Project {
			s.Project = setup.Named{ID: p.ID, Name: p.Name}
		}
		if p.Name == k.Project || p.Name == "service" || p.Name == "services" {
			s.Projects = append(s.Projects, p.Name)
		}
	}
	slices.Sort(s.Projects)
	return err
}

func (i *identity) lookUser(ctx context.Context, s *setup.KeystoneServer, k setup.KeystoneAnswers) error {
	user, err := i.user(ctx, k.User, s.UserDomain.ID)
	if err != nil {
		return err
	}
	s.User = user
	if s.Role, err = i.role(ctx, cmp.Or(k.Role, "admin")); err != nil {
		return err
	}
	if s.User.ID == "" || s.Role.ID == "" || s.Project.ID == "" {
		return nil
	}
	s.Assigned, err = i.assigned(ctx, s.User.ID, s.Role.ID, s.Project.ID)
	return err
}

func (i *identity) user(ctx context.Context, name, domain string) (setup.Named, error) {
	if name == "" {
		return setup.Named{}, nil
	}
	all, err := list(ctx, i, "look for the user "+sources.Visible(name), users.List(i.c, users.ListOpts{Name: name, DomainID: domain}), users.ExtractUsers)
	for _, u := range all {
		if u.Name == name && u.DomainID == domain {
			return setup.Named{ID: u.ID, Name: u.Name}, nil
		}
	}
	return setup.Named{}, err
}

// role takes the one without a domain, should there be several of the name.
func (i *identity) role(ctx context.Context, name string) (found setup.Named, err error) {
	all, err := list(ctx, i, "look for the role "+sources.Visible(name), roles.List(i.c, roles.ListOpts{Name: name}), roles.ExtractRoles)
	for _, r := range all {
		if strings.EqualFold(r.Name, name) && r.DomainID == "" {
			return setup.Named{ID: r.ID, Name: r.Name}, nil
		}
	}
	return found, err
}

func (i *identity) assigned(ctx context.Context, user, role, project string) (bool, error) {
	err := roles.Validate(ctx, i.c, role, roles.ValidateOpts{UserID: user, ProjectID: project}).ExtractErr()
	if gophercloud.ResponseCodeIs(err, http.StatusNotFound) {
		return false, nil
	}
	return err == nil, i.explain(ctx, "ask whether the user has the role", err)
}

func (i *identity) lookCatalogue(ctx context.Context, s *setup.KeystoneServer, _ setup.KeystoneAnswers) error {
	all, err := list(ctx, i, "list regions", regions.List(i.c, nil), regions.ExtractRegions)
	if err != nil {
		return err
	}
	for _, r := range all {
		s.Regions = append(s.Regions, r.ID)
	}
	slices.Sort(s.Regions)
	if s.Services, err = i.services(ctx, metering); err != nil {
		return err
	}
	s.Endpoints, err = i.endpoints(ctx, s.Services)
	return err
}

// services are those of a type, by id.
func (i *identity) services(ctx context.Context, kind string) ([]setup.CatalogueService, error) {
	all, err := list(ctx, i, "list services", services.List(i.c, services.ListOpts{ServiceType: kind}), services.ExtractServices)
	var found []setup.CatalogueService
	for _, s := range all {
		if s.Type != kind {
			continue
		}
		name, _ := s.Extra["name"].(string)
		found = append(found, setup.CatalogueService{ID: s.ID, Name: name, Type: s.Type})
	}
	slices.SortFunc(found, func(a, b setup.CatalogueService) int { return strings.Compare(a.ID, b.ID) })
	return found, err
}

// endpoints are those of the services, by id.
func (i *identity) endpoints(ctx context.Context, of []setup.CatalogueService) ([]setup.CatalogueEndpoint, error) {
	var found []setup.CatalogueEndpoint
	for _, s := range of {
		all, err := list(ctx, i, "list endpoints", endpoints.List(i.c, endpoints.ListOpts{ServiceID: s.ID}), endpoints.ExtractEndpoints)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.ServiceID != s.ID {
				continue
			}
			found = append(found, setup.CatalogueEndpoint{ID: e.ID, ServiceID: e.ServiceID, Interface: string(e.Availability), Region: e.Region, URL: e.URL})
		}
	}
	slices.SortFunc(found, func(a, b setup.CatalogueEndpoint) int { return strings.Compare(a.ID, b.ID) })
	return found, nil
}
