package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// operator is an administrator of a real Keystone, whose catalogue has a real
// Cinder with the volumes of two projects, a stand-in for Nova, and no Glance.
func (s *stage) operator(ts *testscript.TestScript, _ bool, _ []string) {
	id := sourcestest.Keystone(s.t)
	c := sourcestest.Cinder(s.t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	ts.Check(os.WriteFile(conf, []byte(c.Settings(s.t, "rabbit://127.0.0.1:1", id)), 0o644))
	c.Seed(s.t, conf, id.ProjectID, sourcestest.Row{Kind: "volume", Name: "mine", Host: "n1@lvm#pool"})
	c.Seed(s.t, conf, id.NewProject(s.t, "other"), sourcestest.Row{Kind: "volume", Name: "theirs", Host: "n1@lvm#pool"})
	c.Start(s.t, []string{conf}, "api")
	nova := httptest.NewServer(http.HandlerFunc(standInNova))
	ts.Defer(nova.Close)
	id.Service(s.t, "compute", sourcestest.Region, map[string]string{"public": nova.URL})
	id.Grant(s.t, id.UserID, id.ProjectID, "admin")
	for name, value := range id.Environment() {
		ts.Setenv(name, value)
	}
}

// standInNova answers what Nova would: it has a server, and one that was deleted.
// Nova itself needs a database, a message bus, Placement and Neutron for that.
func standInNova(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	rows := []map[string]any{}
	row := func(name, status string, terminated any) {
		rows = append(rows, map[string]any{
			"id": name, "name": name, "tenant_id": "p1", "user_id": "u1", "status": status, "created": "2026-11-01T00:00:00Z",
			"OS-SRV-USG:launched_at": "2026-11-01T00:00:30.000000", "OS-SRV-USG:terminated_at": terminated,
			"flavor": map[string]any{"original_name": "m1.small", "vcpus": 2, "ram": 2048, "disk": 20, "ephemeral": 0},
		})
	}
	switch {
	case q.Get("all_tenants") != "1" || !strings.HasSuffix(r.URL.Path, "/servers/detail"):
		http.Error(w, r.URL.String(), http.StatusForbidden)
		return
	case q.Has("marker"):
	case q.Get("deleted") == "True" && q.Get("changes-since") == "2026-11-28T00:00:00Z":
		row("dead", "DELETED", "2026-11-28T01:00:00.000000")
	default:
		row("alive", "ACTIVE", nil)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"servers": rows})
}

// measured is a real Gnocchi that Ceilometer has told of a server. $GNOCCHI_URL is
// its administrator's.
func (s *stage) measured(ts *testscript.TestScript, _ bool, _ []string) {
	g := sourcestest.Gnocchi(s.t)
	g.CeilometerTypes(s.t)
	policy := g.Policy(s.t, []string{"mean"}, time.Minute)
	id := g.Resource(s.t, sourcestest.GnocchiResource{
		ID: sourcestest.UUID(), Type: "instance", ProjectID: sources.Known(g.ProjectID), StartedAt: time.Now().Add(-time.Hour),
		Attributes: map[string]string{"display_name": "measured " + g.ProjectID},
	})
	for name, value := range map[string]float64{"vcpus": 2, "memory": 512, "disk.root.size": 1, "disk.ephemeral.size": 0} {
		metric := g.Metric(s.t, sources.Known(id), sources.Known(name), sources.Text{}, policy)
		g.Post(s.t, metric, sourcestest.Measure{At: time.Now(), Value: value})
		defer g.Refresh(s.t, metric)
	}
	ts.Setenv("GNOCCHI_URL", g.BasicURL)
	ts.Setenv("MEASURED", "measured "+g.ProjectID)
}
