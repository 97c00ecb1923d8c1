package ceilometer_test

import (
	"errors"
	"io"
	"log"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func as[T error](err error, target *T) bool { return errors.As(err, target) }

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func drain[T any](t *testing.T, list func(func(T, error) bool)) (n int, failed error) {
	t.Helper()
	for _, err := range list {
		if failed = err; err == nil {
			n++
		}
	}
	return n, failed
}

func TestQueriesGoOutAsTheClientSendsThem(t *testing.T) {
	t.Parallel()
	is := func(field, value string) sources.Condition {
		return sources.Condition{Field: field, Op: sources.Equal, Value: value}
	}
	api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL + "/v2/", HTTP: api.Client(sourcestest.APIToken)})
	if at := store.Where(); at.URL != api.URL || at.Kind != sources.CeilometerAPI {
		t.Errorf("Where() = %+v", at)
	}
	meters := func(q sources.MeterQuery) { _, _ = drain(t, store.Meters(t.Context(), q)) }
	samples := func(q sources.SampleQuery) { _, _ = drain(t, store.Samples(t.Context(), q)) }
	statistics := func(q sources.StatisticsQuery) { _, _ = drain(t, store.Statistics(t.Context(), q)) }
	resources := func(q sources.ResourceQuery) { _, _ = drain(t, store.Resources(t.Context(), q)) }

	meters(sources.MeterQuery{})
	meters(sources.MeterQuery{Limit: 5, Unique: true})
	meters(sources.MeterQuery{Conditions: []sources.Condition{is("resource_id", "a/b;c d&e=ф+"), is("metadata.x", "1")}})
	samples(sources.SampleQuery{})
	samples(sources.SampleQuery{Meter: "два/слова", Limit: 7})
	samples(sources.SampleQuery{Meter: "a b;c?d%2F\x1b", Limit: 7})
	samples(sources.SampleQuery{Meter: "cpu", Conditions: []sources.Condition{{Field: "timestamp", Op: sources.GreaterOrEqual, Value: "2026-01-15T10:00:00"}, {Field: "metadata.n", Op: sources.Equal, Value: "1", Type: "integer"}}})
	statistics(sources.StatisticsQuery{Meter: "cpu_util"})
	statistics(sources.StatisticsQuery{
		Meter: "cpu_util", Period: 600, GroupBy: []string{"user_id", "resource_id"}, Conditions: []sources.Condition{is("project", "p")},
		Aggregates: []sources.Aggregate{{Func: "max"}, {Func: "cardinality", Param: "resource_id"}},
	})
	resources(sources.ResourceQuery{})
	resources(sources.ResourceQuery{Limit: 3, Conditions: []sources.Condition{is("resource_id", "web-0-tap01/with/slashes")}})

	want := []string{
		"/v2/meters?limit=1000000000",
		"/v2/meters?limit=5&unique=True",
		"/v2/meters?q.field=resource_id&q.field=metadata.x&q.op=eq&q.op=eq&q.type=&q.type=&q.value=a%2Fb%3Bc+d%26e%3D%D1%84%2B&q.value=1&limit=1000000000",
		"/v2/samples?limit=1000000000",
		"/v2/samples?q.field=meter&q.op=eq&q.type=&q.value=%D0%B4%D0%B2%D0%B0%2F%D1%81%D0%BB%D0%BE%D0%B2%D0%B0&limit=7",
		"/v2/meters/a%20b%3Bc%3Fd%252F%1B?limit=7",
		"/v2/meters/cpu?q.field=timestamp&q.field=metadata.n&q.op=ge&q.op=eq&q.type=&q.type=integer&q.value=2026-01-15T10%3A00%3A00&q.value=1&limit=1000000000",
		"/v2/meters/cpu_util/statistics",
		"/v2/meters/cpu_util/statistics?q.field=project&q.op=eq&q.type=&q.value=p&period=600&groupby=user_id&groupby=resource_id&aggregate.func=cardinality&aggregate.param=resource_id&aggregate.func=max",
		"/v2/resources?meter_links=0&limit=1000000000",
		"/v2/resources?q.field=resource_id&q.op=eq&q.type=&q.value=web-0-tap01%2Fwith%2Fslashes&meter_links=0&limit=3",
	}
	for i, r := range api.Requests() {
		if i >= len(want) || r.URI != want[i] || r.Method != "GET" {
			t.Errorf("request %d:\n got %s %s\nwant GET %s", i, r.Method, r.URI, want[min(i, len(want)-1)])
		}
	}
	if n := len(api.Requests()); n != len(want) {
		t.Errorf("%d requests, want %d", n, len(want))
	}
}

// TestStatisticsOfANameThatIsNoSegment: the API has no path for it, and asked
// in any way would answer about something else.
func TestStatisticsOfANameThatIsNoSegment(t *testing.T) {
	t.Parallel()
	api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)})
	for _, name := range []string{"", ".", "..", "a/b"} {
		n, err := drain(t, store.Statistics(t.Context(), sources.StatisticsQuery{Meter: name}))
		if unsupported := (*sources.UnsupportedError)(nil); n > 0 || !as(err, &unsupported) {
			t.Errorf("%q: %d rows and the error %v", name, n, err)
		}
	}
	if got := api.Requests(); len(got) > 0 {
		t.Errorf("the API was asked %v", got)
	}
}

// TestOldReleasesAreAskedInTheirWords: what a release does not know is found out
// once, and a limit and unique hold all the same.
func TestOldReleasesAreAskedInTheirWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		release sourcestest.Release
		want    []string
	}{
		{"Mitaka", sourcestest.Mitaka, []string{"/v2/meters?limit=3&unique=True", "/v2/meters?limit=3&unique=True", "/v2/meters?limit=2", "/v2/resources?meter_links=0&limit=2"}},
		{"Liberty", sourcestest.Liberty, []string{"/v2/meters?limit=3&unique=True", "/v2/meters?limit=1000000000", "/v2/meters?limit=1000000000", "/v2/meters?limit=2", "/v2/resources?meter_links=0&limit=2"}},
		{"Kilo", sourcestest.Kilo, []string{"/v2/meters?limit=3&unique=True", "", "/v2/meters", "/v2/meters", "/v2/meters", "/v2/resources?meter_links=0&limit=2", "/v2/resources?meter_links=0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud(), sourcestest.OfRelease(tt.release))
			store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)})
			for range 2 {
				rows, err := listMeters(t, store, sources.MeterQuery{Unique: true, Limit: 3})
				var names []string
				for _, m := range rows {
					names = append(names, m.Name)
				}
				if err != nil || !slices.Equal(names, []string{"image", "image.size", "memory"}) {
					t.Errorf("unique: %v and the error %v", names, err)
				}
			}
			if rows, err := listMeters(t, store, sources.MeterQuery{Limit: 2}); err != nil || len(rows) != 2 {
				t.Errorf("limited: %v and the error %v", rows, err)
			}
			if n, err := drain(t, store.Resources(t.Context(), sources.ResourceQuery{Limit: 2})); err != nil || n != 2 {
				t.Errorf("resources: %d rows and the error %v", n, err)
			}
			var got []string
			for _, r := range api.Requests() {
				got = append(got, r.URI)
			}
			// Which of two unknown arguments Kilo complains about is its own affair.
			if i := slices.Index(tt.want, ""); i >= 0 && len(got) > i {
				got[i] = ""
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("asked\n     %s\nwant %s", strings.Join(got, "\n     "), strings.Join(tt.want, "\n     "))
			}
		})
	}
}

// TestFieldNamedLikeAnArgumentIsNotAnOldRelease: such a refusal begins with the
// same words, and is no reason to leave the limit out.
func TestFieldNamedLikeAnArgumentIsNotAnOldRelease(t *testing.T) {
	t.Parallel()
	api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)})
	_, err := listMeters(t, store, sources.MeterQuery{Conditions: []sources.Condition{{Field: "limit", Op: "eq", Value: "1"}}})
	if err == nil || !strings.Contains(err.Error(), `400 Bad Request: Unknown argument: "limit": unrecognized field in query`) {
		t.Errorf("the error is %v", err)
	}
	if _, err := listMeters(t, store, sources.MeterQuery{}); err != nil {
		t.Error(err)
	}
	if got := api.Requests(); len(got) != 2 || got[1].URI != "/v2/meters?limit=1000000000" {
		t.Errorf("asked %v", got)
	}
}
