//go:build record

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/gnocchi"
	"github.com/ceilotop/ceilotop/sources/meterdef"
)

// TestRecordTheDemosMeters is no test: it records what a Gnocchi answers that
// the demo's own events were fed to, through a Ceilometer agent that listened
// on B alone. So nothing of Nova is in it.
//
//	GNOCCHI=http://127.0.0.1:8041 TOKEN=… go test -tags record -run Record ./cmd/ceilotop
func TestRecordTheDemosMeters(t *testing.T) {
	endpoint := strings.TrimRight(os.Getenv("GNOCCHI"), "/")
	if endpoint == "" {
		t.Skip("GNOCCHI names no server")
	}
	taken := time.Now().UTC().Truncate(time.Second)
	if at := os.Getenv("TAKEN"); at != "" { // when the last event was fed, if that was earlier
		var err error
		if taken, err = time.Parse(time.RFC3339, at); err != nil {
			t.Fatal(err)
		}
	}
	r := &recorder{endpoint: endpoint, token: os.Getenv("TOKEN"), seen: map[string]bool{}, lines: []answer{{Endpoint: endpoint, TakenAt: &taken}}}
	askEverything(t, r)
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.lines {
		text, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = z.Write(append(text, '\n'))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("demo-meters.jsonl.zst", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d answers in %d bytes", len(r.lines)-1, b.Len())
}

// recorder passes requests on and writes down what came back.
type recorder struct {
	endpoint, token string

	mu    sync.Mutex
	seen  map[string]bool
	lines []answer
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		body, _ = io.ReadAll(request.Body)
		request.Body = io.NopCloser(bytes.NewReader(body))
	}
	if request.URL.Path == aggregatesPath {
		return withoutAggregates(request), nil
	}
	request.Header.Set("X-Auth-Token", r.token)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	one := answer{
		Method: request.Method, URL: request.URL.RequestURI(), Request: string(body),
		Status: response.StatusCode, Body: string(text), Header: map[string]string{},
	}
	for _, name := range []string{"Content-Type", "Link"} {
		if v := response.Header.Values(name); len(v) > 0 {
			one.Header[name] = strings.Join(v, ", ")
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if key := ask(one.Method, one.URL, one.Request); !r.seen[key] {
		r.seen[key] = true
		r.lines = append(r.lines, one)
	}
	return response, nil
}

// askEverything asks what the Meters page and the lists may ask of the demo's
// store.
func askEverything(t *testing.T, r *recorder) {
	t.Helper()
	store := gnocchi.New(gnocchi.Config{Endpoint: r.endpoint, HTTP: &http.Client{Transport: r}, Known: meterdef.Lookup})
	ctx := t.Context()
	if _, err := store.Health(ctx); err != nil {
		t.Fatal(err)
	}
	var all []sources.Meter
	for m, err := range store.Meters(ctx, sources.MeterQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	drain(t, store.Resources(ctx, sources.ResourceQuery{}))
	for _, m := range all {
		of := []sources.Condition{{Field: "resource_id", Op: sources.Equal, Value: m.ResourceID.Value}}
		drain(t, store.Meters(ctx, sources.MeterQuery{Conditions: of}))
		drain(t, store.Resources(ctx, sources.ResourceQuery{Conditions: of}))
		for _, where := range [][]sources.Condition{of, nil} {
			drain(t, store.Samples(ctx, sources.SampleQuery{Meter: m.Name, Conditions: where}))
			drain(t, store.Statistics(ctx, sources.StatisticsQuery{Meter: m.Name, Conditions: where}))
		}
	}
}

func drain[T any](t *testing.T, list iter.Seq2[T, error]) {
	t.Helper()
	for _, err := range list {
		if err != nil {
			t.Fatal(err)
		}
	}
}
