package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"

	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// quietEnvironment is the variable that says how long a healthy cloud is looked
// at, such as 30m; without it, for a moment.
const quietEnvironment = "CEILOTOP_TEST_QUIET"

const (
	quietMoment = 10 * time.Second
	quietPause  = 2 * time.Second // between looks
	quietRound  = 5 * time.Second // between what users do
	quietNotice = time.Second     // between Nova's notifications
	// quietCommand is how often the command looks too, counted in looks.
	quietCommand = 20
)

// staysQuiet works with a cloud whose notifications are on B, and has the doctor
// look at it all the while, as the Pipeline page does and as the command does:
// neither may warn of anything.
func (c *cloud) staysQuiet(t *testing.T) {
	length := quietMoment
	if text := os.Getenv(quietEnvironment); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatalf("%s: %v", quietEnvironment, err)
		}
	}
	// The statistics are those that its own user may see: other tests use the same
	// broker.
	b := &sourcestest.VHost{Broker: c.b.Broker, Name: c.b.Name, User: c.user, Password: c.password}
	b.Tag(t, "management")
	k := c.complete(t)
	dropQueue(t, c.a, infos) // what is left of before the move, as it is advised
	if length > quietMoment {
		c.keepsSamples(t)
	}
	end := time.Now().Add(length)
	looked := make(chan struct{})
	go func() {
		defer close(looked)
		c.lookUntil(t, end)
	}()
	n := newNotifier(t, b, "nova-compute", "nova")
	notified := make(chan error, 1)
	go func() { notified <- n.sendUntil(t.Context(), end, quietNotice) }()
	for round := 0; time.Now().Before(end); round++ {
		c.discard(t, c.use(t, fmt.Sprintf("quiet %d", round)))
		user, err := users.Create(t.Context(), k, users.CreateOpts{Name: fmt.Sprintf("quiet-%d", round), DomainID: c.id.DomainID, Password: "Quiet1234567890"}).Extract()
		if err == nil {
			err = users.Delete(t.Context(), k, user.ID).ExtractErr()
		}
		if err != nil {
			t.Fatalf("make a user: %v", err)
		}
		time.Sleep(min(quietRound, time.Until(end)))
	}
	if err := <-notified; err != nil {
		t.Errorf("send a notification of Nova's: %v", err)
	}
	<-looked
}

// complete adds what the cloud lacks until the test ends: a Nova, by its
// configuration, and a Keystone that notifies. It returns a client of that
// Keystone's administrator.
func (c *cloud) complete(t *testing.T) *gophercloud.ServiceClient {
	t.Helper()
	notify := fmt.Sprintf("[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = rabbit://%s:%s@%s:%d/%s\nretry = 3\n",
		c.user, c.password, c.bFront.host, c.bFront.port, c.b.Name)
	url, config := c.id.Server.Front(t, notify)
	text, err := os.ReadFile(config)
	done(t, err)
	installed, err := os.ReadFile(c.path("var/lib/dpkg/status"))
	done(t, err)
	c.write(t, "etc/keystone/keystone.conf", string(text))
	c.write(t, "etc/nova/nova.conf", "[DEFAULT]\ntransport_url = "+c.toA+"\n[notifications]\nnotification_format = unversioned\nnotify_on_state_change = vm_and_task_state\n"+notify)
	c.write(t, "var/lib/dpkg/status", string(installed)+packagesOf(t, "keystone")+
		"\nPackage: nova-common\nStatus: install ok installed\nVersion: 2:26.2.0-1\n") // which the tests do without
	t.Cleanup(func() {
		done(t, errors.Join(os.RemoveAll(c.path("etc/keystone")), os.RemoveAll(c.path("etc/nova"))))
		c.write(t, "var/lib/dpkg/status", string(installed))
	})
	return &gophercloud.ServiceClient{ProviderClient: c.id.Administrator().ProviderClient, Endpoint: url + "/v3/", Type: "identity"}
}

// keepsSamples adds a Gnocchi with what Ceilometer's agent needs in it, and starts
// the agent anew, which looks for its store once. Resource types and archive
// policies are Gnocchi's own, not a project's: beside other tests it would be in
// their way.
func (c *cloud) keepsSamples(t *testing.T) {
	t.Helper()
	url := sourcestest.Gnocchi(t).Server.BehindKeystone(t, c.id)
	t.Cleanup(c.id.Service(t, "metric", sourcestest.Region, map[string]string{"public": url, "internal": url, "admin": url}))
	c.id.Rename(t, "metric", "gnocchi") // Ceilometer looks for that
	upgrade := exec.CommandContext(t.Context(), "ceilometer-upgrade", "--config-file", c.path("etc/ceilometer/ceilometer.conf"))
	upgrade.Dir = c.root
	if out, err := upgrade.CombinedOutput(); err != nil {
		t.Fatalf("ceilometer-upgrade: %v\n%s", err, out)
	}
	// An agent whose login takes longer than six seconds when it starts goes on
	// without its store, for good. The doctor says so, and here it is started anew.
	environment := c.id.Environment()
	var started time.Time
	persist(t, "the store", func() error {
		var stdout, stderr strings.Builder
		run(t.Context(), []string{"doctor", "--only", "store-empty", "--root", c.root, "-f", "json"}, strings.NewReader(""), &stdout, &stderr, func(name string) string { return environment[name] })
		if strings.Contains(stdout.String(), `"result": "ok"`) {
			return nil
		}
		if time.Since(started) > 40*time.Second {
			c.restart(t, "ceilometer-agent-notification")
			started = time.Now()
			c.discard(t, c.use(t, "a first sample"))
		}
		return errors.New(stdout.String() + stderr.String())
	})
}

// lookUntil looks with taps that listen all the time.
func (c *cloud) lookUntil(t *testing.T, end time.Time) {
	environment := c.id.Environment()
	a := &app{root: c.root, ownServers: true, stderr: t.Output(), getenv: func(name string) string { return environment[name] }}
	brokers, err := a.brokers()
	if err != nil {
		t.Error(err)
		return
	}
	log, _ := a.openLog()
	f := a.newFeed(brokers, &subjects{}, log)
	f.list = true
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	i, closed := a.newInsight()
	defer closed()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = f.run(ctx, true, func(string) receiver {
			return func(m *sources.Message, e *sources.Event) {
				i.event(e)
				l.Put(m, e)
			}
		})
	}()
	defer func() { cancel(); <-ended }()
	i.hears(l, f.statuses)
	looks, verdicts, unknown := 0, make(map[isolation.State]int), make(map[string]int)
	var last isolation.Verdict
	for ; time.Now().Before(end) && ctx.Err() == nil; looks++ {
		s, err := i.Look(ctx)
		if err != nil {
			break
		}
		last = s.Verdict
		verdicts[last.State]++
		for _, one := range s.Findings {
			switch one.Result {
			case "warning", "critical":
				t.Errorf("%s: the page finds %+v", time.Now().UTC().Format(time.RFC3339), one)
			case "unknown":
				unknown[one.Check+": "+one.Why]++
			}
		}
		if s.Verdict.State == isolation.Leaking {
			t.Errorf("%s: the verdict is %+v", time.Now().UTC().Format(time.RFC3339), s.Verdict)
		}
		if looks%quietCommand == 0 {
			if ids, said := examine(t, a.getenv, "--root", c.root); len(ids) > 0 {
				t.Errorf("%s: the command finds %q:\n%s", time.Now().UTC().Format(time.RFC3339), ids, said)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(quietPause):
		}
	}
	_, events := l.Bounds()
	t.Logf("%d looks at %d events; verdicts %v, the last because %q; unknown %v", looks, events, verdicts, last.Why, unknown)
	if looks == 0 || events == 0 {
		t.Error("nothing was seen")
	}
}
