package gnocchi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestPagesWithoutLinks is the way of Gnocchi before 4.1: nothing says that
// there is more. The header is taken off on the way.
func TestPagesWithoutLinks(t *testing.T) {
	t.Parallel()
	server := sourcestest.Gnocchi(t).Server
	for _, rows := range []int{0, 1, sourcestest.PageRows, 2*sourcestest.PageRows + 1} {
		g := server.Store()
		if rows > 0 {
			g.Fill(t, rows, 1)
		}
		endpoint := between(t, g.PagesURL, nil, func(r *http.Response) { r.Header.Del("Link") })
		s := New(Config{Endpoint: endpoint, HTTP: g.HTTP})
		if got := collect(t, s.Meters(t.Context(), sources.MeterQuery{})); len(got) != rows {
			t.Errorf("got %d meters, want %d", len(got), rows)
		}
		if got := collect(t, s.Resources(t.Context(), sources.ResourceQuery{})); len(got) != rows {
			t.Errorf("got %d resources, want %d", len(got), rows)
		}
	}
}

// TestLinksToAnotherHostAreNotFollowed: behind a proxy Gnocchi may write links
// to where only it can go.
func TestLinksToAnotherHostAreNotFollowed(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.Fill(t, 10, 1)
	endpoint := between(t, g.PagesURL, nil, func(r *http.Response) {
		if link := r.Header.Get("Link"); link != "" {
			r.Header.Set("Link", strings.Replace(link, "http://127.0.0.1", "http://gnocchi.invalid", 1))
		}
	})
	if got := collect(t, New(Config{Endpoint: endpoint, HTTP: g.HTTP}).Meters(t.Context(), sources.MeterQuery{})); len(got) != 10 {
		t.Errorf("got %d meters, want 10", len(got))
	}
}

// TestMarkersDeletedBetweenPages deletes, when a page has come, the last rows of
// it, after which the next page would begin.
func TestMarkersDeletedBetweenPages(t *testing.T) {
	t.Parallel()
	server := sourcestest.Gnocchi(t).Server
	for lost := 1; lost < sourcestest.PageRows; lost++ {
		t.Run(fmt.Sprint(lost, " of ", sourcestest.PageRows), func(t *testing.T) {
			t.Parallel()
			g := server.Store()
			g.Fill(t, 3*sourcestest.PageRows, 1)
			var first atomic.Bool
			endpoint := between(t, g.PagesURL, nil, func(r *http.Response) {
				if r.Request.Method != "GET" || first.Swap(true) {
					return
				}
				body, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(body))
				var rows []struct{ ID string }
				if err := json.Unmarshal(body, &rows); err != nil {
					t.Errorf("the first page: %v", err)
				}
				for _, row := range rows[len(rows)-lost:] {
					g.Delete(t, "/v1/metric/"+row.ID)
				}
			})
			got := collect(t, New(Config{Endpoint: endpoint, HTTP: g.HTTP}).Meters(t.Context(), sources.MeterQuery{}))
			seen := map[string]bool{}
			for _, m := range got {
				if seen[m.Metric] {
					t.Errorf("%s came twice", m.Metric)
				}
				seen[m.Metric] = true
			}
			if len(got) != 3*sourcestest.PageRows {
				t.Errorf("got %d meters, want %d", len(got), 3*sourcestest.PageRows)
			}
		})
	}
}

// TestResourcesThatComeAndGoBesideTheList makes one when the metrics are listed
// already, and deletes another.
func TestResourcesThatComeAndGoBesideTheList(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	policy := g.Policy(t, []string{"mean"}, time.Minute)
	stays := g.Resource(t, sourcestest.GnocchiResource{ID: "stays", ProjectID: sources.Known("red")})
	goes := g.Resource(t, sourcestest.GnocchiResource{ID: "goes", ProjectID: sources.Known("red")})
	for _, id := range []string{stays, goes} {
		g.Metric(t, sources.Known(id), sources.Known("memory"), sources.Known("MB"), policy)
	}
	var first atomic.Bool
	endpoint := between(t, g.URL, nil, func(r *http.Response) {
		if r.Request.Method == "GET" && !first.Swap(true) {
			g.Delete(t, "/v1/resource/generic/"+goes)
		}
	})
	got := collect(t, New(Config{Endpoint: endpoint, HTTP: g.HTTP, Known: known}).Meters(t.Context(), sources.MeterQuery{}))
	want := []sources.Meter{
		{Name: "memory", Type: sources.Known("gauge"), Unit: sources.Known("MB"), ResourceID: sources.Known("stays"), ProjectID: sources.Known("red")},
		{Name: "memory", Type: sources.Known("gauge"), Unit: sources.Known("MB"), ResourceID: sources.Known(goes)},
	}
	if listed(got) != listed(want) {
		t.Errorf("got\n%s\nwant\n%s", listed(got), listed(want))
	}
}

// TestSearchBeforeGnocchi31 has something in between that refuses the operator
// "in", which Gnocchi did not take before.
func TestSearchBeforeGnocchi31(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.Fill(t, spelledIDs+10, 1)
	var refused atomic.Int32
	endpoint := between(t, g.URL, func(r *http.Request) int {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if bytes.Contains(body, []byte(`"in"`)) {
			refused.Add(1)
			return http.StatusBadRequest
		}
		return 0
	}, nil)
	s := New(Config{Endpoint: endpoint, HTTP: g.HTTP, Known: known})
	want := listed(collect(t, storeOf(g).Meters(t.Context(), sources.MeterQuery{})))
	for range 2 {
		if got := listed(collect(t, s.Meters(t.Context(), sources.MeterQuery{}))); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	if n := refused.Load(); n != 1 {
		t.Errorf("it was asked %d times for what it does not know", n)
	}
}

// TestFirstRowsComeBeforeTheListIsRead counts what was asked when the first row
// is there.
func TestFirstRowsComeBeforeTheListIsRead(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.Fill(t, 40*sourcestest.PageRows, 1)
	var asked atomic.Int32
	endpoint := between(t, g.PagesURL, func(*http.Request) int { asked.Add(1); return 0 }, nil)
	for _, err := range New(Config{Endpoint: endpoint, HTTP: g.HTTP}).Meters(t.Context(), sources.MeterQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n := asked.Load(); n > pagesAhead+4 {
			t.Errorf("%d requests before the first row", n)
		}
		break
	}
	asked.Store(0)
	collect(t, New(Config{Endpoint: endpoint, HTTP: g.HTTP}).Meters(t.Context(), sources.MeterQuery{Limit: 2}))
	if n := asked.Load(); n > 2 {
		t.Errorf("%d requests for two rows, want 2", n)
	}
}

// TestPageThatFailsInTheMiddle says how much there was before.
func TestPageThatFailsInTheMiddle(t *testing.T) {
	t.Parallel()
	g := sourcestest.Gnocchi(t)
	g.Fill(t, 3*sourcestest.PageRows, 1)
	for name, fault := range map[string]func(*http.Response){
		"500": func(r *http.Response) { r.StatusCode = http.StatusInternalServerError },
		"cut": func(r *http.Response) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body[:len(body)/2]))
			r.ContentLength = int64(len(body) / 2)
			r.Header.Del("Content-Length")
		},
		"html": func(r *http.Response) {
			r.Body = io.NopCloser(strings.NewReader("<html><head><title>Log in</title></head></html>"))
			r.ContentLength = -1
			r.Header.Set("Content-Type", "text/html")
			r.Header.Del("Content-Length")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint := between(t, g.PagesURL, nil, func(r *http.Response) {
				if r.Request.Method == "GET" && r.Request.URL.Query().Has("marker") {
					fault(r)
				}
			})
			s := New(Config{Endpoint: endpoint, HTTP: g.HTTP})
			rows, err := read(s.Meters(t.Context(), sources.MeterQuery{}))
			if want := fmt.Sprintf("after %d meters; the list is not whole", sourcestest.PageRows); len(rows) != sourcestest.PageRows || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %d rows and the error %v, want %d and %q", len(rows), err, sourcestest.PageRows, want)
			}
			described, err := read(s.Resources(t.Context(), sources.ResourceQuery{}))
			if err == nil || len(described) != sourcestest.PageRows {
				t.Errorf("got %d resources and the error %v", len(described), err)
			}
		})
	}
}

// TestServerThatRepeatsAPage cannot be had for real.
func TestServerThatRepeatsAPage(t *testing.T) {
	t.Parallel()
	endpoint := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `[{"id":"a"},{"id":"b"}]`) })
	rows, err := read(New(Config{Endpoint: endpoint}).Meters(t.Context(), sources.MeterQuery{}))
	if len(rows) != 2 || err == nil || errors.As(err, new(*sources.UnsupportedError)) {
		t.Errorf("got %d rows and the error %v, want 2 and an error", len(rows), err)
	}
}
