package servers_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/endpoints"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/services"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// administrator is the openrc of the test Keystone's administrator.
func administrator(i *sourcestest.Identity) map[string]string {
	return map[string]string{
		"OS_AUTH_URL": i.URL + "/v3", "OS_USERNAME": sourcestest.Admin, "OS_PASSWORD": sourcestest.Admin,
		"OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_NAME": sourcestest.Admin, "OS_PROJECT_DOMAIN_NAME": "Default",
		"OS_IDENTITY_API_VERSION": "3",
	}
}

func keystoneAnswers(i *sourcestest.Identity, user, password string) setup.KeystoneAnswers {
	return setup.KeystoneAnswers{
		AuthURL: i.URL, Region: sourcestest.Region, Project: i.Project, Domain: i.DomainName,
		User: user, Password: secret(password), Role: "admin",
	}
}

func TestKeystoneIsMadeReadyAndTakenBack(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	for _, awk := range []string{awkward[0], "a/b %2F?x=1#&'é"} {
		t.Run(awk, func(t *testing.T) {
			t.Parallel()
			user, pw := unique("u-")+awk, "pa/ss:@% "+unique("w-")
			answers := setup.Answers{Keystone: keystoneAnswers(i, user, pw)}
			o := options(administrator(i))
			m := servers.New(answers, here(), o)
			before := servers.Ask(t.Context(), answers, here(), o).Keystone
			if before.Error != "" || !before.Unversioned || !before.V3 || before.User.ID != "" || before.Login || before.Assigned {
				t.Fatalf("before: %+v", before)
			}
			if before.UserDomain != (setup.Named{ID: i.DomainID, Name: i.DomainName}) || before.Project.ID != i.ProjectID || before.Role.Name != "admin" || before.Role.ID == "" {
				t.Errorf("before: %+v", before)
			}
			undo := []setup.Undo{
				run(t, m, setup.PutIdentity{Name: user, DomainID: i.DomainID, Password: secret(pw)}, pw),
				run(t, m, setup.AssignRole{User: user, DomainID: i.DomainID, Role: "admin", ProjectID: i.ProjectID, Project: i.Project}, pw),
			}
			again := run(t, m, setup.AssignRole{User: user, DomainID: i.DomainID, Role: "admin", Project: i.Project}, pw)
			if !again.Existed {
				t.Error("the role was not found by the project's name")
			}
			after := servers.Ask(t.Context(), answers, here(), o).Keystone
			if after.Error != "" || after.User.Name != user || !after.Login || !after.Assigned {
				t.Errorf("after: %+v", after)
			}
			if err := m.Revert(t.Context(), undo[0]); !errors.Is(err, setup.ErrDrifted) {
				t.Errorf("a user with a role was deleted: %v", err)
			}
			revert(t, m, again)
			revert(t, m, undo[1])
			revert(t, m, undo[0])
			gone := servers.Ask(t.Context(), answers, here(), o).Keystone
			if gone.User.ID != "" || gone.Error != "" {
				t.Errorf("after rollback: %+v", gone)
			}
		})
	}
}

func TestDomainsAreFoundByNameAndById(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	for _, name := range []string{i.DomainName, i.DomainID} {
		a := keystoneAnswers(i, i.UserName, i.Password)
		a.Domain = name
		got := servers.Ask(t.Context(), setup.Answers{Keystone: a}, here(), options(administrator(i))).Keystone
		if got.UserDomain.ID != i.DomainID || got.ProjectDomain.Name != i.DomainName || !got.Login || got.User.ID != i.UserID {
			t.Errorf("by %s: %+v", name, got)
		}
	}
	a := keystoneAnswers(i, i.UserName, i.Password)
	a.Domain = "nowhere\x1b[31m"
	got := servers.Ask(t.Context(), setup.Answers{Keystone: a}, here(), options(administrator(i))).Keystone
	if !strings.Contains(got.Error, `there is none; there are`) || strings.Contains(got.Error, "\x1b") || got.Hint == "" {
		t.Errorf("a domain that is not there: %+v", got)
	}
}

func TestProjectsThatCouldBeMeantAreNamed(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	i.NewProject(t, "services")
	a := keystoneAnswers(i, i.UserName, i.Password)
	a.Project = "service"
	got := servers.Ask(t.Context(), setup.Answers{Keystone: a}, here(), options(administrator(i))).Keystone
	if got.Project.ID != "" || fmt.Sprint(got.Projects) != "[services]" {
		t.Errorf("%+v", got)
	}
	m := servers.New(setup.Answers{Keystone: a}, here(), options(administrator(i)))
	err := m.Do(t.Context(), setup.AssignRole{User: i.UserName, DomainID: i.DomainID, Role: "admin", Project: "service"})
	if err == nil || !strings.Contains(err.Error(), "no such project") {
		t.Errorf("a role in a project that is not there: %v", err)
	}
}

func TestAnExistingIdentityKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	var told heard
	o := options(administrator(i))
	o.Tell = told.tell
	m := servers.New(setup.Answers{Keystone: keystoneAnswers(i, i.UserName, i.Password)}, here(), o)
	same := run(t, m, setup.PutIdentity{Name: i.UserName, DomainID: i.DomainID, Password: secret(i.Password), Exists: true}, i.Password)
	revert(t, m, same)
	if told.text() != "" {
		t.Errorf("told: %s", told.text())
	}
	const fresh = "a-fresh-password"
	other := run(t, m, setup.PutIdentity{Name: i.UserName, DomainID: i.DomainID, Password: secret(fresh), Exists: true}, fresh)
	revert(t, m, other)
	if !strings.Contains(told.text(), "cannot be taken back") {
		t.Errorf("told: %q", told.text())
	}
	got := servers.Ask(t.Context(), setup.Answers{Keystone: keystoneAnswers(i, i.UserName, fresh)}, here(), o).Keystone
	if !got.Login || got.User.ID != i.UserID {
		t.Errorf("after rollback: %+v", got)
	}
	if _, err := m.Prepare(t.Context(), setup.PutIdentity{Name: i.UserName, DomainID: i.DomainID, Password: secret("x")}); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user who came meanwhile: %v", err)
	}
	if err := m.Do(t.Context(), setup.PutIdentity{Name: i.UserName, DomainID: i.DomainID, Password: secret("x")}); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user who came at the last moment: %v", err)
	}
}

// TestTheCatalogueIsFilledOnce uses a type of its own, because the catalogue is
// one for all tests.
func TestTheCatalogueIsFilledOnce(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	kind := unique("metering-")
	m := servers.New(setup.Answers{Keystone: keystoneAnswers(i, i.UserName, i.Password)}, here(), options(administrator(i)))
	service := setup.PutService{Name: "ceilometer", Type: kind, Description: "Telemetry"}
	orphan := setup.PutEndpoint{Type: kind, Interface: "public", Region: sourcestest.Region, URL: "http://192.0.2.1:8777"}
	if err := m.Do(t.Context(), orphan); err == nil || !strings.Contains(err.Error(), "no service") {
		t.Errorf("an endpoint without a service: %v", err)
	}
	undo := []setup.Undo{run(t, m, service)}
	if u := run(t, m, service); !u.Existed {
		t.Error("the service was not found again")
	}
	for _, face := range []string{"public", "internal", "admin"} {
		e := setup.PutEndpoint{Type: kind, Interface: face, Region: sourcestest.Region, URL: "http://192.0.2.1:8777"}
		undo = append(undo, run(t, m, e))
		if u := run(t, m, e); !u.Existed {
			t.Errorf("the endpoint %s was not found again", face)
		}
	}
	all := catalogue(t, i, kind)
	if len(all) != 3 {
		t.Fatalf("%d endpoints: %+v", len(all), all)
	}

	moved := setup.PutEndpoint{Type: kind, Interface: "admin", Region: sourcestest.Region, URL: "http://192.0.2.2:8777"}
	if _, err := m.Prepare(t.Context(), moved); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("an endpoint elsewhere that the plan does not know: %v", err)
	}
	for _, e := range all {
		if e.Availability == gophercloud.AvailabilityAdmin {
			moved.ID = e.ID
		}
	}
	change := run(t, m, moved)
	if err := m.Revert(t.Context(), undo[3]); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("an endpoint that was moved since: %v", err)
	}
	if err := m.Revert(t.Context(), undo[0]); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a service with endpoints: %v", err)
	}
	revert(t, m, change)
	for n := len(undo) - 1; n >= 0; n-- {
		revert(t, m, undo[n])
	}
	if all := catalogue(t, i, kind); len(all) != 0 {
		t.Errorf("left over: %+v", all)
	}
}

// catalogue are the endpoints of a type, asked past the code under test.
func catalogue(t *testing.T, i *sourcestest.Identity, kind string) []endpoints.Endpoint {
	t.Helper()
	c := i.Administrator()
	page, err := services.List(c, services.ListOpts{ServiceType: kind}).AllPages(context.Background())
	must(t, err)
	of, err := services.ExtractServices(page)
	must(t, err)
	var found []endpoints.Endpoint
	for _, s := range of {
		page, err := endpoints.List(c, endpoints.ListOpts{ServiceID: s.ID}).AllPages(context.Background())
		must(t, err)
		all, err := endpoints.ExtractEndpoints(page)
		must(t, err)
		found = append(found, all...)
	}
	return found
}

func TestTheMeteringServiceIsSeen(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	i.Service(t, "metering", sourcestest.Region, map[string]string{"public": "http://192.0.2.9:8777"})
	got := servers.Ask(t.Context(), setup.Answers{Keystone: keystoneAnswers(i, i.UserName, i.Password)}, here(), options(administrator(i))).Keystone
	if got.Error != "" || !strings.Contains(fmt.Sprint(got.Regions), sourcestest.Region) {
		t.Fatalf("%+v", got)
	}
	for _, s := range got.Services {
		if s.Name != "metering-"+i.DomainName {
			continue
		}
		for _, e := range got.Endpoints {
			if e.ServiceID == s.ID && e.Interface == "public" && e.URL == "http://192.0.2.9:8777" && e.Region == sourcestest.Region {
				return
			}
		}
	}
	t.Errorf("services %+v, endpoints %+v", got.Services, got.Endpoints)
}

func TestWithoutAnAdministratorKeystoneSaysWhatItSaysToAll(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	a := keystoneAnswers(i, i.UserName, "wrong-"+i.Password)
	got := servers.Ask(t.Context(), setup.Answers{Keystone: a}, here(), options(nil)).Keystone
	if !got.V3 || !got.Unversioned || got.Login || got.LoginError == "" || !strings.Contains(got.Error, "OS_*") || !strings.Contains(got.Hint, "openrc") {
		t.Errorf("%+v", got)
	}
	silent(t, fmt.Sprintf("%+v", got), i.Password)

	mere := servers.Ask(t.Context(), setup.Answers{Keystone: a}, here(), options(i.Environment())).Keystone
	if !strings.Contains(mere.Error, "forbidden (403)") || mere.Hint == "" {
		t.Errorf("asked as a mere user: %+v", mere)
	}
	env := administrator(i)
	env["OS_PASSWORD"] = "not-the-password"
	wrong := servers.Ask(t.Context(), setup.Answers{Keystone: a}, here(), options(env)).Keystone
	if !strings.Contains(wrong.Error, "wrong password") {
		t.Errorf("with a wrong password: %+v", wrong)
	}
	silent(t, fmt.Sprintf("%+v", wrong), "not-the-password", i.Password)
}
