package sourcestest

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

func TestAMongoDBKeepsDocumentsInTheirOrder(t *testing.T) {
	t.Parallel()
	db, docs := MongoDB(t), SmallCloud()
	db.Load(t, docs)
	for name, url := range map[string]string{"plain": db.URL(), "TLS": db.TLSURL()} {
		t.Run(name, func(t *testing.T) {
			cursor, err := dialMongoDB(t, url).Database(db.Name).Collection("resource").Find(t.Context(), bson.D{})
			if err != nil {
				t.Fatal(err)
			}
			var got []struct {
				ID string `bson:"_id"`
			}
			if err := cursor.All(t.Context(), &got); err != nil {
				t.Fatal(err)
			}
			if len(got) != len(docs.Resources) {
				t.Fatalf("got %d resources, want %d", len(got), len(docs.Resources))
			}
			for i, r := range got {
				if r.ID != docs.Resources[i].ID {
					t.Errorf("resource %d is %q, want %q", i, r.ID, docs.Resources[i].ID)
				}
			}
		})
	}
}

func TestAUserIsKnownOnlyInHisDatabase(t *testing.T) {
	t.Parallel()
	db, other := MongoDB(t), MongoDB(t)
	url := strings.Replace(db.URL(), "/"+db.Name, "/"+other.Name, 1)
	err := dialMongoDB(t, url).Database(db.Name).Collection("resource").FindOne(t.Context(), bson.D{}).Err()
	if err == nil || !strings.Contains(err.Error(), "AuthenticationFailed") {
		t.Errorf("a user of %s logged in to %s: %v", db.Name, other.Name, err)
	}
}

func dialMongoDB(t *testing.T, url string) *mongo.Client {
	t.Helper()
	client, err := mongo.Connect(t.Context(), options.Client().ApplyURI(url).SetDirect(true).SetServerSelectionTimeout(10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	return client
}
