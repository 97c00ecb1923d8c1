package sourcestest

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// GnocchiEnvironment is the variable that names the directory in which the
// Gnocchi of a whole test run is written down.
const GnocchiEnvironment = "CEILOTOP_TEST_GNOCCHI"

// GnocchiName is that Gnocchi's name there.
const GnocchiName = "gnocchi"

// GnocchiServer is a real Gnocchi on loopback: its API under uWSGI, metricd,
// measures in files, the index in a PostgreSQL of its own. The same data is
// served under several paths, each a configuration of its own. Tests reach it
// through a [MetricStore].
type GnocchiServer struct {
	URL            string // without a path
	Dir            string
	PostgreSQLPort int

	guard *guard
	pids  []int // in the order in which they end
}

// The fronts of a GnocchiServer. A front that is "trusting" believes the headers
// X-User-Id, X-Project-Id and X-Roles, as Gnocchi does behind the middleware of
// Keystone, which sets them; everything else about it is what a cloud runs.
const (
	basicFront   = "/basic"   // user admin of basic authentication is the administrator
	projectFront = "/project" // trusting
	pagesFront   = "/pages"   // trusting, with pages so short that small lists have many
)

// PageRows is how many rows the shortest pages have.
const PageRows = 4

// gnocchiPatience is how long setting up and starting may take: ten seconds
// alone on the machine.
const gnocchiPatience = 5 * time.Minute

const gnocchiPackage = "/usr/lib/python3/dist-packages/gnocchi"

// LaunchGnocchi sets a Gnocchi up and starts it.
func LaunchGnocchi() (*GnocchiServer, error) {
	dir, err := os.MkdirTemp("", "ceilotop-gnocchi-")
	if err != nil {
		return nil, err
	}
	g := &GnocchiServer{Dir: dir}
	if g.guard, err = newGuard(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err := g.start(); err != nil {
		g.Close()
		return nil, err
	}
	return g, nil
}

// Close ends the servers and removes what they left.
func (g *GnocchiServer) Close() {
	if g.guard == nil { // another process's
		return
	}
	for _, pid := range g.pids {
		g.guard.end(pid, syscall.SIGKILL, time.Minute)
	}
	g.guard.release()
}

func (g *GnocchiServer) path(name string) string { return filepath.Join(g.Dir, name) }

func (g *GnocchiServer) start() error {
	database, err := startPostgreSQL(g.guard)
	if err != nil {
		return err
	}
	g.PostgreSQLPort = database.Port
	g.pids = []int{database.pid}
	fronts := map[string]string{
		basicFront:   "[api]\nauth_mode = basic\n",
		projectFront: "[api]\nauth_mode = keystone\n",
		pagesFront:   fmt.Sprintf("[api]\nauth_mode = keystone\nmax_limit = %d\n", PageRows),
	}
	// The middleware is left out, and nothing else.
	if err := g.paste(g.path("paste.ini"), "keystone_authtoken gnocchiv1", "gnocchiv1"); err != nil {
		return err
	}
	for front, api := range fronts {
		if err := g.configure(g.config(front), api+"paste_config = "+g.path("paste.ini")+"\n"); err != nil {
			return err
		}
	}
	upgrade := exec.Command("/usr/bin/gnocchi-upgrade", "--config-file", g.config(basicFront))
	upgrade.Env, upgrade.Dir = g.env(), g.Dir
	if out, err := upgrade.CombinedOutput(); err != nil {
		return fmt.Errorf("gnocchi-upgrade: %w\n%s", err, tail(out))
	}
	metricd, err := g.guard.start(g.env(), "metricd.log", "/usr/bin/gnocchi-metricd", "--config-file", g.config(basicFront))
	if err != nil {
		return err
	}
	g.pids = append([]int{metricd}, g.pids...)
	var pid int
	for range 3 { // another process may take the port between choice and use
		if g.URL, pid, err = g.serve(g.guard, basicFront, projectFront, pagesFront); err == nil {
			g.pids = append([]int{pid}, g.pids...)
			return nil
		}
	}
	return err
}

func (g *GnocchiServer) config(front string) string {
	return g.path(strings.TrimPrefix(front, "/") + ".conf")
}

// configure writes a configuration file, with sections of its own first.
func (g *GnocchiServer) configure(file, more string) error {
	data := g.path("measures")
	return os.WriteFile(file, fmt.Appendf(nil, `%s
[DEFAULT]
coordination_url = file://%s
parallel_operations = 2
[indexer]
url = postgresql://postgres@127.0.0.1:%d/postgres
[storage]
driver = file
file_basepath = %s
[incoming]
driver = file
file_basepath = %s
[metricd]
workers = 1
metric_processing_delay = 1
[oslo_policy]
policy_file = %s/rest/policy.yaml
`, more, g.path("coordination"), g.PostgreSQLPort, data, data, gnocchiPackage), 0o600)
}

// paste writes a copy of the package's WSGI pipeline with one thing replaced.
func (g *GnocchiServer) paste(file, old, replacement string) error {
	text, err := os.ReadFile(gnocchiPackage + "/rest/api-paste.ini")
	if err != nil {
		return err
	}
	if strings.Count(string(text), old) != 1 {
		return fmt.Errorf("api-paste.ini of Gnocchi does not have %q once", old)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(text), old, replacement, 1)), 0o600)
}

func (g *GnocchiServer) env() []string {
	return []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + g.Dir, "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1"}
}

// application is what uWSGI runs: one Gnocchi a path, each with a configuration
// of its own.
const application = `import sys
from gnocchi.cli import api
from gnocchi.rest import app
fronts = {}
for pair in %q.split():
    path, file = pair.split("=", 1)
    sys.argv = ["gnocchi-api", "--config-file", file]
    fronts[path] = app.load_app(api.prepare_service())
def application(environ, start_response):
    for path, front in fronts.items():
        if (environ["PATH_INFO"] + "/").startswith(path + "/"):
            environ["SCRIPT_NAME"] = path
            environ["PATH_INFO"] = environ["PATH_INFO"][len(path):] or "/"
            return front(environ, start_response)
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"there is no such front"]
`

// serve starts uWSGI on a port of its own and returns when each front answers.
func (g *GnocchiServer) serve(under *guard, fronts ...string) (url string, pid int, err error) {
	ports, err := freePorts(1)
	if err != nil {
		return "", 0, err
	}
	var pairs []string
	for _, front := range fronts {
		pairs = append(pairs, front+"="+g.config(front))
	}
	wsgi := filepath.Join(under.dir, "api.py")
	if err := os.WriteFile(wsgi, fmt.Appendf(nil, application, strings.Join(pairs, " ")), 0o600); err != nil {
		return "", 0, err
	}
	address := "127.0.0.1:" + strconv.Itoa(ports[0])
	pid, err = under.start(g.env(), "api.log", "/usr/bin/uwsgi_python3",
		"--http-socket", address, "--wsgi-file", wsgi, "--master", "--processes", "2", "--threads", "1",
		"--enable-threads", "--lazy-apps", "--need-app", "--buffer-size", "65535", "--die-on-term",
		"--disable-logging", "--add-header", "Connection: close")
	if err != nil {
		return "", 0, err
	}
	url = "http://" + address
	for deadline := time.Now().Add(gnocchiPatience); ; time.Sleep(50 * time.Millisecond) {
		r, err := http.Get(url + fronts[0] + "/")
		if respond(r, err) == nil && r.StatusCode == http.StatusOK {
			return url, pid, nil
		}
		if exited(pid) {
			text, _ := os.ReadFile(filepath.Join(under.dir, "api.log"))
			return "", 0, fmt.Errorf("gnocchi-api ended while it started: %s", tail(text))
		}
		if time.Now().After(deadline) {
			under.end(pid, syscall.SIGKILL, time.Minute)
			return "", 0, fmt.Errorf("gnocchi-api in %s did not answer within %v", g.Dir, gnocchiPatience)
		}
	}
}

// BehindKeystone starts one more API to the data of this Gnocchi, for this test
// alone, which asks Keystone about tokens, and returns its URL. To do so it has a
// user in the test's project, and Keystone is in the project's catalogue.
func (g *GnocchiServer) BehindKeystone(t testing.TB, i *Identity) string {
	t.Helper()
	const name, password = "gnocchi", "gnocchi's"
	i.Grant(t, i.NewUser(t, name, password), i.ProjectID, "admin")
	i.listKeystone(t)
	dir, err := os.MkdirTemp("", "ceilotop-gnocchi-front-")
	must(t, "make a directory", err)
	under, err := newGuard(dir)
	must(t, "start a guard", err)
	front := "/" + filepath.Base(dir)
	must(t, "write the pipeline", g.paste(filepath.Join(dir, "paste.ini"), "auth_token\n", "auth_token\noslo_config_file = "+g.config(front)+"\n"))
	must(t, "configure", g.configure(g.config(front), fmt.Sprintf(`[api]
auth_mode = keystone
paste_config = %s/paste.ini
[keystone_authtoken]
auth_type = password
auth_url = %s/v3
www_authenticate_uri = %s
username = %s
password = %s
user_domain_id = %s
project_id = %s
`, dir, i.URL, i.URL, name, password, i.DomainID, i.ProjectID)))
	url, pid, err := g.serve(under, front)
	t.Cleanup(func() {
		under.end(pid, syscall.SIGTERM, 10*time.Second)
		under.release()
	})
	must(t, "start another API", err)
	return url + front
}

var sharedGnocchi = sync.OnceValues(func() (*GnocchiServer, error) {
	return find(GnocchiEnvironment, GnocchiName, LaunchGnocchi)
})
