package wizard_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// fake is a wizard.Backend that looks at no machine and changes none: it answers
// what a test wants. The interview is a real one.
type fake struct {
	mu      sync.Mutex
	facts   setup.Facts
	resumed time.Time
	given   []answers.File // those below what was kept
	earlier string         // an answers file that was kept
	aside   *interview.Aside
	draft   func(*interview.Interview) *wizard.Draft
	probes  []setup.Probe
	hops    []setup.Hop
	trials  []setup.Trial
	report  audit.Report
	plans   []audit.Schedule
	lastRun string
	left    []string      // that the last rollback was told to leave
	slow    time.Duration // of a draft and of a test

	deeds  []setup.Progress // of Apply
	prints []string         // after each of them
	back   []setup.Progress // of Rollback

	errs map[string]error // by method

	kept    []string // the hosts of broker B that were kept
	drafts  []string // the hosts that plans were made for
	rounds  []string // the hosts that were tested
	exports int
	offers  int // how often trials were asked for
	audits  []audit.Request
	tries   []string
	since   []time.Time
	begun   []int // numbers of the actions that were begun
	busy    string
	clashes []string
}

// refuse makes a method fail.
func (f *fake) refuse(method string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.errs == nil {
		f.errs = map[string]error{}
	}
	f.errs[method] = err
}

// alone notes when two methods run at once that may not.
func (f *fake) alone(method string) (end func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.busy != "" {
		f.clashes = append(f.clashes, method+" beside "+f.busy)
	}
	f.busy = method
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.busy = ""
	}, f.errs[method]
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *fake) Detect(ctx context.Context) (*interview.Interview, time.Time, error) {
	end, err := f.alone("Detect")
	defer end()
	if err != nil {
		return nil, time.Time{}, err
	}
	kept, err := answers.Parse("setup.yaml", []byte(f.earlier))
	if err != nil {
		return nil, time.Time{}, err
	}
	i, err := interview.Resume(f.facts, kept, f.given...)
	i.Aside = f.aside
	return i, f.resumed, err
}

func (f *fake) Keep(i *interview.Interview) error {
	end, err := f.alone("Keep")
	defer end()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept = append(f.kept, i.Answers().BrokerB.Host)
	return err
}

func (f *fake) Probe(ctx context.Context, i *interview.Interview, tell func(setup.Probe)) error {
	f.mu.Lock()
	f.rounds = append(f.rounds, i.Answers().BrokerB.Host)
	probes, slow, err := slices.Clone(f.probes), f.slow, f.errs["Probe"]
	f.mu.Unlock()
	for _, p := range probes {
		begun := p
		begun.State, begun.Latency, begun.Detail, begun.Hint = setup.ProbeRunning, 0, "", ""
		tell(begun)
		if slow > 0 && wait(ctx, slow) != nil {
			return ctx.Err()
		}
		tell(p)
	}
	return err
}

func (f *fake) Draft(ctx context.Context, i *interview.Interview) (*wizard.Draft, error) {
	end, err := f.alone("Draft")
	defer end()
	f.mu.Lock()
	f.drafts = append(f.drafts, i.Answers().BrokerB.Host)
	slow := f.slow
	f.mu.Unlock()
	if slow > 0 {
		// It is stubborn: a plan that nobody wants any more is finished anyway.
		time.Sleep(slow)
	}
	if err != nil {
		return nil, err
	}
	return f.draft(i), nil
}

func (f *fake) Diff(_ *wizard.Node, step string) string { return diffs[step] }

func (f *fake) Export(context.Context, *wizard.Draft) ([]string, error) {
	end, err := f.alone("Export")
	defer end()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.exports++
	if err != nil {
		return nil, err
	}
	return []string{"ceilotop-bundle/control1", "ceilotop-bundle/compute1"}, nil
}

func (f *fake) MayApply(*wizard.Draft) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.errs["MayApply"]
}

func (f *fake) Apply(ctx context.Context, _ *wizard.Draft, tell func(setup.Progress), output func(string)) (setup.Result, error) {
	end, err := f.alone("Apply")
	defer end()
	f.mu.Lock()
	f.lastRun = "20261128-0802"
	deeds, prints := slices.Clone(f.deeds), slices.Clone(f.prints)
	f.mu.Unlock()
	var r setup.Result
	for n, d := range deeds {
		begun := d
		begun.Phase, begun.Err = setup.Begun, nil
		tell(begun)
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		f.mu.Lock()
		f.begun = append(f.begun, d.Number)
		f.mu.Unlock()
		for _, line := range prints {
			output(line)
		}
		if wait(ctx, time.Second) != nil {
			return r, ctx.Err()
		}
		tell(d)
		switch d.Phase {
		case setup.Failed:
			r.Failed, r.Rest = &d.Deed, len(deeds)-n-1
			return r, d.Err
		case setup.LeftOut:
			r.LeftOut = append(r.LeftOut, d.Deed)
		default:
			r.Done = append(r.Done, d.Deed)
		}
	}
	return r, err
}

func (f *fake) Rollback(_ context.Context, leave []string, tell func(setup.Progress), _ func(string)) error {
	end, err := f.alone("Rollback")
	defer end()
	f.mu.Lock()
	f.left = leave
	f.mu.Unlock()
	for _, d := range f.back {
		tell(d)
	}
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastRun = ""
	return nil
}

func (f *fake) LastRun() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lastRun
}

func (f *fake) Verify(_ context.Context, _ *wizard.Draft, since time.Time) ([]setup.Hop, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.since = append(f.since, since)
	return slices.Clone(f.hops), f.errs["Verify"]
}

func (f *fake) Trials(*wizard.Draft) []setup.Trial {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.offers++
	return f.trials
}

func (f *fake) Try(ctx context.Context, _ *wizard.Draft, id string) error {
	end, err := f.alone("Try")
	defer end()
	f.mu.Lock()
	f.tries = append(f.tries, id)
	f.mu.Unlock()
	_ = wait(ctx, time.Second)
	return err
}

func (f *fake) MayAudit(context.Context) error {
	end, err := f.alone("MayAudit")
	defer end()
	return err
}

func (f *fake) Audit(ctx context.Context, r audit.Request, output func(string)) (audit.Report, error) {
	end, err := f.alone("Audit")
	defer end()
	f.mu.Lock()
	f.audits = append(f.audits, r)
	f.mu.Unlock()
	output("Starting volume usage audit")
	_ = wait(ctx, 2*time.Second)
	output("Volume usage audit completed")
	return f.report, err
}

func (f *fake) Schedules(context.Context) ([]audit.Schedule, error) {
	end, err := f.alone("Schedules")
	defer end()
	return f.plans, err
}

// look reads what was asked of the backend.
func (f *fake) look(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// refused is an error as a backend gives it.
func refused(what string) error {
	return sources.WithHint(errors.New(what+": connection refused"), "systemctl status rabbitmq-server")
}

// control1 is a controller that is set up for broker A alone.
func control1() setup.Facts {
	url := oslo.TransportURL{Scheme: "rabbit", Hosts: []oslo.Host{{Name: "192.0.2.11", Port: 5672, Username: "openstack"}}, VirtualHost: "/"}
	return setup.Facts{
		System: setup.System{Root: "/", Privileged: true, Hostname: "control1", Distribution: "debian", Version: "12", Name: "Debian GNU/Linux 12 (bookworm)", Family: setup.Debian, Packager: "apt", Init: "systemd", InitRunning: true},
		Units:  []setup.Unit{{Name: "nova-api.service", Active: "active"}, {Name: "cinder-volume.service", Active: "active"}},
		Services: []setup.Service{
			{Name: "nova", Version: "26.1.0", Evidence: "dpkg: nova-common 2:26.1.0-2"},
			{Name: "cinder", Version: "21.1.0", Evidence: "dpkg: cinder-common 2:21.1.0-3"},
			{Name: "glance", Version: "25.1.0", Evidence: "dpkg: glance-common 2:25.1.0-2"},
			{Name: "keystone", Version: "22.0.0", Evidence: "dpkg: keystone 2:22.0.0-2"},
		},
		Brokers: []setup.Broker{{Name: "A", URL: url, From: []setup.Origin{{File: "/etc/nova/nova.conf", Line: 12, Section: "DEFAULT", Key: "transport_url", Service: "nova"}}}},
		Notes:   []string{"Telemetry has no broker of its own: notifications share broker A with RPC."},
	}
}

var diffs = map[string]string{
	"C10": `--- a/etc/nova/nova.conf
+++ b/etc/nova/nova.conf
@@ -10,5 +10,7 @@
 [DEFAULT]
 transport_url = rabbit://openstack:******@192.0.2.11:5672//
--- this line was a comment in another life
+notification_format = unversioned
 debug = false
 [oslo_messaging_notifications]
+driver = messagingv2
+transport_url = rabbit://ceilometer:******@192.0.2.71:5672//
`,
	"C11": `--- a/etc/cinder/cinder.conf
+++ b/etc/cinder/cinder.conf
@@ -3 +3,2 @@
 [oslo_messaging_notifications]
+driver = messagingv2
--- /dev/null
+++ b/etc/cron.d/cinder-audit
@@ -0,0 +1 @@
+0 * * * * cinder cinder-volume-usage-audit
`,
}
