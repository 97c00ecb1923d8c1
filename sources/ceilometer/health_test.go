package ceilometer_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestHealthOfAWholeAPI(t *testing.T) {
	t.Parallel()
	api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
	h, err := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)}).Health(t.Context())
	if err != nil || h.Version != "v2" || h.Waiting != -1 || h.Metrics != -1 || len(h.Notes) > 0 {
		t.Errorf("got %+v and the error %v", h, err)
	}
}

// TestHealthOfALesserDatabase: the SQL driver does less than MongoDB's. A web
// server may serve the API below a path, and nothing above it.
func TestHealthOfALesserDatabase(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metering/v2/capabilities" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(`{"api": {"statistics:groupby": false, "meters:query:simple": true, "alarms:query:simple": false, "meters:query:metadata": false}, "storage": {"storage:production_ready": false}}`))
	}))
	t.Cleanup(server.Close)
	h, err := ceilometer.New(ceilometer.Config{Endpoint: server.URL + "/metering"}).Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"its versions are not known: ask for the versions: GET " + server.URL + "/metering/: 404 Not Found: 404 page not found",
		"its database is of a kind that is not ready for production",
		"its database cannot do meters:query:metadata, statistics:groupby",
	}
	if !slices.Equal(h.Notes, want) || h.Version != "" {
		t.Errorf("got %+v", h)
	}
}

func TestHealthThatFails(t *testing.T) {
	t.Parallel()
	api := sourcestest.CeilometerAPI(t, sourcestest.SmallCloud())
	store := ceilometer.New(ceilometer.Config{Endpoint: api.URL, HTTP: api.Client(sourcestest.APIToken)})
	for fault, want := range map[sourcestest.APIFault]string{
		sourcestest.Nothing:       "/v2/capabilities: the answer is empty",
		sourcestest.Truncated:     "the answer is not what was asked for: it begins with ",
		sourcestest.Cut:           "/v2/capabilities: unexpected EOF",
		sourcestest.GoneToGnocchi: "/v2/capabilities: 410 Gone: This telemetry installation",
	} {
		api.Fail(fault)
		if _, err := store.Health(t.Context()); err == nil || !strings.Contains(err.Error(), want) || sources.HintOf(err) == "" {
			t.Errorf("%v: the error is %v with the hint %q, want …%s", fault, err, sources.HintOf(err), want)
		}
	}
}
