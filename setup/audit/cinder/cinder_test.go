package cinder_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/audit/cinder"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// token adds what stands for a login where there is no Keystone.
type token string

func (t token) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Auth-Token", string(t))
	return http.DefaultTransport.RoundTrip(r)
}

// TestTheInventoryOfARealCinder has several pages, and things of another project.
func TestTheInventoryOfARealCinder(t *testing.T) {
	t.Parallel()
	c := sourcestest.Cinder(t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	if err := os.WriteFile(conf, []byte(c.Settings(t, "rabbit://127.0.0.1:1", nil)+"[DEFAULT]\nosapi_max_limit = 2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ids := c.Seed(t, conf, "",
		sourcestest.Row{Kind: "volume", Name: "a", Host: "n1@lvm#pool", Created: "2026-01-02T03:04:05.5"},
		sourcestest.Row{Kind: "volume", Name: "b", Host: "n2@lvm#pool"},
		sourcestest.Row{Kind: "volume", Name: "c", Host: "n2@lvm#pool"},
		sourcestest.Row{Kind: "volume", Name: "gone", Host: "n2@lvm#pool", Deleted: true},
		sourcestest.Row{Kind: "snapshot", Name: "s", Of: 1},
		sourcestest.Row{Kind: "backup", Name: "k", Of: 1, Host: "n3"})
	c.Start(t, []string{conf}, "api")
	i := cinder.New(c.URL+"/v3/"+sourcestest.NoAuthProject, &http.Client{Transport: token("admin:" + sourcestest.NoAuthProject)})
	all, complete, err := i.Resources(t.Context())
	if err != nil || !complete || len(all) != 5 {
		t.Fatalf("%+v, complete %v, %v\n%s", all, complete, err, c.Log(t, "api"))
	}
	for n, want := range map[int]audit.Resource{
		0: {Kind: audit.Volume, ID: ids[0], Host: "n1@lvm#pool"}, 1: {Kind: audit.Volume, ID: ids[1], Host: "n2@lvm#pool"},
		4: {Kind: audit.Snapshot, ID: ids[4], Volume: ids[1]}, 5: {Kind: audit.Backup, ID: ids[5], Volume: ids[1]},
	} {
		k := slices.IndexFunc(all, func(r audit.Resource) bool { return r.ID == ids[n] })
		if k < 0 {
			t.Errorf("%s %s is not there", want.Kind, want.ID)
			continue
		}
		got := all[k]
		if n == 0 && got.Created.Format("2006-01-02T15:04:05.0") != "2026-01-02T03:04:05.5" || got.Created.IsZero() {
			t.Errorf("%s was made at %v", got.ID, got.Created)
		}
		got.Created = want.Created
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// TestWhatCinderRefusesIsAnError of one line, and whoever is no administrator
// is told from one.
func TestWhatCinderRefusesIsAnError(t *testing.T) {
	t.Parallel()
	status := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, last, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v3/p/"), "-")
		if code := status[r.URL.Path]; code != 0 {
			http.Error(w, "<html>\x1b[2J"+last, code)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"volumes": [], "snapshots": [], "backups": [], "services": []}`))
	}))
	t.Cleanup(server.Close)
	i := cinder.New(server.URL+"/v3/p/", http.DefaultClient)
	status["/v3/p/os-services"] = http.StatusForbidden
	if _, complete, err := i.Resources(t.Context()); err != nil || complete {
		t.Errorf("complete %v, %v", complete, err)
	}
	status["/v3/p/volumes/detail"] = http.StatusUnauthorized
	if _, _, err := i.Resources(t.Context()); err == nil || !strings.Contains(err.Error(), "list volumes of Cinder at "+server.URL) || !strings.Contains(err.Error(), "401 Unauthorized") || strings.ContainsAny(err.Error(), "\x1b\n<") {
		t.Errorf("%v", err)
	}
}
