package servers

import (
	"cmp"
	"context"
	"errors"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/event"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/x/mongo/driver"
	"go.mongodb.org/mongo-driver/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Codes of MongoDB's errors (src/mongo/base/error_codes.yml).
const (
	codeUserNotFound         = 11
	codeUnauthorized         = 13
	codeAuthenticationFailed = 18
	codeDuplicateKey         = 11000
	codeUserExists           = 51003
)

// database is one server of MongoDB. Who asks is the administrator of the
// answers or, without one, nobody: a MongoDB without a user takes commands from
// its own host.
type database struct {
	client  *mongo.Client
	address string
	veil    veil
	// broken ends with the reason when the server cannot be talked to. The
	// driver itself would try again until the time is up.
	broken context.Context
}

// mongoAddress is host:port, with MongoDB's port where none is said.
func mongoAddress(m setup.MongoAnswers) string {
	return net.JoinHostPort(strings.Trim(m.Host, "[]"), strconv.Itoa(cmp.Or(m.Port, 27017)))
}

// connectMongoDB prepares a connection, which is made by the first command.
func connectMongoDB(ctx context.Context, address, source, user string, password sources.Secret, v veil) (*database, error) {
	o := options.Client().SetHosts([]string{address}).SetDirect(true).SetMaxPoolSize(2).SetRetryReads(false).SetRetryWrites(false)
	if deadline, ok := ctx.Deadline(); ok {
		left := max(time.Until(deadline), time.Millisecond)
		o.SetServerSelectionTimeout(left).SetConnectTimeout(left).SetSocketTimeout(left)
	}
	if user != "" {
		o.SetAuth(options.Credential{Username: user, Password: password.Reveal(), PasswordSet: true, AuthSource: source})
	}
	broken, breaks := context.WithCancelCause(context.Background())
	o.SetServerMonitor(&event.ServerMonitor{ServerHeartbeatFailed: func(e *event.ServerHeartbeatFailedEvent) { breaks(e.Failure) }})
	c, err := mongo.Connect(ctx, o)
	if err != nil {
		return nil, &failure{"connect to MongoDB at " + sources.Visible(address) + ": " + v.hide(err.Error()), "check mongo.host and mongo.port", err}
	}
	return &database{c, address, v, broken}, nil
}

func (d *database) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = d.client.Disconnect(ctx)
}

// run runs a command of a database.
func (d *database) run(ctx context.Context, in string, command bson.D) (bson.Raw, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.broken, cancel)()
	return d.client.Database(in).RunCommand(ctx, command).DecodeBytes()
}

// explain makes one sentence of a command that failed.
func (d *database) explain(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	text := doing + " in MongoDB at " + sources.Visible(d.address)
	var login *auth.Error
	var broken topology.ConnectionError
	var selection topology.ServerSelectionError
	var command mongo.CommandError
	switch {
	case tooOld.MatchString(err.Error()):
		return &failure{text + ": it is older than 2.6, too old for this program", "make the user by hand: db.addUser", err}
	case mongoCode(err) == codeAuthenticationFailed, errors.As(err, &login) && !errors.As(login.Inner(), &broken):
		return &failure{text + ": user and password do not fit", "check user, password and database of the user", err}
	case mongoCode(err) == codeUnauthorized:
		return &failure{text + ": it wants the login of an administrator", "set mongo.admin_user and mongo.admin_password", err}
	case errors.As(err, &command):
		return &failure{text + ": code " + strconv.Itoa(int(command.Code)) + ": " + d.veil.hide(command.Message), "", err}
	case d.broken.Err() != nil:
		return &failure{text + ": " + d.veil.innermost(ctx, context.Cause(d.broken)), "check that mongod runs there and listens on that address (bind_ip)", err}
	case errors.As(err, &selection):
		return &failure{text + ": no answer in time", "check that mongod runs there and listens on that address (bind_ip)", err}
	}
	return &failure{text + ": " + d.veil.innermost(ctx, err), "check that mongod runs there", err}
}

// innermost says what a chain of the driver's errors began with.
func (v veil) innermost(ctx context.Context, err error) string {
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return "no answer in time"
	}
	var broken topology.ConnectionError
	for errors.As(err, &broken) && broken.Wrapped != nil {
		err = broken.Wrapped
	}
	if ctx.Err() == nil {
		return v.reason(context.WithoutCancel(ctx), err)
	}
	return v.reason(ctx, err)
}

var tooOld = regexp.MustCompile(`reports wire version \d+`)

// mongoCode is the server's code of an error, 0 where there is none.
func mongoCode(err error) int32 {
	var command mongo.CommandError
	if errors.As(err, &command) {
		return command.Code
	}
	var inner driver.Error
	if errors.As(err, &inner) {
		return inner.Code
	}
	return 0
}

// databaseUser is what usersInfo says about a user of a database.
func (d *database) user(ctx context.Context, database, name string) (roles []string, exists bool, err error) {
	answer, err := d.run(ctx, database, bson.D{{Key: "usersInfo", Value: bson.D{{Key: "user", Value: name}, {Key: "db", Value: database}}}})
	if err != nil {
		return nil, false, d.explain(ctx, "look for the user "+sources.Visible(name), err)
	}
	var info struct {
		Users []struct {
			User, DB string
			Roles    []struct{ Role, DB string }
		}
	}
	if err := bson.Unmarshal(answer, &info); err != nil {
		return nil, false, d.explain(ctx, "look for the user "+sources.Visible(name), errors.New("the answer is not what usersInfo says"))
	}
	for _, u := range info.Users {
		if u.User != name || u.DB != database {
			continue
		}
		for _, r := range u.Roles {
			if r.DB == database {
				roles = append(roles, r.Role)
			}
		}
		return roles, true, nil
	}
	return nil, false, nil
}

// tryMongoLogin tries a user's password, which is checked against the database
// in which he was made.
func tryMongoLogin(ctx context.Context, address, database, user string, password sources.Secret) error {
	d, err := connectMongoDB(ctx, address, database, user, password, veil{}.with(password))
	if err != nil {
		return err
	}
	defer d.close()
	_, err = d.run(ctx, database, bson.D{{Key: "ping", Value: 1}})
	return d.explain(ctx, "log in as "+sources.Visible(user), err)
}

func askMongoDB(ctx context.Context, m setup.MongoAnswers, o Options) *setup.MongoServer {
	ctx, cancel := context.WithTimeout(ctx, o.timeout())
	defer cancel()
	address := mongoAddress(m)
	s := &setup.MongoServer{Address: sources.Visible(address)}
	v := veil{}.with(m.Password.Value, m.AdminPassword.Value)
	fail := func(err error) { s.Error, s.Hint = err.Error(), sources.HintOf(err) }
	nobody, err := connectMongoDB(ctx, address, "", "", "", v)
	if err != nil {
		fail(err)
		return s
	}
	defer nobody.close()
	if err := nobody.version(ctx, s); err != nil {
		fail(err)
		s.LoginError = "not tried: MongoDB does not answer"
		return s
	}
	_, _, err = nobody.user(ctx, m.Database, m.User)
	s.AuthOn = mongoCode(err) == codeUnauthorized
	admin := nobody
	if m.AdminUser != "" {
		if admin, err = connectMongoDB(ctx, address, "admin", m.AdminUser, m.AdminPassword.Value, v); err != nil {
			fail(err)
			return s
		}
		defer admin.close()
	}
	if _, s.User, err = admin.user(ctx, m.Database, m.User); err != nil {
		fail(err)
	}
	s.UserKnown = err == nil
	switch {
	case m.User == "":
	case !m.Password.Set():
		s.LoginError = "not tried: no password is planned"
	case m.Password.Fresh:
		s.LoginError = "not tried: the planned password is new"
	default:
		if err := tryMongoLogin(ctx, address, m.Database, m.User, m.Password.Value); err != nil {
			s.LoginError = err.Error()
		} else {
			s.Login, s.User, s.UserKnown = true, true, true
		}
	}
	return s
}

// version needs no login on any release.
func (d *database) version(ctx context.Context, s *setup.MongoServer) error {
	hello, err := d.run(ctx, "admin", bson.D{{Key: "isMaster", Value: 1}})
	if err != nil {
		return d.explain(ctx, "ask for the version", err)
	}
	if wire, ok := hello.Lookup("maxWireVersion").AsInt64OK(); ok {
		s.WireVersion = int(wire)
	}
	build, err := d.run(ctx, "admin", bson.D{{Key: "buildInfo", Value: 1}})
	if err != nil {
		if mongoCode(err) == codeUnauthorized { // a few builds ask for a login even for this
			return nil
		}
		return d.explain(ctx, "ask for the version", err)
	}
	version, _ := build.Lookup("version").StringValueOK()
	s.Version = short(version)
	return nil
}
