package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/imagedata"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestACloudMovesItsNotificationsAndTakesThemBack goes the whole way on real
// services: telemetry is set up on a cloud that notifies on broker A, an image
// and a volume are made, the audit is run, all of it arrives on B and nothing on
// A, and after the rollback A has it again.
func TestACloudMovesItsNotificationsAndTakesThemBack(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	env := c.id.Environment()
	a := &app{root: "/", patience: patience, stdout: new(bytes.Buffer), stderr: t.Output(), getenv: func(name string) string { return env[name] }}

	c.start(t, "glance-api", "cinder-api", "cinder-scheduler", "cinder-volume")
	wanted := c.answers(t)
	w := a.newWatch(wanted, c.facts(t))
	watching := make(chan struct{})
	ctx := t.Context()
	go func() { defer close(watching); w.run(ctx) }()
	t.Cleanup(func() { <-watching })
	c.await(t)
	c.use(t, "first")
	c.heard(t, w, "A")
	begin := time.Now()
	c.use(t, "before")
	c.arrive(t, w, begin, "A", "image.create", "image.upload", "volume.create.start", "volume.create.end")

	d, err := a.draftOf(t.Context(), wanted, c.facts(t))
	if err != nil {
		t.Fatal(err)
	}
	if left := blocked(d.plan); len(left) > 0 {
		t.Fatalf("%+v", left)
	}
	m := c.machine(t, a, d.answers, d.facts)
	j, err := machine.NewJournal(c.root, d.plan, "the answers of a test")
	if err != nil {
		t.Fatal(err)
	}
	since := time.Now()
	told := func(p setup.Progress) { t.Log(p.Step, p.Action, p.Phase) }
	if _, err := setup.Apply(t.Context(), d.plan, m, j, told); err != nil {
		t.Fatal(err)
	}
	c.await(t)
	moved := time.Now()
	c.use(t, "first on B")
	c.heard(t, w, "B")
	c.use(t, "after")
	c.audited(t)
	for _, trial := range a.trials(t.Context(), wanted) {
		if trial.Lacks != "" {
			t.Fatalf("%+v", trial)
		}
		if err := a.try(t.Context(), wanted, trial.ID); err != nil {
			t.Error(err)
		}
	}
	c.arrive(t, w, moved, "B", "image.create", "image.upload", "image.update", "volume.create.end", "volume.update.end", "volume.exists")
	c.proven(t, a, w, wanted, since, "notifies:glance", "notifies:cinder", "silent:glance", "silent:cinder", "consumes")
	c.silent(t, w, moved, "A")

	runs, err := machine.Runs(c.root)
	if err != nil || len(runs) != 1 {
		t.Fatal(len(runs), err)
	}
	j, err = runs[0].Reopen()
	if err != nil {
		t.Fatal(err)
	}
	if err := setup.Rollback(t.Context(), runs[0].Records, m, j, told); err != nil {
		t.Fatal(err)
	}
	c.await(t)
	back := time.Now()
	c.use(t, "again")
	c.arrive(t, w, back, "A", "image.create", "image.upload", "volume.create.start", "volume.create.end")
	c.silent(t, w, back, "B")
}

// answers are those of an operator who wants Glance and Cinder on broker B.
func (c *cloud) answers(t *testing.T) setup.Answers {
	t.Helper()
	f := c.facts(t)
	i, err := interview.New(f)
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range map[string]string{
		"broker_b.host": c.b.Broker.Host, "broker_b.port": strconv.Itoa(c.b.Broker.Port), "broker_b.vhost": c.b.Name,
		"broker_b.user": "telemetry-" + c.b.Name, "broker_b.password": "generated1234567890",
		"broker_b.admin_url": c.b.Broker.ManagementURL(), "broker_b.admin_user": sourcestest.Admin, "broker_b.admin_password": sourcestest.Admin,
		"keystone.auth_url": c.id.URL, "keystone.project": c.id.Project, "keystone.domain": c.id.DomainName, "keystone.password": "Ceilometer1234567890",
		"keystone.memcached": "", "features.glance": "true", "features.cinder": "true", "features.nova": "false", "audit.period": "hour", "audit.schedule": "none", "apply.mode": "local",
	} {
		if err := i.Answer(key, text); err != nil {
			t.Fatalf("%s: %v; %s", key, err, sources.HintOf(err))
		}
	}
	wanted, _, err := answers.Resolve(i.Answers(), f, answers.Here("."))
	if err != nil {
		t.Fatal(err, sources.HintOf(err))
	}
	return wanted
}

// machine is the one of the tests: the files below root, the units of its
// systemctl, and the real servers.
func (c *cloud) machine(t *testing.T, a *app, wanted setup.Answers, f setup.Facts) setup.Machine {
	t.Helper()
	files, err := machine.New(c.root, machine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rest, err := machine.New("/", machine.Options{Servers: servers.New(wanted, f, a.servers(nil)), Settle: 500 * time.Millisecond, Path: c.systemd.Path()})
	if err != nil {
		t.Fatal(err)
	}
	return divided{files, rest}
}

// use makes an image and a volume.
func (c *cloud) use(t *testing.T, name string) {
	t.Helper()
	image, err := images.Create(t.Context(), c.pictures(), images.CreateOpts{Name: name, DiskFormat: "raw", ContainerFormat: "bare"}).Extract()
	if err == nil {
		err = imagedata.Upload(t.Context(), c.pictures(), image.ID, strings.NewReader("an image")).ExtractErr()
	}
	if err != nil {
		t.Fatalf("make an image: %v\n%s", err, c.log("glance-api"))
	}
	volume, err := volumes.Create(t.Context(), c.blocks(), volumes.CreateOpts{Size: 1, Name: name}, nil).Extract()
	if err == nil {
		err = volumes.WaitForStatus(t.Context(), c.blocks(), volume.ID, "available")
	}
	if err != nil {
		t.Fatalf("make a volume: %v\n%s\n%s", err, c.log("cinder-api"), c.log("cinder-volume"))
	}
}

// heard returns when a broker's tap hears both services: their exchanges are there
// only after their first event.
func (c *cloud) heard(t *testing.T, w *watch, broker string) {
	t.Helper()
	persist(t, "the tap of "+broker, func() error {
		for _, s := range w.taps() {
			if s.Broker == broker && slices.Contains(s.Exchanges, "glance") && slices.Contains(s.Exchanges, "openstack") {
				return nil
			}
		}
		return fmt.Errorf("%+v", w.taps())
	})
}

// audited runs the real program on the file below root, and has it proven.
func (c *cloud) audited(t *testing.T) {
	t.Helper()
	env := c.id.Environment()
	env["PATH"] = c.volumes.Bin
	a := &app{root: "/", config: c.path("etc/cinder/cinder.conf"), stderr: t.Output(), getenv: func(name string) string { return env[name] }}
	report, err := a.runAudit(t.Context(), audit.Request{Start: time.Now().Add(-time.Hour).Truncate(time.Second)}, func(line string) { t.Log(line) })
	if err != nil {
		t.Fatal(err, sources.HintOf(err))
	}
	if report.Verdict != audit.Proven {
		t.Errorf("%+v", report)
	}
}

// arrive returns when events of these types have come over a broker.
func (c *cloud) arrive(t *testing.T, w *watch, since time.Time, broker string, types ...string) {
	t.Helper()
	persist(t, "events on "+broker, func() error {
		missing := make(map[string]bool)
		for _, kind := range types {
			missing[kind] = true
		}
		for _, one := range w.arrived(since) {
			if one.Broker == broker {
				delete(missing, one.Type)
			}
		}
		if len(missing) > 0 {
			return fmt.Errorf("missing %v; taps: %+v; arrived: %+v", missing, w.taps(), w.arrived(since))
		}
		return nil
	})
}

// silent fails when anything of the two services came over a broker.
func (c *cloud) silent(t *testing.T, w *watch, since time.Time, broker string) {
	t.Helper()
	for _, one := range w.arrived(since) {
		if one.Broker == broker && (one.Service == "glance" || one.Service == "cinder") {
			t.Errorf("%s of %s came over %s", one.Type, one.Host, broker)
		}
	}
}

// proven returns when these hops are.
func (c *cloud) proven(t *testing.T, a *app, w *watch, wanted setup.Answers, since time.Time, ids ...string) {
	t.Helper()
	persist(t, "hops", func() error {
		hops, err := a.verify(t.Context(), wanted, c.facts(t), since, w)
		if err != nil {
			return err
		}
		var open []error
		for _, id := range ids {
			found := false
			for _, h := range hops {
				found = found || h.ID == id && h.State == setup.HopProven
			}
			if !found {
				open = append(open, errors.New(id))
			}
		}
		if len(open) > 0 {
			return fmt.Errorf("%w; %+v", errors.Join(open...), hops)
		}
		return nil
	})
}
