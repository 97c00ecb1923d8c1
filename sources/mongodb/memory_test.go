package mongodb

import (
	"fmt"
	"runtime"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
)

// TestAMillionRowsNeedLittleMemory streams them from a fake that sends the same
// batches again and again; its own memory counts too.
func TestAMillionRowsNeedLittleMemory(t *testing.T) { // not parallel: others' memory would count
	const perResource, perBatch, batches = 6, batch, 84 // 1,008,000 rows
	docs := resourceDocuments(t, perBatch, perResource)
	old := &oldServer{max: 2, stream: func(batch int64) []any {
		if batch == batches {
			return nil
		}
		return docs
	}}
	s := open(t, old.start(t, nil))
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	rows, most := 0, uint64(0)
	for m, err := range s.Meters(t.Context(), sources.MeterQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if m.Name == "" || m.ResourceID.Value == "" {
			t.Fatalf("row %d is %+v", rows, m)
		}
		if rows++; rows%50_000 == 0 {
			runtime.ReadMemStats(&during)
			most = max(most, during.HeapInuse+during.StackInuse)
		}
	}
	if rows != perResource*perBatch*batches {
		t.Errorf("got %d rows, want %d", rows, perResource*perBatch*batches)
	}
	if most > 64<<20 {
		t.Errorf("%d MiB of memory in use while the rows were streamed, want at most 64 (before: %d)", most>>20, before.HeapInuse>>20)
	}
	t.Logf("%d rows, at most %d MiB in use, %d MiB before", rows, most>>20, before.HeapInuse>>20)
}

// resourceDocuments are documents of the collection resource as they come from
// a find with a projection.
func resourceDocuments(t testing.TB, resources, meters int) []any {
	var docs []any
	for i := range resources {
		list := bson.A{}
		for k := range meters {
			list = append(list, bson.D{{Key: "counter_name", Value: fmt.Sprintf("disk.device.meter.%d", k)}, {Key: "counter_type", Value: "cumulative"}, {Key: "counter_unit", Value: "B"}})
		}
		docs = append(docs, bson.Raw(marshal(t, bson.D{
			{Key: "_id", Value: fmt.Sprintf("%08x-7621-4d2a-895d-39283d6fb400", i)},
			{Key: "meter", Value: list},
			{Key: "project_id", Value: fmt.Sprintf("project%025d", i%20)},
			{Key: "source", Value: "openstack"},
			{Key: "user_id", Value: fmt.Sprintf("user%028d", i%50)},
		})))
	}
	return docs
}
