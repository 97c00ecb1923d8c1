package mongodb

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestHealthTellsWhatIsKeptAndHowLong(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(3, 2))
	index := func(name, field string, more ...bson.E) any {
		return append(bson.D{{Key: "v", Value: 1}, {Key: "key", Value: bson.D{{Key: field, Value: -1}}}, {Key: "name", Value: name}}, more...)
	}
	for name, c := range map[string]struct {
		indexes []any
		want    []string
	}{
		"for ever": {[]any{index("_id_", "_id"), index("timestamp_idx", "timestamp")}, []string{"samples are kept for ever: the collection meter has no TTL index"}},
		"an hour":  {[]any{index("timestamp_idx", "timestamp"), index("meter_ttl", "timestamp", bson.E{Key: "expireAfterSeconds", Value: 3600.0})}, []string{"samples are kept for 1h0m0s"}},
		"no index": {[]any{index("_id_", "_id")}, []string{"samples are kept for ever: the collection meter has no TTL index", "the collection meter has no index on timestamp: the newest samples are found slowly"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := &oldServer{max: 2, indexes: c.indexes}
			health, err := open(t, old.start(t, db)).Health(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want := append([]string{"about 3 resources", "about 6 samples"}, c.want...); !slices.Equal(health.Notes, want) {
				t.Errorf("got the notes %q, want %q", health.Notes, want)
			}
			if health.Version == "" || health.Waiting != -1 || health.Metrics != -1 {
				t.Errorf("got %+v", health)
			}
		})
	}
}
