package gnocchi

import (
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// start is when the first measures of these tests were taken.
var start = time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)

// known knows one meter.
func known(name string) (sources.MeterKind, bool) {
	return sources.MeterKind{Type: "gauge", Unit: "MB"}, name == "memory"
}

// storeOf reads what the test's user sees, in pages of a thousand.
func storeOf(m *sourcestest.MetricStore) *Store {
	return New(Config{Endpoint: m.URL, HTTP: m.HTTP, Known: known, From: "a test"})
}

// shortPages reads the same in pages of four.
func shortPages(m *sourcestest.MetricStore) *Store {
	return New(Config{Endpoint: m.PagesURL + "/v1/", HTTP: m.HTTP, Known: known})
}

// collect reads a list to its end.
func collect[T any](t *testing.T, list iter.Seq2[T, error]) []T {
	t.Helper()
	rows, err := read(list)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func read[T any](list iter.Seq2[T, error]) (rows []T, failed error) {
	for row, err := range list {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// listed are meters in one text, sorted, without their ids.
func listed(rows []sources.Meter) string {
	var lines []string
	for _, row := range rows {
		row.Metric = ""
		text, _ := json.Marshal(row)
		lines = append(lines, string(text))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func equal(field, value string) sources.Condition {
	return sources.Condition{Field: field, Op: sources.Equal, Value: value}
}

// between is a Gnocchi with something in between, that sees each request before
// the real server does, and each answer before the client.
func between(t *testing.T, endpoint string, request func(*http.Request) (refuse int), answer func(*http.Response)) string {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			if answer != nil {
				answer(r)
			}
			return nil
		},
	}
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if request != nil {
			if code := request(r); code != 0 {
				http.Error(w, "refused in between", code)
				return
			}
		}
		proxy.ServeHTTP(w, r)
	})
}

func serve(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

// replace gives an answer another body.
func replace(r *http.Response, body string) {
	r.Body = io.NopCloser(strings.NewReader(body))
	r.ContentLength = int64(len(body))
	r.Header.Set("Content-Length", strconv.Itoa(len(body)))
}
