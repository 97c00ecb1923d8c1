package steps

import (
	"cmp"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

func (b *builder) mongoUnit() {
	unit, _ := profile.MongoDB(b.f.System.Family)
	for _, other := range []string{"mongod.service", "mongodb.service"} {
		if _, ok := b.f.Unit(other); ok {
			unit = other
			break
		}
	}
	s := b.add("C3", setup.Controller, "MongoDB runs", "A running server reads its file only when it is restarted.")
	s.Check = unit + " is enabled and active"
	s.Verify = "it stays active for 10 seconds"
	s.Undo = "what was enabled and started is disabled and stopped; what was restarted is restarted"
	if !b.mongoHere(s) {
		return
	}
	if b.changing("C1") && s.State != setup.Blocked {
		if c2 := b.find("C2"); c2 != nil && c2.State == setup.Blocked {
			s.block("waits for step C2", "plan again when the packages are installed")
			return
		}
	}
	if !b.needs(s, "C1", "C2") {
		return
	}
	b.run(s, []string{unit}, b.changed("", b.mongoFile()), b.changing("C1"))
}

func (b *builder) mongoUser() {
	m := b.a.MongoDB
	s := b.add("C4", setup.Controller, "database user", "The collector and the API log in to the database.")
	s.Check = "the planned password is accepted"
	s.Verify = "log in as the user"
	s.Undo = "the user is removed if he was made; a changed password stays"
	switch {
	case !b.released(s, "ceilometer"):
		return
	case !b.profile("ceilometer").API():
		s.is(setup.Unneeded, "Ceilometer "+b.profile("ceilometer").Release.String()+" has no database of its own")
		return
	case m.Host == "":
		s.block("the answers do not name the database's host", "set mongo.host in the answers")
		return
	case !m.Password.Set():
		s.block("there is no password for the database's user", "set mongo.password in the answers, or let it be generated")
		return
	}
	away, server := b.outOfReach(s), b.f.Servers.MongoDB
	put := setup.PutDatabaseUser{Address: b.mongoAddress(), Database: m.Database, Name: m.User, Password: m.Password, Roles: []string{"readWrite", "dbAdmin"}}
	switch {
	case away:
		s.do(put, m.Password)
	case server != nil && server.Login:
		s.found("the user can log in")
	case !b.needs(s, "C1", "C3"):
	case b.changing("C1", "C3") && (server == nil || server.Error != ""):
		s.found("the database is started by step C3")
		s.do(put, m.Password)
	case server == nil:
		s.block("the database was not asked", "set mongo.host in the answers")
	case server.Error != "":
		s.block(sources.Visible(server.Error), cmp.Or(server.Hint, "start MongoDB on "+sources.Visible(m.Host)))
	case strings.HasPrefix(server.Version, "2.4.") || strings.HasPrefix(server.Version, "2.2."):
		s.block("MongoDB "+sources.Visible(server.Version)+" knows only addUser", "make the user by hand, in the shell of mongo")
		s.Manual = append(s.Manual, `use `+sources.Visible(m.Database), `db.addUser({user: "`+sources.Visible(m.User)+`", pwd: passwordPrompt(), roles: ["readWrite", "dbAdmin"]})`)
	case server.AuthOn && !server.UserKnown && m.AdminUser == "":
		s.block("the database asks for a login", "set mongo.admin_user and its password in the answers")
	default:
		s.found("the user cannot log in: %s", cmp.Or(sources.Visible(server.LoginError), "there is none"))
		put.Exists = server.User
		s.do(put, m.Password)
	}
}
