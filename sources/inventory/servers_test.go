package inventory_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/inventory"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// cloud is a login that has these endpoints.
type cloud struct {
	endpoints map[string]string
	roles     []string
}

func (c cloud) Client() *http.Client                    { return &http.Client{} }
func (c cloud) Roles(context.Context) ([]string, error) { return c.roles, nil }
func (c cloud) Endpoint(_ context.Context, kind string) (string, error) {
	if url := c.endpoints[kind]; url != "" {
		return url, nil
	}
	return "", &keystone.MissingError{Service: kind, Reason: "it is not there", Advice: "add it"}
}

func take(t *testing.T, c inventory.Cloud, o inventory.Options) sources.Inventory {
	t.Helper()
	all, err := inventory.Take(t.Context(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestServersOfAllProjectsComeWithTheirFlavors(t *testing.T) {
	t.Parallel()
	small := &sources.Flavor{Name: "m1.small", VCPUs: 2, MemoryMB: 2048, RootGB: 20, EphemeralGB: 5}
	for _, old := range []bool{false, true} {
		n := newNova(t, &nova{old: old, page: 2, ids: []string{"a", "b", "queued", "gone", "c"}})
		before := time.Now()
		all := take(t, cloud{endpoints: map[string]string{"compute": n.URL + "/v2.1/"}}, inventory.Options{})
		if len(all.Servers) != 5 || !all.Whole(sources.KindServer) || all.At.Before(before) {
			t.Fatalf("old %v: %+v", old, all)
		}
		want := sources.Server{
			ID: "a", Name: "vm of a", ProjectID: "p1", UserID: "u1", Status: "ACTIVE", Flavor: small,
			CreatedAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), LaunchedAt: time.Date(2026, 11, 1, 0, 0, 30, 0, time.UTC),
		}
		if got := all.Servers[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("old %v:\n got %+v\nwant %+v", old, got, want)
		}
		if queued := all.Servers[2]; !queued.LaunchedAt.IsZero() || queued.Flavor == nil {
			t.Errorf("old %v: a server that never ran: %+v", old, queued)
		}
		if gone := all.Servers[3]; gone.Flavor != nil {
			t.Errorf("old %v: the flavor of a flavor that is gone is %+v", old, gone.Flavor)
		}
		if all.Whole(sources.KindVolume) || all.Whole(sources.KindImage) {
			t.Errorf("what the catalogue lacks counts as whole: %+v", all.Unlisted)
		}
	}
}

func TestServersThatWereDeletedComeWithTheirEnd(t *testing.T) {
	t.Parallel()
	n := newNova(t, &nova{page: 1, ids: []string{"a"}, dead: []string{"dead", "homeless"}})
	c := cloud{endpoints: map[string]string{"compute": n.URL + "/v2.1"}}
	if all := take(t, c, inventory.Options{}); len(all.Servers) != 1 {
		t.Errorf("without being asked: %+v", all.Servers)
	}
	all := take(t, c, inventory.Options{Since: time.Date(2026, 11, 2, 1, 0, 0, 0, time.FixedZone("CET", 3600))})
	if len(all.Servers) != 3 || !all.Whole(sources.KindServer) {
		t.Fatalf("%+v", all)
	}
	for i, want := range []time.Time{{}, time.Date(2026, 11, 2, 7, 8, 9, 0, time.UTC), time.Date(2026, 11, 2, 7, 8, 10, 0, time.UTC)} {
		if s := all.Servers[i]; !s.TerminatedAt.Equal(want) || s.Flavor == nil {
			t.Errorf("%+v", s)
		}
	}
}

func TestWhatCannotBeListedIsNamedWithAWayOut(t *testing.T) {
	t.Parallel()
	code := func(code int) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			http.Error(w, "<html>\x1b[2J</html>", code)
			return true
		}
	}
	text := func(body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			_, err := w.Write([]byte(body))
			return err == nil
		}
	}
	for name, c := range map[string]struct {
		fail func(http.ResponseWriter, *http.Request) bool
		want []string
	}{
		"forbidden":       {code(403), []string{"list servers of Nova at http://", "403 Forbidden", "openrc of admin"}},
		"broken":          {code(500), []string{"500 Internal Server Error", "log of nova-api"}},
		"elsewhere":       {code(404), []string{"404 Not Found", "catalog"}},
		"no JSON":         {text("<html>"), []string{"list servers of Nova"}},
		"other JSON":      {text(`{"versions": []}`), []string{"no servers"}},
		"a string":        {text(`{"servers": "none"}`), []string{"cannot be read"}},
		"rows without id": {text(`{"servers": [{}]}`), []string{"without an id"}},
		"the same page":   {text(`{"servers": [{"id": "x", "flavor": {"vcpus": 1}}]}`), []string{"again and again"}},
		"silent": {func(_ http.ResponseWriter, r *http.Request) bool {
			<-r.Context().Done()
			return true
		}, []string{"does not answer within 50ms"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNova(t, &nova{page: 10, fail: c.fail})
			o := inventory.Options{}
			if name == "silent" {
				o.Patience = 50 * time.Millisecond
			}
			all := take(t, cloud{endpoints: map[string]string{"compute": n.URL + "/v2.1"}}, o)
			if all.Whole(sources.KindServer) {
				t.Fatal("the list counts as whole")
			}
			for _, part := range c.want {
				if why := all.Unlisted[0].Why; !strings.Contains(why, part) || strings.ContainsAny(why, "\x1b\n") {
					t.Errorf("%q does not say %q", why, part)
				}
			}
		})
	}
}

func TestAnInterruptEndsTheListing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	n := newNova(t, &nova{fail: func(_ http.ResponseWriter, r *http.Request) bool {
		cancel()
		<-r.Context().Done()
		return true
	}})
	if _, err := inventory.Take(ctx, cloud{endpoints: map[string]string{"compute": n.URL}}, inventory.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that it was cancelled", err)
	}
}
