package sourcestest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
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

// BlockStorage is a Cinder for one test, with a database of its own that has
// all tables and no rows. It offers
//
//   - Dir, which the user cinder may enter, with Bin in it: a directory for the
//     front of PATH that has cinder-volume-usage-audit, mended (see cinderDefault);
//   - [BlockStorage.Settings], the text of a cinder.conf that works here, to be
//     written wherever the test wants it, with lines of the test's own behind it;
//   - [BlockStorage.Seed], which makes volumes, snapshots and backups as rows;
//   - [BlockStorage.Start] and [BlockStorage.Stop] for api, scheduler and volume
//     with such a file. The volume service has the fake driver of Cinder's own
//     tests: volumes are made, extended, renamed, snapshotted and deleted in
//     the database and on the message bus alone.
//
// Rows need no service, and the audit needs only the database and broker B.
type BlockStorage struct {
	Server *CinderServer
	Dir    string
	Bin    string
	// URL is where cinder-api listens once it is started. Without Keystone a
	// request has the token admin:[NoAuthProject], which may do everything, and
	// a path below /v3/[NoAuthProject].
	URL string

	database string
	port     int
	guard    *guard
	running  map[string]int
}

// NoAuthProject is a project where there is no Keystone: Cinder takes only ids
// that look like Keystone's.
const NoAuthProject = "0123456789abcdef0123456789abcdef"

// cinderPatience is how long a service may take to start: five seconds alone on
// the machine.
const cinderPatience = 5 * time.Minute

// Cinder makes a Cinder for this test and takes it away with it.
func Cinder(t testing.TB) *BlockStorage {
	t.Helper()
	needCinder(t)
	server, err := sharedCinder()
	if err != nil {
		t.Fatal(err)
	}
	c := &BlockStorage{Server: server, database: "cinder_" + strings.ToLower(rand.Text()[:10]), running: make(map[string]int)}
	must(t, "copy the database", server.sql("CREATE DATABASE "+c.database+" TEMPLATE "+template))
	c.Dir, err = os.MkdirTemp("", "ceilotop-volumes-")
	must(t, "make a directory", err)
	must(t, "let the user cinder in", os.Chmod(c.Dir, 0o711))
	c.guard, err = newGuard(c.Dir)
	must(t, "start a guard", err)
	t.Cleanup(func() {
		c.Stop("volume", "scheduler", "api")
		c.guard.release()
		_ = server.sql("DROP DATABASE " + c.database + " WITH (FORCE)")
	})
	ports, err := freePorts(1)
	must(t, "find a port", err)
	c.port = ports[0]
	c.URL = fmt.Sprintf("http://127.0.0.1:%d", c.port)
	c.Bin = filepath.Join(c.Dir, "bin")
	for name, text := range map[string]string{
		"python/sitecustomize.py": cinderDefault, "python/ceilotop_driver.py": cinderDriver, "seed.py": cinderSeed,
		"bin/cinder-volume-usage-audit": fmt.Sprintf("#!/bin/sh\nPYTHONPATH=%s exec /usr/bin/cinder-volume-usage-audit \"$@\"\n", filepath.Join(c.Dir, "python")),
	} {
		file := filepath.Join(c.Dir, name)
		must(t, "make a directory", os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, "write "+name, os.WriteFile(file, []byte(text), 0o755))
	}
	must(t, "make a directory", os.Mkdir(filepath.Join(c.Dir, "state"), 0o777))
	must(t, "open the directory", os.Chmod(filepath.Join(c.Dir, "state"), 0o777)) // whatever the umask says
	return c
}

// Settings is the text of a cinder.conf for this Cinder, but for notifications:
// what RPC goes over, how the API knows its users, where the data is. With a
// nil identity there is no Keystone. Otherwise the user cinder is made in the
// identity's project, and Cinder and Keystone are added to its catalogue.
func (c *BlockStorage) Settings(t testing.TB, rpc string, i *Identity) string {
	t.Helper()
	auth := "noauth\n"
	if i != nil {
		const name, password = "cinder", "cinder's"
		i.Grant(t, i.NewUser(t, name, password), i.ProjectID, "admin")
		urls := make(map[string]string)
		for _, face := range []string{"public", "internal", "admin"} {
			urls[face] = c.URL + "/v3/%(project_id)s"
		}
		i.listKeystone(t) // where the middleware looks for it
		i.Service(t, "volumev3", Region, urls)
		auth = fmt.Sprintf(`keystone
[keystone_authtoken]
auth_type = password
auth_url = %s/v3
www_authenticate_uri = %s
username = %s
password = %s
user_domain_id = %s
project_id = %s
region_name = %s
`, i.URL, i.URL, name, password, i.DomainID, i.ProjectID, Region)
	}
	return fmt.Sprintf(`[DEFAULT]
transport_url = %[1]s
my_ip = 127.0.0.1
osapi_volume_listen = 127.0.0.1
osapi_volume_listen_port = %[2]d
osapi_volume_workers = 1
api_paste_config = /usr/share/cinder-common/api-paste.ini
resource_query_filters_file = /etc/cinder/resource_filters.json
rootwrap_config = /etc/cinder/rootwrap.conf
state_path = %[3]s/state
enabled_backends = fake
scheduler_default_filters = CapabilitiesFilter
report_interval = 1
auth_strategy = %[5]s
[fake]
volume_driver = ceilotop_driver.Driver
volume_backend_name = fake
[database]
connection = %[4]s
[oslo_concurrency]
lock_path = %[3]s/state
`, rpc, c.port, c.Dir, c.Server.database(c.database), auth)
}

// Row is a thing that [BlockStorage.Seed] makes.
type Row struct {
	Kind, Name string // volume, snapshot, backup
	Host       string // node@backend#pool of a volume, the node of a backup
	Of         int    // index of the volume of a snapshot or backup
	Created    string // in ISO 8601; "" now
	Deleted    bool   // it was deleted again, now
}

// Seed makes rows with Cinder's own objects, and returns their ids. The
// configuration file has to name the database.
func (c *BlockStorage) Seed(t testing.TB, config, project string, rows ...Row) (ids []string) {
	t.Helper()
	what, err := json.Marshal(rows)
	must(t, "write the rows", err)
	seed := exec.CommandContext(t.Context(), "/usr/bin/python3", filepath.Join(c.Dir, "seed.py"), config, project)
	seed.Env, seed.Dir, seed.Stdin = c.env(), c.Dir, bytes.NewReader(what)
	var complaint bytes.Buffer
	seed.Stderr = &complaint
	out, err := seed.Output()
	if err != nil {
		t.Fatalf("make rows: %v\n%s", err, tail(complaint.Bytes()))
	}
	must(t, "read the ids", json.Unmarshal(out, &ids))
	return ids
}

func (c *BlockStorage) env() []string {
	return pythonEnv(c.Dir, "PYTHONPATH="+filepath.Join(c.Dir, "python"))
}

// Command is a line for a shell that becomes a service, api, scheduler or volume,
// with these configuration files, where something else than Start shall start it.
func (c *BlockStorage) Command(name string, configs ...string) string {
	line := "cd " + c.Dir + " && exec env -i"
	for _, v := range append(c.env(), "/usr/bin/cinder-"+name) {
		line += " '" + v + "'"
	}
	for _, config := range configs {
		line += " --config-file '" + config + "'"
	}
	return line
}

// Start starts services, of api, scheduler and volume, with configuration files,
// and returns when they work: the API answers, the others have reported in.
func (c *BlockStorage) Start(t testing.TB, configs []string, names ...string) {
	t.Helper()
	var args []string
	for _, config := range configs {
		args = append(args, "--config-file", config)
	}
	since := time.Now()
	for _, name := range names {
		pid, err := c.guard.start(c.env(), name+".log", "/usr/bin/cinder-"+name, args...)
		must(t, "start cinder-"+name, err)
		c.running[name] = pid
	}
	for _, name := range names {
		for deadline := since.Add(cinderPatience); !c.up(t, name, since); time.Sleep(100 * time.Millisecond) {
			if exited(c.running[name]) {
				t.Fatalf("cinder-%s ended while it started: %s", name, c.Log(t, name))
			}
			if time.Now().After(deadline) {
				t.Fatalf("cinder-%s did not work within %v: %s", name, cinderPatience, c.Log(t, name))
			}
		}
	}
}

// up reports whether a service works. Those without a port report to the
// database each report_interval, at first when they take requests.
func (c *BlockStorage) up(t testing.TB, name string, since time.Time) bool {
	t.Helper()
	if name == "api" {
		r, err := http.Get(c.URL + "/")
		return respond(r, err) == nil
	}
	// The clocks are one: everything is on this machine.
	query := fmt.Sprintf("SELECT count(*) FROM services WHERE \"binary\" = 'cinder-%s' AND NOT deleted AND updated_at > '%s'",
		name, since.UTC().Format("2006-01-02 15:04:05.000000"))
	psql := exec.Command(filepath.Join(postgresqlDir(), "psql"), "-qXtA", "-h", "127.0.0.1", "-p", fmt.Sprint(c.Server.PostgreSQLPort), "-U", "postgres", "-c", query, c.database)
	out, err := psql.Output()
	must(t, "ask the database", err)
	return strings.TrimSpace(string(out)) != "0"
}

// Stop stops services in an orderly way, those of them that run.
func (c *BlockStorage) Stop(names ...string) {
	for _, name := range names {
		if pid := c.running[name]; pid != 0 {
			c.guard.end(pid, syscall.SIGTERM, 20*time.Second)
			delete(c.running, name)
		}
	}
}

// Log is the end of what a service said.
func (c *BlockStorage) Log(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Dir, name+".log"))
	must(t, "read the log", err)
	return string(tail(text))
}
