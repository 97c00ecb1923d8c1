package main

import (
	"context"
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
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestACloudMovesItsNotificationsAndTakesThemBack goes the whole way on real
// services, as a person does with ceilotop setup in tmux: a cloud that
// notifies on broker A is set up, an image and a volume are made, a volume is
// renamed for a trial and the audit is run, all of it arrives on B and nothing on
// A, and after the rollback A has it again.
func TestACloudMovesItsNotificationsAndTakesThemBack(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	c.start(t, "glance-api", "cinder-api", "cinder-scheduler", "cinder-volume")
	w := c.watch(t)
	c.await(t)
	c.heard(t, w, "A")
	begin := time.Now()
	c.use(t, "before")
	c.arrive(t, w, begin, "A", "image.create", "image.upload", "volume.create.start", "volume.create.end")
	before := hashTree(t, c.path("etc"))

	c.keep(t)
	g := c.guide(t)
	g.do("", "[Detect]", "were taken up")
	g.do("]", "nodes.compute")
	g.do("<enter>", "broker_b.host")
	g.do("<enter>", "audit.period")
	g.do("<enter>", "apply.mode", "> patch")
	g.do("<up>", "> local")
	g.do("<enter>", "[Tests]")
	g.do("]", "[Plan]")
	g.insist("r", "[Plan] ~")
	if hashTree(t, c.path("etc")) != before {
		t.Error("files were changed before anybody said so")
	}
	g.do("A", "Type apply")
	g.do("apply<enter>", "✓ Applied:")
	c.await(t)
	moved := time.Now()
	c.heard(t, w, "B")
	c.use(t, "after")
	g.do("]", "[Verify]", "offered    rename a volume and back")
	g.do("a", "( ) the last hour until now")
	g.do("<down> ", "(•) the last hour until now")
	g.do("<enter>", "✓ proven: ")
	g.do("<esc>", "Audit of Cinder")
	g.do("k", "proves: cinder-api")
	g.do("<enter>", "Try it?")
	g.do("y", "made       rename a volume")
	for _, hop := range []string{
		"glance's events arrive on B", "cinder's events arrive on B", "A is free of glance's events", "A is free of cinder's events", "Ceilometer's agent consumes",
	} {
		g.do("", "✓ proven     "+hop)
	}
	c.arrive(t, w, moved, "B", "image.create", "image.upload", "volume.create.end", "volume.update.end", "volume.exists")
	c.silent(t, w, moved, "A")
	t.Run("the doctor is quiet", c.staysQuiet)

	g.do("[", "[Apply]")
	g.do("U", "Type rollback")
	g.do("rollback<enter>", "Taken back: the machine is as it was.")
	if hashTree(t, c.path("etc")) != before {
		t.Error("the rollback did not give the files back")
	}
	c.await(t)
	back := time.Now()
	c.use(t, "again")
	c.arrive(t, w, back, "A", "image.create", "image.upload", "volume.create.start", "volume.create.end")
	c.silent(t, w, back, "B")
}

// watch taps both brokers for the whole test.
func (c *cloud) watch(t *testing.T) *watch {
	t.Helper()
	a := &app{root: c.root, stderr: t.Output(), getenv: func(string) string { return "" }}
	b := setup.BrokerAnswers{Host: c.bFront.host, Port: c.bFront.port, VHost: c.b.Name, User: c.user, Password: setup.Password{Value: sources.Secret(c.password)}}
	w := a.newWatch(setup.Answers{BrokerB: b}, c.facts(t))
	done := make(chan struct{})
	ctx := t.Context()
	go func() { defer close(done); w.run(ctx) }()
	t.Cleanup(func() { <-done })
	return w
}

// keep writes down what an operator answered before today: all but the three
// that a guided setup of such a machine asks.
func (c *cloud) keep(t *testing.T) {
	t.Helper()
	secret := func(name, text string) string {
		c.write(t, name, text)
		return "file:" + c.path(name)
	}
	i, err := interview.New(c.facts(t))
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range map[string]string{
		"broker_b.host": c.bFront.host, "broker_b.port": strconv.Itoa(c.bFront.port), "broker_b.vhost": c.b.Name,
		"broker_b.user": c.user, "broker_b.password": secret("b", c.password),
		"broker_b.admin_url": c.b.Broker.ManagementURL(), "broker_b.admin_user": sourcestest.Admin, "broker_b.admin_password": secret("admin", sourcestest.Admin),
		"keystone.auth_url": c.id.URL, "keystone.project": c.id.Project, "keystone.domain": c.id.DomainName, "keystone.password": secret("keystone", "Ceilometer1234567890"),
		"keystone.memcached": "", "features.nova": "false", "audit.schedule": "none",
	} {
		if err := i.Answer(key, text); err != nil {
			t.Fatalf("%s: %v; %s", key, err, sources.HintOf(err))
		}
	}
	a := &app{root: "/", getenv: func(name string) string { return map[string]string{"HOME": c.root}[name] }}
	if _, err := a.keepAnswers(i); err != nil {
		t.Fatal(err)
	}
}

// used are an image and a volume.
type used struct{ image, volume string }

// use makes an image and a volume.
func (c *cloud) use(t *testing.T, name string) used {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	image, err := images.Create(ctx, c.pictures(), images.CreateOpts{Name: name, DiskFormat: "raw", ContainerFormat: "bare"}).Extract()
	if err == nil {
		err = imagedata.Upload(ctx, c.pictures(), image.ID, strings.NewReader("an image")).ExtractErr()
	}
	if err != nil {
		t.Fatalf("make an image: %v\n%s", err, c.log("glance-api"))
	}
	volume, err := volumes.Create(ctx, c.blocks(), volumes.CreateOpts{Size: 1, Name: name}, nil).Extract()
	if err == nil {
		err = volumes.WaitForStatus(ctx, c.blocks(), volume.ID, "available")
	}
	if err != nil {
		t.Fatalf("make a volume: %v\n%s\n%s", err, c.log("cinder-api"), c.log("cinder-volume"))
	}
	return used{image.ID, volume.ID}
}

// discard takes them away again.
func (c *cloud) discard(t *testing.T, u used) {
	t.Helper()
	if err := images.Delete(t.Context(), c.pictures(), u.image).ExtractErr(); err != nil {
		t.Fatalf("delete an image: %v\n%s", err, c.log("glance-api"))
	}
	if err := volumes.Delete(t.Context(), c.blocks(), u.volume, nil).ExtractErr(); err != nil {
		t.Fatalf("delete a volume: %v\n%s", err, c.log("cinder-api"))
	}
}

// heard returns when a broker's tap hears both services.
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
