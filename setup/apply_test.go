package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// sheet is a Machine and a Journal that write down what they are told, and
// fail where a test wants it. The real ones are tested in package machine.
type sheet struct {
	told  []string
	fail  map[string]error // by what is told
	after func(told string)
}

func (s *sheet) tell(words string) error {
	s.told = append(s.told, words)
	if s.after != nil {
		s.after(words)
	}
	return s.fail[words]
}

func (s *sheet) Prepare(_ context.Context, a Action) (Undo, error) {
	u := Undo{Kind: a.Kind(), Did: a.String(), Path: fileOf(a)}
	if c, ok := a.(ControlUnit); ok {
		u.Unit, u.Verb, u.Because, u.WasActive = c.Unit, c.Verb, c.Because, c.Verb != Start
	}
	return u, s.fail["prepare "+a.String()]
}

func (s *sheet) Do(ctx context.Context, a Action) error {
	return errors.Join(s.tell(a.String()), ctx.Err())
}

func (s *sheet) Revert(ctx context.Context, u Undo) error {
	return errors.Join(s.tell("undo "+u.Did), ctx.Err())
}

func (s *sheet) Begin(n int, _ string, _ Undo) error { return s.fail[fmt.Sprint("begin ", n)] }
func (s *sheet) Done(n int) error                    { return s.fail[fmt.Sprint("done ", n)] }
func (s *sheet) Reverted(n int) error                { return s.fail[fmt.Sprint("reverted ", n)] }
func (s *sheet) Close(err error) error {
	if err != nil {
		return s.tell("closed: stopped")
	}
	return s.tell("closed")
}

func (s *sheet) expect(t *testing.T, what string, want ...string) {
	t.Helper()
	if !slices.Equal(s.told, want) {
		t.Errorf("%s: the machine was told\n  %s\nwant\n  %s", what, strings.Join(s.told, "\n  "), strings.Join(want, "\n  "))
	}
}

var (
	nova    = WriteFile{Path: "/etc/nova/nova.conf", SHA256: "x"}
	glance  = WriteFile{Path: "/etc/glance/glance-api.conf", SHA256: "x"}
	compute = ControlUnit{Unit: "nova.service", Verb: Restart, Because: []string{nova.Path}}
	api     = ControlUnit{Unit: "glance.service", Verb: Restart, Because: []string{glance.Path, "/etc/glance/glance-registry.conf"}}
	agent   = ControlUnit{Unit: "agent.service", Verb: Start}
	vhost   = PutVHost{Name: "b"}
	user    = PutUser{Name: "ceilometer", VHost: "b"}
)

func planOf(actions ...Action) Plan {
	return Plan{Steps: []Step{
		{ID: "B0", State: Blocked, Actions: []Action{Run{Argv: []string{"false"}}}},
		{ID: "B1", State: Change, Actions: actions[:1]},
		{ID: "K3", State: Change, Actions: actions[1:]},
		{ID: "Z9", State: NotHere, Actions: []Action{Run{Argv: []string{"false"}}}},
	}}
}

func TestApplyDoesTheStepsThatChangeSomethingInOrder(t *testing.T) {
	t.Parallel()
	s := &sheet{}
	var phases []string
	result, err := Apply(t.Context(), planOf(vhost, nova, compute, api), s, s, func(p Progress) {
		phases = append(phases, fmt.Sprintf("%d/%d %s %s", p.Number, p.Total, p.Step, p.Phase))
	})
	if err != nil || len(result.Done) != 3 || len(result.LeftOut) != 1 || result.LeftOut[0].Step != "K3" || result.Failed != nil || result.Rest != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	s.expect(t, "all", vhost.String(), nova.String(), compute.String(), "closed")
	if got, want := strings.Join(phases, ", "), "1/4 B1 begun, 1/4 B1 done, 2/4 K3 begun, 2/4 K3 done, 3/4 K3 begun, 3/4 K3 done, 4/4 K3 left out"; got != want {
		t.Errorf("it was told of %s", got)
	}
}

func TestApplyStopsAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk full")
	for fails, want := range map[string][]string{
		nova.String():                 {vhost.String(), nova.String(), "closed: stopped"},
		"begin 1":                     {vhost.String(), "closed: stopped"},
		"done 1":                      {vhost.String(), nova.String(), "closed: stopped"},
		"prepare " + glance.String():  {"closed: stopped"},
		"prepare " + compute.String(): {vhost.String(), nova.String(), "closed: stopped"},
	} {
		s := &sheet{fail: map[string]error{fails: broken}}
		result, err := Apply(t.Context(), planOf(vhost, nova, compute, glance), s, s, nil)
		if !errors.Is(err, broken) || result.Failed == nil || len(result.Done)+result.Rest > 4 {
			t.Errorf("%s: %+v, %v", fails, result, err)
		}
		s.expect(t, fails, want...)
	}
}

func TestApplyStopsBetweenActions(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := &sheet{after: func(told string) {
		if told == nova.String() {
			cancel()
		}
	}}
	result, err := Apply(ctx, planOf(vhost, nova, compute), s, s, nil)
	if !errors.Is(err, context.Canceled) || len(result.Done) != 2 || result.Failed != nil || result.Rest != 1 || sources.HintOf(err) == "" || !strings.Contains(err.Error(), "2 of 3") {
		t.Errorf("%+v, %v", result, err)
	}
	s.expect(t, "stopped", vhost.String(), nova.String(), "closed: stopped")
}

func TestApplyOfNothing(t *testing.T) {
	t.Parallel()
	s := &sheet{}
	if result, err := Apply(t.Context(), Plan{}, s, s, nil); err != nil || result.Rest != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	s.expect(t, "nothing", "closed")
}
