package sourcestest

import (
	"crypto/rand"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// InGnocchi is what is left of documents when Ceilometer publishes them to
// Gnocchi: a slash in an id becomes an underscore, one in a meter's name a
// hyphen (ceilometer publisher/gnocchi.py); a resource has one metric of a name,
// whose unit is the first; there is no source; and what Gnocchi refuses is gone,
// which are ids of more than 255 characters and units of more than 31. Ids that
// are UUIDs are replaced by others: there can be only one of each in a Gnocchi,
// and other tests have the same documents. Samples are of the beginning of the
// granules that an archive policy has; the documents have no two in one.
func (d *Documents) InGnocchi(granularity time.Duration) *Documents {
	out := &Documents{}
	kept := map[string][]MeterEntry{}
	ids := map[string]string{}
	for _, r := range d.Resources {
		id := strings.ReplaceAll(r.ID, "/", "_")
		if looksLikeUUID.MatchString(id) {
			id = UUID()
		}
		ids[r.ID] = id
		r.ID, r.Source, r.Metadata = id, "", nil
		if len([]rune(r.ID)) > 255 {
			continue
		}
		var meters []MeterEntry
		for _, m := range r.Meters {
			name := strings.ReplaceAll(m.Name, "/", "-")
			if len([]rune(m.Unit.Value)) <= 31 && !slices.ContainsFunc(meters, func(have MeterEntry) bool { return have.Name == name }) {
				// Without a unit a sample cannot be published; null is the nearest.
				meters = append(meters, MeterEntry{Name: name, Type: m.Type, Unit: m.Unit})
			}
		}
		kept[r.ID], r.Meters = r.Meters, meters
		out.Resources = append(out.Resources, r)
	}
	for _, s := range d.Samples {
		s.ResourceID, s.Source, s.Metadata, s.MessageID, s.RecordedAt = ids[s.ResourceID], "", nil, "", time.Time{}
		s.Timestamp = s.Timestamp.Truncate(granularity)
		meters := kept[s.ResourceID]
		first := slices.IndexFunc(meters, func(m MeterEntry) bool { return m.Name == s.Meter.Name })
		if first < 0 || meters[first] != s.Meter {
			continue // of a resource that is gone, or of a meter that was redefined
		}
		s.Meter.Name, s.Meter.NoUnit = strings.ReplaceAll(s.Meter.Name, "/", "-"), false
		out.Samples = append(out.Samples, s)
	}
	return out
}

var looksLikeUUID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// UUID is a random UUID of version 4.
func UUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Load makes resources, metrics and measures of documents that [Documents.InGnocchi]
// gave, all under one archive policy, and returns when they are worked off.
func (m *MetricStore) Load(t testing.TB, d *Documents, policy string) {
	t.Helper()
	type metric struct {
		Policy   string        `json:"archive_policy_name"`
		Unit     *sources.Text `json:"unit,omitempty"`
		Measures []Measure     `json:"measures"`
	}
	batch := map[string]map[string]*metric{}
	for _, r := range d.Resources {
		m.Resource(t, GnocchiResource{ID: r.ID, UserID: r.UserID, ProjectID: r.ProjectID, StartedAt: r.FirstSample})
		batch[r.ID] = map[string]*metric{}
		for _, meter := range r.Meters {
			batch[r.ID][meter.Name] = &metric{Policy: policy}
			if meter.Unit.Known {
				batch[r.ID][meter.Name].Unit = &meter.Unit
			}
		}
	}
	for _, s := range d.Samples {
		of := batch[s.ResourceID][s.Meter.Name]
		of.Measures = append(of.Measures, Measure{s.Timestamp, s.Volume})
	}
	m.ask(t, m.HTTP, "POST", "/v1/batch/resources/metrics/measures?create_metrics=true", batch, nil)

	var made []struct{ ID string }
	m.ask(t, m.HTTP, "GET", "/v1/metric", nil, &made)
	var group sync.WaitGroup
	var next atomic.Int64
	for range 2 { // as many as the API has processes
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(made)); i = next.Add(1) - 1 {
				m.Refresh(t, made[i].ID)
			}
		})
	}
	group.Wait()
}

// Fill puts resources with so many metrics each into the index, as if this store
// had made them. It goes past the API, by SQL, because the API takes minutes for
// the tens of thousands that a figure needs. They go with the test.
func (m *MetricStore) Fill(t testing.TB, resources, metrics int) {
	t.Helper()
	creator := m.UserID + ":" + m.ProjectID
	m.Server.sql(t, fmt.Sprintf(`
INSERT INTO resource (id, type, user_id, project_id, started_at, revision_start, original_resource_id, creator)
SELECT gen_random_uuid(), 'generic', 'user' || n %% 50, 'project' || n %% 20, now(), now(), 'instance-' || n, '%s'
FROM generate_series(1, %d) n;
INSERT INTO metric (id, archive_policy_name, creator, resource_id, name, unit, status)
SELECT gen_random_uuid(), 'low', '%s', r.id, 'meter.' || n, 'B', 'active'
FROM resource r, generate_series(1, %d) n WHERE r.creator = '%s';
ANALYZE;`, creator, resources, creator, metrics, creator))
	t.Cleanup(func() {
		m.Server.sql(t, fmt.Sprintf("DELETE FROM metric WHERE creator = '%s'; DELETE FROM resource WHERE creator = '%s';", creator, creator))
	})
}

func (g *GnocchiServer) sql(t testing.TB, statements string) {
	t.Helper()
	cmd := exec.Command("/usr/bin/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", strconv.Itoa(g.PostgreSQLPort), "-U", "postgres", "-d", "postgres", "-c", statements)
	run(t, cmd, "psql")
}
