package mongodb

import (
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
)

// Samples lists samples, newest first. With a limit of 1, which asks how fresh a
// meter is, the server searches for a few seconds at most.
func (s *Store) Samples(ctx context.Context, q sources.SampleQuery) iter.Seq2[sources.Sample, error] {
	return func(yield func(sources.Sample, error) bool) {
		if err := s.samples(ctx, q, func(m sources.Sample) bool { return yield(m, nil) }); err != nil {
			yield(sources.Sample{}, err)
		}
	}
}

func (s *Store) samples(ctx context.Context, q sources.SampleQuery, yield func(sources.Sample) bool) error {
	filter, _, err := sampleList.filter(q.Conditions)
	if err != nil {
		return err
	}
	if err := positive(q.Limit); err != nil {
		return err
	}
	ask := query{
		doing: "list samples", collection: meterCollection, filter: filter,
		fields: bson.D{{Key: "_id", Value: 0}, {Key: "message_signature", Value: 0}},
		sort:   bson.D{{Key: "timestamp", Value: -1}}, limit: q.Limit,
	}
	if q.Meter != "" {
		ask.filter = with(ask.filter, "counter_name", q.Meter)
		ask.doing = fmt.Sprintf("list samples of %s", sources.Visible(q.Meter))
	}
	if q.Limit == 1 {
		ask.patience = freshnessPatience
	}
	known := words{}
	return s.find(ctx, ask, func(doc bson.Raw) (bool, error) {
		row, err := known.sample(doc)
		if err != nil {
			return false, err
		}
		return yield(row), nil
	})
}

// sample makes a row of a document of the collection meter.
func (w words) sample(doc []byte) (sources.Sample, error) {
	all, err := elementsOf(doc)
	if err != nil {
		return sources.Sample{}, err
	}
	row := sources.Sample{Unit: noUnit}
	measured := false
	for {
		key, v, more, err := all.next()
		if err != nil {
			return sources.Sample{}, err
		}
		if !more {
			break
		}
		var text sources.Text
		switch string(key) {
		case "counter_name":
			text, err = w.text(v)
			row.Meter = text.Value
		case "counter_type":
			row.Type, err = w.text(v)
		case "counter_unit":
			row.Unit, err = w.text(v)
		case "counter_volume":
			measured = true
			row.Volume, err = number(v)
		case "user_id":
			row.UserID, err = w.text(v)
		case "project_id":
			row.ProjectID, err = w.text(v)
		case "resource_id":
			row.ResourceID, err = w.text(v)
		case "source":
			row.Source, err = w.text(v)
		case "timestamp":
			row.Timestamp, err = instant(v)
		case "recorded_at":
			row.RecordedAt, err = instant(v)
		case "message_id":
			text, err = words(nil).text(v)
			row.ID = text.Value
		case "resource_metadata":
			row.Metadata, err = metadata(v)
		}
		if err != nil {
			return sources.Sample{}, fmt.Errorf("the sample %q of %q: its %s: %w", row.ID, row.Meter, key, err)
		}
	}
	if !measured {
		return sources.Sample{}, fmt.Errorf("the sample %q of %q has no counter_volume", row.ID, row.Meter)
	}
	return row, nil
}
