package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"github.com/ceilotop/ceilotop/sources"
)

// Health tells the server's version, how much is stored as the server's own
// books have it, and how long it is kept. Nothing is counted: a count of the
// samples can take the database minutes.
func (s *Store) Health(ctx context.Context) (sources.StoreHealth, error) {
	health := sources.StoreHealth{Waiting: -1, Metrics: -1}
	db, err := s.database(ctx)
	if err != nil {
		return health, err
	}
	const doing = "ask for the state"
	var build struct{ Version string }
	if err := db.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return health, s.explain(ctx, doing, 0, err)
	}
	health.Version = build.Version
	for _, c := range []struct{ collection, of string }{{resourceCollection, "resources"}, {meterCollection, "samples"}} {
		if err := s.missing(ctx, db, query{doing: doing, collection: c.collection}); err != nil {
			return health, err
		}
		var stats struct{ Count int64 }
		if err := db.RunCommand(ctx, bson.D{{Key: "collStats", Value: c.collection}}).Decode(&stats); err != nil {
			return health, s.explain(ctx, doing, 0, err)
		}
		health.Notes = append(health.Notes, fmt.Sprintf("about %d %s", stats.Count, c.of))
	}
	kept, err := s.kept(ctx, db.Collection(meterCollection))
	if err != nil {
		return health, s.explain(ctx, doing, 0, err)
	}
	health.Notes = append(health.Notes, kept...)
	return health, nil
}

// kept says how long samples are kept and whether the newest can be found fast.
func (s *Store) kept(ctx context.Context, samples *mongo.Collection) ([]string, error) {
	cursor, err := samples.Indexes().List(ctx)
	if err != nil {
		return nil, err
	}
	defer leave(ctx, cursor)
	ttl, sorted := "samples are kept for ever: the collection meter has no TTL index", false
	for cursor.Next(ctx) {
		if seconds, err := cursor.Current.LookupErr("expireAfterSeconds"); err == nil {
			if n, ok := seconds.AsInt64OK(); ok {
				ttl = fmt.Sprintf("samples are kept for %v", time.Duration(n)*time.Second)
			}
		}
		if key, ok := cursor.Current.Lookup("key").DocumentOK(); ok {
			if first, err := key.IndexErr(0); err == nil && first.Key() == "timestamp" {
				sorted = true
			}
		}
	}
	notes := []string{ttl}
	if !sorted {
		notes = append(notes, "the collection meter has no index on timestamp: the newest samples are found slowly")
	}
	return notes, cursor.Err()
}
