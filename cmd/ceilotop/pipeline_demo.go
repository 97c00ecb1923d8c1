package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/words"
)

// The addresses of the demo's cloud are those that documentation uses; nobody is
// asked there.
const (
	rehearsedA        = "rabbit://openstack:sandbox-rabbit@192.0.2.11:5672/"
	rehearsedB        = "rabbit://ceilometer:sandbox-telemetry@192.0.2.12:5672/"
	rehearsedKeystone = "http://192.0.2.10:5000/v3"
	rehearsedHost     = "vm" // what the recording calls it
	// rehearsedQuiet is how long A has to be silent here, where nobody waits ten
	// minutes to see what becomes of a fault.
	rehearsedQuiet = 20 * time.Second
)

// rehearsal is the cloud that the demo's Pipeline page looks at: the files of a
// controller on which telemetry was set up, the recording's events, and two
// brokers whose numbers follow from these and from the faults that are on.
type rehearsal struct {
	*insight
	dir string
	now func() time.Time

	mu     sync.Mutex
	faults map[string]bool
	since  time.Time // the services were started
	ledger ledger
	tape   *demo
}

// The faults, by their ids.
const (
	faultLeak      = "leak"
	faultVersioned = "versioned"
	faultAgent     = "agent"
	faultAlarm     = "alarm"
)

// newRehearsal makes the files. Nova was forgotten, and sends notifications of
// both formats, because that is how the recording was made.
func newRehearsal(d *demo, now func() time.Time) (r *rehearsal, err error) {
	r = &rehearsal{
		insight: newInsight("", isolation.Options{Quiet: rehearsedQuiet}),
		now:     now, tape: d, since: now().Add(-time.Hour),
		faults: map[string]bool{faultLeak: true, faultVersioned: true},
	}
	r.look = r.see
	r.ledger.begin(now())
	if r.dir, err = os.MkdirTemp("", "ceilotop-demo-"); err != nil { // of mode 0700
		return r, err
	}
	if r.dir, err = filepath.EvalSymlinks(r.dir); err != nil {
		return r, errors.Join(err, r.Close())
	}
	r.root = r.dir
	if err = r.write(); err != nil {
		return r, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close removes the files.
func (r *rehearsal) Close() error { return os.RemoveAll(r.dir) }

// settings are what a setup would have changed in the files of the sandbox, as
// pairs of what stands there and what stands there then.
func (r *rehearsal) settings() map[string][]string {
	toB := []string{"#transport_url = <None>", "transport_url = " + rehearsedB}
	files := map[string][]string{
		"glance/glance-api.conf": toB,
		"cinder/cinder.conf":     {"driver = messagingv2", "driver = messagingv2\ntransport_url = " + rehearsedB, "#control_exchange = openstack", "control_exchange = cinder"},
		"keystone/keystone.conf": {"[token]", "[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = " + rehearsedB + "\n\n[token]"},
		"ceilometer/ceilometer.conf": {
			"#messaging_urls =", "messaging_urls = " + rehearsedB,
			"[notification]", "[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = " + rehearsedB + "\n\n[notification]",
		},
	}
	if !r.faults[faultLeak] { // the agent reads what is left on A
		files["nova/nova.conf"] = append(files["nova/nova.conf"], toB...)
		files["ceilometer/ceilometer.conf"][1] += "\nmessaging_urls = " + rehearsedA
	}
	if r.faults[faultVersioned] {
		files["nova/nova.conf"] = append(files["nova/nova.conf"], "#notification_format = unversioned", "notification_format = both")
	}
	return files
}

// write makes the files anew. They are older than the services, which read them
// when they were started.
func (r *rehearsal) write() error {
	if err := writeController(r.dir, rehearsedA, rehearsedKeystone, sandboxRegion); err != nil {
		return err
	}
	for name, pairs := range r.settings() {
		path := filepath.Join(r.dir, "etc", name)
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed := string(text)
		for i := 0; i+1 < len(pairs); i += 2 {
			if !strings.Contains(changed, pairs[i]) {
				return fmt.Errorf("%s has no %q", name, pairs[i])
			}
			changed = strings.Replace(changed, pairs[i], pairs[i+1], 1)
		}
		if err := os.WriteFile(path, []byte(changed), 0o640); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(r.dir, "etc/hostname"), []byte(rehearsedHost+"\n"), 0o644); err != nil {
		return err
	}
	before := r.since.Add(-time.Hour)
	return filepath.Walk(r.dir, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, before, before)
	})
}

// on reports whether a fault is on.
func (r *rehearsal) on(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults[id]
}

// flip switches a fault. What was changed in a file has its service restarted, so
// that it counts at once.
func (r *rehearsal) flip(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults[id] = !r.faults[id]
	switch id {
	case faultLeak, faultVersioned:
		r.ledger.mended(r.faults[faultLeak])
		r.tape.leaks(r.faults[faultLeak])
		r.since = r.now()
		_ = r.write() // the files were written before, in a directory of our own
	case faultAgent:
		r.ledger.settle(r.now(), r.faults[faultAgent]) // as it was until now
	case faultAlarm:
		r.tape.alarm(r.faults[faultAlarm])
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

// pass decides what becomes of a message of the recording: where it comes to
// with the faults that are on, and whether at all. Publishers to B stand still
// while it has an alarm.
func (r *rehearsal) pass(m *sources.Message) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m.Exchange == "nova" {
		if !r.faults[faultLeak] {
			m.Broker = "B"
		}
		if !r.faults[faultVersioned] && strings.HasPrefix(m.RoutingKey, "versioned_") {
			return false
		}
	}
	if m.Broker == "B" && r.faults[faultAlarm] {
		return false
	}
	r.ledger.enter(m, !r.faults[faultAgent])
	return true
}

// see is a look at this cloud.
func (r *rehearsal) see(ctx context.Context, before *doctor.Seen) *doctor.Seen {
	now := r.now()
	s := doctor.After(before, now)
	facts, err := machine.Survey(ctx, r.dir, nil)
	if err != nil {
		s.Lacks[doctor.Configuration] = err
	}
	facts.System.OwnServers = true
	s.Facts, s.Options = facts, doctor.Effective(facts)
	s.Taps, s.Arrivals = r.heard()
	r.mu.Lock()
	defer r.mu.Unlock()
	agent := !r.faults[faultAgent]
	r.ledger.settle(now, agent)
	s.A, s.B = r.ledger.statistics("A", now, agent, false), r.ledger.statistics("B", now, agent, r.faults[faultAlarm])
	s.Processes = rehearsedProcesses(r.since, agent)
	rehearsedIdentity(s)
	s.Store = r.ledger.store()
	return s
}
