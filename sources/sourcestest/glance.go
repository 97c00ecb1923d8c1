package sourcestest

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ImageService is a real Glance for one test, with SQLite and its images in
// files. It offers
//
//   - [ImageService.Settings], the text of a glance-api.conf that works here, to
//     be written wherever the test wants it, with lines of the test's own behind
//     it, such as where notifications go;
//   - [ImageService.Start] and [ImageService.Stop], or [ImageService.Command] for
//     a test that has something else start it, and [ImageService.Await].
type ImageService struct {
	Dir string
	URL string // where glance-api listens once it is started

	port  int
	guard *guard
	pid   int
}

// glancePatience is how long glance-api may take to start: three seconds alone
// on the machine.
const glancePatience = 3 * time.Minute

// Glance makes a Glance for this test and takes it away with it.
func Glance(t testing.TB) *ImageService {
	t.Helper()
	needGlance(t)
	g := &ImageService{}
	var err error
	g.Dir, err = os.MkdirTemp("", "ceilotop-images-")
	must(t, "make a directory", err)
	g.guard, err = newGuard(g.Dir)
	must(t, "start a guard", err)
	t.Cleanup(func() {
		g.Stop()
		g.guard.release()
	})
	ports, err := freePorts(1)
	must(t, "find a port", err)
	g.port, g.URL = ports[0], fmt.Sprintf("http://127.0.0.1:%d", ports[0])
	config := filepath.Join(g.Dir, "manage.conf")
	must(t, "configure", os.WriteFile(config, []byte("[database]\n"+g.database()), 0o600))
	for _, command := range [][]string{
		{"/usr/bin/glance-manage", "--config-file", config, "db_sync"},
		{"/usr/bin/python3", "-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA journal_mode=WAL')", filepath.Join(g.Dir, "glance.db")},
	} {
		cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
		cmd.Env, cmd.Dir = g.env(), g.Dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", command, err, tail(out))
		}
	}
	return g
}

func (g *ImageService) database() string {
	return "connection = sqlite:///" + filepath.Join(g.Dir, "glance.db") + "\n"
}

func (g *ImageService) env() []string {
	return []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + g.Dir, "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", "no_proxy=*"}
}

// Settings is the text of a glance-api.conf for this Glance, but for
// notifications: Glance's transport carries nothing else. The user glance is made
// in the identity's project, and the service is added to its catalogue.
func (g *ImageService) Settings(t testing.TB, transport string, i *Identity) string {
	t.Helper()
	const name, password = "glance", "glance's"
	i.Grant(t, i.NewUser(t, name, password), i.ProjectID, "admin")
	i.listKeystone(t)
	i.Service(t, "image", Region, map[string]string{"public": g.URL, "internal": g.URL, "admin": g.URL})
	return fmt.Sprintf(`[DEFAULT]
transport_url = %s
bind_host = 127.0.0.1
bind_port = %d
workers = 0
enabled_backends = files:file
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = %[3]s/images
[os_glance_tasks_store]
filesystem_store_datadir = %[3]s/tasks
[os_glance_staging_store]
filesystem_store_datadir = %[3]s/staging
[paste_deploy]
flavor = keystone
config_file = /usr/share/glance-common/glance-api-paste.ini
[keystone_authtoken]
auth_type = password
auth_url = %[4]s/v3
www_authenticate_uri = %[4]s
username = %[5]s
password = %[6]s
user_domain_id = %[7]s
project_id = %[8]s
[database]
%[9]s`, transport, g.port, g.Dir, i.URL, name, password, i.DomainID, i.ProjectID, g.database())
}

// Command is a line for a shell that becomes glance-api with these configuration
// files.
func (g *ImageService) Command(configs ...string) string {
	line := "cd " + g.Dir + " && exec env -i"
	for _, v := range append(g.env(), "/usr/bin/glance-api") {
		line += " '" + v + "'"
	}
	for _, config := range configs {
		line += " --config-file '" + config + "'"
	}
	return line
}

// Start starts glance-api with configuration files and returns when it answers.
func (g *ImageService) Start(t testing.TB, configs ...string) {
	t.Helper()
	pid, err := g.guard.start(g.env(), "api.log", "/bin/sh", "-c", g.Command(configs...))
	must(t, "start glance-api", err)
	g.pid = pid
	g.Await(t, func() bool { return exited(pid) })
}

// Await returns when glance-api answers. Ended says that it never will.
func (g *ImageService) Await(t testing.TB, ended func() bool) {
	t.Helper()
	for deadline := time.Now().Add(glancePatience); ; time.Sleep(50 * time.Millisecond) {
		r, err := http.Get(g.URL + "/healthcheck")
		if respond(r, err) == nil {
			return
		}
		if ended() {
			t.Fatalf("glance-api ended while it started: %s", g.Log())
		}
		if time.Now().After(deadline) {
			t.Fatalf("glance-api did not answer within %v: %s", glancePatience, g.Log())
		}
	}
}

// Stop stops glance-api in an orderly way, if it runs.
func (g *ImageService) Stop() {
	g.guard.end(g.pid, syscall.SIGTERM, 20*time.Second)
	g.pid = 0
}

// Log is the end of what glance-api said after Start.
func (g *ImageService) Log() string {
	text, _ := os.ReadFile(filepath.Join(g.Dir, "api.log"))
	return strings.TrimSpace(string(tail(text)))
}
