package sourcestest

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/applicationcredentials"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/domains"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/endpoints"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projectendpoints"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/regions"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/roles"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/services"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"
)

// Identity is a domain of its own in the shared Keystone, with a project and a
// user who has the role member in it.
type Identity struct {
	Server               *KeystoneServer
	URL                  string // of Keystone, without a version
	DomainID, DomainName string
	ProjectID, Project   string
	UserID, UserName     string
	Password             string
	admin                *gophercloud.ServiceClient
	listed               bool // Keystone itself is in the catalogue
}

// Keystone makes a domain with a project and a user for this test.
func Keystone(t testing.TB) *Identity {
	t.Helper()
	needKeystone(t)
	server, err := sharedKeystone()
	if err != nil {
		t.Fatal(err)
	}
	id := strings.ToLower(rand.Text()[:10])
	i := &Identity{
		Server: server, URL: server.URL, DomainName: "domain-" + id,
		Project: "project-" + id, UserName: "user-" + id, Password: "p@ss word/" + id,
	}
	i.admin, err = administrator()
	must(t, "log in to Keystone as its administrator", err)
	domain, err := domains.Create(t.Context(), i.admin, domains.CreateOpts{Name: i.DomainName}).Extract()
	must(t, "create a domain", err)
	i.DomainID = domain.ID
	i.ProjectID = i.NewProject(t, i.Project)
	i.UserID = i.NewUser(t, i.UserName, i.Password)
	i.Grant(t, i.UserID, i.ProjectID, "member")
	return i
}

// administrator logs in once for all tests of the process: each login takes a
// tenth of a second, and a busy machine makes it two.
var administrator = sync.OnceValues(func() (*gophercloud.ServiceClient, error) {
	server, err := sharedKeystone()
	if err != nil {
		return nil, err
	}
	return client(server.URL, gophercloud.AuthOptions{
		Username: Admin, Password: Admin, DomainName: "Default",
		Scope: &gophercloud.AuthScope{ProjectName: Admin, DomainName: "Default"},
	})
})

func client(url string, options gophercloud.AuthOptions) (*gophercloud.ServiceClient, error) {
	options.IdentityEndpoint = url + "/v3"
	provider, err := openstack.AuthenticatedClient(context.Background(), options)
	return &gophercloud.ServiceClient{ProviderClient: provider, Endpoint: url + "/v3/", Type: "identity"}, err
}

// Administrator is a client of Keystone that may do everything.
func (i *Identity) Administrator() *gophercloud.ServiceClient { return i.admin }

// self logs in as the user.
func (i *Identity) self(t testing.TB) *gophercloud.ServiceClient {
	t.Helper()
	c, err := client(i.URL, gophercloud.AuthOptions{
		UserID: i.UserID, Password: i.Password, Scope: &gophercloud.AuthScope{ProjectID: i.ProjectID},
	})
	must(t, "log in to Keystone", err)
	return c
}

// NewProject makes one more project in the domain and returns its id.
func (i *Identity) NewProject(t testing.TB, name string) string {
	t.Helper()
	p, err := projects.Create(t.Context(), i.admin, projects.CreateOpts{Name: name, DomainID: i.DomainID}).Extract()
	must(t, "create a project", err)
	return p.ID
}

// NewUser makes one more user in the domain, without a role, and returns its id.
func (i *Identity) NewUser(t testing.TB, name, password string) string {
	t.Helper()
	u, err := users.Create(t.Context(), i.admin, users.CreateOpts{Name: name, DomainID: i.DomainID, Password: password}).Extract()
	must(t, "create a user", err)
	return u.ID
}

// Grant gives a user a role (admin, member, reader) in a project.
func (i *Identity) Grant(t testing.TB, userID, projectID, role string) {
	t.Helper()
	must(t, "assign a role", roles.Assign(t.Context(), i.admin, i.role(t, role), roles.AssignOpts{UserID: userID, ProjectID: projectID}).ExtractErr())
}

// GrantDomain gives the user a role in his whole domain.
func (i *Identity) GrantDomain(t testing.TB, role string) {
	t.Helper()
	must(t, "assign a role", roles.Assign(t.Context(), i.admin, i.role(t, role), roles.AssignOpts{UserID: i.UserID, DomainID: i.DomainID}).ExtractErr())
}

// role finds a role's id, which is asked for once.
func (i *Identity) role(t testing.TB, name string) string {
	t.Helper()
	all, err := allRoles()
	must(t, "list roles", err)
	for _, r := range all {
		if r.Name == name {
			return r.ID
		}
	}
	t.Fatalf("there is no role %s", name)
	return ""
}

var allRoles = sync.OnceValues(func() ([]roles.Role, error) {
	admin, err := administrator()
	if err != nil {
		return nil, err
	}
	page, err := roles.List(admin, roles.ListOpts{}).AllPages(context.Background())
	if err != nil {
		return nil, err
	}
	return roles.ExtractRoles(page)
})

// Service adds a service to the catalogue that the user's project sees. URLs
// are by interface: public, internal, admin. What it returns takes the service away.
func (i *Identity) Service(t testing.TB, kind, region string, urls map[string]string) (remove func()) {
	t.Helper()
	if region != Region {
		// Another test may have made it.
		_, err := regions.Create(t.Context(), i.admin, regions.CreateOpts{ID: region}).Extract()
		if err != nil && !gophercloud.ResponseCodeIs(err, 409) {
			t.Fatalf("create a region: %v", err)
		}
	}
	s, err := services.Create(t.Context(), i.admin, services.CreateOpts{Type: kind, Name: kind + "-" + i.DomainName}).Extract()
	must(t, "create a service", err)
	var shown []string
	for _, face := range slices.Sorted(maps.Keys(urls)) {
		e, err := endpoints.Create(t.Context(), i.admin, endpoints.CreateOpts{
			ServiceID: s.ID, Region: region, Availability: gophercloud.Availability(face), URL: urls[face],
		}).Extract()
		must(t, "create an endpoint", err)
		must(t, "show the endpoint to the project", projectendpoints.Create(t.Context(), i.admin, i.ProjectID, e.ID).ExtractErr())
		shown = append(shown, e.ID)
	}
	return func() {
		// A project that is shown an endpoint which is gone may not log in any more:
		// "Can't upgrade a READER transaction to a WRITER mid-transaction".
		for _, id := range shown {
			must(t, "hide the endpoint from the project", projectendpoints.Delete(context.WithoutCancel(t.Context()), i.admin, i.ProjectID, id).ExtractErr())
		}
		must(t, "delete the service", services.Delete(context.WithoutCancel(t.Context()), i.admin, s.ID).ExtractErr())
	}
}

// listKeystone adds Keystone itself to the catalogue, where services look for it
// before they ask about a token.
func (i *Identity) listKeystone(t testing.TB) {
	t.Helper()
	if !i.listed {
		i.listed = true
		i.Service(t, "identity", Region, map[string]string{"public": i.URL, "internal": i.URL, "admin": i.URL})
	}
}

// ApplicationCredential makes one for the user's project.
func (i *Identity) ApplicationCredential(t testing.TB, name string) (id, secret string) {
	t.Helper()
	expires := time.Now().UTC().Add(time.Hour)
	c, err := applicationcredentials.Create(t.Context(), i.self(t), i.UserID, applicationcredentials.CreateOpts{Name: name, ExpiresAt: &expires}).Extract()
	must(t, "create an application credential", err)
	return c.ID, c.Secret
}

// Token logs in as the user and returns the token.
func (i *Identity) Token(t testing.TB) string { t.Helper(); return i.self(t).Token() }

// Revoke makes Keystone refuse a token from now on.
func (i *Identity) Revoke(t testing.TB, token string) {
	t.Helper()
	must(t, "revoke a token", tokens.Revoke(t.Context(), i.admin, token).Err)
}

// Valid reports whether Keystone takes a token.
func (i *Identity) Valid(t testing.TB, token string) bool {
	t.Helper()
	ok, err := tokens.Validate(t.Context(), i.admin, token)
	must(t, "ask about a token", err)
	return ok
}

// Environment is the user's openrc, as OpenStack's dashboard hands it out.
func (i *Identity) Environment() map[string]string {
	return map[string]string{
		"OS_AUTH_URL": i.URL + "/v3", "OS_IDENTITY_API_VERSION": "3", "OS_AUTH_TYPE": "password",
		"OS_USERNAME": i.UserName, "OS_PASSWORD": i.Password, "OS_USER_DOMAIN_NAME": i.DomainName,
		"OS_PROJECT_NAME": i.Project, "OS_PROJECT_DOMAIN_NAME": i.DomainName,
		"OS_REGION_NAME": Region, "OS_INTERFACE": "public",
	}
}
