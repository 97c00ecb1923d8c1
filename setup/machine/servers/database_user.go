package servers

import (
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// mongo connects as the administrator of the answers, or as nobody.
func (m *machine) mongo(ctx context.Context, address string, secrets ...sources.Secret) (*database, error) {
	a := m.answers.MongoDB
	return connectMongoDB(ctx, address, "admin", a.AdminUser, a.AdminPassword.Value, veil{}.with(a.Password.Value, a.AdminPassword.Value).with(secrets...))
}

func (m *machine) prepareDatabaseUser(ctx context.Context, a setup.PutDatabaseUser, u *setup.Undo) error {
	if err := noPassword(a.Name, a.Password); err != nil {
		return err
	}
	if a.Name == "" || a.Database == "" {
		return &failure{text: "make a user of MongoDB", cause: errNoName}
	}
	d, err := m.mongo(ctx, a.Address)
	if err != nil {
		return err
	}
	defer d.close()
	has, existed, err := d.user(ctx, a.Database, a.Name)
	if err != nil {
		return err
	}
	if existed != a.Exists {
		return wasThere("the user "+a.Name+" of the database "+a.Database, existed)
	}
	u.Existed = existed
	u.Names[address], u.Names[inDatabase], u.Names[userName], u.Names[password] = a.Address, a.Database, a.Name, changed
	if existed {
		u.Names[granted] = strings.Join(lacking(a.Roles, has), ",")
		if tryMongoLogin(ctx, a.Address, a.Database, a.Name, a.Password.Value) == nil {
			u.Names[password] = kept
		} else {
			u.Did += "; the old password cannot be brought back"
		}
	}
	return nil
}

// lacking are those of the wanted roles that a user has not.
func lacking(want, has []string) (all []string) {
	for _, r := range want {
		if !slices.Contains(has, r) {
			all = append(all, r)
		}
	}
	return all
}

// putDatabaseUser makes the user. One who is there gets the password only where
// the plan says that he is, and keeps the roles that he has.
func (m *machine) putDatabaseUser(ctx context.Context, a setup.PutDatabaseUser) error {
	if err := noPassword(a.Name, a.Password); err != nil {
		return err
	}
	d, err := m.mongo(ctx, a.Address, a.Password.Value)
	if err != nil {
		return err
	}
	defer d.close()
	has, exists, err := d.user(ctx, a.Database, a.Name)
	switch {
	case err != nil:
		return err
	case exists && !a.Exists:
		return wasThere("the user "+a.Name+" of the database "+a.Database, true)
	case exists:
		err = d.update(ctx, a, has)
	default:
		err = d.create(ctx, a)
	}
	if err != nil {
		return err
	}
	if err := tryMongoLogin(ctx, a.Address, a.Database, a.Name, a.Password.Value); err != nil {
		return &failure{"prove the password of " + sources.Visible(a.Name) + ": " + err.Error(), "", err}
	}
	return nil
}

func (d *database) create(ctx context.Context, a setup.PutDatabaseUser) error {
	_, err := d.run(ctx, a.Database, bson.D{
		{Key: "createUser", Value: a.Name},
		{Key: "pwd", Value: a.Password.Value.Reveal()},
		{Key: "roles", Value: names(a.Roles)},
	})
	switch mongoCode(err) {
	case codeUserExists, codeDuplicateKey:
		return wasThere("the user "+a.Name+" of the database "+a.Database, true)
	}
	return d.explain(ctx, "make the user "+sources.Visible(a.Name), err)
}

// update sets the password if it is another one, and adds the roles that are
// missing.
func (d *database) update(ctx context.Context, a setup.PutDatabaseUser, has []string) error {
	if tryMongoLogin(ctx, a.Address, a.Database, a.Name, a.Password.Value) != nil {
		_, err := d.run(ctx, a.Database, bson.D{{Key: "updateUser", Value: a.Name}, {Key: "pwd", Value: a.Password.Value.Reveal()}})
		if err != nil {
			return d.explain(ctx, "set the password of "+sources.Visible(a.Name), err)
		}
	}
	more := lacking(a.Roles, has)
	if len(more) == 0 {
		return nil
	}
	_, err := d.run(ctx, a.Database, bson.D{{Key: "grantRolesToUser", Value: a.Name}, {Key: "roles", Value: names(more)}})
	return d.explain(ctx, "give "+sources.Visible(a.Name)+" his roles", err)
}

func names(of []string) bson.A {
	all := bson.A{}
	for _, r := range of {
		all = append(all, r)
	}
	return all
}

func (m *machine) revertDatabaseUser(ctx context.Context, u setup.Undo) error {
	d, err := m.mongo(ctx, u.Names[address])
	if err != nil {
		return err
	}
	defer d.close()
	in, name := u.Names[inDatabase], u.Names[userName]
	has, have, err := d.user(ctx, in, name)
	if err != nil || !have && !u.Existed {
		return err
	}
	if !have {
		return drifted("in mongo "+word(in)+": db.getUsers()", "take the user %s of the database %s back", name, in)
	}
	if !u.Existed {
		_, err = d.run(ctx, in, bson.D{{Key: "dropUser", Value: name}})
		if mongoCode(err) == codeUserNotFound {
			return nil
		}
		return d.explain(ctx, "delete the user "+sources.Visible(name), err)
	}
	var back []string
	for r := range strings.SplitSeq(u.Names[granted], ",") {
		if slices.Contains(has, r) {
			back = append(back, r)
		}
	}
	if len(back) > 0 {
		if _, err := d.run(ctx, in, bson.D{{Key: "revokeRolesFromUser", Value: name}, {Key: "roles", Value: names(back)}}); err != nil {
			return d.explain(ctx, "withdraw the roles of "+sources.Visible(name), err)
		}
	}
	m.stays(u, sources.Visible(name)+" in MongoDB")
	return nil
}
