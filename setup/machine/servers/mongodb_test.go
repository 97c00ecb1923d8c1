package servers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func mongoAnswers(t *testing.T, address, database, user, password string) setup.MongoAnswers {
	t.Helper()
	host, port := splitPort(t, address)
	return setup.MongoAnswers{Host: host, Port: port, Database: database, User: user, Password: secret(password)}
}

func askMongo(t *testing.T, a setup.MongoAnswers) *setup.MongoServer {
	t.Helper()
	return servers.Ask(t.Context(), setup.Answers{MongoDB: a}, here(), options(nil)).MongoDB
}

// TestFerretDB asks a server that is real, of MongoDB's wire protocol of today.
func TestFerretDB(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	a := mongoAnswers(t, db.Server.Address, db.Name, db.User, db.Password)
	a.AdminUser, a.AdminPassword = sourcestest.Admin, secret(sourcestest.Admin)
	got := askMongo(t, a)
	if got.Error != "" || got.Version == "" || got.WireVersion < 9 || !got.Login || !got.User || !got.UserKnown || !got.AuthOn {
		t.Errorf("%+v", got)
	}
	a.Password = secret("not the password")
	got = askMongo(t, a)
	if got.Login || !strings.Contains(got.LoginError, "do not fit") || !got.User {
		t.Errorf("with another password: %+v", got)
	}
	silent(t, fmt.Sprintf("%+v", got), "not the password", db.Password)
	a.Password = setup.Password{Value: "brand new", Fresh: true}
	if got = askMongo(t, a); got.Login || !strings.Contains(got.LoginError, "new") {
		t.Errorf("with a generated password: %+v", got)
	}
}

func TestADatabaseUserIsMadeAndTakenBack(t *testing.T) {
	t.Parallel()
	for _, auth := range []bool{false, true} {
		s := startUserServer(t, auth, mongoUser{"admin", "root", "rootpass", nil})
		const pw = "pa/ss:@% word"
		for _, user := range awkward {
			a := mongoAnswers(t, s.address, "ceilometer", user, pw)
			if auth {
				a.AdminUser, a.AdminPassword = "root", secret("rootpass")
			}
			m := servers.New(setup.Answers{MongoDB: a}, here(), options(nil))
			before := askMongo(t, a)
			if before.Error != "" || before.User || !before.UserKnown || before.Login || before.AuthOn != auth || before.Version != "3.6.23" || before.WireVersion != 6 {
				t.Fatalf("before: %+v", before)
			}
			u := run(t, m, setup.PutDatabaseUser{Address: s.address, Database: "ceilometer", Name: user, Password: secret(pw), Roles: []string{"readWrite", "dbAdmin"}}, pw)
			if got, _ := s.has("ceilometer", user); got.password != pw || fmt.Sprint(got.roles) != "[readWrite dbAdmin]" {
				t.Errorf("the user: %+v", got)
			}
			if after := askMongo(t, a); !after.User || !after.Login || after.Error != "" {
				t.Errorf("after: %+v", after)
			}
			revert(t, m, u)
			if _, there := s.has("ceilometer", user); there {
				t.Errorf("%s is still there", user)
			}
		}
	}
}

func TestAnExistingDatabaseUserKeepsHisRoles(t *testing.T) {
	t.Parallel()
	s := startUserServer(t, false, mongoUser{"ceilometer", "ceilometer", "old-password", []string{"read", "dbAdmin"}})
	a := mongoAnswers(t, s.address, "ceilometer", "ceilometer", "new-password")
	var told heard
	o := options(nil)
	o.Tell = told.tell
	m := servers.New(setup.Answers{MongoDB: a}, here(), o)
	put := setup.PutDatabaseUser{Address: s.address, Database: "ceilometer", Name: "ceilometer", Password: secret("new-password"), Roles: []string{"readWrite", "dbAdmin"}}

	if _, err := m.Prepare(t.Context(), put); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user who came meanwhile: %v", err)
	}
	if err := m.Do(t.Context(), put); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user who came at the last moment: %v", err)
	}
	if got, _ := s.has("ceilometer", "ceilometer"); got.password != "old-password" {
		t.Error("the password was changed without being asked for")
	}

	put.Exists = true
	u := run(t, m, put, "new-password")
	if got, _ := s.has("ceilometer", "ceilometer"); got.password != "new-password" || fmt.Sprint(got.roles) != "[read dbAdmin readWrite]" {
		t.Errorf("the user: %+v", got)
	}
	revert(t, m, u)
	got, there := s.has("ceilometer", "ceilometer")
	if !there || slices.Contains(got.roles, "readWrite") || !slices.Contains(got.roles, "read") {
		t.Errorf("after rollback: %+v", got)
	}
	if !strings.Contains(told.text(), "cannot be taken back") {
		t.Errorf("told: %q", told.text())
	}
	if u = run(t, m, put); u.Names["password"] != "kept" {
		t.Errorf("the same password again: %+v", u)
	}
	if strings.Count(s.commands(), "updateUser") != 1 {
		t.Errorf("commands: %s", s.commands())
	}
}

func TestMongoDBWantsAnAdministrator(t *testing.T) {
	t.Parallel()
	s := startUserServer(t, true, mongoUser{"admin", "root", "rootpass", nil})
	a := mongoAnswers(t, s.address, "ceilometer", "ceilometer", "the-password")
	got := askMongo(t, a)
	if !got.AuthOn || got.UserKnown || !strings.Contains(got.Error, "administrator") || !strings.Contains(got.Hint, "mongo.admin_user") {
		t.Errorf("without one: %+v", got)
	}
	a.AdminUser, a.AdminPassword = "root", secret("wrong-word")
	got = askMongo(t, a)
	if !strings.Contains(got.Error, "do not fit") {
		t.Errorf("with a wrong password: %+v", got)
	}
	silent(t, fmt.Sprintf("%+v", got), "wrong-word", "the-password")
	m := servers.New(setup.Answers{MongoDB: a}, here(), options(nil))
	_, err := m.Prepare(t.Context(), setup.PutDatabaseUser{Address: s.address, Database: "ceilometer", Name: "ceilometer", Password: secret("the-password")})
	if err == nil {
		t.Fatal("prepared without a login")
	}
	silent(t, err.Error(), "wrong-word", "the-password")
}
