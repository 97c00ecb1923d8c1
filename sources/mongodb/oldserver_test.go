package mongodb

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// oldServer is a fake: no MongoDB before 4.4 can be had from a package any
// more. It shakes hands as one of a given wire version (2.6 is 2, 3.0 is 3, 3.2
// is 4, 3.4 is 5, 3.6 is 6), speaks that version's protocol, knows only its
// commands, and has each find done by FerretDB. Before version 4 there is no
// command find: queries, further batches and the end of a cursor are messages
// of their own kind, and so they are here.
type oldServer struct {
	min, max int32
	backend  *mongo.Client
	database string
	login    string // user and password for MONGODB-CR, parted by a colon; "" lets everybody in

	replicaSet string // whose primary it is
	address    string

	indexes []any // of every collection, before version 3

	// stream, when there is one, gives the batches of every cursor instead of
	// FerretDB; none after the last.
	stream func(batch int64) []any

	// answer may replace the answer to a message, or end the connection with an
	// error.
	answer func(what string) (bson.D, error)

	mu   sync.Mutex
	seen []string
}

// start listens on loopback and returns the store's URL.
func (o *oldServer) start(t testing.TB, db *sourcestest.Database) string {
	t.Helper()
	o.database = "ceilometer"
	if db != nil {
		o.database = db.Name
		client, err := mongo.Connect(context.Background(), options.Client().SetHosts([]string{db.Server.Address}).SetDirect(true).
			SetAuth(options.Credential{Username: db.User, Password: db.Password, AuthSource: db.Name}))
		if err != nil {
			t.Fatal(err)
		}
		o.backend = client
		t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.address = l.Addr().String()
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer conn.Close() //nolint:errcheck // the fake's end of it
				for o.serve(conn) == nil {
				}
			})
		}
	})
	t.Cleanup(func() { _ = l.Close(); serving.Wait() })
	login := ""
	if o.login != "" {
		login = o.login + "@"
	}
	return "mongodb://" + login + l.Addr().String() + "/" + o.database
}

func (o *oldServer) note(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = append(o.seen, what)
}

func (o *oldServer) saw(what string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Contains(o.seen, what)
}

// sees waits for a message to which there is no answer.
func (o *oldServer) sees(what string) bool {
	for deadline := time.Now().Add(20 * time.Second); !o.saw(what); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

const (
	opReply       = 1
	opQuery       = 2004
	opGetMore     = 2005
	opKillCursors = 2007
	opMsg         = 2013
)

// serve reads a message and answers it.
func (o *oldServer) serve(conn net.Conn) error {
	head := make([]byte, 16)
	if _, err := io.ReadFull(conn, head); err != nil {
		return err
	}
	body := make([]byte, binary.LittleEndian.Uint32(head)-16)
	if _, err := io.ReadFull(conn, body); err != nil {
		return err
	}
	id := binary.LittleEndian.Uint32(head[4:])
	switch code := binary.LittleEndian.Uint32(head[12:]); code {
	case opQuery:
		body = body[4:]
		end := bytes.IndexByte(body, 0)
		name, rest := string(body[:end]), body[end+1+4:]
		want := int32(binary.LittleEndian.Uint32(rest))
		all := document(rest[4:])
		query, envelope := unwrap(bson.Raw(all))
		var fields bson.Raw
		if rest = rest[4+len(all):]; len(rest) > 0 {
			fields = bson.Raw(document(rest))
		}
		return o.query(conn, id, name, want, query, envelope, fields)
	case opGetMore:
		body = body[4:]
		end := bytes.IndexByte(body, 0)
		rest := body[end+1:]
		return o.batch(conn, id, "getMore message", "nextBatch", bson.D{
			{Key: "getMore", Value: int64(binary.LittleEndian.Uint64(rest[4:]))},
			{Key: "collection", Value: collectionOf(string(body[:end]))},
			{Key: "batchSize", Value: int32(binary.LittleEndian.Uint32(rest))},
		})
	case opKillCursors:
		o.note("killCursors message")
		return nil
	case opMsg:
		if o.max < 6 {
			return fmt.Errorf("a server of wire version %d knows no OP_MSG", o.max)
		}
		return o.msg(conn, id, bson.Raw(document(body[5:])))
	default:
		return fmt.Errorf("unknown operation %d", code)
	}
}

func document(b []byte) []byte { return b[:binary.LittleEndian.Uint32(b)] }

// unwrap takes a query out of its envelope with $orderby and others.
func unwrap(query bson.Raw) (inner, envelope bson.Raw) {
	if q, ok := query.Lookup("$query").DocumentOK(); ok {
		return q, query
	}
	return query, nil
}

func collectionOf(name string) string {
	_, c, _ := strings.Cut(name, ".")
	return c
}

// query answers OP_QUERY: a command, or a find of old.
func (o *oldServer) query(conn net.Conn, id uint32, name string, want int32, query, envelope, fields bson.Raw) error {
	if strings.HasSuffix(name, ".$cmd") {
		answer, err := o.command(strings.TrimSuffix(name, ".$cmd"), query)
		if err != nil {
			return err
		}
		return reply(conn, id, 0, 0, answer)
	}
	if o.max >= 4 {
		return fmt.Errorf("the driver queried %s without a command", name)
	}
	if collectionOf(name) == "system.namespaces" {
		// Every collection is there.
		return reply(conn, id, 0, 0, bson.D{{Key: "name", Value: o.database + ".resource"}}, bson.D{{Key: "name", Value: o.database + ".meter"}})
	}
	if collectionOf(name) == "system.indexes" {
		return reply(conn, id, 0, 0, o.indexes...)
	}
	find := bson.D{{Key: "find", Value: collectionOf(name)}, {Key: "filter", Value: query}}
	if sort, ok := envelope.Lookup("$orderby").DocumentOK(); ok {
		find = append(find, bson.E{Key: "sort", Value: sort})
	}
	if fields != nil {
		find = append(find, bson.E{Key: "projection", Value: fields})
	}
	what := "find message"
	if envelope.Lookup("$maxTimeMS").IsNumber() {
		what = "find message with $maxTimeMS"
	}
	if want == 1 || want < 0 {
		find = append(find, bson.E{Key: "limit", Value: max(want, -want)})
	} else if want > 0 {
		find = append(find, bson.E{Key: "batchSize", Value: want})
	}
	return o.batch(conn, id, what, "firstBatch", find)
}

// batch has FerretDB do what was asked, and replies with the documents.
func (o *oldServer) batch(conn net.Conn, id uint32, what, batch string, command bson.D) error {
	o.note(what)
	if o.answer != nil {
		if answer, err := o.answer(what); err != nil {
			return err
		} else if answer != nil {
			const failed, gone = 2, 1
			if len(answer) == 0 {
				return reply(conn, id, gone, 0)
			}
			return reply(conn, id, failed, 0, answer)
		}
	}
	if o.stream != nil {
		batch, _ := command[0].Value.(int64) // the number of the batch is the id of the cursor
		docs := o.stream(batch)
		if len(docs) == 0 {
			return reply(conn, id, 0, 0)
		}
		return reply(conn, id, 0, batch+1, docs...)
	}
	answer, err := o.backend.Database(o.database).RunCommand(context.Background(), command).DecodeBytes()
	if err != nil {
		return err
	}
	docs, err := answer.Lookup("cursor", batch).Array().Values()
	if err != nil {
		return err
	}
	all := make([]any, len(docs))
	for i, d := range docs {
		all[i] = bson.Raw(d.Document())
	}
	return reply(conn, id, 0, answer.Lookup("cursor", "id").Int64(), all...)
}

// msg answers OP_MSG, which is always a command.
func (o *oldServer) msg(conn net.Conn, id uint32, query bson.Raw) error {
	answer, err := o.command(query.Lookup("$db").StringValue(), query)
	if err != nil {
		return err
	}
	out, err := bson.Marshal(answer)
	if err != nil {
		return err
	}
	return send(conn, id, opMsg, append(make([]byte, 5), out...))
}

// command answers a command, if a server of this version knows it.
func (o *oldServer) command(database string, query bson.Raw) (any, error) {
	first, err := query.IndexErr(0)
	if err != nil {
		return nil, err
	}
	name := first.Key()
	o.note(name)
	o.note(database + ": " + name)
	if o.answer != nil {
		if answer, err := o.answer(name); err != nil || answer != nil {
			return answer, err
		}
	}
	since := map[string]int32{"listCollections": 3, "listIndexes": 3, "find": 4, "getMore": 4, "killCursors": 4, "endSessions": 6}
	switch {
	case strings.EqualFold(name, "isMaster"):
		hello := bson.D{
			{Key: "ismaster", Value: true},
			{Key: "maxBsonObjectSize", Value: 16 << 20},
			{Key: "maxMessageSizeBytes", Value: 48000000},
			{Key: "maxWriteBatchSize", Value: 1000},
			{Key: "minWireVersion", Value: o.min},
			{Key: "maxWireVersion", Value: o.max},
			{Key: "ok", Value: 1.0},
		}
		if o.replicaSet != "" {
			hello = append(hello, bson.E{Key: "setName", Value: o.replicaSet}, bson.E{Key: "hosts", Value: bson.A{o.address}}, bson.E{Key: "me", Value: o.address})
		}
		return hello, nil
	case name == "getnonce":
		return bson.D{{Key: "nonce", Value: nonce}, {Key: "ok", Value: 1.0}}, nil
	case name == "authenticate":
		user, password, _ := strings.Cut(o.login, ":")
		if query.Lookup("key").StringValue() != hash(nonce+user+hash(user+":mongo:"+password)) {
			return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: 18}, {Key: "errmsg", Value: "auth failed"}}, nil
		}
		return bson.D{{Key: "ok", Value: 1.0}}, nil
	case o.max < since[name] || o.backend == nil:
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: 59}, {Key: "errmsg", Value: "no such cmd: " + name}}, nil
	}
	// The rest of the envelope is the driver's, and FerretDB's driver adds its own.
	var forward bson.D
	if err := bson.Unmarshal(query, &forward); err != nil {
		return nil, err
	}
	forward = slices.DeleteFunc(forward, func(e bson.E) bool { return strings.HasPrefix(e.Key, "$") || e.Key == "lsid" })
	answer, err := o.backend.Database(o.database).RunCommand(context.Background(), forward).DecodeBytes()
	if err != nil {
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: 8}, {Key: "errmsg", Value: err.Error()}}, nil
	}
	return answer, nil
}

const nonce = "2375531c32080ae8"

func hash(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// reply sends OP_REPLY.
func reply(conn net.Conn, id, flags uint32, cursor int64, docs ...any) error {
	body := binary.LittleEndian.AppendUint32(nil, flags)
	body = binary.LittleEndian.AppendUint64(body, uint64(cursor))
	body = binary.LittleEndian.AppendUint32(body, 0)
	body = binary.LittleEndian.AppendUint32(body, uint32(len(docs)))
	for _, d := range docs {
		if raw, ok := d.(bson.Raw); ok {
			body = append(body, raw...)
			continue
		}
		out, err := bson.Marshal(d)
		if err != nil {
			return err
		}
		body = append(body, out...)
	}
	return send(conn, id, opReply, body)
}

func send(conn net.Conn, id uint32, operation uint32, body []byte) error {
	head := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
	head = binary.LittleEndian.AppendUint32(head, 1)
	head = binary.LittleEndian.AppendUint32(head, id)
	head = binary.LittleEndian.AppendUint32(head, operation)
	_, err := conn.Write(append(head, body...))
	return err
}
