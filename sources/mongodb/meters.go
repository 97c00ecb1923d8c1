package mongodb

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"github.com/ceilotop/ceilotop/sources"
)

// errEnough ends a list that has as many rows as were wanted.
var errEnough = errors.New("enough")

// Meters lists the elements of the array meter of each resource, in the order
// in which the database keeps the resources. In a unique list the first meter
// of a name gives its type and unit.
func (s *Store) Meters(ctx context.Context, q sources.MeterQuery) iter.Seq2[sources.Meter, error] {
	return func(yield func(sources.Meter, error) bool) {
		if err := s.meters(ctx, q, func(m sources.Meter) bool { return yield(m, nil) }); err != nil {
			yield(sources.Meter{}, err)
		}
	}
}

func (s *Store) meters(ctx context.Context, q sources.MeterQuery, yield func(sources.Meter) bool) error {
	filter, _, err := meterList.filter(q.Conditions)
	if err != nil {
		return err
	}
	if err := positive(q.Limit); err != nil {
		return err
	}
	rows := meterRows{words: words{}, yield: yield, limit: q.Limit}
	if q.Unique {
		rows.seen = map[string]bool{}
	}
	return s.find(ctx, query{
		doing: "list meters", collection: resourceCollection, filter: filter,
		fields: fields("user_id", "project_id", "source", "meter"),
	}, func(doc bson.Raw) (bool, error) {
		err := rows.of(doc)
		if err == errEnough { //nolint:errorlint // returned as it is
			return false, nil
		}
		return true, err
	})
}

// meterRows makes rows of resources.
type meterRows struct {
	words words
	seen  map[string]bool // names in a unique list, otherwise nil
	limit int
	count int
	yield func(sources.Meter) bool
}

// of yields the meters of a resource.
func (r *meterRows) of(doc []byte) error {
	all, err := elementsOf(doc)
	if err != nil {
		return err
	}
	var about sources.Meter
	var meters bsoncore.Value
	for {
		key, v, more, err := all.next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		switch string(key) {
		case "_id":
			// Each is another, so that there is nothing to be kept.
			about.ResourceID, err = words(nil).text(v)
		case "user_id":
			about.UserID, err = r.words.text(v)
		case "project_id":
			about.ProjectID, err = r.words.text(v)
		case "source":
			about.Source, err = r.words.text(v)
		case "meter":
			meters = v
		}
		if err != nil {
			return fmt.Errorf("its %s: %w", key, err)
		}
	}
	switch meters.Type {
	case bsontype.Array:
	case 0, bsontype.Null:
		return nil // nothing was measured of it
	default:
		return fmt.Errorf("the resource %q: its meter is %s, no array", about.ResourceID, kind(meters.Type))
	}
	if r.seen != nil {
		about = sources.Meter{}
	}
	list, err := elementsOf(meters.Data)
	if err != nil {
		return err
	}
	for {
		key, v, more, err := list.next()
		if err != nil || !more {
			return err
		}
		if err := r.meter(about, v); err != nil {
			if err == errEnough { //nolint:errorlint // returned as it is
				return err
			}
			return fmt.Errorf("the resource %q: its meter %s: %w", about.ResourceID, key, err)
		}
	}
}

// meter yields one element of the array.
func (r *meterRows) meter(m sources.Meter, v bsoncore.Value) error {
	if v.Type != bsontype.EmbeddedDocument {
		return fmt.Errorf("it is %s where a document belongs", kind(v.Type))
	}
	all, err := elementsOf(v.Data)
	if err != nil {
		return err
	}
	named := false
	m.Unit = noUnit
	for {
		key, v, more, err := all.next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		var name sources.Text
		switch string(key) {
		case "counter_name":
			if name, err = r.words.text(v); err == nil {
				m.Name, named = name.Value, name.Known
			}
		case "counter_type":
			m.Type, err = r.words.text(v)
		case "counter_unit":
			m.Unit, err = r.words.text(v)
		}
		if err != nil {
			return fmt.Errorf("its %s: %w", key, err)
		}
	}
	if !named {
		return errors.New("it has no counter_name")
	}
	if r.seen != nil {
		if r.seen[m.Name] {
			return nil
		}
		r.seen[m.Name] = true
	}
	if r.limit > 0 && r.count == r.limit {
		return errEnough
	}
	r.count++
	if !r.yield(m) || r.count == r.limit {
		return errEnough
	}
	return nil
}

// noUnit is the unit of documents so old that they have no counter_unit. The
// API says "", "for backward compatibility", and null only where null is stored.
var noUnit = sources.Known("")
