package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
)

// TestTheSandboxesAuditIsProvenByItsEvents on B once it is set up, and a volume
// that was made a minute ago is in no completed period.
func TestTheSandboxesAuditIsProvenByItsEvents(t *testing.T) {
	t.Parallel()
	s, g := inSandbox(t)
	i, d := drafted(t, g)
	if err := g.MayAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}
	// A generated password can be tried once a setup keeps it.
	if err := g.Probe(t.Context(), i, func(p setup.Probe) {
		if p.State != setup.ProbePassed && p.State != setup.ProbeRunning {
			t.Errorf("after the setup the test %s is %s: %s", p.Title, p.State, p.Detail)
		}
	}); err != nil {
		t.Error(err)
	}
	var said []string
	r, err := g.Audit(t.Context(), audit.Request{Timeout: time.Minute}, func(line string) { said = append(said, line) })
	if err != nil {
		t.Fatal(err)
	}
	// The newest is some minutes old: it is in the last whole hour where that has
	// just ended.
	in := 0
	for _, v := range s.cloud.volumes {
		if v.created.Before(r.Window.End) {
			in++
		}
	}
	if r.Verdict != audit.Proven || !strings.HasPrefix(r.Why, fmt.Sprintf("%d volumes: each came to B", in)) {
		t.Errorf("%s: %s\n%s\n%q", r.Verdict, r.Why, strings.Join(said, "\n"), r.Notes)
	}
	if !strings.Contains(strings.Join(said, "\n"), fmt.Sprintf("[stand-in] Found %d volumes", in)) {
		t.Errorf("nothing says that it is a stand-in: %q", said)
	}
	now := time.Now().UTC().Add(time.Hour).Truncate(time.Second)
	if r, err = g.Audit(t.Context(), audit.Request{Start: now.Add(-3 * time.Hour), End: now, Timeout: time.Minute}, nil); err != nil || r.Verdict != audit.Proven || !strings.HasPrefix(r.Why, "3 volumes") {
		t.Errorf("with the newest volume: %s: %s, %v", r.Verdict, r.Why, err)
	}
	// The trials go through the same services.
	for _, trial := range g.Trials(d) {
		if trial.Lacks != "" {
			t.Errorf("%s lacks %s", trial.ID, trial.Lacks)
			continue
		}
		if err := g.Try(t.Context(), d, trial.ID); err != nil {
			t.Errorf("%s: %v", trial.ID, err)
		}
	}
	for _, resource := range []string{s.cloud.images[0].id, s.cloud.volumes[0].id} {
		if len(s.agent.of(resource)) == 0 {
			t.Errorf("no sample of %s came of its trial", resource)
		}
	}
}
