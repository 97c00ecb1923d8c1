package sourcestest

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// KeystoneEnvironment is the variable that names the directory in which the
// Keystone of a whole test run is written down.
const KeystoneEnvironment = "CEILOTOP_TEST_KEYSTONE"

// KeystoneName is that Keystone's name there.
const KeystoneName = "keystone"

// Region is the region of the services that a test adds to the catalogue.
const Region = "RegionOne"

// KeystoneServer is a real Keystone on loopback, with a PostgreSQL of its own,
// under uWSGI. Its administrator is [Admin] in the project admin of the domain
// Default. A project sees only those endpoints in the catalogue that were made for
// it.
//
// With SQLite one of two processes now and then finds "database is locked": what
// has read before it writes cannot wait for the other's writing, and Keystone
// closes the connection without an answer.
type KeystoneServer struct {
	URL            string // without a version, without a slash at its end
	Dir            string
	PostgreSQLPort int

	guard              *guard
	server, postgresql int // process ids
}

// keystonePatience is how long setting up and starting may take: fifteen
// seconds alone on the machine.
const keystonePatience = 5 * time.Minute

// LaunchKeystone sets a Keystone up and starts it.
func LaunchKeystone() (*KeystoneServer, error) {
	dir, err := os.MkdirTemp("", "ceilotop-keystone-")
	if err != nil {
		return nil, err
	}
	k := &KeystoneServer{Dir: dir}
	if k.guard, err = newGuard(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err = k.prepare(); err == nil {
		err = k.start()
	}
	if err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

func (k *KeystoneServer) path(name string) string { return filepath.Join(k.Dir, name) }

// prepare makes the database, the configuration and the keys.
func (k *KeystoneServer) prepare() error {
	database, err := startPostgreSQL(k.guard)
	if err != nil {
		return err
	}
	k.PostgreSQLPort, k.postgresql = database.Port, database.pid
	if err := k.configure(k.path("keystone.conf"), ""); err != nil {
		return err
	}
	for _, repository := range []string{"fernet", "credential"} {
		if err := makeKeys(k.path(repository)); err != nil {
			return err
		}
	}
	manage := []string{"/usr/bin/keystone-manage", "--config-file", k.path("keystone.conf")}
	for _, command := range [][]string{
		append(slices.Clone(manage), "db_sync"),
		// The endpoint is never used: no project of a test sees it.
		append(slices.Clone(manage), "bootstrap", "--bootstrap-password", Admin, "--bootstrap-region-id", Region, "--bootstrap-public-url", "http://127.0.0.1:5000/v3/"),
	} {
		if err := k.run(command); err != nil {
			return err
		}
	}
	return nil
}

// configure writes a configuration file with some lines of its own. The cache keeps
// nothing from one request to the next, about which two processes would not agree,
// but it does within one: without it each asks five times for all its roles.
func (k *KeystoneServer) configure(file, more string) error {
	return os.WriteFile(file, fmt.Appendf(nil, `[database]
connection = postgresql+psycopg2://postgres@127.0.0.1:%d/postgres
[fernet_tokens]
key_repository = %s
[credential]
key_repository = %s
[cache]
enabled = true
backend = dogpile.cache.null
[identity]
password_hash_rounds = 4
[endpoint_filter]
return_all_endpoints_if_no_filter = false
%s`, k.PostgreSQLPort, k.path("fernet"), k.path("credential"), more), 0o600)
}

// makeKeys writes a staged and a primary key, as keystone-manage fernet_setup
// does in three seconds.
func makeKeys(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"0", "1"} {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(base64.URLEncoding.EncodeToString(key)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// run runs a command of the set-up and waits for its end.
func (k *KeystoneServer) run(command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Dir = k.env(""), k.Dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%q: %w\n%s", command, err, tail(out))
	}
	return nil
}

func (k *KeystoneServer) env(config string) []string {
	return []string{
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + k.Dir, "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1",
		"OS_KEYSTONE_CONFIG_FILES=" + config,
	}
}

func (k *KeystoneServer) start() (err error) {
	for range 3 { // another process may take the port between choice and use
		if k.URL, k.server, err = k.serve(k.guard, "uwsgi.log", k.path("keystone.conf"), "2"); err == nil {
			return nil
		}
	}
	return err
}

// serve starts uWSGI on a port of its own and returns when Keystone answers.
func (k *KeystoneServer) serve(g *guard, log, config, processes string) (url string, pid int, err error) {
	ports, err := freePorts(1)
	if err != nil {
		return "", 0, err
	}
	address := fmt.Sprintf("127.0.0.1:%d", ports[0])
	pid, err = g.start(k.env(config), log, "/usr/bin/uwsgi_python3",
		"--http-socket", address, "--wsgi-file", "/usr/bin/keystone-wsgi-public",
		"--master", "--processes", processes, "--threads", "1", "--enable-threads", "--lazy-apps", "--need-app",
		"--buffer-size", "65535", "--die-on-term", "--add-header", "Connection: close")
	if err != nil {
		return "", 0, err
	}
	url = "http://" + address
	for deadline := time.Now().Add(keystonePatience); ; time.Sleep(50 * time.Millisecond) {
		r, err := http.Get(url + "/v3")
		if respond(r, err) == nil && r.StatusCode == http.StatusOK {
			return url, pid, nil
		}
		if exited(pid) {
			text, _ := os.ReadFile(filepath.Join(g.dir, log))
			return "", 0, fmt.Errorf("keystone ended while it started: %s", tail(text))
		}
		if time.Now().After(deadline) {
			g.end(pid, syscall.SIGKILL, time.Minute)
			return "", 0, fmt.Errorf("keystone in %s did not answer within %v", k.Dir, keystonePatience)
		}
	}
}

func tail(text []byte) []byte { return text[max(0, len(text)-2000):] }

// Close ends the server and removes what it left.
func (k *KeystoneServer) Close() {
	if k.guard == nil { // another process's
		return
	}
	k.guard.end(k.server, syscall.SIGTERM, 10*time.Second) // uWSGI waits for its workers
	k.guard.end(k.postgresql, syscall.SIGKILL, 0)
	k.guard.release()
}

// Expiring starts one more front to this Keystone, for this test alone, whose
// tokens live as long as is said, and returns its URL.
func (k *KeystoneServer) Expiring(t testing.TB, life time.Duration) string {
	t.Helper()
	url, _ := k.Front(t, fmt.Sprintf("[token]\nexpiration = %d\n", int(life.Seconds())))
	return url
}

// Front starts one more front to this Keystone, for this test alone, with lines of
// the test's own in its keystone.conf, and returns its URL and that file.
func (k *KeystoneServer) Front(t testing.TB, more string) (url, config string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "ceilotop-keystone-front-")
	must(t, "make a directory", err)
	g, err := newGuard(dir)
	must(t, "start a guard", err)
	config = filepath.Join(dir, "keystone.conf")
	must(t, "configure", k.configure(config, more))
	url, pid, err := k.serve(g, "uwsgi.log", config, "1")
	t.Cleanup(func() {
		g.end(pid, syscall.SIGTERM, 10*time.Second)
		g.release()
	})
	must(t, "start another Keystone", err)
	return url, config
}

var sharedKeystone = sync.OnceValues(func() (*KeystoneServer, error) {
	return find(KeystoneEnvironment, KeystoneName, LaunchKeystone)
})
