package servers

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/ceilotop/ceilotop/setup"
)

// New gives the Machine for the actions that are about servers. It connects to
// nothing before it is told to do something, and to nothing at all when the
// facts are of another machine: it refuses then.
func New(a setup.Answers, f setup.Facts, o Options) setup.Machine {
	return &machine{answers: a, facts: f, options: o}
}

// Knows reports whether an action of this kind is one for New's Machine.
func Knows(kind string) bool {
	return slices.ContainsFunc(known, func(a setup.Action) bool { return a.Kind() == kind })
}

var known = []setup.Action{
	setup.PutVHost{},
	setup.PutUser{},
	setup.PutPolicy{},
	setup.PutIdentity{},
	setup.AssignRole{},
	setup.PutService{},
	setup.PutEndpoint{},
	setup.PutDatabaseUser{},
}

type machine struct {
	answers setup.Answers
	facts   setup.Facts
	options Options

	loggingIn sync.Mutex
	identity  *identity // Keystone's, once it has let us in
}

// Names in an Undo.
const (
	vhostName   = "vhost"
	userName    = "user"
	policyName  = "policy"
	domainID    = "domain"
	roleName    = "role"
	projectName = "project"
	projectID   = "project-id"
	typeName    = "type"
	serviceName = "service"
	face        = "interface"
	region      = "region"
	urlName     = "url"
	oldURL      = "old-url"
	idName      = "id"
	had         = "had" // ids that were there before, parted by blanks
	address     = "address"
	inDatabase  = "database"
	granted     = "granted"  // roles that the action adds, parted by commas
	password    = "password" // kept or changed
	configure   = "configure"
	write       = "write"
	read        = "read"
	oldPrefix   = "old-"
)

const (
	kept    = "kept"
	changed = "changed"
)

// Prepare looks. It fails with ErrDrifted when a server is not what the plan was
// made from.
func (m *machine) Prepare(ctx context.Context, action setup.Action) (setup.Undo, error) {
	ctx, cancel, err := m.begin(ctx, action.Kind())
	if err != nil {
		return setup.Undo{}, err
	}
	defer cancel()
	u := setup.Undo{Kind: action.Kind(), Did: short(action.String()), Names: make(map[string]string)}
	switch a := action.(type) {
	case setup.PutVHost:
		err = m.prepareVHost(ctx, a, &u)
	case setup.PutUser:
		err = m.prepareUser(ctx, a, &u)
	case setup.PutPolicy:
		err = m.preparePolicy(ctx, a, &u)
	case setup.PutIdentity:
		err = m.prepareIdentity(ctx, a, &u)
	case setup.AssignRole:
		err = m.prepareRole(ctx, a, &u)
	case setup.PutService:
		err = m.prepareService(ctx, a, &u)
	case setup.PutEndpoint:
		err = m.prepareEndpoint(ctx, a, &u)
	case setup.PutDatabaseUser:
		err = m.prepareDatabaseUser(ctx, a, &u)
	}
	return u, err
}

// Do changes. What is there already as it should be is left alone.
func (m *machine) Do(ctx context.Context, action setup.Action) error {
	ctx, cancel, err := m.begin(ctx, action.Kind())
	if err != nil {
		return err
	}
	defer cancel()
	switch a := action.(type) {
	case setup.PutVHost:
		return m.putVHost(ctx, a)
	case setup.PutUser:
		return m.putUser(ctx, a)
	case setup.PutPolicy:
		return m.putPolicy(ctx, a)
	case setup.PutIdentity:
		return m.putIdentity(ctx, a)
	case setup.AssignRole:
		return m.assignRole(ctx, a)
	case setup.PutService:
		return m.putService(ctx, a)
	case setup.PutEndpoint:
		return m.putEndpoint(ctx, a)
	case setup.PutDatabaseUser:
		return m.putDatabaseUser(ctx, a)
	}
	return nil
}

// Revert takes back what was made, and nothing that was there before. A password
// that was changed stays changed: the servers do not tell the old one.
func (m *machine) Revert(ctx context.Context, u setup.Undo) error {
	ctx, cancel, err := m.begin(ctx, u.Kind)
	if err != nil {
		return err
	}
	defer cancel()
	switch u.Kind {
	case setup.PutVHost{}.Kind():
		return m.revertVHost(ctx, u)
	case setup.PutUser{}.Kind():
		return m.revertUser(ctx, u)
	case setup.PutPolicy{}.Kind():
		return m.revertPolicy(ctx, u)
	case setup.PutIdentity{}.Kind():
		return m.revertIdentity(ctx, u)
	case setup.AssignRole{}.Kind():
		return m.revertRole(ctx, u)
	case setup.PutService{}.Kind():
		return m.revertService(ctx, u)
	case setup.PutEndpoint{}.Kind():
		return m.revertEndpoint(ctx, u)
	case setup.PutDatabaseUser{}.Kind():
		return m.revertDatabaseUser(ctx, u)
	}
	return nil
}

// begin refuses what is not for this machine and bounds the rest in time.
func (m *machine) begin(ctx context.Context, kind string) (context.Context, context.CancelFunc, error) {
	if !Knows(kind) {
		return nil, nil, fmt.Errorf("an action of the kind %s is not about a server", short(kind))
	}
	if !m.facts.System.Reaches() {
		return nil, nil, &failure{text: "servers are left alone while the root is " + short(m.facts.System.Root), hint: "run the bundle's scripts on the node"}
	}
	ctx, cancel := context.WithTimeout(ctx, actionsFactor*m.options.timeout())
	return ctx, cancel, nil
}

// stays says that a changed password cannot be taken back.
func (m *machine) stays(u setup.Undo, whose string) {
	if u.Names[password] == changed {
		m.options.tell("The password of " + whose + " stays the new one: the server does not tell the old one, so it cannot be taken back.")
	}
}

// noPassword refuses to make a user without one.
func noPassword(whose string, p setup.Password) error {
	if p.Set() {
		return nil
	}
	return &failure{text: "set the password of " + short(whose) + ": none is planned", hint: "set it in the answers"}
}
