package ceilometer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// answering is a store whose API answers anything with body.
func answering(t *testing.T, body string) *ceilometer.Store {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return ceilometer.New(ceilometer.Config{Endpoint: server.URL})
}

func TestOddRowsAreReadOrRefused(t *testing.T) {
	t.Parallel()
	known := sources.Known
	for _, tt := range []struct {
		name, body string
		want       []sources.Meter
		err        string
	}{
		{"null beside a text", `[{"name": "m", "unit": null}, {"name": "m", "unit": ""}, {"name": "m", "unit": "B"}]`, []sources.Meter{{Name: "m"}, {Name: "m", Unit: known("")}, {Name: "m", Unit: known("B")}}, ""},
		{"keys that nobody knows", `[{"x": {"name": "no", "y": [1, "]"]}, "name": "m", "z": 1e5}]`, []sources.Meter{{Name: "m"}}, ""},
		{"a key written with escapes", `[{"n\u0061me": "m"}]`, []sources.Meter{{Name: "m"}}, ""},
		{"all keys but the name missing", `[ {"name" :"m"} ] `, []sources.Meter{{Name: "m"}}, ""},
		{"an id that is a number", `[{"name": "m", "user_id": 10000000000000000000000000001}]`, []sources.Meter{{Name: "m", UserID: known("10000000000000000000000000001")}}, ""},
		{"surrogate pairs and raw UTF-8", `[{"name": "\ud83d\ude80🚀", "unit": "\u00e9é", "source": "\ud83d"}]`, []sources.Meter{{Name: "🚀🚀", Unit: known("éé"), Source: known("\uFFFD")}}, ""},
		{"the word None is a text", `[{"name": "m", "project_id": "None"}]`, []sources.Meter{{Name: "m", ProjectID: known("None")}}, ""},
		{"an empty list", ` [ ] `, nil, ""},
		{"no name", `[{"name": "m"}, {"unit": "B"}]`, []sources.Meter{{Name: "m"}}, "after 1 row: row 2: it has no name"},
		{"a null name", `[{"name": null}]`, nil, "row 1: name is null"},
		{"a boolean for a text", `[{"name": "m", "type": true}]`, nil, "row 1: type is a boolean where a text is expected"},
		{"a list for a text", `[{"name": ["m"]}]`, nil, "row 1: name is a list where a text is expected"},
		{"a null row", `[null]`, nil, `row 1: "n" where an object is expected`},
		{"a raw control character", "[{\"name\": \"a\x01b\"}]", nil, `row 1: "\x01" where a character of a text is expected`},
		{"nested without end", `[{"name": "m", "x": ` + strings.Repeat("[", 10_000), nil, "row 1: more than 200 levels of nesting"},
		{"cut within a number", `[{"name": "m", "user_id": 12`, nil, "the answer ends in the middle after 0 rows"},
		{"cut before the end", `[{"name": "m"}`, []sources.Meter{{Name: "m"}}, "the answer ends in the middle after 1 row"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows, err := listMeters(t, answering(t, tt.body), sources.MeterQuery{})
			if fmt.Sprint(rows) != fmt.Sprint(tt.want) || len(rows) != len(tt.want) {
				t.Errorf("got  %+v\nwant %+v", rows, tt.want)
			}
			if tt.err == "" {
				if err != nil {
					t.Errorf("the error is %v", err)
				}
				return
			}
			sentence(t, err, tt.err, "")
		})
	}
}

func TestOddSamplesAreReadOrRefused(t *testing.T) {
	t.Parallel()
	const at = `"timestamp": "2026-01-15T10:00:00"`
	for _, tt := range []struct{ name, row, want string }{
		{"not a number", `{"meter": "m", "volume": NaN, ` + at + `}`, ""},
		{"beyond all numbers", `{"meter": "m", "volume": -Infinity, ` + at + `}`, ""},
		{"a whole number", `{"meter": "m", "volume": 9223372036854775807, ` + at + `}`, ""},
		{"with a zone", `{"meter": "m", "volume": 1, "timestamp": "2026-01-15T12:00:00+02:00"}`, ""},
		{"out of range", `{"meter": "m", "volume": 1e999, ` + at + `}`, "row 1: volume is the number 1e999, which is out of range"},
		{"a number as a text", `{"meter": "m", "volume": "1", ` + at + `}`, "row 1: volume is a text where a number is expected"},
		{"null volume", `{"meter": "m", "volume": null, ` + at + `}`, "row 1: it has no volume"},
		{"no timestamp", `{"meter": "m", "volume": 1}`, "row 1: it has no timestamp"},
		{"no time", `{"meter": "m", "volume": 1, "timestamp": "soon\u001b"}`, `row 1: timestamp is "soon\\x1b", which is no time`},
		{"a time that is a number", `{"meter": "m", "volume": 1, "timestamp": 1700000000}`, "row 1: timestamp is a number where a time is expected"},
		{"metadata that is a text", `{"meter": "m", "volume": 1, ` + at + `, "metadata": "x"}`, "row 1: metadata is a text where an object is expected"},
		{"no meter", `{"volume": 1, ` + at + `}`, "row 1: it has no meter"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for s, err := range answering(t, "["+tt.row+"]").Samples(t.Context(), sources.SampleQuery{}) {
				switch {
				case tt.want == "" && err != nil, tt.want != "" && (err == nil || !strings.HasSuffix(err.Error(), tt.want)):
					t.Errorf("the error is %v, want …%s", err, tt.want)
				case err == nil && !s.Timestamp.Equal(time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)):
					t.Errorf("the time is %v", s.Timestamp)
				}
			}
		})
	}
	for s := range answering(t, `[{"meter": "m", "volume": NaN, `+at+`}]`).Samples(t.Context(), sources.SampleQuery{}) {
		if !math.IsNaN(s.Volume) {
			t.Errorf("NaN is read as %v", s.Volume)
		}
	}
}

// TestUnknownTimesOfAResource: Ceilometer says year 1 and year 9999.
func TestUnknownTimesOfAResource(t *testing.T) {
	t.Parallel()
	body := `[{"resource_id": "r", "first_sample_timestamp": "0001-01-01T00:00:00", "last_sample_timestamp": "9999-12-31T23:59:59", "metadata": null}]`
	for r, err := range answering(t, body).Resources(t.Context(), sources.ResourceQuery{}) {
		if err != nil || !r.FirstSample.IsZero() || !r.LastSample.IsZero() || r.Metadata != nil {
			t.Errorf("got %+v and the error %v", r, err)
		}
	}
}

func TestStatisticsOfAggregates(t *testing.T) {
	t.Parallel()
	body := `[{"groupby": {"user_id": null, "project_id": "p"}, "unit": null, "max": 9.0, "aggregate": {"max": 9.0, "cardinality/user_id": 2.0, "stddev": null}, "duration": null, "duration_start": null, "duration_end": null, "period": 60, "period_start": "2026-01-15T10:00:00.123000", "period_end": "2026-01-15T10:01:00.123000"}]`
	start := time.Date(2026, 1, 15, 10, 0, 0, 123e6, time.UTC)
	want := sources.Statistic{
		GroupBy:    map[string]sources.Text{"user_id": {}, "project_id": sources.Known("p")},
		Aggregates: map[string]float64{"max": 9, "cardinality/user_id": 2}, Period: 60, PeriodStart: start, PeriodEnd: start.Add(time.Minute),
	}
	for s, err := range answering(t, body).Statistics(t.Context(), sources.StatisticsQuery{Meter: "m"}) {
		got, _ := json.Marshal(s)
		expected, _ := json.Marshal(want)
		if err != nil || string(got) != string(expected) {
			t.Errorf("got  %s and the error %v\nwant %s", got, err, expected)
		}
	}
}

// TestDeadlineIsAnError: whoever sets it, it is told as one.
func TestDeadlineIsAnError(t *testing.T) {
	t.Parallel()
	api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
	api.Fail(sourcestest.Stalled)
	client := api.Client(sourcestest.APIToken)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for _, err := range ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: client}).Meters(ctx, sources.MeterQuery{}) {
		if sentence(t, err, ": no answer in time", "busy"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it is no DeadlineExceeded: %v", err)
		}
	}
	client.Timeout = 20 * time.Millisecond
	for _, err := range ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: client}).Meters(t.Context(), sources.MeterQuery{}) {
		sentence(t, err, ": no answer in time", "busy")
	}
}

// TestContextEndsAListInTheMiddle: not with a shorter list, and not with a hint,
// since it is the caller who wanted it.
func TestContextEndsAListInTheMiddle(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `[{"name": "a"}, {"name": "b"}`)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-hold:
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hold) })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range ceilometer.New(ceilometer.Config{Endpoint: server.URL}).Meters(ctx, sources.MeterQuery{}) {
		if last = err; err == nil {
			if n++; n == 2 {
				cancel()
			}
		}
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("got %d rows and the error %v", n, last)
	}
}

// TestLongListInBoundedMemory: rows are not kept, nor what they were read from.
// 30 MB show as well as 300 that memory does not grow with the list: for a
// million rows it was 3.7 MiB, with both ends of the connection in it.
func TestLongListInBoundedMemory(t *testing.T) {
	const long = 100_000
	api := sourcestest.CeilometerAPI(t, sourcestest.LargeCloud(100, 6), sourcestest.Repeated(long))
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)})
	var before, now runtime.MemStats
	debug.FreeOSMemory()
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	for _, err := range store.Meters(t.Context(), sources.MeterQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%10_000 == 0 {
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapInuse)
		}
	}
	if n != long {
		t.Errorf("%d rows", n)
	}
	if grown := int64(most) - int64(before.HeapInuse); grown > 12<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	} else {
		t.Logf("the heap grew by %d KiB, to %d KiB", grown>>10, most>>10)
	}
}
