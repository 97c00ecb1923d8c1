package wizard_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/wizard"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// today is when the tests begin.
var today = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

// fixture is the whole program on a virtual terminal. It begins on the Setup
// page.
type fixture struct {
	*tuitest.Screen
	*fake
	t    testing.TB
	lang words.Language
	// about is the line above the page.
	about string
	given []answers.File
}

func run(t *testing.T, o tuitest.Options, before func(*fixture), script func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, screen *tuitest.Screen) {
		time.Sleep(time.Until(today)) // the bubble's clock begins in 2000
		log := eventlog.New(eventlog.Options{})
		defer log.Close()
		f := &fixture{Screen: screen, fake: cloud(), t: t}
		if before != nil {
			before(f)
		}
		c := tui.Config{Log: log, Lang: f.lang, Setup: &wizard.Config{Backend: f.fake, About: f.about, Given: f.given}}
		screen.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
			c.TeaOptions = options
			return tui.Run(ctx, c)
		})
		f.Keys("4")
		script(t, f)
		f.look(func() {
			for _, c := range f.clashes {
				t.Errorf("the backend was called at once: %s", c)
			}
		})
	})
}

// cloud is a backend of a controller and a compute node.
func cloud() *fake {
	f := &fake{facts: control1()}
	f.draft = func(*interview.Interview) *wizard.Draft { return twoNodes() }
	f.probes = []setup.Probe{
		{ID: "tcp", Title: "TCP to broker B", Address: "192.0.2.71:5672", State: setup.ProbePassed, Latency: 1300 * time.Microsecond, Detail: "connected"},
		{ID: "amqp", Title: "AMQP login as ceilometer in /", Address: "192.0.2.71:5672", State: setup.ProbeSkipped, Detail: "the plan will make this user"},
		{ID: "keystone", Title: "Keystone token", Address: "http://192.0.2.11:5000", State: setup.ProbeFailed, Latency: 41 * time.Millisecond, Detail: "401 Unauthorized", Hint: "source an openrc of an administrator"},
	}
	f.hops = []setup.Hop{
		{ID: "notifies:nova", Title: "nova's events arrive on B", State: setup.HopProven, Detail: "12 events of 2 hosts since 10:00:05"},
		{ID: "silent:nova", Title: "nova is silent on A", State: setup.HopWaiting, Detail: "nothing seen for 20 s"},
		{ID: "consumes", Title: "ceilometer's agent reads B", State: setup.HopBroken, Detail: "no consumer on notifications.info", Why: "the agent does not run", Hint: "systemctl start ceilometer-agent-notification"},
		{ID: "stored:image", Title: "samples of images are stored", State: setup.HopUnknown, Detail: "no store can be asked"},
	}
	f.trials = []setup.Trial{{ID: "image", Title: "set and unset a property of an image", Proves: "glance-api sends to broker B", Command: "openstack image set --property ceilotop=1 ID"}}
	f.plans = []audit.Schedule{{Where: "/etc/cron.d/cinder:4", When: "*/5 * * * *", State: setup.HopBroken, Detail: "it sends the same hour twelve times", Hint: "run it once an hour"}}
	f.report = audit.Report{
		Window: audit.Window{Begin: today.Add(-time.Hour), End: today}, Command: []string{"cinder-volume-usage-audit"}, User: "cinder",
		Counts: []audit.Count{
			{Host: "control1", Kind: audit.Volume, Expected: 3, Arrived: 2, Missing: []string{"7d0e1f2a-3b4c-4d5e-8f60-718293000000"}},
			{Kind: audit.Snapshot, Expected: -1, Arrived: 1},
		},
		Verdict: audit.Incomplete, Why: "one volume is missing", Hint: "look at cinder-volume's log", Output: []string{"Starting volume usage audit", "Volume usage audit completed"},
	}
	deed := func(n int, step, action string, phase setup.Phase) setup.Progress {
		return setup.Progress{Deed: setup.Deed{Step: step, Action: action}, Number: n, Total: 3, Phase: phase}
	}
	f.deeds = []setup.Progress{
		deed(1, "C10", "edit /etc/nova/nova.conf", setup.Finished),
		deed(2, "C11", "edit /etc/cinder/cinder.conf", setup.Finished),
		deed(3, "C10", "systemctl restart nova-compute.service", setup.LeftOut),
	}
	f.prints = []string{"a line of a program", "中文 \x1b[2J"}
	f.back = []setup.Progress{
		deed(1, "C11", "edit /etc/cinder/cinder.conf", setup.TakenBack),
		deed(2, "C10", "edit /etc/nova/nova.conf", setup.TakenBack),
	}
	return f
}

// twoNodes are a plan of this machine and of a compute node.
func twoNodes() *wizard.Draft {
	nova := setup.WriteFile{Path: "/etc/nova/nova.conf", SHA256: "0"}
	steps := []setup.Step{
		{ID: "B1", Title: "broker user, virtual host and permissions", State: setup.Done, Why: "the user ceilometer is there", Check: "rabbitmqctl list_users names ceilometer"},
		{
			ID: "C10", Title: "Nova notifies broker B", State: setup.Change, Why: "no driver is set", Reason: "Without a driver Nova sends nothing.",
			Actions: []setup.Action{nova, setup.ControlUnit{Unit: "nova-api.service", Verb: setup.Restart}, setup.ControlUnit{Unit: "nova-compute.service", Verb: setup.Restart}},
			Check:   "driver is messagingv2", Verify: "an instance that is started makes an event", Undo: "the file is put back",
		},
		{
			ID: "C11", Title: "Cinder notifies broker B", State: setup.Change, Why: "no driver is set",
			Actions: []setup.Action{setup.WriteFile{Path: "/etc/cinder/cinder.conf", SHA256: "0"}, setup.ControlUnit{Unit: "cinder-volume.service", Verb: setup.Restart}},
		},
		{ID: "K3", Title: "Ceilometer's user in Keystone", State: setup.Blocked, Why: "no administrator's login was found", Hint: "source an openrc", Manual: []string{"openstack user create ceilometer"}},
		{ID: "M1", Title: "user of MongoDB", State: setup.Unneeded, Why: "this release has no MongoDB"},
	}
	return &wizard.Draft{
		Nodes: []wizard.Node{
			{Name: "control1", Plan: setup.Plan{Host: "control1", Steps: steps, Notes: []string{"Cinder's audit is planned every hour."}}},
			{Name: "compute1", Err: refused("fetch the files of compute1")},
		},
		Warnings: []string{"192.0.2.71 is in no network of this machine"},
	}
}

// finished is a machine with nothing to do.
func finished() *wizard.Draft {
	return &wizard.Draft{Nodes: []wizard.Node{{Name: "control1", Plan: setup.Plan{Steps: []setup.Step{
		{ID: "B1", Title: "broker user, virtual host and permissions", State: setup.Done, Why: "the user ceilometer is there", Check: "rabbitmqctl list_users names ceilometer"},
		{ID: "C10", Title: "Nova notifies broker B", State: setup.Done, Why: "driver is messagingv2", Check: "driver and transport_url in /etc/nova/nova.conf"},
	}}}}}
}

// managed is a host that Kolla owns.
func managed() *wizard.Draft {
	d := twoNodes()
	d.Nodes = d.Nodes[:1]
	d.Nodes[0].Snippets = []wizard.Snippet{{Manager: "kolla", Name: "globals.yml", Where: "/etc/kolla/globals.yml on the deployment host", Text: "om_notify_user: ceilometer\nom_notify_port: \"5672\"\n", After: "kolla-ansible reconfigure"}}
	return d
}

// part is the page's part of a screen: without the header and the status line,
// which have their own tests.
func part(screen string) string {
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	return strings.Join(lines[2:len(lines)-1], "\n") + "\n"
}

// press presses keys that are each a word, or text in quotes to be typed.
func (f *fixture) press(keys ...string) {
	f.t.Helper()
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "'"); ok {
			f.Type(text)
			continue
		}
		f.Keys(k)
	}
}
