package sourcestest

import (
	"bytes"
	"encoding/json"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
)

// legacy has answers of a real Ceilometer 9.0, as they came over the wire, on
// machines where this project is developed. It is no part of a checkout.
const legacy = "../../../shared/data/legacy-api"

func legacyAnswer(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(legacy, name+".json"))
	if err != nil {
		t.Skipf("no answers of a real Ceilometer here: %v", err)
	}
	return bytes.TrimRight(body, "\n")
}

// through reads an answer as the store does.
func through[T any](t *testing.T, body []byte, list func(*ceilometer.Store) iter.Seq2[T, error]) []T {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer server.Close()
	rows, err := collect(t, list(ceilometer.New(ceilometer.Config{Endpoint: server.URL})))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 {
		t.Fatal("no rows")
	}
	return rows
}

func same(t *testing.T, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(0, i-80)
	t.Errorf("byte %d of %d differs:\n got …%s\nwant …%s", i, len(want), got[from:min(len(got), i+80)], want[from:min(len(want), i+80)])
}

func TestFakeWritesWhatTheRealAPIWrote(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ml-default", "ml-limit-5", "ml-q-project", "ml-unique"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := legacyAnswer(t, name)
			rows := through(t, want, func(s *ceilometer.Store) iter.Seq2[sources.Meter, error] {
				return s.Meters(t.Context(), sources.MeterQuery{})
			})
			same(t, rendered(rows, 0, (*writer).meter), want)
		})
	}
	for name, row := range map[string]func(*writer, sources.Sample){"sl-default": (*writer).sample, "ss": (*writer).sample, "sl-m-image": (*writer).oldSample} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := legacyAnswer(t, name)
			if want[0] == '{' {
				want = slices.Concat([]byte("["), want, []byte("]"))
			}
			rows := through(t, want, func(s *ceilometer.Store) iter.Seq2[sources.Sample, error] {
				return s.Samples(t.Context(), sources.SampleQuery{})
			})
			same(t, rendered(rows, 0, row), want)
		})
	}
	for name, meters := range map[string][]string{"rl-default": nil, "rs-vm": {"instance", "memory", "vcpus", "disk.root.size", "cpu", "cpu_util"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := legacyAnswer(t, name)
			if want[0] == '{' {
				want = slices.Concat([]byte("["), want, []byte("]"))
			}
			rows := through(t, want, func(s *ceilometer.Store) iter.Seq2[sources.Resource, error] {
				return s.Resources(t.Context(), sources.ResourceQuery{})
			})
			same(t, rendered(rows, 0, func(w *writer, r sources.Resource) { w.resource(r, "http://127.0.0.1:18777", meters) }), want)
		})
	}
	for _, name := range []string{"st-image.size", "st-period"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := legacyAnswer(t, name)
			rows := through(t, want, func(s *ceilometer.Store) iter.Seq2[sources.Statistic, error] {
				return s.Statistics(t.Context(), sources.StatisticsQuery{Meter: "m"})
			})
			same(t, rendered(rows, 0, func(w *writer, s sources.Statistic) { w.statistic(s, nil, nil) }), want)
		})
	}
}

func TestFakeRefusesAsTheRealAPIDid(t *testing.T) {
	t.Parallel()
	api := CeilometerAPI(t, SmallCloud())
	for _, tt := range []struct{ name, token, uri string }{
		{"auth-bad", "bad", "/v2/meters"},
		{"capabilities", APIToken, "/v2/capabilities"},
		{"ml-limit-0", APIToken, "/v2/meters?limit=0"},
		{"ml-q-badfield", APIToken, "/v2/meters?q.field=foo&q.op=eq&q.type=&q.value=bar"},
		{"raw-limit-abc", APIToken, "/v2/meters?limit=abc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := legacyAnswer(t, tt.name)
			_, body, header := get(t, api, tt.token, tt.uri)
			same(t, body, want)
			recorded, err := os.ReadFile(filepath.Join(legacy, tt.name+".hdr"))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Content-Type", "WWW-Authenticate"} {
				if v := header.Get(name); v != "" && !bytes.Contains(recorded, []byte(name+": "+v)) {
					t.Errorf("the header %s: %s is not in\n%s", name, v, recorded)
				}
			}
		})
	}
}

// get makes a request of the test's own, and returns its answer.
func get(t *testing.T, api *APIServer, token, uri string) (int, []byte, http.Header) {
	t.Helper()
	response, err := api.Client(token).Get(api.URL + uri)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, body.Bytes(), response.Header
}

// TestFakeHasTheTrapsOfTheRealAPI holds the fake to what was seen of Ceilometer
// 9.0, so that what passes with it does not fail with the real one.
func TestFakeHasTheTrapsOfTheRealAPI(t *testing.T) {
	t.Parallel()
	docs := SmallCloud()
	const own, foreign = "6f1d1e7c5a0b4c0e9b0a7d3a5c9e1f01", "a3c94b9e0d514f3f8d7f6f3b2e1c0d02"
	small := CeilometerAPI(t, docs, TokenOf("red", own))
	large := CeilometerAPI(t, LargeCloud(200, 2))
	kilo := CeilometerAPI(t, LargeCloud(200, 2), OfRelease(Kilo))
	liberty := CeilometerAPI(t, docs, OfRelease(Liberty))
	const samples = -1 // rows are samples
	for _, tt := range []struct {
		name   string
		api    *APIServer
		token  string
		uri    string
		status int
		rows   int
	}{
		{"no limit is 100, silently", large, APIToken, "/v2/meters", 200, 100},
		{"a large limit is all", large, APIToken, "/v2/meters?limit=1000000000", 200, 400},
		{"blanks before a number", large, APIToken, "/v2/meters?limit=%203", 200, 3},
		{"a plus sign", large, APIToken, "/v2/meters?limit=%2B3", 200, 3},
		{"any size", large, APIToken, "/v2/meters?limit=100000000000000000000", 200, 400},
		{"negative", large, APIToken, "/v2/meters?limit=-1", 400, 0},
		{"empty", large, APIToken, "/v2/meters?limit=", 400, 0},
		{"a fraction", large, APIToken, "/v2/meters?limit=1.5", 400, 0},
		{"repeated", large, APIToken, "/v2/meters?limit=1&limit=2", 400, 0},
		{"unknown parameter", large, APIToken, "/v2/meters?marker=x", 400, 0},
		{"Kilo has no limit", kilo, APIToken, "/v2/meters?limit=10", 400, 0},
		{"and none by default", kilo, APIToken, "/v2/meters", 200, 400},
		{"but on samples", kilo, APIToken, "/v2/samples?limit=10", 200, 10},
		{"Liberty has no unique", liberty, APIToken, "/v2/meters?unique=True", 400, 0},
		{"a slash at the end gives samples", small, APIToken, "/v2/meters/?limit=1000", 200, samples},
		{"unknown meter", small, APIToken, "/v2/meters/nothing", 200, 0},
		{"a slash in a meter's name", small, APIToken, "/v2/meters/a%2Fb", 405, 0},
		{"a slash in a resource's id", small, APIToken, "/v2/resources/web-0-tap01%2Fwith%2Fslashes", 405, 0},
		{"a slash quoted twice", small, APIToken, "/v2/resources/web-0-tap01%252Fwith%252Fslashes", 200, 1},
		{"unknown resource", small, APIToken, "/v2/resources/nothing", 404, 0},
		{"a raw semicolon separates", small, APIToken, "/v2/meters?q.field=resource_id&q.value=x;limit=1", 200, 0},
		{"field without a value", small, APIToken, "/v2/meters?q.field=user_id", 500, 0},
		{"value without a field", small, APIToken, "/v2/meters?q.value=x", 500, 0},
		{"the field unique", small, APIToken, "/v2/meters?q.field=unique&q.value=True", 500, 0},
		{"meters by meter", small, APIToken, "/v2/meters?q.field=meter&q.value=cpu", 400, 0},
		{"meters by time", small, APIToken, "/v2/meters?q.field=timestamp&q.op=gt&q.value=2026-01-01T00:00:00", 400, 0},
		{"a field twice: the last wins", small, APIToken, "/v2/meters?q.field=resource&q.field=resource_id&q.value=nothing&q.value=edge-no-unit", 200, 1},
		{"True is a boolean", small, APIToken, "/v2/meters?q.field=metadata.protected&q.value=True", 200, 6},
		{"true is a text", small, APIToken, "/v2/meters?q.field=metadata.protected&q.value=true", 200, 0},
		{"true as a boolean", small, APIToken, "/v2/meters?q.field=metadata.protected&q.value=true&q.type=boolean", 200, 6},
		{"an unknown type", small, APIToken, "/v2/meters?q.field=metadata.protected&q.value=true&q.type=bool", 400, 0},
		{"None on meters is null", small, APIToken, "/v2/meters?q.field=user_id&q.value=None", 200, 12},
		{"None on resources is a text", small, APIToken, "/v2/resources?q.field=user_id&q.value=None", 200, 0},
		{"a foreign project", small, "red", "/v2/meters?q.field=project_id&q.value=" + foreign, 401, 0},
		{"one's own", small, "red", "/v2/meters?limit=1000&q.field=project_id&q.value=" + own, 200, len(ownMeters(docs, own))},
		{"one's own unasked", small, "red", "/v2/meters?limit=1000", 200, len(ownMeters(docs, own))},
		{"a foreign resource", small, "red", "/v2/resources/0198e207-7618-43af-975e-224000000001", 404, 0},
		{"an expired token", small, "expired", "/v2/meters", 401, 0},
		{"another path", small, APIToken, "/v1/meters", 404, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, body, header := get(t, tt.api, tt.token, tt.uri)
			if status != tt.status {
				t.Fatalf("GET %s: %d, want %d\n%s", tt.uri, status, tt.status, body)
			}
			if got := header.Get("WWW-Authenticate") != ""; got != (status == 401) {
				t.Errorf("WWW-Authenticate is there: %v", got)
			}
			if status != 200 {
				return
			}
			var rows []map[string]any
			if body[0] == '{' {
				body = slices.Concat([]byte("["), body, []byte("]"))
			}
			if err := json.Unmarshal(body, &rows); err != nil {
				t.Fatal(err)
			}
			switch {
			case tt.rows == samples && (len(rows) != len(docs.Samples) || rows[0]["counter_name"] == nil):
				t.Errorf("got %d rows, want all %d samples", len(rows), len(docs.Samples))
			case tt.rows != samples && len(rows) != tt.rows:
				t.Errorf("got %d rows, want %d", len(rows), tt.rows)
			}
		})
	}
}

func ownMeters(docs *Documents, project string) (own []MeterEntry) {
	for _, r := range docs.Resources {
		if r.ProjectID == sources.Known(project) {
			own = append(own, r.Meters...)
		}
	}
	return own
}

func TestFlattenedMetadataReadsAsThoughPythonWroteIt(t *testing.T) {
	t.Parallel()
	// From a sample of the real API, and what the sample was made of.
	metadata := map[string]any{
		"": "emptykey", "$dollar": "d", "a": map[string]any{"b": "dotted"}, "colon:key": "c", "float": 1.5, "int": int64(7),
		"nest": map[string]any{"deep": map[string]any{"deeper": map[string]any{"k": "v"}}, "ed": map[string]any{}, "el": []any{}, "list": []any{int64(1), "two", map[string]any{"three": int64(3)}}},
		"none": nil, "true": true, "uni": "ключ", "quote": []any{"it's", "a\nb", `it's "x"`},
	}
	const want = `{"": "emptykey", "$dollar": "d", "a.b": "dotted", "colon.key": "c", "float": "1.5", "int": "7", ` +
		`"nest.deep:deeper:k": "v", "nest.el": "[]", "nest.list": "[1, 'two', {'three': 3}]", "none": "None", ` +
		`"quote": "[\"it's\", 'a\\nb', 'it\\'s \"x\"']", "true": "True", "uni": "\u043a\u043b\u044e\u0447"}`
	if got := string(appendPairs(nil, flatten(metadata))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if again := string(normal(json.RawMessage(want))); again != want {
		t.Errorf("flattened again it is %s", again)
	}
	for v, want := range map[float64]string{1: "1.0", 0: "0.0", -1.5: "-1.5", 1e15: "1000000000000000.0", 1e16: "1e+16", 9.223372036854776e+18: "9.223372036854776e+18", 0.0001: "0.0001", 0.00001: "1e-05", 1e300: "1e+300"} {
		if got := pythonFloat(v); got != want {
			t.Errorf("%v is written as %s, want %s", v, got, want)
		}
	}
}
