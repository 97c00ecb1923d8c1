package mongodb

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
)

// Resources lists resources by user, project and last sample, each descending.
// Bounded by time it lists those that have samples in that time, as the samples
// show them, and then keeps a few hundred bytes for each resource.
func (s *Store) Resources(ctx context.Context, q sources.ResourceQuery) iter.Seq2[sources.Resource, error] {
	return func(yield func(sources.Resource, error) bool) {
		if err := s.resources(ctx, q, func(r sources.Resource) bool { return yield(r, nil) }); err != nil {
			yield(sources.Resource{}, err)
		}
	}
}

func (s *Store) resources(ctx context.Context, q sources.ResourceQuery, yield func(sources.Resource) bool) error {
	filter, during, err := resourceList.filter(q.Conditions)
	if err != nil {
		return err
	}
	if err := positive(q.Limit); err != nil {
		return err
	}
	if during.bounded() {
		return s.resourcesDuring(ctx, q, yield)
	}
	known := words{}
	return s.find(ctx, query{
		doing: "list resources", collection: resourceCollection, filter: filter, limit: q.Limit,
		fields: fields("user_id", "project_id", "source", "first_sample_timestamp", "last_sample_timestamp", "metadata"),
		sort:   bson.D{{Key: "user_id", Value: -1}, {Key: "project_id", Value: -1}, {Key: "last_sample_timestamp", Value: -1}},
	}, func(doc bson.Raw) (bool, error) {
		row, err := known.resource(doc)
		if err != nil {
			return false, err
		}
		return yield(row), nil
	})
}

// resource makes a row of a document of either collection.
func (w words) resource(doc []byte) (sources.Resource, error) {
	all, err := elementsOf(doc)
	if err != nil {
		return sources.Resource{}, err
	}
	var row sources.Resource
	for {
		key, v, more, err := all.next()
		if err != nil {
			return sources.Resource{}, err
		}
		if !more {
			return row, nil
		}
		switch string(key) {
		case "_id", "resource_id":
			var id sources.Text
			id, err = words(nil).text(v)
			row.ID = id.Value
		case "user_id":
			row.UserID, err = w.text(v)
		case "project_id":
			row.ProjectID, err = w.text(v)
		case "source":
			row.Source, err = w.text(v)
		case "first_sample_timestamp":
			row.FirstSample, err = instant(v)
		case "last_sample_timestamp":
			row.LastSample, err = instant(v)
		case "timestamp":
			row.LastSample, err = sampleTime(v)
			row.FirstSample = row.LastSample
		case "metadata", "resource_metadata":
			row.Metadata, err = metadata(v)
		}
		if err != nil {
			return sources.Resource{}, fmt.Errorf("the resource %q: its %s: %w", row.ID, key, err)
		}
	}
}

// resourcesDuring goes through the samples once for the resources and their
// times, and then fetches the metadata of their last samples, which are large,
// for some resources at a time. Owner and source are those of the first sample,
// metadata those of the last (MAP_RESOURCES in impl_mongodb).
func (s *Store) resourcesDuring(ctx context.Context, q sources.ResourceQuery, yield func(sources.Resource) bool) error {
	filter, _, err := resourceSamples.filter(q.Conditions)
	if err != nil {
		return err
	}
	known := words{}
	var rows []*sources.Resource
	index := map[string]*sources.Resource{}
	err = s.find(ctx, query{
		doing: "list resources", collection: meterCollection, filter: filter,
		fields: append(bson.D{{Key: "_id", Value: 0}}, fields("resource_id", "timestamp", "user_id", "project_id", "source")...),
		sort:   bson.D{{Key: "timestamp", Value: 1}},
	}, func(doc bson.Raw) (bool, error) {
		row, err := known.resource(doc)
		if err != nil {
			return false, err
		}
		if r := index[row.ID]; r != nil {
			r.LastSample = row.LastSample
			return true, nil
		}
		rows, index[row.ID] = append(rows, &row), &row
		return true, nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b *sources.Resource) int {
		return cmp.Or(compareTexts(b.UserID, a.UserID), compareTexts(b.ProjectID, a.ProjectID), b.LastSample.Compare(a.LastSample))
	})
	if q.Limit > 0 {
		rows = rows[:min(q.Limit, len(rows))]
	}
	const some = 100
	for part := range slices.Chunk(rows, some) {
		if err := s.describe(ctx, filter, part); err != nil {
			return err
		}
		for _, r := range part {
			if !yield(*r) {
				return nil
			}
			r.Metadata = nil
		}
	}
	return nil
}

// describe adds the metadata of the last sample to each resource.
func (s *Store) describe(ctx context.Context, filter bson.D, rows []*sources.Resource) error {
	ids, times := bson.A{}, bson.A{}
	index, seen := map[string]*sources.Resource{}, map[time.Time]bool{}
	for _, r := range rows {
		ids, index[r.ID] = append(ids, r.ID), r
		if !seen[r.LastSample] {
			times, seen[r.LastSample] = append(times, r.LastSample), true
		}
	}
	filter = slices.DeleteFunc(slices.Clone(filter), func(e bson.E) bool { return e.Key == "resource_id" || e.Key == "timestamp" })
	return s.find(ctx, query{
		doing: "list resources", collection: meterCollection,
		filter: append(filter,
			bson.E{Key: "resource_id", Value: bson.D{{Key: "$in", Value: ids}}},
			bson.E{Key: "timestamp", Value: bson.D{{Key: "$in", Value: times}}}),
		fields: append(bson.D{{Key: "_id", Value: 0}}, fields("resource_id", "timestamp", "resource_metadata")...),
	}, func(doc bson.Raw) (bool, error) {
		row, err := words(nil).resource(doc)
		if r := index[row.ID]; err == nil && r != nil && row.LastSample.Equal(r.LastSample) {
			r.Metadata = row.Metadata
		}
		return true, err
	})
}

// compareTexts sorts null before any text, as MongoDB does.
func compareTexts(a, b sources.Text) int {
	if a.Known != b.Known {
		if b.Known {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.Value, b.Value)
}
