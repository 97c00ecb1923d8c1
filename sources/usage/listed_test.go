package usage

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// A store lists late: what it lacks is not gone. And what it has was there when it
// was measured, not when the list was made.
func TestWhatAStoreListsWasThereWhenItWasMeasured(t *testing.T) {
	t.Parallel()
	from, to := midnight, midnight.Add(10*time.Hour)
	l := New(from, to)
	l.Observed("B", midnight.Add(-time.Hour), to)
	created := event("compute.instance.create.end", midnight.Add(8*time.Hour), instance("new", "acme", 1, 512, 1, midnight.Add(8*time.Hour), midnight.Add(8*time.Hour)))
	l.Add(&created)
	size := int64(1000)
	l.Take(&sources.Inventory{
		At: midnight.Add(9 * time.Hour), Store: "gnocchi",
		Servers: []sources.Server{{
			ID: "old", ProjectID: "acme", LaunchedAt: longAgo(), SeenAt: midnight.Add(3 * time.Hour), Flavor: &sources.Flavor{VCPUs: 2, MemoryMB: 1, RootGB: 1},
		}, {
			ID: "dead", ProjectID: "acme", LaunchedAt: longAgo(), SeenAt: midnight.Add(1 * time.Hour), TerminatedAt: midnight.Add(2 * time.Hour), Flavor: &sources.Flavor{VCPUs: 4, MemoryMB: 1, RootGB: 1},
		}},
		Volumes: []sources.Volume{{ID: "vol", ProjectID: "acme", SizeGB: 10, CreatedAt: longAgo(), SeenAt: midnight.Add(time.Hour), DeletedAt: midnight.Add(2 * time.Hour)}},
		Images:  []sources.Image{{ID: "img", ProjectID: "acme", Status: "active", Size: &size, CreatedAt: longAgo(), SeenAt: midnight.Add(4 * time.Hour)}},
	})
	wants(t, l, "new", VCPUs, "0 7200 0")
	wants(t, l, "old", VCPUs, "21600 50400 0")
	wants(t, l, "dead", VCPUs, "28800 0 0")
	wants(t, l, "vol", Volume, "72000 0 0")
	for _, k := range l.Report().Kinds {
		if !k.Whole {
			t.Errorf("%s is a lower bound", k.Kind)
		}
	}
}
