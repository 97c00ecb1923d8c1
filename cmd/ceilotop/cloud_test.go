package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	cinderservices "github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/services"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/machinetest"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// cloud is a controller with a real Glance, a real Cinder and a real agent of
// Ceilometer's, whose services read the files below root and send their
// notifications to broker A. Their units are those of a systemctl of the tests'.
type cloud struct {
	root    string
	a, b    *sourcestest.VHost
	id      *sourcestest.Identity
	images  *sourcestest.ImageService
	volumes *sourcestest.BlockStorage
	systemd *machinetest.Systemd
	token   string
	toA     string // the transport_url of its services
	// user is the one of broker B that the setup makes. B is known to the cloud by
	// the address of bFront, behind which its management API is found as well.
	user, password string
	bFront         *front
}

// agent is Ceilometer's notification agent.
const agent = "/usr/bin/ceilometer-agent-notification"

func newCloud(t *testing.T) *cloud {
	t.Helper()
	if !sourcestest.HaveAgent() {
		unavailable(t, "Ceilometer's agent is not installed; on Debian: apt-get install --no-install-recommends ceilometer-agent-notification")
	}
	if err := exec.CommandContext(t.Context(), "unshare", "--mount", "true").Run(); err != nil {
		unavailable(t, "no namespace of mounts can be made (unshare --mount: "+err.Error()+"); run the tests as root")
	}
	c := &cloud{a: sourcestest.SharedA(t).VHost(t), b: sourcestest.SharedB(t).VHost(t), id: sourcestest.Keystone(t)}
	c.id.Grant(t, c.id.UserID, c.id.ProjectID, "admin")
	// As on brokers that have been used: a tap looks for an exchange that is not
	// there once a minute, which the test would have to wait for.
	for _, v := range []*sourcestest.VHost{c.a, c.b} {
		ch := v.Channel(t)
		for _, name := range []string{"glance", "openstack"} {
			if err := ch.ExchangeDeclare(name, "topic", false, false, false, false, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.images, c.volumes = sourcestest.Glance(t), sourcestest.Cinder(t)
	var err error
	if c.root, err = os.MkdirTemp("", "ceilotop-cloud-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(c.root) })
	if err := os.Chmod(c.root, 0o755); err != nil { // the audit runs as the user cinder
		t.Fatal(err)
	}
	// Services read more than what is set up here.
	for _, name := range []string{"glance", "cinder", "ceilometer"} {
		if err := os.CopyFS(c.path("etc/"+name), os.DirFS("/etc/"+name)); err != nil {
			t.Fatal(err)
		}
	}
	// Where the management API is looked for: at a port that goes with the other.
	services := c.a.Service(t)
	services.Tag(t, "management")
	c.toA, c.bFront = newFront(t, c.a.Broker).url(services), newFront(t, c.b.Broker)
	const notify = "[oslo_messaging_notifications]\ndriver = messagingv2\n"
	c.write(t, "etc/glance/glance-api.conf", c.images.Settings(t, c.toA, c.id)+notify)
	c.write(t, "etc/cinder/cinder.conf", c.volumes.Settings(t, c.toA, c.id)+notify)
	c.write(t, "etc/ceilometer/ceilometer.conf", "[DEFAULT]\ntransport_url = "+c.toA+"\n"+
		"[notification]\npipelines = meter\n") // nobody reads what its event pipeline sends
	c.write(t, "etc/ceilometer/pipeline.yaml", toGnocchi)
	c.write(t, "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
	c.write(t, "var/lib/dpkg/status", packagesOf(t, "glance-api", "glance-common", "cinder-api", "cinder-common", "cinder-scheduler", "cinder-volume",
		"ceilometer-agent-notification", "ceilometer-common", "python3-oslo.messaging")+
		"\nPackage: ceilometer-agent-central\nStatus: install ok installed\nVersion: 1:19.0.0-3\n") // which the tests do without
	c.write(t, "usr/bin/apt-get", "")
	c.systemd = machinetest.NewSystemd(t)
	etc := func(file string) string { return c.path("etc/" + file) }
	c.systemd.Unit("glance-api.service", c.images.Command(etc("glance/glance-api.conf")), false)
	for _, name := range []string{"api", "scheduler", "volume"} {
		c.systemd.Unit("cinder-"+name+".service", c.volumes.Command(name, etc("cinder/cinder.conf")), false)
	}
	c.systemd.Unit("ceilometer-agent-notification.service", fmt.Sprintf("cd %s && exec %s --config-file %s", c.root, agent, etc("ceilometer/ceilometer.conf")), false)
	c.systemd.Unit("ceilometer-agent-central.service", machinetest.Lasting, false)
	c.token, c.user, c.password = c.id.Token(t), "telemetry-"+c.b.Name, strings.ToLower(rand.Text())
	return c
}

// unavailable skips a test that lacks a server; where all of them have to be there
// it fails.
func unavailable(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// toGnocchi is a pipeline that keeps samples in Gnocchi.
const toGnocchi = `sources:
  - {name: meters, meters: ["*"], sinks: [sink]}
sinks:
  - {name: sink, publishers: ["gnocchi://"]}
`

func (c *cloud) path(name string) string { return filepath.Join(c.root, name) }

func (c *cloud) write(t *testing.T, name, text string) {
	t.Helper()
	path := c.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// packagesOf are what dpkg says about packages of the machine that tests run on.
func packagesOf(t *testing.T, names ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "dpkg-query", append([]string{"--status"}, names...)...).Output()
	if err != nil {
		t.Fatalf("dpkg-query: %v", err)
	}
	return string(out)
}

// start starts units and returns when what they run answers.
func (c *cloud) start(t *testing.T, units ...string) {
	t.Helper()
	for _, u := range units {
		c.systemctl(t, "start", u)
	}
}

func (c *cloud) restart(t *testing.T, unit string) { t.Helper(); c.systemctl(t, "restart", unit) }

func (c *cloud) systemctl(t *testing.T, verb, unit string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "systemctl", verb, unit+".service")
	command.Path = filepath.Join(strings.Split(c.systemd.Path(), ":")[0], "systemctl")
	command.Env = []string{"PATH=" + c.systemd.Path()}
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("systemctl %s %s: %v\n%s", verb, unit, err, out)
	}
}

// await returns when all services of the cloud are at work.
func (c *cloud) await(t *testing.T) {
	t.Helper()
	c.images.Await(t, func() bool { return c.dead("glance-api") })
	persist(t, "cinder", func() error {
		for _, u := range []string{"cinder-api", "cinder-scheduler", "cinder-volume"} {
			if c.dead(u) {
				t.Fatalf("%s ended: %s", u, c.log(u))
			}
		}
		page, err := cinderservices.List(c.blocks(), cinderservices.ListOpts{}).AllPages(t.Context())
		if err != nil {
			return err
		}
		all, err := cinderservices.ExtractServices(page)
		up := 0
		for _, s := range all {
			// Those that were stopped a moment ago still count as up.
			if started := c.started(s.Binary); s.State == "up" && !started.IsZero() && s.UpdatedAt.After(started) {
				up++
			}
		}
		if err == nil && up < 2 {
			err = fmt.Errorf("services: %+v", all)
		}
		return err
	})
}

func (c *cloud) dead(unit string) bool {
	state, _ := c.systemd.State(unit + ".service")
	return strings.HasPrefix(state, "failed")
}

func (c *cloud) log(unit string) string {
	text := c.systemd.Read("units/" + unit + ".service/log")
	return text[max(0, len(text)-3000):]
}

// started is when a unit's process was started.
func (c *cloud) started(unit string) time.Time {
	info, err := os.Stat(fmt.Sprintf("/proc/%d", c.systemd.PID(unit+".service")))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime().UTC()
}

// blocks is a client of Cinder's for the user.
func (c *cloud) blocks() *gophercloud.ServiceClient {
	return &gophercloud.ServiceClient{ProviderClient: &gophercloud.ProviderClient{TokenID: c.token}, Endpoint: c.volumes.URL + "/v3/" + c.id.ProjectID + "/"}
}

func (c *cloud) pictures() *gophercloud.ServiceClient {
	return &gophercloud.ServiceClient{ProviderClient: &gophercloud.ProviderClient{TokenID: c.token}, Endpoint: c.images.URL + "/", ResourceBase: c.images.URL + "/v2/"}
}

// facts are those of the files below root.
func (c *cloud) facts(t *testing.T) setup.Facts {
	t.Helper()
	f, err := machine.Survey(t.Context(), c.root, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// persist tries until there is no error any more.
func persist(t *testing.T, what string, try func() error) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %v", what, err)
		}
	}
}
