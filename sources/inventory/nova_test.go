package inventory_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// nova is a server of the test's own that answers as Nova's API does where the
// inventory asks it; Nova itself needs a database, a message bus, Placement and
// Neutron to list one server. The forms are those of api-ref/source/servers.inc
// and of nova/tests/functional/api_sample_tests of stable/mitaka and
// stable/2023.1.
type nova struct {
	*httptest.Server
	old  bool // before microversion 2.47
	page int  // osapi_max_limit
	ids  []string
	dead []string // those that were deleted, on the day from which since asks
	fail func(http.ResponseWriter, *http.Request) bool
}

func newNova(t *testing.T, n *nova) *nova {
	t.Helper()
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

func (n *nova) serve(w http.ResponseWriter, r *http.Request) {
	if n.fail != nil && n.fail(w, r) {
		return
	}
	version := r.Header.Get("X-OpenStack-Nova-API-Version")
	if n.old && version != "" {
		http.Error(w, `{"computeFault": {"code": 406, "message": "Version 2.47 is not supported by the API. Minimum is 2.1 and maximum is 2.25."}}`, http.StatusNotAcceptable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasSuffix(r.URL.Path, "/servers/detail") && r.URL.Query().Get("all_tenants") == "1":
		rows := []map[string]any{}
		from, ids := 0, n.ids
		switch q := r.URL.Query(); {
		case q.Get("deleted") == "True" && q.Get("changes-since") == "2026-11-02T00:00:00Z":
			ids = n.dead
		case q.Has("deleted") || q.Has("changes-since"):
			http.Error(w, `{"badRequest": {"code": 400, "message": "Invalid changes-since value"}}`, http.StatusBadRequest)
			return
		}
		for i, id := range ids {
			if id == r.URL.Query().Get("marker") {
				from = i + 1
			}
		}
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		for _, id := range ids[from:min(from+min(limit, n.page), len(ids))] {
			rows = append(rows, n.server(id, version))
		}
		// The link that follows leads nowhere, as behind a proxy.
		write(w, map[string]any{"servers": rows, "servers_links": []map[string]string{{"rel": "next", "href": "http://192.0.2.1/next"}}})
	case strings.HasSuffix(r.URL.Path, "/flavors/detail") && r.URL.Query().Get("is_public") == "None" && r.URL.Query().Get("marker") == "":
		write(w, map[string]any{"flavors": []map[string]any{
			{"id": "42", "name": "m1.small", "vcpus": 2, "ram": 2048, "disk": 20, "OS-FLV-EXT-DATA:ephemeral": 5},
		}})
	case strings.HasSuffix(r.URL.Path, "/flavors/detail"):
		write(w, map[string]any{"flavors": []any{}})
	default:
		http.Error(w, r.URL.String(), http.StatusNotFound)
	}
}

// server is one of the ids; the one that is called gone has a flavor that was
// deleted, the one that is called queued never ran.
func (n *nova) server(id, version string) map[string]any {
	row := map[string]any{
		"id": id, "name": "vm of " + id, "tenant_id": "p1", "user_id": "u1", "status": "ACTIVE",
		"created": "2026-11-01T00:00:00Z", "OS-SRV-USG:launched_at": "2026-11-01T00:00:30.000000", "OS-SRV-USG:terminated_at": nil,
		"flavor": map[string]any{"id": "42", "links": []any{}},
	}
	switch {
	case id == "gone":
		row["flavor"] = map[string]any{"id": "7", "links": []any{}}
	case version == "2.47":
		row["flavor"] = map[string]any{"original_name": "m1.small", "vcpus": 2, "ram": 2048, "disk": 20, "ephemeral": 5, "swap": 0, "extra_specs": map[string]any{}}
	}
	if slices.Contains(n.dead, id) {
		row["OS-SRV-USG:terminated_at"], row["status"], row["updated"] = "2026-11-02T07:08:09.000000", "DELETED", "2026-11-02T07:08:10Z"
	}
	if id == "homeless" { // deleted while it was on no host
		row["OS-SRV-USG:terminated_at"] = nil
	}
	if id == "queued" {
		row["OS-SRV-USG:launched_at"], row["status"] = nil, "BUILD"
	}
	return row
}

func write(w http.ResponseWriter, body any) { _ = json.NewEncoder(w).Encode(body) }
