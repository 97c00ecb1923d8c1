package sourcestest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// rabbitmqDirs are where the packages put the scripts themselves. The wrappers
// that Debian and Red Hat put on PATH insist on the user rabbitmq.
var rabbitmqDirs = []string{
	"/usr/lib/rabbitmq/bin",
	"/opt/homebrew/opt/rabbitmq/sbin",
	"/usr/local/opt/rabbitmq/sbin",
}

const (
	installRabbitMQ = "apt-get install --no-install-recommends rabbitmq-server"
	installKeystone = "apt-get install --no-install-recommends keystone postgresql python3-psycopg2 uwsgi-core uwsgi-plugin-python3"
	installGlance   = "apt-get install --no-install-recommends glance-api"
	installGnocchi  = "apt-get install --no-install-recommends gnocchi-api gnocchi-metricd postgresql python3-psycopg2 uwsgi-core uwsgi-plugin-python3"
	installCinder   = "apt-get install --no-install-recommends cinder-api cinder-scheduler cinder-volume postgresql python3-psycopg2"
)

// rabbitmqDir is the directory that holds rabbitmq-server and rabbitmqctl, or
// "" when there is none.
func rabbitmqDir() string {
	for _, dir := range rabbitmqDirs {
		if _, err := os.Stat(filepath.Join(dir, "rabbitmq-server")); err == nil {
			return dir
		}
	}
	if path, err := exec.LookPath("rabbitmq-server"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// HaveRabbitMQ reports whether RabbitMQ is installed on this machine.
func HaveRabbitMQ() bool { return rabbitmqDir() != "" }

// keystoneFiles are what a Keystone is made of here, beside a PostgreSQL, all from
// Debian's packages.
var keystoneFiles = []string{"/usr/bin/keystone-manage", "/usr/bin/keystone-wsgi-public", "/usr/bin/uwsgi_python3", "/usr/lib/python3/dist-packages/psycopg2"}

// HaveKeystone reports whether Keystone, PostgreSQL and uWSGI are installed on this
// machine.
func HaveKeystone() bool { return haveAll(keystoneFiles) && postgresqlDir() != "" }

// gnocchiFiles are what a Gnocchi is made of here, beside a PostgreSQL.
var gnocchiFiles = []string{"/usr/bin/gnocchi-upgrade", "/usr/bin/gnocchi-metricd", gnocchiPackage + "/rest/wsgi.py", "/usr/bin/uwsgi_python3", "/usr/lib/python3/dist-packages/psycopg2"}

// HaveGnocchi reports whether Gnocchi, PostgreSQL and uWSGI are installed on this
// machine.
func HaveGnocchi() bool { return haveAll(gnocchiFiles) && postgresqlDir() != "" }

// glanceFiles are what a Glance is made of here.
var glanceFiles = []string{"/usr/bin/glance-api", "/usr/bin/glance-manage", "/usr/share/glance-common/glance-api-paste.ini"}

// HaveGlance reports whether Glance is installed on this machine.
func HaveGlance() bool { return haveAll(glanceFiles) }

// cinderFiles are what a Cinder is made of here, beside a PostgreSQL. Cinder's own
// tests have the fake driver.
var cinderFiles = []string{
	"/usr/bin/cinder-manage", "/usr/bin/cinder-api", "/usr/bin/cinder-scheduler", "/usr/bin/cinder-volume", "/usr/bin/cinder-volume-usage-audit",
	"/usr/lib/python3/dist-packages/cinder/tests/fake_driver.py", "/usr/share/cinder-common/api-paste.ini", "/usr/lib/python3/dist-packages/psycopg2",
}

// HaveCinder reports whether Cinder and PostgreSQL are installed on this machine.
func HaveCinder() bool { return haveAll(cinderFiles) && postgresqlDir() != "" }

func haveAll(files []string) bool {
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			return false
		}
	}
	return true
}

func needGlance(t testing.TB) {
	t.Helper()
	need(t, HaveGlance(), "glance is not installed; on Debian: "+installGlance)
}

func needCinder(t testing.TB) {
	t.Helper()
	need(t, HaveCinder(), "cinder is not installed; on Debian: "+installCinder)
}

func needGnocchi(t testing.TB) {
	t.Helper()
	need(t, HaveGnocchi(), "gnocchi is not installed; on Debian: "+installGnocchi)
}

func needKeystone(t testing.TB) {
	t.Helper()
	need(t, HaveKeystone(), "keystone is not installed; on Debian: "+installKeystone)
}

func needRabbitMQ(t testing.TB) {
	t.Helper()
	need(t, HaveRabbitMQ(), "rabbitmq-server is not installed; on Debian: "+installRabbitMQ)
}

// need skips a test whose server is not installed. Where CI is set to true a
// test that cannot run has failed.
func need(t testing.TB, have bool, reason string) {
	t.Helper()
	switch {
	case have:
	case os.Getenv("CI") == "true":
		t.Fatal(reason)
	default:
		t.Skip(reason)
	}
}
