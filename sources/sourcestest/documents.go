package sourcestest

import (
	"fmt"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Documents are what Ceilometer's MongoDB holds, as impl_mongodb lays it out:
// the collections resource and meter. The server of the Ceilometer API and
// FerretDB are both fed with them, so that both must give the same answers.
// They stand in the order in which they were inserted, which is the natural
// order of the database and of the API's lists of meters.
type Documents struct {
	Resources []ResourceDocument
	Samples   []SampleDocument
}

// ResourceDocument is one document of the collection resource.
type ResourceDocument struct {
	ID          string
	UserID      sources.Text
	ProjectID   sources.Text
	Source      string
	Metadata    map[string]any
	FirstSample time.Time
	LastSample  time.Time
	Meters      []MeterEntry // the array meter, in the order of $addToSet
}

// MeterEntry is one element of a resource's array meter.
type MeterEntry struct {
	Name, Type string
	Unit       sources.Text
	NoUnit     bool // a very old document: the key counter_unit is not there
}

// SampleDocument is one document of the collection meter.
type SampleDocument struct {
	MessageID  string
	Meter      MeterEntry
	Volume     float64
	UserID     sources.Text
	ProjectID  sources.Text
	ResourceID string
	Source     string
	Timestamp  time.Time
	RecordedAt time.Time
	Metadata   map[string]any
}

// DocumentsStart is when the first samples of the documents were taken.
var DocumentsStart = time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC)

// SmallCloud is a cloud of two projects with images, volumes and instances, and
// with everything that is odd: an absent user, an empty unit, a null unit beside
// a string unit, a meter that changed its unit, names in Chinese and with
// control characters, ids with slashes and blanks and of 2,000 bytes.
func SmallCloud() *Documents {
	const red, blue = "6f1d1e7c5a0b4c0e9b0a7d3a5c9e1f01", "a3c94b9e0d514f3f8d7f6f3b2e1c0d02"
	const alice, bob = "11aa22bb33cc44dd55ee66ff77008811", "99ff88ee77dd66cc55bb44aa33002222"
	d := &Documents{}
	known := sources.Known
	for i := range 6 {
		project, visibility := red, "private"
		if i%2 == 1 {
			project, visibility = blue, "public"
		}
		d.add(ResourceDocument{
			ID: fmt.Sprintf("0198e207-7618-43af-975e-2240000000%02d", i), ProjectID: known(project), Source: "openstack",
			Metadata: map[string]any{"name": fmt.Sprintf("镜像 №%d", i), "visibility": visibility, "min_disk": int64(i), "protected": i%2 == 0, "tags": []any{"a", "b"}, "virtual_size": nil},
			Meters:   []MeterEntry{gauge("image", "image"), gauge("image.size", "B")},
		}, 3, 10*time.Minute, func(meter, n int) float64 { return []float64{1, 41126400}[meter] })
	}
	for i := range 8 {
		project, user := red, alice
		if i%2 == 1 {
			project, user = blue, bob
		}
		d.add(ResourceDocument{
			ID: fmt.Sprintf("5ce05c85-7621-4d2a-895d-39283d6fb4%02d", i), UserID: known(user), ProjectID: known(project), Source: "openstack",
			Metadata: map[string]any{"display_name": fmt.Sprintf("web-%d", i), "flavor": map[string]any{"name": "m1.tiny", "vcpus": int64(1 + i%4)}, "status": "active"},
			Meters:   []MeterEntry{gauge("memory", "MB"), gauge("vcpus", "vcpu"), gauge("cpu_util", "%"), {Name: "cpu", Type: "cumulative", Unit: known("ns")}, gauge("disk.root.size", "GB")},
		}, 4, 5*time.Minute, func(meter, n int) float64 {
			return []float64{512 * float64(1+i%4), float64(1 + i%4), 12.5*float64(n) + 0.1*float64(i), 1e9 * float64(n+1), 20}[meter]
		})
	}
	for i := range 5 {
		d.add(ResourceDocument{
			ID: fmt.Sprintf("7d0e1f2a-3b4c-4d5e-8f60-7182930000%02d", i), UserID: known(bob), ProjectID: known(blue), Source: "openstack",
			Metadata: map[string]any{"display_name": fmt.Sprintf("data-%d", i), "size": int64(i + 1), "bootable": "false"},
			Meters:   []MeterEntry{gauge("volume", "volume"), gauge("volume.size", "GB")},
		}, 2, time.Hour, func(meter, n int) float64 { return []float64{1, float64(i + 1)}[meter] })
	}
	odd := func(id string, meters ...MeterEntry) {
		d.add(ResourceDocument{
			ID: id, UserID: known(alice), ProjectID: known(red), Source: red + ":openstack",
			Metadata: map[string]any{"rev": int64(len(d.Resources))}, Meters: meters,
		}, 2, time.Minute, func(meter, n int) float64 { return float64(n)*1e16 - 0.25 })
	}
	odd("web-0-tap01/with/slashes", gauge("network.incoming.bytes", "B"))
	odd(" blanks at both ends ", gauge("edge.blank", ""))
	odd("edge-null-unit", MeterEntry{Name: "edge.unit", Type: "gauge"}, gauge("edge.unit", "B"))
	odd("edge-no-unit", MeterEntry{Name: "edge.unit", Type: "gauge", NoUnit: true})
	odd("edge-redefined", gauge("edge.redefined", "B"), gauge("edge.redefined", "kB"), MeterEntry{Name: "edge.redefined", Type: "delta", Unit: known("B")})
	odd("edge-control", gauge("evil\x1b[2Jname\x07", "B"), gauge("两\n行", "个"), gauge("emoji.🚀", "🚀"))
	odd("edge-long-"+strings.Repeat("0123456789", 199), gauge("edge.long", "x"))
	odd("edge+plus=and&and?", gauge("edge.query", "a;b"))
	return d
}

// LargeCloud has so many resources with so many meters each, and one sample of
// each: 5,000 and 6 are the 30,000 meters of the figures.
func LargeCloud(resources, meters int) *Documents {
	d := &Documents{}
	var entries []MeterEntry
	for _, name := range []string{"memory", "vcpus", "cpu_util", "cpu", "disk.root.size", "disk.ephemeral.size", "memory.usage", "disk.read.bytes"} {
		entries = append(entries, gauge(name, "x"))
	}
	for len(entries) < meters {
		entries = append(entries, gauge(fmt.Sprintf("meter.%d", len(entries)), "x"))
	}
	for i := range resources {
		d.add(ResourceDocument{
			ID:     fmt.Sprintf("%08x-7621-4d2a-895d-39283d6fb400", i),
			UserID: sources.Known(fmt.Sprintf("user%028d", i%50)), ProjectID: sources.Known(fmt.Sprintf("project%025d", i%20)), Source: "openstack",
			Metadata: map[string]any{"display_name": fmt.Sprintf("web-%d", i), "host": fmt.Sprintf("compute%d", i%40), "status": "active"},
			Meters:   entries[:meters],
		}, 1, time.Minute, func(meter, n int) float64 { return float64(meter) })
	}
	return d
}

func gauge(name, unit string) MeterEntry {
	return MeterEntry{Name: name, Type: "gauge", Unit: sources.Known(unit)}
}

// add appends a resource and n samples of each of its meters.
func (d *Documents) add(r ResourceDocument, n int, every time.Duration, volume func(meter, n int) float64) {
	r.FirstSample = DocumentsStart
	r.LastSample = DocumentsStart.Add(time.Duration(n-1) * every)
	for i := range n {
		at := DocumentsStart.Add(time.Duration(i) * every)
		for k, m := range r.Meters {
			d.Samples = append(d.Samples, SampleDocument{
				MessageID: fmt.Sprintf("%08x-094a-4018-8c51-%012x", len(d.Resources), len(d.Samples)),
				Meter:     m, Volume: volume(k, i), UserID: r.UserID, ProjectID: r.ProjectID,
				ResourceID: r.ID, Source: r.Source, Timestamp: at, RecordedAt: at.Add(2*time.Second + 345*time.Millisecond), Metadata: r.Metadata,
			})
		}
	}
	d.Resources = append(d.Resources, r)
}
