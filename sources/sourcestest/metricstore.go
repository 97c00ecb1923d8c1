package sourcestest

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// MetricStore is what one user of a project of its own sees of the shared
// Gnocchi: the metrics and resources that were made through it.
type MetricStore struct {
	Server            *GnocchiServer
	URL               string // with pages of a thousand rows
	PagesURL          string // the same with pages of PageRows
	BasicURL          string // as the administrator, who sees those of all tests
	HTTP              *http.Client
	ProjectID, UserID string
}

// Gnocchi makes a user and a project for this test.
func Gnocchi(t testing.TB) *MetricStore {
	t.Helper()
	needGnocchi(t)
	server, err := sharedGnocchi()
	if err != nil {
		t.Fatal(err)
	}
	return server.Store()
}

// Store makes a user and a project.
func (g *GnocchiServer) Store() *MetricStore {
	id := strings.ToLower(rand.Text())
	m := &MetricStore{
		Server: g, URL: g.URL + projectFront, PagesURL: g.URL + pagesFront,
		BasicURL:  strings.Replace(g.URL, "://", "://admin:@", 1) + basicFront,
		ProjectID: "project" + id, UserID: "user" + id,
	}
	m.HTTP = m.As("member")
	return m
}

// As is a client of the user in another role. Gnocchi's own policy knows only
// the role admin, which sees the metrics of all tests.
func (m *MetricStore) As(role string) *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: identity{"X-User-Id": m.UserID, "X-Project-Id": m.ProjectID, "X-Roles": role}}
}

// identity adds headers to every request.
type identity map[string]string

func (i identity) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, value := range i {
		r.Header.Set(name, value)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// Policy makes an archive policy that keeps a day at each of the given
// granularities, aggregated by the given methods, and returns its name.
func (m *MetricStore) Policy(t testing.TB, methods []string, granularities ...time.Duration) string {
	t.Helper()
	name := "policy-" + strings.ToLower(rand.Text())
	var definition []map[string]any
	for _, g := range granularities {
		definition = append(definition, map[string]any{"granularity": g.Seconds(), "timespan": (24 * time.Hour).Seconds()})
	}
	m.ask(t, m.As("admin"), "POST", "/v1/archive_policy", map[string]any{"name": name, "aggregation_methods": methods, "definition": definition}, nil)
	return name
}

// ResourceType makes a type of resources with attributes that are texts and
// need not be there, and returns its name.
func (m *MetricStore) ResourceType(t testing.TB, attributes ...string) string {
	t.Helper()
	name := "type_" + strings.ToLower(rand.Text())
	definition := map[string]any{}
	for _, a := range attributes {
		definition[a] = map[string]any{"type": "string", "required": false, "max_length": 255}
	}
	m.ask(t, m.As("admin"), "POST", "/v1/resource_type", map[string]any{"name": name, "attributes": definition}, nil)
	return name
}

// GnocchiResource is a resource as it is posted: id is any text of up to 255
// characters without a slash.
type GnocchiResource struct {
	ID         string
	Type       string // generic if empty
	UserID     sources.Text
	ProjectID  sources.Text
	StartedAt  time.Time
	Attributes map[string]string
}

// Resource makes a resource and returns the UUID that Gnocchi gave it.
func (m *MetricStore) Resource(t testing.TB, r GnocchiResource) string {
	t.Helper()
	body := map[string]any{"id": r.ID, "user_id": r.UserID, "project_id": r.ProjectID}
	if !r.StartedAt.IsZero() {
		body["started_at"] = r.StartedAt
	}
	for name, value := range r.Attributes {
		body[name] = value
	}
	var made struct{ ID string }
	m.ask(t, m.HTTP, "POST", "/v1/resource/"+cmp.Or(r.Type, "generic"), body, &made)
	return made.ID
}

// Metric makes a metric and returns its id. Name, unit and resource may be null.
func (m *MetricStore) Metric(t testing.TB, resource, name, unit sources.Text, policy string) string {
	t.Helper()
	body := map[string]any{"archive_policy_name": policy}
	for key, text := range map[string]sources.Text{"resource_id": resource, "name": name, "unit": unit} {
		if text.Known {
			body[key] = text.Value
		}
	}
	var made struct{ ID string }
	m.ask(t, m.HTTP, "POST", "/v1/metric", body, &made)
	return made.ID
}

// Measure is one measure of a metric.
type Measure struct {
	At    time.Time
	Value float64
}

// MarshalJSON writes a measure as Gnocchi takes it.
func (m Measure) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"timestamp": m.At, "value": m.Value})
}

// Measure adds measures to a metric and returns when they are worked off.
func (m *MetricStore) Measure(t testing.TB, metric string, measures ...Measure) {
	t.Helper()
	m.Post(t, metric, measures...)
	m.Refresh(t, metric)
}

// Post adds measures to a metric. They are worked off at some later time.
func (m *MetricStore) Post(t testing.TB, metric string, measures ...Measure) {
	t.Helper()
	m.ask(t, m.HTTP, "POST", "/v1/metric/"+metric+"/measures", measures, nil)
}

// Refresh returns when what was posted to a metric is worked off. While metricd
// is at work on a part of all metrics, Gnocchi answers 503 for each of them.
func (m *MetricStore) Refresh(t testing.TB, metric string) {
	t.Helper()
	var policy struct {
		Policy struct {
			Methods []string `json:"aggregation_methods"`
		} `json:"archive_policy"`
	}
	m.ask(t, m.HTTP, "GET", "/v1/metric/"+metric, nil, &policy)
	path := "/v1/metric/" + metric + "/measures?refresh=true&aggregation=" + url.QueryEscape(policy.Policy.Methods[0])
	for deadline := time.Now().Add(bootPatience); ; time.Sleep(20 * time.Millisecond) {
		status, answer := m.try(t, m.HTTP, "GET", path, nil)
		if status == http.StatusOK {
			return
		}
		if status != http.StatusServiceUnavailable || time.Now().After(deadline) {
			t.Fatalf("refresh metric %s: %d %s", metric, status, answer)
		}
	}
}

// Delete deletes what is at a path such as /v1/metric/ID.
func (m *MetricStore) Delete(t testing.TB, path string) {
	t.Helper()
	m.ask(t, m.HTTP, "DELETE", path, nil, nil)
}

// ask makes a request that must be granted.
func (m *MetricStore) ask(t testing.TB, as *http.Client, method, path string, body, into any) {
	t.Helper()
	status, answer := m.try(t, as, method, path, body)
	if status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if into != nil {
		must(t, "read the answer to "+path, json.Unmarshal(answer, into))
	}
}

func (m *MetricStore) try(t testing.TB, as *http.Client, method, path string, body any) (int, []byte) {
	t.Helper()
	var text io.Reader
	if body != nil {
		out, err := json.Marshal(body)
		must(t, "write a body", err)
		text = bytes.NewReader(out)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, m.URL+path, text)
	must(t, "make a request", err)
	r.Header.Set("Content-Type", "application/json")
	answer, err := as.Do(r)
	must(t, fmt.Sprintf("%s %s", method, path), err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	out, err := io.ReadAll(answer.Body)
	must(t, fmt.Sprintf("%s %s", method, path), err)
	return answer.StatusCode, out
}

// CeilometerTypes makes the types of resources that usage is counted of, with the
// attributes of python3-ceilometer's gnocchi_client that matter there, unless
// another test has.
func (m *MetricStore) CeilometerTypes(t testing.TB) {
	t.Helper()
	text, moment := map[string]any{"type": "string", "required": false, "max_length": 255}, map[string]any{"type": "datetime", "required": false}
	for name, attributes := range map[string]map[string]any{
		"instance": {"display_name": text, "flavor_name": text, "launched_at": moment, "created_at": moment, "deleted_at": moment},
		"volume":   {"display_name": text, "volume_type": text},
		"image":    {"name": text},
	} {
		if code, answer := m.try(t, m.As("admin"), "POST", "/v1/resource_type", map[string]any{"name": name, "attributes": attributes}); code != http.StatusCreated && code != http.StatusConflict {
			t.Fatalf("the type %s: %d %s", name, code, answer)
		}
	}
}

// End says when a resource ended.
func (m *MetricStore) End(t testing.TB, kind, id string, at time.Time) {
	t.Helper()
	m.ask(t, m.HTTP, "PATCH", "/v1/resource/"+kind+"/"+id, map[string]any{"ended_at": at}, nil)
}
