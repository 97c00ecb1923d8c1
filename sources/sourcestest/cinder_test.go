package sourcestest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/noauth"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/snapshots"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// listen collects the keys and bodies of what is published as notifications on
// an exchange, which the services declare just so themselves.
func listen(t *testing.T, v *sourcestest.VHost, exchange string) <-chan amqp.Delivery {
	t.Helper()
	ch := v.Channel(t)
	if err := ch.ExchangeDeclare(exchange, "topic", false, false, false, false, nil); err != nil {
		t.Fatal(err)
	}
	q, err := ch.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := ch.QueueBind(q.Name, "notifications.*", exchange, false, nil); err != nil {
		t.Fatal(err)
	}
	d, err := ch.Consume(q.Name, "", true, true, false, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// expect waits until each of the event types has come.
func expect(t *testing.T, from <-chan amqp.Delivery, types ...string) {
	t.Helper()
	missing := map[string]bool{}
	for _, name := range types {
		missing[name] = true
	}
	late := time.After(time.Minute)
	for len(missing) > 0 {
		select {
		case d := <-from:
			for name := range missing {
				if strings.Contains(string(d.Body), `\"`+name+`\"`) {
					delete(missing, name)
				}
			}
		case <-late:
			t.Fatalf("never came: %v", missing)
		}
	}
}

// TestACinderMakesVolumesAndSaysSo on the broker of notifications, while its
// services talk over the other one.
func TestACinderMakesVolumesAndSaysSo(t *testing.T) {
	t.Parallel()
	c := sourcestest.Cinder(t)
	a, b := sourcestest.SharedA(t).VHost(t), sourcestest.SharedB(t).VHost(t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	text := c.Settings(t, a.ServiceURL(t), nil) + "[oslo_messaging_notifications]\ndriver = messagingv2\ntransport_url = " + b.ServiceURL(t) + "\n"
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	from := listen(t, b, "openstack")
	c.Start(t, []string{conf}, "api", "scheduler", "volume")
	client, err := noauth.NewBlockStorageNoAuthV3(&gophercloud.ProviderClient{TokenID: "admin:" + sourcestest.NoAuthProject}, noauth.EndpointOpts{CinderEndpoint: c.URL + "/v3"})
	if err != nil {
		t.Fatal(err)
	}
	v, err := volumes.Create(t.Context(), client, volumes.CreateOpts{Size: 1, Name: "one"}, nil).Extract()
	if err != nil {
		t.Fatal(err, c.Log(t, "api"))
	}
	if err := volumes.WaitForStatus(t.Context(), client, v.ID, "available"); err != nil {
		t.Fatalf("%v\n%s", err, c.Log(t, "volume"))
	}
	s, err := snapshots.Create(t.Context(), client, snapshots.CreateOpts{VolumeID: v.ID, Name: "s"}).Extract()
	if err != nil {
		t.Fatal(err)
	}
	if err := snapshots.WaitForStatus(t.Context(), client, s.ID, "available"); err != nil {
		t.Fatal(err)
	}
	expect(t, from, "volume.create.start", "volume.create.end", "snapshot.create.end")

	now := time.Now().UTC()
	audit := exec.CommandContext(t.Context(), filepath.Join(c.Bin, "cinder-volume-usage-audit"), "--config-file", conf,
		"--start_time", now.Add(-time.Hour).Format(time.DateTime), "--end_time", now.Add(time.Hour).Format(time.DateTime))
	if out, err := audit.CombinedOutput(); err != nil || !strings.Contains(string(out), "Found 1 volumes") {
		t.Fatalf("%v\n%s", err, out)
	}
	expect(t, from, "volume.exists", "snapshot.exists")
}

func TestRowsAreCindersOwn(t *testing.T) {
	t.Parallel()
	c := sourcestest.Cinder(t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	if err := os.WriteFile(conf, []byte(c.Settings(t, "rabbit://127.0.0.1:1", nil)), 0o644); err != nil {
		t.Fatal(err)
	}
	ids := c.Seed(t, conf, "",
		sourcestest.Row{Kind: "volume", Name: "old", Host: "n1@fake#fake", Created: "2026-01-02T03:04:05"},
		sourcestest.Row{Kind: "snapshot", Name: "of it", Of: 0},
		sourcestest.Row{Kind: "backup", Name: "of it too", Of: 0, Host: "n2"},
		sourcestest.Row{Kind: "volume", Name: "gone", Host: "n1@fake#fake", Deleted: true})
	if len(ids) != 4 {
		t.Errorf("%d ids", len(ids))
	}
	audit := exec.CommandContext(t.Context(), filepath.Join(c.Bin, "cinder-volume-usage-audit"), "--config-file", conf,
		"--start_time", "2026-01-02 00:00:00", "--end_time", "2026-01-03 00:00:00")
	out, err := audit.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"Found 1 volumes", "Found 0 snapshots", "Found 0 backups"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}
