package mongodb

import (
	"math"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func marshal(t testing.TB, doc any) []byte {
	t.Helper()
	out, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func decimal128(t testing.TB, s string) primitive.Decimal128 {
	t.Helper()
	d, err := primitive.ParseDecimal128(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestVolumesAsOldCeilometersStoredThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stored any
		want   float64
		err    string
	}{
		"32 bits":          {int32(-3), -3, ""},
		"64 bits":          {int64(math.MaxInt64), 9.223372036854775807e18, ""},
		"a float":          {0.1, 0.1, ""},
		"infinity":         {math.Inf(-1), math.Inf(-1), ""},
		"a decimal":        {decimal128(t, "12.5"), 12.5, ""},
		"a large decimal":  {decimal128(t, "1E+6000"), math.Inf(1), ""},
		"a text":           {" 12.5 ", 12.5, ""},
		"a text with e":    {"1e3", 1000, ""},
		"a boolean":        {true, 1, ""},
		"a text in words":  {"many", 0, `its counter_volume: it is "many", no number`},
		"a hexadecimal":    {"0x10", 0, `its counter_volume: it is "0x10", no number`},
		"null":             {nil, 0, "its counter_volume: it is null, no number"},
		"a document":       {bson.D{}, 0, "its counter_volume: it is a document, no number"},
		"nothing":          {primitive.Undefined{}, 0, "its counter_volume: it is a value of the type undefined, no number"},
		"not even nothing": {nil, 0, `the sample "m" of "cpu" has no counter_volume`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := bson.D{{Key: "message_id", Value: "m"}, {Key: "counter_name", Value: "cpu"}, {Key: "counter_volume", Value: c.stored}}
			if name == "not even nothing" {
				doc = doc[:2]
			}
			row, err := words{}.sample(marshal(t, doc))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) || row.Meter != "" {
					t.Errorf("got %+v and the error %v, want %q", row, err, c.err)
				}
				return
			}
			if err != nil || row.Volume != c.want {
				t.Errorf("got %v and the error %v, want %v", row.Volume, err, c.want)
			}
		})
	}
}

func TestTextsThatAreNone(t *testing.T) {
	t.Parallel()
	id, _ := primitive.ObjectIDFromHex("0123456789abcdef01234567")
	for name, c := range map[string]struct {
		stored any
		want   sources.Text
		err    string
	}{
		"empty":        {"", sources.Known(""), ""},
		"null":         {nil, sources.Text{}, ""},
		"an integer":   {int64(7), sources.Known("7"), ""},
		"a float":      {7.0, sources.Known("7.0"), ""},
		"a boolean":    {false, sources.Known("False"), ""},
		"an object id": {id, sources.Known("0123456789abcdef01234567"), ""},
		"a date":       {time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC), sources.Known("2026-01-15T10:00:00.123000"), ""},
		"a symbol":     {primitive.Symbol("s"), sources.Known("s"), ""},
		"an array":     {bson.A{}, sources.Text{}, "its user_id: it is an array where a text belongs"},
		"a pattern":    {primitive.Regex{Pattern: "x"}, sources.Text{}, "its user_id: it is a value of the type regex"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row, err := words{}.resource(marshal(t, bson.D{{Key: "_id", Value: "r"}, {Key: "user_id", Value: c.stored}}))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got the error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil || row.UserID != c.want {
				t.Errorf("got %+v and the error %v, want %+v", row.UserID, err, c.want)
			}
		})
	}
}

func TestTimesThatAreNone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC)
	for name, c := range map[string]struct {
		stored any
		want   time.Time
		err    string
	}{
		"a date":             {at.Add(456 * time.Microsecond), at, ""},
		"a text":             {"2026-01-15T10:00:00.123000", at, ""},
		"null":               {nil, time.Time{}, ""},
		"the end of time":    {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), ""},
		"after the end":      {primitive.DateTime(math.MaxInt64), time.Time{}, "its first_sample_timestamp: it is a time in the year"},
		"a text in words":    {"now", time.Time{}, `its first_sample_timestamp: it is "now", no time`},
		"a number":           {1.5, time.Time{}, "its first_sample_timestamp: it is a value of the type double, no time"},
		"a date before 1970": {time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row, err := words{}.resource(marshal(t, bson.D{{Key: "_id", Value: "r"}, {Key: "first_sample_timestamp", Value: c.stored}}))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got the error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil || !row.FirstSample.Equal(c.want) {
				t.Errorf("got %v and the error %v, want %v", row.FirstSample, err, c.want)
			}
		})
	}
}

// TestADocumentThatIsOdd: a document that is no resource of Ceilometer's ends
// the list with an error that names it; one with nothing in it does not.
func TestADocumentThatIsOdd(t *testing.T) {
	t.Parallel()
	good := bson.D{{Key: "_id", Value: "good"}, {Key: "meter", Value: bson.A{bson.D{{Key: "counter_name", Value: "cpu"}}}}}
	for name, c := range map[string]struct {
		doc  bson.D
		rows int
		err  string
	}{
		"no meters":           {bson.D{{Key: "_id", Value: "r"}}, 2, ""},
		"meters null":         {bson.D{{Key: "_id", Value: "r"}, {Key: "meter", Value: nil}}, 2, ""},
		"no meter in it":      {bson.D{{Key: "_id", Value: "r"}, {Key: "meter", Value: bson.A{}}}, 2, ""},
		"meters are a text":   {bson.D{{Key: "_id", Value: "r"}, {Key: "meter", Value: "cpu"}}, 1, `document 2 of the collection resource: the resource "r": its meter is a value of the type string, no array`},
		"a meter is a text":   {bson.D{{Key: "_id", Value: "r"}, {Key: "meter", Value: bson.A{"cpu"}}}, 1, `the resource "r": its meter 0: it is a value of the type string where a document belongs`},
		"a meter has no name": {bson.D{{Key: "_id", Value: "r\x1b"}, {Key: "meter", Value: bson.A{bson.D{{Key: "counter_type", Value: "gauge"}}}}}, 1, `the resource "r\x1b": its meter 0: it has no counter_name`},
		"a name is a list":    {bson.D{{Key: "_id", Value: "r"}, {Key: "meter", Value: bson.A{bson.D{{Key: "counter_name", Value: bson.A{}}}}}}, 1, "its meter 0: its counter_name: it is an array where a text belongs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := sourcestest.MongoDB(t)
			last := bson.D{{Key: "_id", Value: "last"}, good[1]}
			db.Insert(t, "resource", good, c.doc, last)
			rows := 0
			var failed error
			for _, err := range open(t, db.URL()).Meters(t.Context(), sources.MeterQuery{}) {
				if failed = err; err == nil {
					rows++
				}
			}
			if rows != c.rows {
				t.Errorf("got %d rows, want %d", rows, c.rows)
			}
			if c.err == "" {
				if failed != nil {
					t.Error(failed)
				}
				return
			}
			says(t, failed, c.err, "")
		})
	}
}

// TestAMeterWithoutAUnit: the API says "" where there is no counter_unit, and
// null only where null is stored.
func TestAMeterWithoutAUnit(t *testing.T) {
	t.Parallel()
	doc := bson.D{{Key: "_id", Value: "r"}, {Key: "meter", Value: bson.A{
		bson.D{{Key: "counter_name", Value: "old"}, {Key: "counter_type", Value: "gauge"}},
		bson.D{{Key: "counter_name", Value: "null"}, {Key: "counter_type", Value: "gauge"}, {Key: "counter_unit", Value: nil}},
	}}}
	var got []sources.Meter
	rows := meterRows{words: words{}, yield: func(m sources.Meter) bool { got = append(got, m); return true }}
	if err := rows.of(marshal(t, doc)); err != nil {
		t.Fatal(err)
	}
	if got[0].Unit != sources.Known("") || got[1].Unit != (sources.Text{}) {
		t.Errorf("got the units %+v and %+v", got[0].Unit, got[1].Unit)
	}
}

func TestMetadataIsAJSONObject(t *testing.T) {
	t.Parallel()
	id, _ := primitive.ObjectIDFromHex("0123456789abcdef01234567")
	doc := bson.D{
		{Key: "status", Value: "active"},
		{Key: "образ", Value: "№5 \"<&>\"\n\x1b"},
		{Key: "flavor", Value: bson.D{{Key: "vcpus", Value: int32(2)}, {Key: "ram", Value: int64(1) << 40}, {Key: "extra", Value: bson.D{}}}},
		{Key: "%24ref", Value: nil},
		{Key: "%24a%20b%zz", Value: true},
		{Key: "100%24", Value: false},
		{Key: "tags", Value: bson.A{"a", bson.A{}, 1.0, 0.1, 1e16, math.NaN(), math.Inf(1)}},
		{Key: "at", Value: time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC)},
		{Key: "decimal", Value: decimal128(t, "1.5")},
		{Key: "id", Value: id},
		{Key: "bytes", Value: []byte{0, 255}},
		{Key: "pattern", Value: primitive.Regex{Pattern: "a/b", Options: "i"}},
		{Key: "clock", Value: primitive.Timestamp{T: 7, I: 1}},
		{Key: "torn", Value: "a\xffb"},
	}
	row, err := words{}.resource(marshal(t, bson.D{{Key: "_id", Value: "r"}, {Key: "metadata", Value: doc}}))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"status":"active","образ":"№5 \"\u003c\u0026\u003e\"\n\u001b","flavor":{"vcpus":2,"ram":1099511627776,"extra":{}},"$ref":null,"%24a%20b%zz":true,"100%24":false,` +
		`"tags":["a",[],1.0,0.1,1e+16,"nan","inf"],"at":"2026-01-15T10:00:00.123000","decimal":"1.5","id":"0123456789abcdef01234567",` +
		`"bytes":"AP8=","pattern":"/a/b/i","clock":"7.1","torn":"a\ufffdb"}`
	if string(row.Metadata) != want {
		t.Errorf("got\n%s\nwant\n%s", row.Metadata, want)
	}
	for _, none := range []any{nil, primitive.Undefined{}} {
		row, err := words{}.resource(marshal(t, bson.D{{Key: "_id", Value: "r"}, {Key: "metadata", Value: none}}))
		if err != nil || row.Metadata != nil {
			t.Errorf("metadata of %v: %s (%v)", none, row.Metadata, err)
		}
	}
	deep := bson.D{}
	for range deepest + 1 {
		deep = bson.D{{Key: "a", Value: deep}}
	}
	if _, err := (words{}).resource(marshal(t, bson.D{{Key: "metadata", Value: deep}})); err == nil || !strings.Contains(err.Error(), "nested more than 200 levels deep") {
		t.Errorf("got the error %v", err)
	}
}

func TestResourcesByTimeAreAsTheirSamplesShowThem(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	at := time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)
	sample := func(resource, project string, minute int, state string) bson.D {
		return bson.D{
			{Key: "resource_id", Value: resource},
			{Key: "project_id", Value: project},
			{Key: "user_id", Value: nil},
			{Key: "source", Value: "openstack"},
			{Key: "timestamp", Value: at.Add(time.Duration(minute) * time.Minute)},
			{Key: "resource_metadata", Value: bson.D{{Key: "state", Value: state}}},
		}
	}
	db.Insert(t, "meter",
		sample("a", "red", 5, "last of a"), sample("b", "blue", 2, "last of b"), sample("a", "blue", 3, "middle of a"),
		sample("a", "green", 1, "first of a"), sample("c", "red", 9, "too late"), sample("d", "green", 4, "d"))
	db.Create(t, "resource")
	q := sources.ResourceQuery{Conditions: []sources.Condition{{Field: "timestamp", Op: "lt", Value: "2026-01-15T10:09:00"}}}
	var got []string
	for r, err := range open(t, db.URL()).Resources(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join([]string{r.ID, r.ProjectID.Value, r.FirstSample.Format("4"), r.LastSample.Format("4"), string(r.Metadata)}, " "))
	}
	want := []string{
		`a green 1 5 {"state":"last of a"}`, // its project was green first
		`d green 4 4 {"state":"d"}`,
		`b blue 2 2 {"state":"last of b"}`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
