package mongodb

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
)

func TestConditionsBecomeAFilter(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC)
	is := func(field, value string) sources.Condition {
		return sources.Condition{Field: field, Op: "eq", Value: value}
	}
	for name, c := range map[string]struct {
		list       list
		conditions []sources.Condition
		want       bson.D
	}{
		"nothing":                        {meterList, nil, nil},
		"short and long names":           {meterList, []sources.Condition{is("user", "u"), is("project_id", "p"), is("resource", "r"), is("source", "s")}, bson.D{{Key: "user_id", Value: "u"}, {Key: "project_id", Value: "p"}, {Key: "_id", Value: "r"}, {Key: "source", Value: "s"}}},
		"the last of a field wins":       {meterList, []sources.Condition{is("user", "u"), is("user_id", "v")}, bson.D{{Key: "user_id", Value: "v"}}},
		"None is null on meters":         {meterList, []sources.Condition{is("user", "None"), is("source", "None")}, bson.D{{Key: "user_id", Value: nil}, {Key: "source", Value: "None"}}},
		"None is a text on resources":    {resourceList, []sources.Condition{is("user", "None")}, bson.D{{Key: "user_id", Value: "None"}}},
		"no operator means eq":           {meterList, []sources.Condition{{Field: "user", Value: "u"}}, bson.D{{Key: "user_id", Value: "u"}}},
		"metadata of resources":          {meterList, []sources.Condition{is("resource_metadata.flavor.name", "m1")}, bson.D{{Key: "metadata.flavor.name", Value: "m1"}}},
		"metadata of samples":            {sampleList, []sources.Condition{is("metadata.size", "1")}, bson.D{{Key: "resource_metadata.size", Value: int64(1)}}},
		"no operator in metadata":        {meterList, []sources.Condition{is("metadata.$where.$gt", "x")}, bson.D{{Key: "metadata.%24where.%24gt", Value: "x"}}},
		"samples by message":             {sampleList, []sources.Condition{is("message_id", "m"), is("meter", "cpu"), is("resource_id", "r")}, bson.D{{Key: "message_id", Value: "m"}, {Key: "counter_name", Value: "cpu"}, {Key: "resource_id", Value: "r"}}},
		"a span":                         {sampleList, []sources.Condition{{Field: "timestamp", Op: "ge", Value: "2026-01-15T10:00:00.123"}, {Field: "timestamp", Op: "lt", Value: "2026-01-15 10:00:01.123Z"}}, bson.D{{Key: "timestamp", Value: bson.D{{Key: "$gte", Value: at}, {Key: "$lt", Value: at.Add(time.Second)}}}}},
		"an open span":                   {sampleList, []sources.Condition{{Field: "timestamp", Op: "gt", Value: "2026-01-15T10:00:00.123"}, {Field: "timestamp", Op: "le", Value: "2026-01-15T10:00:01.123+00:00"}}, bson.D{{Key: "timestamp", Value: bson.D{{Key: "$gt", Value: at}, {Key: "$lte", Value: at.Add(time.Second)}}}}},
		"bounds between milliseconds":    {sampleList, []sources.Condition{{Field: "timestamp", Op: "ge", Value: "2026-01-15T10:00:00.122001"}, {Field: "timestamp", Op: "le", Value: "2026-01-15T10:00:00.123999"}}, bson.D{{Key: "timestamp", Value: bson.D{{Key: "$gte", Value: at}, {Key: "$lte", Value: at}}}}},
		"open bounds between them":       {sampleList, []sources.Condition{{Field: "timestamp", Op: "gt", Value: "2026-01-15T10:00:00.123001"}, {Field: "timestamp", Op: "lt", Value: "2026-01-15T10:00:00.122999"}}, bson.D{{Key: "timestamp", Value: bson.D{{Key: "$gt", Value: at}, {Key: "$lt", Value: at}}}}},
		"a day":                          {resourceList, []sources.Condition{{Field: "timestamp", Op: "ge", Value: "2026-01-15"}}, bson.D{{Key: "timestamp", Value: bson.D{{Key: "$gte", Value: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)}}}}},
		"an offset widens both bounds":   {sampleList, []sources.Condition{is("search_offset", "10"), {Field: "timestamp", Op: "ge", Value: "2026-01-15T10:00"}, {Field: "timestamp", Op: "lt", Value: "2026-01-15T11:00"}}, bson.D{{Key: "timestamp", Value: bson.D{{Key: "$gte", Value: time.Date(2026, 1, 15, 9, 50, 0, 0, time.UTC)}, {Key: "$lt", Value: time.Date(2026, 1, 15, 11, 10, 0, 0, time.UTC)}}}}},
		"the type of no metadata counts": {meterList, []sources.Condition{{Field: "user", Op: "eq", Value: "1", Type: "integer"}}, bson.D{{Key: "user_id", Value: "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, err := c.list.filter(c.conditions)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v and the error %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestWhatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list        list
		condition   sources.Condition
		want        string
		unsupported bool
	}{
		"an unknown field":         {meterList, sources.Condition{Field: "foo", Op: "eq"}, `the field "foo" for meters`, true},
		"unique":                   {meterList, sources.Condition{Field: "unique", Op: "eq"}, `the field "unique" for meters`, true},
		"a meter among meters":     {meterList, sources.Condition{Field: "meter", Op: "eq"}, `the field "meter" for meters`, true},
		"a time of meters":         {meterList, sources.Condition{Field: "timestamp", Op: "gt", Value: "2026-01-15"}, `the field "timestamp" for meters`, true},
		"a message of a resource":  {resourceList, sources.Condition{Field: "message_id", Op: "eq"}, `the field "message_id" for resources`, true},
		"an operator":              {sampleList, sources.Condition{Field: "resource_id", Op: "ne", Value: "x"}, `the operator "ne" for resource_id`, true},
		"a time that is equal":     {sampleList, sources.Condition{Field: "timestamp", Op: "eq", Value: "2026-01-15"}, `the operator "eq" for timestamp`, true},
		"no time":                  {sampleList, sources.Condition{Field: "timestamp", Op: "gt", Value: "yesterday"}, `"yesterday" is no time`, false},
		"a time with a zone":       {sampleList, sources.Condition{Field: "timestamp", Op: "gt", Value: "2026-01-15T10:00:00+02:00"}, "has a zone", false},
		"an offset without a time": {sampleList, sources.Condition{Field: "search_offset", Op: "eq", Value: "5"}, "there is no timestamp to widen", false},
		"an offset in words":       {sampleList, sources.Condition{Field: "search_offset", Op: "eq", Value: "five"}, "no number of minutes", false},
		"metadata without a name":  {meterList, sources.Condition{Field: "metadata.", Op: "eq"}, `the field "metadata."`, true},
		"a NUL in a name":          {meterList, sources.Condition{Field: "metadata.a\x00b", Op: "eq"}, `the field "metadata.a\x00b"`, true},
		"a type":                   {meterList, sources.Condition{Field: "metadata.a", Op: "eq", Type: "list"}, `the type "list"`, true},
		"a list":                   {meterList, sources.Condition{Field: "metadata.a", Op: "eq", Value: "['a', 'b']"}, "a list as the value of metadata.a", true},
		"a large integer":          {meterList, sources.Condition{Field: "metadata.a", Op: "eq", Value: "123456789012345678901"}, "integers of more than 64 bits", true},
		"no integer":               {meterList, sources.Condition{Field: "metadata.a", Op: "eq", Value: "1.5", Type: "integer"}, "cannot be converted to the type integer", false},
		"no boolean":               {meterList, sources.Condition{Field: "metadata.a", Op: "eq", Value: "maybe", Type: "boolean"}, "cannot be converted to the type boolean", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			filter, _, err := c.list.filter([]sources.Condition{c.condition})
			if err == nil {
				t.Fatalf("got the filter %v, want the error %q", filter, c.want)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q in it", err, c.want)
			}
			if unsupported := new(sources.UnsupportedError); errors.As(err, &unsupported) != c.unsupported {
				t.Errorf("%q is unsupported: %v, want %v", err, !c.unsupported, c.unsupported)
			}
		})
	}
}

func TestValuesOfMetadataAreGuessed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		"True": true, "true": "true", "False": false, "None": nil,
		"1": int64(1), "-17": int64(-17), "+3": int64(3), "0": int64(0), "007": "007", "0x10": int64(16), "-0b11": int64(-3),
		"1.0": 1.0, ".5": 0.5, "1e3": 1000.0, "1e999": math.Inf(1), "1.2.3": "1.2.3", "1_000": "1_000", "nan": "nan", "0x1p4": "0x1p4",
		"'1'": "1", `"a b"`: "a b", `'it\'s'`: `'it\'s'`, "m1.tiny": "m1.tiny", "": "", "[web] server": "[web] server", "[web]": "[web]",
		"2026-01-15": "2026-01-15", "10.0.0.1": "10.0.0.1", "образ №5": "образ №5",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := typed(sources.Condition{Field: "metadata.x", Op: "eq", Value: text})
			if err != nil || got != want {
				t.Errorf("%q is %#v (%v), want %#v", text, got, err, want)
			}
		})
	}
	for _, c := range []struct {
		value, kind string
		want        any
	}{
		{"1", "string", "1"},
		{" 1 ", "integer", int64(1)},
		{"1", "float", 1.0},
		{"Yes", "boolean", true},
		{"off", "boolean", false},
		{"2026-01-15T10:00:00Z", "datetime", time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)},
	} {
		t.Run(fmt.Sprintf("%s::%s", c.kind, c.value), func(t *testing.T) {
			t.Parallel()
			if got, err := typed(sources.Condition{Value: c.value, Type: c.kind}); err != nil || got != c.want {
				t.Errorf("got %#v (%v), want %#v", got, err, c.want)
			}
		})
	}
}
