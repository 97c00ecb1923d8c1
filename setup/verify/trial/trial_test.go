package trial_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify/trial"
	"github.com/ceilotop/ceilotop/sources"
)

// cloud stands in for a Glance and a Cinder that fail just when they shouldn't,
// which the real ones of the whole set-up's test do not.
type cloud struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex
	changes []string // METHOD PATH BODY
	things  string   // the answer to a list
	answer  func(change int) int
	asked   func(r *http.Request)
}

func newCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{t: t, answer: func(int) int { return http.StatusOK }, asked: func(*http.Request) {}}
	c.things = `{"images": [{"id": "i-1", "name": "one", "status": "active"}], "volumes": [
		{"id": "v-0", "name": "broken", "status": "error"}, {"id": "v-1", "name": "it's one", "status": "in-use"}]}`
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked(r)
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodGet {
		if strings.Contains(r.URL.Path, "images") && r.URL.Query().Get("owner") != "p-1" {
			c.t.Errorf("images of others are asked for: %s", r.URL)
		}
		fmt.Fprint(w, c.things)
		return
	}
	body, _ := io.ReadAll(r.Body)
	c.changes = append(c.changes, r.Method+" "+r.URL.Path+" "+string(body))
	status := c.answer(len(c.changes))
	w.WriteHeader(status)
	if status >= 400 {
		fmt.Fprint(w, `{"forbidden": {"code": 403, "message": "Policy says \u001bno"}}`)
		return
	}
	fmt.Fprint(w, `{"id": "x", "volume": {"id": "x"}}`)
}

func (c *cloud) Endpoint(_ context.Context, kind string) (string, error) {
	switch kind {
	case "image":
		return c.URL, nil
	case "volumev3":
		return c.URL + "/v3/p-1", nil
	}
	return "", sources.WithHint(errors.New("find the service "+kind), "openstack catalog list")
}

func (c *cloud) Client() *http.Client                    { return c.Server.Client() }
func (c *cloud) Project(context.Context) (string, error) { return "p-1", nil }

func (c *cloud) did(t *testing.T, want ...string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if got := strings.Join(c.changes, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

const (
	setImage   = `PATCH /v2/images/i-1 [{"op":"add","path":"/ceilotop_probe","value":"1"}]`
	unsetImage = `PATCH /v2/images/i-1 [{"op":"remove","path":"/ceilotop_probe"}]`
	there      = `PUT /v3/p-1/volumes/v-1 {"volume":{"name":"it's one (ceilotop)"}}`
	back       = `PUT /v3/p-1/volumes/v-1 {"volume":{"name":"it's one"}}`
)

func TestATrialIsTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	for id, want := range map[string][]string{"image": {setImage, unsetImage}, "volume": {there, back}} {
		c := newCloud(t)
		if err := trial.Make(t.Context(), c, id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		c.did(t, want...)
	}
}

func TestATrialThatIsStoppedIsTakenBackAllTheSame(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c.answer = func(int) int { stop(); return http.StatusOK } // during the first change
	_ = trial.Make(ctx, c, "image")
	c.did(t, setImage, unsetImage)
}

func TestAChangeWithoutAnAnswerIsTakenBack(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	c.answer = func(change int) int {
		if change == 1 {
			return http.StatusBadGateway
		}
		return http.StatusOK
	}
	err := trial.Make(t.Context(), c, "volume")
	if err == nil || !strings.Contains(err.Error(), "change the volume v-1: the API answered 502") {
		t.Errorf("%v", err)
	}
	c.did(t, there, back)
}

func TestARefusedChangeIsNotTakenBack(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	c.answer = func(int) int { return http.StatusForbidden }
	err := trial.Make(t.Context(), c, "volume")
	if err == nil || err.Error() != `change the volume v-1: the API answered 403: Policy says \x1bno` || sources.HintOf(err) != "use a login that may change it" {
		t.Errorf("%v; %s", err, sources.HintOf(err))
	}
	c.did(t, there)
}

func TestWhatIsLeftSaysHowToTakeItBack(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"image":  "openstack image unset --property ceilotop_probe i-1",
		"volume": `openstack volume set --name 'it'\''s one' v-1`,
	} {
		c := newCloud(t)
		c.answer = func(change int) int {
			if change == 2 {
				return http.StatusInternalServerError
			}
			return http.StatusOK
		}
		err := trial.Make(t.Context(), c, id)
		if err == nil || !strings.HasPrefix(err.Error(), "take the change of the "+id) || sources.HintOf(err) != want {
			t.Errorf("%v; %s", err, sources.HintOf(err))
		}
	}
}

func TestATrialSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	both := setup.Features{Glance: true, Cinder: true}
	c := newCloud(t)
	if all := trial.All(t.Context(), both, c, nil); len(all) != 2 || all[0].Lacks != "" || all[1].Lacks != "" || all[0].Proves == "" || all[1].Command == "" {
		t.Errorf("%+v", all)
	}
	if all := trial.All(t.Context(), setup.Features{Nova: true, Cinder: true}, c, nil); len(all) != 1 || all[0].ID != "volume" {
		t.Errorf("%+v", all)
	}
	c.things = `{"images": [], "volumes": [{"id": "v-0", "status": "error"}]}`
	all := trial.All(t.Context(), both, c, nil)
	if all[0].Lacks != "find an image: the project has no active one" || all[0].Hint == "" || all[1].Lacks != "find a volume: the project has none that is available or in use" || all[1].Hint == "" {
		t.Errorf("%+v", all)
	}
	all = trial.All(t.Context(), both, nil, sources.WithHint(errors.New("no login"), "source the openrc"))
	if all[0].Lacks != "no login" || all[1].Hint != "source the openrc" {
		t.Errorf("%+v", all)
	}
	if err := trial.Make(t.Context(), c, "server"); err == nil {
		t.Error("there is no such trial")
	}
	c.did(t)
}
