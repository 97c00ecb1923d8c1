package gnocchi

import (
	"net/http"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// token adds a token to every request.
type token string

func (t token) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Auth-Token", string(t))
	return http.DefaultTransport.RoundTrip(r)
}

// TestBehindKeystone asks a Gnocchi that asks a Keystone, both real.
func TestBehindKeystone(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	g := sourcestest.Gnocchi(t)
	endpoint := g.Server.BehindKeystone(t, i)
	g.ProjectID, g.UserID = i.ProjectID, i.UserID
	g.HTTP = g.As("member")
	one(t, g, "web-0", "memory", g.Policy(t, []string{"mean"}, time.Minute), 7)

	s := New(Config{Endpoint: endpoint, HTTP: &http.Client{Transport: token(i.Token(t))}})
	if got := collect(t, s.Meters(t.Context(), sources.MeterQuery{})); len(got) != 1 || got[0].Name != "memory" {
		t.Errorf("got the meters %v, want memory", got)
	}
	if got := collect(t, s.Samples(t.Context(), sources.SampleQuery{Meter: "memory"})); len(got) != 1 || got[0].Volume != 7 {
		t.Errorf("got the samples %v, want one of 7", got)
	}
	if h, err := s.Health(t.Context()); err != nil || h.Waiting != -1 {
		t.Errorf("got the health %+v and the error %v, want an unknown backlog", h, err)
	}

	for what, c := range map[string]*http.Client{"no token": {}, "a wrong token": {Transport: token("gAAAAABno")}} {
		_, err := read(New(Config{Endpoint: endpoint, HTTP: c}).Meters(t.Context(), sources.MeterQuery{}))
		if code, _ := status(err); code != http.StatusUnauthorized || sources.HintOf(err) == "" {
			t.Errorf("%s: got the error %v, want 401 with a hint", what, err)
		}
	}
}

// TestOwnerOfAResourceSeesWhatCeilometerMadeOfIt: in a cloud all metrics are
// made by the user ceilometer. The project that a resource belongs to may read
// them, but not several at once.
func TestOwnerOfAResourceSeesWhatCeilometerMadeOfIt(t *testing.T) {
	t.Parallel()
	ceilometer, owner := sourcestest.Gnocchi(t), sourcestest.Gnocchi(t)
	policy := ceilometer.Policy(t, everything, time.Minute)
	for n, id := range []string{"web-0-" + owner.ProjectID, "web-1-" + owner.ProjectID} {
		resource := ceilometer.Resource(t, sourcestest.GnocchiResource{ID: id, ProjectID: sources.Known(owner.ProjectID)})
		metric := ceilometer.Metric(t, sources.Known(resource), sources.Known("memory"), sources.Known("MB"), policy)
		ceilometer.Measure(t, metric, sourcestest.Measure{At: start, Value: float64(n)})
	}
	s := storeOf(owner)
	if got := collect(t, s.Meters(t.Context(), sources.MeterQuery{})); len(got) != 2 {
		t.Errorf("got %d meters, want 2", len(got))
	}
	if got := collect(t, s.Samples(t.Context(), sources.SampleQuery{Meter: "memory"})); len(got) != 2 {
		t.Errorf("got %d samples, want 2", len(got))
	}
	const want = "10:00+0 10:00–10:00 max 1 min 0 avg 0.5 sum 1 count 2"
	if got := figures(collect(t, s.Statistics(t.Context(), sources.StatisticsQuery{Meter: "memory"}))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
