package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/words"
)

// rehearsedQuiet is how long A has to be silent here, where nobody waits ten
// minutes to see what becomes of a fault.
const rehearsedQuiet = 20 * time.Second

// rehearsal is what the demo's Pipeline page looks at: the sandbox's files and
// units, the events, and two brokers whose numbers follow from these and from the
// faults that are on.
type rehearsal struct {
	*insight
	s    *sandbox
	now  func() time.Time
	tape *demo

	mu     sync.Mutex
	alarm  bool
	ledger ledger
}

// The faults, by their ids.
const (
	faultLeak      = "leak"
	faultVersioned = "versioned"
	faultAgent     = "agent"
	faultAlarm     = "alarm"
)

func newRehearsal(s *sandbox, d *demo, now func() time.Time) *rehearsal {
	r := &rehearsal{insight: newInsight(s.root(), isolation.Options{Quiet: rehearsedQuiet}), s: s, now: now, tape: d}
	r.look = r.see
	r.ledger.begin(now(), map[string]string{"A": s.address("A"), "B": s.address("B")})
	return r
}

// on reports whether a fault is on. Before the setup, and while the agent's unit
// was never started, these are as a fault is.
func (r *rehearsal) on(id string) bool {
	switch id {
	case faultLeak:
		broker, _, _ := r.s.routes.of("nova", "A")
		return broker != "B"
	case faultVersioned:
		return r.s.routes.versioned()
	case faultAgent:
		return !r.s.units.runs(agentUnit)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.alarm
}

// flip switches a fault. What was changed in a file has its service restarted, so
// that it counts at once.
func (r *rehearsal) flip(id string) {
	const section = "oslo_messaging_notifications"
	on := r.on(id)
	switch id {
	case faultLeak:
		r.edit(!on, osloconf.Unset(section, "transport_url"), func() (osloconf.Change, bool) {
			url := lastOf(r.s.routes.entries("glance", section, "transport_url"))
			return osloconf.Set(section, "transport_url", url), url != "" // before the setup there is no B
		})
	case faultVersioned:
		r.edit(!on, osloconf.Set("notifications", "notification_format", "both"), func() (osloconf.Change, bool) {
			return osloconf.Set("notifications", "notification_format", "unversioned"), true
		})
	case faultAgent:
		r.settle() // as it was until now
		verb := setup.Stop
		if on {
			verb = setup.Start
		}
		_ = r.s.units.control(verb, agentUnit) // there is one
	case faultAlarm:
		r.mu.Lock()
		r.alarm = !on
		r.mu.Unlock()
		r.tape.alarm(!on)
	}
}

// edit breaks Nova's file, or mends it, and restarts Nova. A file that cannot be
// edited, because somebody has broken it in another way, stays as it is.
func (r *rehearsal) edit(breaks bool, fault osloconf.Change, mend func() (osloconf.Change, bool)) {
	change, ok := fault, true
	if !breaks {
		if change, ok = mend(); !ok {
			return
		}
	}
	path := filepath.Join(r.s.root(), "etc/nova/nova.conf")
	conf, err := parseConf(path)
	if err != nil {
		return
	}
	edited, err := conf.Edit(change)
	if err != nil || os.WriteFile(path, edited.Bytes(), 0o640) != nil {
		return
	}
	_ = os.Chtimes(path, r.now(), r.now())
	for _, p := range rehearsedPrograms {
		if p.service == "nova" {
			_ = r.s.units.control(setup.TryRestart, p.unit)
		}
	}
}

// list are the faults for the page.
func (r *rehearsal) list(w *words.Demo) []pipeline.Fault {
	of := func(id, title string) pipeline.Fault {
		return pipeline.Fault{ID: id, Title: title, On: func() bool { return r.on(id) }, Flip: func() { r.flip(id) }}
	}
	return []pipeline.Fault{
		of(faultLeak, w.Leak), of(faultAgent, w.Agent), of(faultVersioned, w.Versioned), of(faultAlarm, w.AlarmB),
	}
}

// pass decides whether a message comes at all. Publishers to B stand still while
// it has an alarm.
func (r *rehearsal) pass(m *sources.Message) bool {
	versioned := r.s.routes.versioned()
	reads := r.s.agent.brokers()
	r.mu.Lock()
	defer r.mu.Unlock()
	if m.Exchange == "nova" && !versioned && strings.HasPrefix(m.RoutingKey, "versioned_") || m.Broker == "B" && r.alarm {
		return false
	}
	r.ledger.reads = reads
	r.ledger.enter(m)
	return true
}

// settle brings the books up to date.
func (r *rehearsal) settle() {
	reads := r.s.agent.brokers()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ledger.reads = reads
	r.ledger.settle(r.now())
}

// see is a look at this cloud.
func (r *rehearsal) see(ctx context.Context, before *doctor.Seen, _ []string) *doctor.Seen {
	now := r.now()
	s := doctor.After(before, now)
	facts, err := machine.Survey(ctx, r.s.root(), nil)
	if err != nil {
		s.Lacks[doctor.Configuration] = err
	}
	facts.System.OwnServers = true
	s.Facts, s.Options = facts, doctor.Effective(facts)
	s.Taps, s.Arrivals = r.heard()
	r.settle()
	r.mu.Lock()
	defer r.mu.Unlock()
	s.A = r.ledger.statistics("A", now, false)
	if r.s.knowsB() {
		s.B = r.ledger.statistics("B", now, r.alarm)
	}
	s.Processes = rehearsedProcesses(r.s.units)
	rehearsedIdentity(s, r.s)
	s.Store = r.ledger.store(r.s.api.url() + metricPath)
	return s
}
