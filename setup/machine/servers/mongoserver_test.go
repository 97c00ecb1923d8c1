package servers_test

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xdg-go/scram"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// userServer is a fake: no MongoDB of the releases that Ceilometer used can be
// had from a package any more, and FerretDB knows no roles. It speaks OP_MSG as
// 3.6 does, keeps users, checks their passwords by SCRAM-SHA-1 as MongoDB does,
// and knows the commands of a driver's greeting and of users, with MongoDB's
// codes of errors. With auth on, a stranger gets no further than the greeting.
type userServer struct {
	auth    bool
	address string

	mu    sync.Mutex
	users map[string]*mongoUser // by database.name
	seen  []string              // commands about users
}

type mongoUser struct {
	database, name, password string
	roles                    []string
}

func startUserServer(t *testing.T, auth bool, users ...mongoUser) *userServer {
	t.Helper()
	s := &userServer{auth: auth, users: make(map[string]*mongoUser)}
	for _, u := range users {
		s.users[u.database+"."+u.name] = &u
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s.address = l.Addr().String()
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer conn.Close() //nolint:errcheck // the fake's end of it
				c := &userConnection{server: s}
				for c.serve(conn) == nil {
				}
			})
		}
	})
	t.Cleanup(func() { _ = l.Close() })
	return s
}

func (s *userServer) has(database, name string) (mongoUser, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[database+"."+name]
	if !ok {
		return mongoUser{}, false
	}
	return mongoUser{u.database, u.name, u.password, slices.Clone(u.roles)}, true
}

func (s *userServer) commands() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.seen, " ")
}

type userConnection struct {
	server *userServer
	talk   *scram.ServerConversation
	user   string // who has logged in
}

const (
	opQuery = 2004
	opReply = 1
	opMsg   = 2013
)

func (c *userConnection) serve(conn net.Conn) error {
	var head [16]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return err
	}
	length := binary.LittleEndian.Uint32(head[:])
	if length < 16 || length > 1<<20 {
		return errors.New("not a message")
	}
	body := make([]byte, length-16)
	if _, err := io.ReadFull(conn, body); err != nil {
		return err
	}
	var database string
	var command bson.Raw
	operation := binary.LittleEndian.Uint32(head[12:])
	switch operation {
	case opMsg:
		command = bson.Raw(body[5:])
		database = command.Lookup("$db").StringValue()
	case opQuery:
		end := slices.Index(body[4:], 0) + 4
		database, _, _ = strings.Cut(string(body[4:end]), ".")
		command = bson.Raw(body[end+9:])
	default:
		return fmt.Errorf("operation %d", operation)
	}
	answer, err := bson.Marshal(c.answer(database, command))
	if err != nil {
		return err
	}
	reply, kind := make([]byte, 5), uint32(opMsg)
	if operation == opQuery {
		reply, kind = make([]byte, 20), opReply
		reply[16] = 1 // one document
	}
	reply = append(reply, answer...)
	out := binary.LittleEndian.AppendUint32(nil, uint32(16+len(reply)))
	out = binary.LittleEndian.AppendUint32(out, 1)
	out = append(out, head[4:8]...)
	out = binary.LittleEndian.AppendUint32(out, kind)
	_, err = conn.Write(append(out, reply...))
	return err
}

func failed(code int32, format string, values ...any) bson.D {
	return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: code}, {Key: "errmsg", Value: fmt.Sprintf(format, values...)}}
}

func (c *userConnection) answer(database string, command bson.Raw) bson.D {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	first := command.Index(0)
	name, value := first.Key(), first.Value()
	switch strings.ToLower(name) {
	case "ismaster", "hello":
		return bson.D{
			{Key: "ismaster", Value: true},
			{Key: "maxBsonObjectSize", Value: 16 << 20},
			{Key: "maxMessageSizeBytes", Value: 48000000},
			{Key: "maxWriteBatchSize", Value: 1000},
			{Key: "minWireVersion", Value: 0},
			{Key: "maxWireVersion", Value: 6},
			{Key: "ok", Value: 1.0},
		}
	case "buildinfo":
		return bson.D{{Key: "version", Value: "3.6.23"}, {Key: "ok", Value: 1.0}}
	case "saslstart":
		return c.start(database, command)
	case "saslcontinue":
		return c.step(command)
	case "ping", "endsessions":
		return bson.D{{Key: "ok", Value: 1.0}}
	}
	s.seen = append(s.seen, name)
	if s.auth && !strings.HasPrefix(c.user, "admin.") {
		return failed(13, "not authorized on %s to execute command", database)
	}
	if name == "usersInfo" {
		users := bson.A{}
		asked := value.Document()
		if u := s.users[asked.Lookup("db").StringValue()+"."+asked.Lookup("user").StringValue()]; u != nil {
			roles := bson.A{}
			for _, r := range u.roles {
				roles = append(roles, bson.D{{Key: "role", Value: r}, {Key: "db", Value: u.database}})
			}
			users = append(users, bson.D{{Key: "user", Value: u.name}, {Key: "db", Value: u.database}, {Key: "roles", Value: roles}})
		}
		return bson.D{{Key: "users", Value: users}, {Key: "ok", Value: 1.0}}
	}
	user := value.StringValue()
	key := database + "." + user
	u := s.users[key]
	var roles []string
	if list, ok := command.Lookup("roles").ArrayOK(); ok {
		values, _ := list.Values()
		for _, v := range values {
			roles = append(roles, v.StringValue())
		}
	}
	pwd, _ := command.Lookup("pwd").StringValueOK()
	switch {
	case name == "createUser" && u != nil:
		return failed(51003, "User %q already exists with the password %s", user, pwd)
	case name == "createUser":
		s.users[key] = &mongoUser{database, user, pwd, roles}
	case u == nil:
		return failed(11, "User '%s' not found", key)
	case name == "updateUser" && pwd != "":
		u.password = pwd
	case name == "grantRolesToUser":
		u.roles = append(u.roles, roles...)
	case name == "revokeRolesFromUser":
		u.roles = slices.DeleteFunc(u.roles, func(r string) bool { return slices.Contains(roles, r) })
	case name == "dropUser":
		delete(s.users, key)
	default:
		return failed(59, "no such command: '%s'", name)
	}
	return bson.D{{Key: "ok", Value: 1.0}}
}

// start begins SCRAM-SHA-1. What is hashed there is not the password but
// MongoDB's older hash of it.
func (c *userConnection) start(database string, command bson.Raw) bson.D {
	server, err := scram.SHA1.NewServer(func(name string) (scram.StoredCredentials, error) {
		name = strings.NewReplacer("=2C", ",", "=3D", "=").Replace(name)
		u := c.server.users[database+"."+name]
		if u == nil {
			return scram.StoredCredentials{}, errors.New("no such user")
		}
		sum := md5.Sum([]byte(u.name + ":mongo:" + u.password))
		client, err := scram.SHA1.NewClientUnprepped(u.name, hex.EncodeToString(sum[:]), "")
		if err != nil {
			return scram.StoredCredentials{}, err
		}
		return client.GetStoredCredentials(scram.KeyFactors{Salt: "sixteen bytes of", Iters: 4096}), nil
	})
	if err != nil {
		return failed(18, "%v", err)
	}
	c.talk, c.user = server.NewConversation(), database+"."
	return c.step(command)
}

func (c *userConnection) step(command bson.Raw) bson.D {
	_, payload := command.Lookup("payload").Binary()
	if c.talk.Done() {
		return bson.D{{Key: "conversationId", Value: 1}, {Key: "done", Value: true}, {Key: "payload", Value: primitive.Binary{}}, {Key: "ok", Value: 1.0}}
	}
	said, err := c.talk.Step(string(payload))
	if err != nil {
		c.user = ""
		return failed(18, "Authentication failed.")
	}
	if c.talk.Done() && c.talk.Valid() {
		c.user += c.talk.Username()
	}
	return bson.D{
		{Key: "conversationId", Value: 1},
		{Key: "done", Value: false},
		{Key: "payload", Value: primitive.Binary{Data: []byte(said)}},
		{Key: "ok", Value: 1.0},
	}
}
