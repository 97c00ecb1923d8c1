package servers

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/roles"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// keystone logs in once for all actions: each login costs a tenth of a second.
func (m *machine) keystone(ctx context.Context) (*identity, error) {
	m.loggingIn.Lock()
	defer m.loggingIn.Unlock()
	if m.identity != nil {
		return m.identity, nil
	}
	i, err := connectKeystone(ctx, m.answers.Keystone, m.options)
	if err == nil {
		m.identity = i
	}
	return i, err
}

// domain is the default one where the plan names none.
func domain(id string) string { return cmp.Or(id, "default") }

func (m *machine) prepareIdentity(ctx context.Context, a setup.PutIdentity, u *setup.Undo) error {
	if err := noPassword(a.Name, a.Password); err != nil {
		return err
	}
	if a.Name == "" {
		return &failure{text: "make a user in Keystone", cause: errNoName}
	}
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	user, err := i.user(ctx, a.Name, domain(a.DomainID))
	if err != nil {
		return err
	}
	if u.Existed = user.ID != ""; u.Existed != a.Exists {
		return wasThere("the user "+a.Name+" of Keystone", u.Existed)
	}
	u.Names[userName], u.Names[domainID], u.Names[password] = a.Name, domain(a.DomainID), changed
	if u.Existed {
		u.Names[idName] = user.ID
		if m.proveIdentity(ctx, i, a) == nil {
			u.Names[password] = kept
		} else {
			u.Did += "; the old password cannot be brought back"
		}
	}
	return nil
}

// proveIdentity logs in with the password at the URL of the services.
func (m *machine) proveIdentity(ctx context.Context, i *identity, a setup.PutIdentity) error {
	l, err := administrator(m.answers.Keystone, m.options)
	if err != nil {
		return err
	}
	base := cmp.Or(m.answers.Keystone.AuthURL, i.base)
	return tryLogin(ctx, base, a.Name, keystone.Domain{ID: domain(a.DomainID)}, a.Password.Value, l.TLS, m.options)
}

func (m *machine) putIdentity(ctx context.Context, a setup.PutIdentity) error {
	if err := noPassword(a.Name, a.Password); err != nil {
		return err
	}
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	user, err := i.user(ctx, a.Name, domain(a.DomainID))
	switch {
	case err != nil:
		return err
	case user.ID != "" && !a.Exists:
		return wasThere("the user "+a.Name+" of Keystone", true)
	case user.ID == "":
		i = i.hiding(a.Password.Value)
		_, err = users.Create(ctx, i.c, users.CreateOpts{Name: a.Name, DomainID: domain(a.DomainID), Password: a.Password.Value.Reveal()}).Extract()
		err = i.explain(ctx, "make the user "+sources.Visible(a.Name), err)
	case m.proveIdentity(ctx, i, a) != nil:
		i = i.hiding(a.Password.Value)
		_, err = users.Update(ctx, i.c, user.ID, users.UpdateOpts{Password: a.Password.Value.Reveal()}).Extract()
		err = i.explain(ctx, "set the password of "+sources.Visible(a.Name), err)
	}
	if err != nil {
		return err
	}
	if err := m.proveIdentity(ctx, i, a); err != nil {
		return &failure{"prove the password of " + sources.Visible(a.Name) + " in Keystone: " + err.Error(), "look at Keystone's log", err}
	}
	return nil
}

func (m *machine) revertIdentity(ctx context.Context, u setup.Undo) error {
	name := u.Names[userName]
	if u.Existed {
		m.stays(u, sources.Visible(name)+" in Keystone")
		return nil
	}
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	user, err := i.user(ctx, name, u.Names[domainID])
	if err != nil || user.ID == "" {
		return err
	}
	has, err := list(ctx, i, "list the roles of "+sources.Visible(name), roles.ListAssignments(i.c, roles.ListAssignmentsOpts{UserID: user.ID}), roles.ExtractRoleAssignments)
	if err != nil {
		return err
	}
	if len(has) > 0 {
		return drifted("openstack role assignment list --names --user "+word(name), "delete the user %s of Keystone: he has got other roles", name)
	}
	return i.gone(ctx, "delete the user "+sources.Visible(name), users.Delete(ctx, i.c, user.ID).ExtractErr())
}

// gone takes what is not there any more for deleted.
func (i *identity) gone(ctx context.Context, doing string, err error) error {
	if gophercloud.ResponseCodeIs(err, http.StatusNotFound) {
		return nil
	}
	return i.explain(ctx, doing, err)
}

// assignment is the three ids of a role; those that do not exist are "".
type assignment struct{ user, role, project string }

func (a assignment) whole() bool { return a.user != "" && a.role != "" && a.project != "" }

func (i *identity) find(ctx context.Context, names map[string]string) (a assignment, err error) {
	user, err := i.user(ctx, names[userName], names[domainID])
	if err != nil {
		return a, err
	}
	role, err := i.role(ctx, names[roleName])
	if err != nil {
		return a, err
	}
	a = assignment{user.ID, role.ID, names[projectID]}
	if a.project == "" {
		all, err := list(ctx, i, "look for the project "+sources.Visible(names[projectName]),
			projects.List(i.c, projects.ListOpts{Name: names[projectName], DomainID: names[domainID]}), projects.ExtractProjects)
		if err != nil {
			return a, err
		}
		for _, p := range all {
			if p.Name == names[projectName] {
				a.project = p.ID
			}
		}
	}
	return a, nil
}

func assignNames(a setup.AssignRole) map[string]string {
	return map[string]string{userName: a.User, domainID: domain(a.DomainID), roleName: a.Role, projectName: a.Project, projectID: a.ProjectID}
}

func (m *machine) prepareRole(ctx context.Context, a setup.AssignRole, u *setup.Undo) error {
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	u.Names = assignNames(a)
	found, err := i.find(ctx, u.Names)
	if err != nil || !found.whole() {
		return err // what is missing may yet be made; Do says it otherwise
	}
	u.Existed, err = i.assigned(ctx, found.user, found.role, found.project)
	return err
}

func (m *machine) assignRole(ctx context.Context, a setup.AssignRole) error {
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	found, err := i.find(ctx, assignNames(a))
	if err != nil {
		return err
	}
	doing := "give " + sources.Visible(a.User) + " the role " + sources.Visible(a.Role) + " in the project " + sources.Visible(a.Project)
	switch "" {
	case found.user:
		return &failure{text: doing + ": there is no such user", hint: "openstack user list"}
	case found.role:
		return &failure{text: doing + ": there is no such role", hint: "openstack role list"}
	case found.project:
		return &failure{text: doing + ": there is no such project", hint: "openstack project list; it is service or services"}
	}
	return i.explain(ctx, doing, roles.Assign(ctx, i.c, found.role, roles.AssignOpts{UserID: found.user, ProjectID: found.project}).ExtractErr())
}

func (m *machine) revertRole(ctx context.Context, u setup.Undo) error {
	if u.Existed {
		return nil
	}
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	found, err := i.find(ctx, u.Names)
	if err != nil || !found.whole() {
		return err
	}
	return i.gone(ctx, "withdraw the role "+sources.Visible(u.Names[roleName]),
		roles.Unassign(ctx, i.c, found.role, roles.UnassignOpts{UserID: found.user, ProjectID: found.project}).ExtractErr())
}

var errNoService = errors.New("the catalogue has no service of this type")
