package mongodb

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"github.com/ceilotop/ceilotop/sources"
)

// groupFields are what statistics can be grouped by, and what cardinality
// counts is one of the first four.
var groupFields = []string{"user_id", "project_id", "resource_id", "source", "resource_metadata.instance_type"}

var functions = []string{"max", "min", "avg", "sum", "count", "stddev", "cardinality"}

// Statistics sums up the samples of a meter, by unit, and by period and the
// fields that are grouped by. The periods follow each other from the bound that
// was asked for or else from the oldest sample of all meters, as the API's do;
// those without samples are left out. The groups of a period stand in the order
// of their first samples.
func (s *Store) Statistics(ctx context.Context, q sources.StatisticsQuery) iter.Seq2[sources.Statistic, error] {
	return func(yield func(sources.Statistic, error) bool) {
		if err := s.statistics(ctx, q, func(st sources.Statistic) bool { return yield(st, nil) }); err != nil {
			yield(sources.Statistic{}, err)
		}
	}
}

func (s *Store) statistics(ctx context.Context, q sources.StatisticsQuery, yield func(sources.Statistic) bool) error {
	filter, during, err := sampleList.filter(q.Conditions)
	if err != nil {
		return err
	}
	if err := computable(q); err != nil {
		return err
	}
	q.GroupBy = unique(q.GroupBy)
	first := during.start
	if first.IsZero() {
		if first, err = s.oldest(ctx); err != nil {
			return err
		}
	}
	sums := newSums(q, during, first, yield)
	more := true
	err = s.find(ctx, query{
		doing:      "compute statistics of " + sources.Visible(q.Meter),
		collection: meterCollection,
		filter:     with(filter, "counter_name", q.Meter),
		fields:     append(bson.D{{Key: "_id", Value: 0}}, fields(sums.needs()...)...),
		sort:       bson.D{{Key: "timestamp", Value: 1}},
	}, func(doc bson.Raw) (bool, error) {
		more, err = sums.add(doc)
		return more, err
	})
	if err == nil && more {
		sums.flush()
	}
	return err
}

// computable refuses what the API refuses.
func computable(q sources.StatisticsQuery) error {
	if q.Period < 0 {
		return fmt.Errorf("the period is %d seconds; it must be positive", q.Period)
	}
	for _, field := range q.GroupBy {
		if !slices.Contains(groupFields, field) {
			return unsupported("the field %q for grouping", field)
		}
	}
	for _, a := range q.Aggregates {
		switch {
		case !slices.Contains(functions, a.Func):
			return unsupported("the aggregate %q", a.Func)
		case a.Func == "cardinality" && !slices.Contains(groupFields[:4], a.Param):
			return unsupported("the cardinality of %q", a.Param)
		case a.Func != "cardinality" && a.Param != "":
			return unsupported("the aggregate %q", a.Name())
		}
	}
	return nil
}

// oldest is the time of the oldest sample of all. The zero time means that
// there is none.
func (s *Store) oldest(ctx context.Context) (at time.Time, err error) {
	err = s.find(ctx, query{
		doing: "look for the oldest sample", collection: meterCollection,
		fields: append(bson.D{{Key: "_id", Value: 0}}, fields("timestamp")...),
		sort:   bson.D{{Key: "timestamp", Value: 1}}, limit: 1,
	}, func(doc bson.Raw) (bool, error) {
		all, err := elementsOf(doc)
		if err != nil {
			return false, err
		}
		_, v, _, err := all.next()
		if err == nil {
			at, err = sampleTime(v)
		}
		return false, err
	})
	return at, err
}

// sampleTime is the time of a sample. It must be a date: MongoDB sorts other
// types apart, and the order would not be that of time.
func sampleTime(v bsoncore.Value) (time.Time, error) {
	if v.Type != bsontype.DateTime {
		return time.Time{}, fmt.Errorf("its timestamp is %s, no date", kind(v.Type))
	}
	return instant(v)
}

func unique(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
