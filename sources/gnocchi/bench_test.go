package gnocchi

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// BenchmarkMeters lists 30,000 metrics of 5,000 resources. The floor makes the
// same number of requests for as many rows, both lists beside each other, and
// throws the answers away. Index entries are made by SQL.
func BenchmarkMeters(b *testing.B) {
	g := sourcestest.Gnocchi(b)
	const resources, each = 5000, 6
	g.Fill(b, resources, each)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			var group sync.WaitGroup
			for path, rows := range map[string]int{"/v1/metric": resources * each, "/v1/resource/generic": resources} {
				group.Go(func() {
					if n := bare(b, g, path); n != rows {
						b.Errorf("%s: got %d rows, want %d", path, n, rows)
					}
				})
			}
			group.Wait()
		}
	})
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, err := range storeOfBench(g).Meters(context.Background(), sources.MeterQuery{}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != resources*each {
				b.Fatalf("got %d meters, want %d", n, resources*each)
			}
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-sys")
	})
}

func storeOfBench(g *sourcestest.MetricStore) *Store {
	return New(Config{Endpoint: g.URL, HTTP: g.HTTP})
}

// bare pages through a list, takes the next marker from the header, and counts
// the rows by what each has once.
func bare(b *testing.B, g *sourcestest.MetricStore, path string) (rows int) {
	args := url.Values{"limit": {strconv.Itoa(pageRows)}, "sort": {"id:asc"}}
	once := `"archive_policy":`
	if path != "/v1/metric" {
		args["attrs"] = joinAttributes
		once = `"original_resource_id":`
	}
	for {
		answer, err := g.HTTP.Get(g.URL + path + "?" + args.Encode())
		if err != nil {
			b.Error(err)
			return rows
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			b.Errorf("%s: %d, %v", path, answer.StatusCode, err)
			return rows
		}
		rows += bytes.Count(body, []byte(once))
		marker, ok := nextMarker(answer.Header)
		if !ok || marker == "" {
			return rows
		}
		args.Set("marker", marker)
	}
}
