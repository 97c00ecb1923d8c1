package mongodb

import (
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"github.com/ceilotop/ceilotop/sources"
)

func seeds(f *testing.F) {
	at := time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)
	for _, doc := range []bson.D{
		{},
		{{Key: "_id", Value: "r"}, {Key: "user_id", Value: nil}, {Key: "meter", Value: bson.A{bson.D{{Key: "counter_name", Value: "cpu"}, {Key: "counter_unit", Value: "ns"}}}}, {Key: "first_sample_timestamp", Value: at}},
		{{Key: "message_id", Value: "m"}, {Key: "counter_name", Value: "cpu"}, {Key: "counter_volume", Value: "1.5"}, {Key: "timestamp", Value: at}, {Key: "resource_metadata", Value: bson.D{{Key: "%24a", Value: bson.A{1, 2.5, "x", true}}}}},
		{{Key: "counter_volume", Value: decimal128(f, "1.5")}, {Key: "metadata", Value: bson.D{{Key: "a", Value: bson.D{{Key: "instance_type", Value: "x"}}}}}},
	} {
		f.Add(marshal(f, doc))
	}
}

// FuzzRows gives any bytes as documents. The driver hands on what the server
// sent, and checks no more than the length.
func FuzzRows(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		rows := meterRows{words: words{}, limit: 3, yield: func(m sources.Meter) bool { return m.Name != "last" }}
		if err := rows.of(doc); err == nil && bson.Raw(doc).Validate() != nil && rows.count > 0 && rows.count < 3 {
			// Only what nobody looked at may be invalid.
			if _, err := elementsOf(doc); err != nil {
				t.Errorf("rows of a document that is none: %v", err)
			}
		}
		if row, err := (words{}).sample(doc); err == nil && row.Metadata != nil && !json.Valid(row.Metadata) {
			t.Errorf("the metadata is %q", row.Metadata)
		}
		if row, err := (words{}).resource(doc); err != nil && (row.ID != "" || row.Metadata != nil) {
			t.Errorf("the row %+v came with the error %v", row, err)
		}
		s := newSums(sources.StatisticsQuery{Period: 60, GroupBy: groupFields, Aggregates: []sources.Aggregate{{Func: "cardinality", Param: "user_id"}}}, span{}, ten, func(sources.Statistic) bool { return true })
		if more, err := s.add(doc); err == nil && more {
			s.flush()
		}
	})
}

// FuzzMetadata holds the conversion to JSON: what is valid BSON becomes a valid
// JSON object of as many keys, or an error.
func FuzzMetadata(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		out, err := metadata(bsoncore.Value{Type: bsontype.EmbeddedDocument, Data: doc})
		if err != nil {
			if out != nil {
				t.Errorf("%q came with the error %v", out, err)
			}
			return
		}
		if !json.Valid(out) || !utf8.Valid(out) || out[0] != '{' {
			t.Fatalf("%q is no JSON object", out)
		}
		all, _ := elementsOf(doc)
		keys := map[string]bool{}
		for {
			key, _, more, err := all.next()
			if err != nil {
				t.Fatalf("torn BSON became %q", out)
			}
			if !more {
				break
			}
			var restored string
			if json.Unmarshal(appendString(nil, restore(key)), &restored) == nil {
				keys[restored] = true
			}
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(out, &object); err != nil || len(object) != len(keys) {
			t.Errorf("%d keys became %d in %q: %v", len(keys), len(object), out, err)
		}
	})
}

// FuzzConditions: no query panics, and none has an operator of MongoDB in a key
// that the operator of the cloud chose.
func FuzzConditions(f *testing.F) {
	f.Add("metadata.$where", "eq", "1", "")
	f.Add("timestamp", "ge", "2026-01-15T10:00:00+02:00", "")
	f.Add("search_offset", "eq", "9223372036854775807", "")
	f.Add("resource_metadata.a.b", "eq", "{'a': 1}", "integer")
	f.Fuzz(func(t *testing.T, field, op, value, kind string) {
		conditions := []sources.Condition{{Field: "timestamp", Op: "lt", Value: "2026-01-15"}, {Field: field, Op: op, Value: value, Type: kind}}
		for _, l := range []list{meterList, sampleList, resourceList, resourceSamples} {
			filter, _, err := l.filter(conditions[map[bool]int{true: 0, false: 1}[l.times]:])
			if err != nil {
				continue
			}
			for _, e := range filter {
				if e.Key == "" || e.Key[0] == '$' {
					t.Errorf("%q became the operator %q", field, e.Key)
				}
			}
			if _, err := bson.Marshal(filter); err != nil {
				t.Errorf("%v: %v", filter, err)
			}
		}
	})
}
