package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"github.com/ceilotop/ceilotop/sources"
)

// The collections of Ceilometer.
const (
	resourceCollection = "resource"
	meterCollection    = "meter" // of samples
)

// query is one find.
type query struct {
	doing      string // for errors: "list meters"
	collection string
	filter     bson.D
	fields     bson.D // projection
	sort       bson.D
	limit      int
	patience   time.Duration // for the server; 0: as long as it takes
}

// find hands the documents of a query to row one after the other, until row
// wants no more. What row gets is valid until it returns.
func (s *Store) find(ctx context.Context, q query, row func(doc bson.Raw) (more bool, err error)) error {
	db, err := s.database(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", q.doing, err)
	}
	if q.filter == nil {
		q.filter = bson.D{}
	}
	o := options.Find().SetProjection(q.fields).SetBatchSize(batch).SetLimit(int64(q.limit))
	if q.sort != nil {
		o.SetSort(q.sort)
	}
	if q.patience > 0 {
		o.SetMaxTime(q.patience)
	}
	cursor, err := db.Collection(q.collection).Find(ctx, q.filter, o)
	if err != nil {
		return s.explain(ctx, q.doing, 0, err)
	}
	defer leave(ctx, cursor)
	read := 0
	for cursor.Next(ctx) {
		read++
		more, err := row(cursor.Current)
		if err != nil {
			return fmt.Errorf("%s from %s: document %d of the collection %s: %w", q.doing, s.target.servers(), read, q.collection, err)
		}
		if !more {
			return nil
		}
	}
	if err := cursor.Err(); err != nil {
		return s.explain(ctx, q.doing, read, err)
	}
	if read == 0 {
		return s.missing(ctx, db, q)
	}
	return nil
}

// leave tells the server that a list is not read on, even when the reader is in
// a hurry: otherwise the server would keep the cursor for ten minutes.
func leave(ctx context.Context, cursor *mongo.Cursor) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	_ = cursor.Close(ctx)
}

// missing is the error of an empty list whose collection is not there: the name
// of the database is wrong, or Ceilometer never stored anything. A user who may
// not list the collections is believed.
func (s *Store) missing(ctx context.Context, db *mongo.Database, q query) error {
	names, err := db.ListCollectionNames(ctx, bson.D{{Key: "name", Value: q.collection}})
	if err != nil || len(names) > 0 {
		return nil //nolint:nilerr // the list itself was answered
	}
	return sources.WithHint(
		fmt.Errorf("%s from %s: the database %s has no collection %s", q.doing, s.target.servers(), sources.Visible(db.Name()), q.collection),
		"check the database's name at the end of the URL; Ceilometer's is usually called ceilometer")
}

// fields names the fields to be sent, and only those.
func fields(names ...string) bson.D {
	projection := bson.D{}
	for _, name := range names {
		projection = append(projection, bson.E{Key: name, Value: 1})
	}
	return projection
}
