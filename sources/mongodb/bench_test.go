package mongodb

import (
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// bare is what a program would write that knows nothing of us: the same find,
// decoded into a struct.
type bare struct {
	ID      string  `bson:"_id"`
	User    *string `bson:"user_id"`
	Project *string `bson:"project_id"`
	Source  string  `bson:"source"`
	Meters  []struct {
		Name string  `bson:"counter_name"`
		Type string  `bson:"counter_type"`
		Unit *string `bson:"counter_unit"`
	} `bson:"meter"`
}

const benchResources, benchMeters = 5000, 6

// BenchmarkThirtyThousandMeters is meter-list of 5,000 resources, ours beside
// the floor. FerretDB works for seconds on what MongoDB does in milliseconds, so
// that a fake which sends prepared answers shows what the reader costs.
func BenchmarkThirtyThousandMeters(b *testing.B) {
	b.Run("FerretDB", func(b *testing.B) {
		db := sourcestest.MongoDB(b)
		db.Load(b, sourcestest.LargeCloud(benchResources, benchMeters))
		besideBare(b, open(b, db.URL()))
	})
	b.Run("prepared", func(b *testing.B) {
		docs := resourceDocuments(b, benchResources, benchMeters)
		old := &oldServer{max: 2, stream: func(n int64) []any {
			return docs[min(int(n)*batch, len(docs)):min(int(n+1)*batch, len(docs))]
		}}
		besideBare(b, open(b, old.start(b, nil)))
	})
}

func besideBare(b *testing.B, s *Store) {
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, err := range s.Meters(b.Context(), sources.MeterQuery{}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			enough(b, n)
		}
	})
	b.Run("bare", func(b *testing.B) {
		d, err := s.database(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			n := 0
			cursor, err := d.Collection(resourceCollection).Find(b.Context(), bson.D{}, options.Find().SetProjection(fields("user_id", "project_id", "source", "meter")))
			if err != nil {
				b.Fatal(err)
			}
			for cursor.Next(b.Context()) {
				var r bare
				if err := cursor.Decode(&r); err != nil {
					b.Fatal(err)
				}
				n += len(r.Meters)
			}
			if err := cursor.Err(); err != nil {
				b.Fatal(err)
			}
			enough(b, n)
		}
	})
}

func enough(b *testing.B, n int) {
	if n != benchResources*benchMeters {
		b.Fatalf("got %d meters, want %d", n, benchResources*benchMeters)
	}
}

// BenchmarkOneResource is the part of it that is ours alone: a document becomes
// six rows.
func BenchmarkOneResource(b *testing.B) {
	doc := resourceDocuments(b, 1, benchMeters)[0].(bson.Raw)
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		rows := meterRows{words: words{}, yield: func(sources.Meter) bool { return true }}
		for b.Loop() {
			if err := rows.of(doc); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var r bare
			if err := bson.Unmarshal(doc, &r); err != nil {
				b.Fatal(err)
			}
		}
	})
}
