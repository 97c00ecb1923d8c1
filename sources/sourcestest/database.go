package sourcestest

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"github.com/ceilotop/ceilotop/sources"
)

// Database is a database of the shared [MongoServer] with a user who is known
// in it and in no other.
type Database struct {
	Server         *MongoServer
	Name           string
	User, Password string

	admin *mongo.Client
}

// MongoDB makes a database with a user of its own for this test. There is
// nothing in it, not even a collection.
func MongoDB(t testing.TB) *Database {
	t.Helper()
	needMongoDB(t)
	server, err := sharedMongoDB()
	must(t, "start FerretDB", err)
	client, err := server.connect(context.Background())
	must(t, "connect to FerretDB", err)
	id := strings.ToLower(rand.Text()[:10])
	d := &Database{Server: server, Name: "ceilometer-" + id, User: "user-" + id, Password: "p@ss/: " + id, admin: client}
	must(t, "create a user", d.run(bson.D{{Key: "createUser", Value: d.User}, {Key: "pwd", Value: d.Password}, {Key: "roles", Value: bson.A{}}}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = d.run(bson.D{{Key: "dropUser", Value: d.User}})
		_ = client.Database(d.Name).Drop(ctx)
		_ = client.Disconnect(ctx)
	})
	return d
}

func (d *Database) run(command bson.D) error {
	return d.admin.Database(d.Name).RunCommand(context.Background(), command).Err()
}

// URL is the connection of the database as ceilometer.conf has it.
func (d *Database) URL() string { return d.url(d.Server.Address, "") }

// TLSURL is the URL with TLS and the authority to trust.
func (d *Database) TLSURL() string {
	return d.url(d.Server.TLSAddress, "?ssl=true&tlsCAFile="+url.QueryEscape(d.Server.CAFile))
}

func (d *Database) url(address, options string) string {
	u := url.URL{Scheme: "mongodb", User: url.UserPassword(d.User, d.Password), Host: address, Path: "/" + d.Name}
	return u.String() + options
}

// Load inserts documents in their order.
func (d *Database) Load(t testing.TB, docs *Documents) {
	t.Helper()
	resources, samples := make([]any, len(docs.Resources)), make([]any, len(docs.Samples))
	for i := range docs.Resources {
		resources[i] = docs.Resources[i].bson()
	}
	for i := range docs.Samples {
		samples[i] = docs.Samples[i].bson()
	}
	d.Insert(t, "resource", resources...)
	d.Insert(t, "meter", samples...)
}

// Insert inserts documents into a collection in their order.
func (d *Database) Insert(t testing.TB, collection string, docs ...any) {
	t.Helper()
	const batch = 10_000
	for len(docs) > 0 {
		n := min(batch, len(docs))
		_, err := d.admin.Database(d.Name).Collection(collection).InsertMany(context.Background(), docs[:n])
		must(t, "insert into "+collection, err)
		docs = docs[n:]
	}
}

// Create makes a collection with nothing in it.
func (d *Database) Create(t testing.TB, collection string) {
	t.Helper()
	must(t, "create "+collection, d.admin.Database(d.Name).CreateCollection(context.Background(), collection))
}

// bson is the document as record_metering_data of impl_mongodb leaves it.
func (r *ResourceDocument) bson() bson.D {
	meters := bson.A{}
	for _, m := range r.Meters {
		meters = append(meters, m.bson())
	}
	return bson.D{
		{Key: "_id", Value: r.ID},
		{Key: "first_sample_timestamp", Value: r.FirstSample},
		{Key: "last_sample_timestamp", Value: r.LastSample},
		{Key: "metadata", Value: r.Metadata},
		{Key: "meter", Value: meters},
		{Key: "project_id", Value: nullable(r.ProjectID)},
		{Key: "source", Value: r.Source},
		{Key: "user_id", Value: nullable(r.UserID)},
	}
}

func (s *SampleDocument) bson() bson.D {
	return append(s.Meter.bson(),
		bson.E{Key: "counter_volume", Value: s.Volume},
		bson.E{Key: "user_id", Value: nullable(s.UserID)},
		bson.E{Key: "project_id", Value: nullable(s.ProjectID)},
		bson.E{Key: "resource_id", Value: s.ResourceID},
		bson.E{Key: "source", Value: s.Source},
		bson.E{Key: "timestamp", Value: s.Timestamp},
		bson.E{Key: "recorded_at", Value: s.RecordedAt},
		bson.E{Key: "resource_metadata", Value: s.Metadata},
		bson.E{Key: "message_id", Value: s.MessageID},
		bson.E{Key: "message_signature", Value: strings.Repeat("0", 64)})
}

func (m MeterEntry) bson() bson.D {
	d := bson.D{{Key: "counter_name", Value: m.Name}, {Key: "counter_type", Value: m.Type}}
	if !m.NoUnit {
		d = append(d, bson.E{Key: "counter_unit", Value: nullable(m.Unit)})
	}
	return d
}

func nullable(t sources.Text) any {
	if !t.Known {
		return nil
	}
	return t.Value
}
