package sourcestest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// CinderEnvironment is the variable that names the directory in which the
// CinderServer of a whole test run is written down.
const CinderEnvironment = "CEILOTOP_TEST_CINDER"

// CinderName is that server's name there.
const CinderName = "cinder"

// CinderServer is what the Cinders of all tests share: a PostgreSQL with a
// database that cinder-manage has made, of which every test gets a copy. With
// SQLite cinder-api answers "database is locked".
type CinderServer struct {
	Dir            string
	PostgreSQLPort int

	guard      *guard
	postgresql int
}

// template is the database that is copied.
const template = "cinder"

// LaunchCinder starts the PostgreSQL and makes the database: four seconds alone
// on the machine.
func LaunchCinder() (*CinderServer, error) {
	dir, err := os.MkdirTemp("", "ceilotop-cinder-")
	if err != nil {
		return nil, err
	}
	c := &CinderServer{Dir: dir}
	if c.guard, err = newGuard(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err := c.start(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *CinderServer) start() error {
	database, err := startPostgreSQL(c.guard)
	if err != nil {
		return err
	}
	c.PostgreSQLPort, c.postgresql = database.Port, database.pid
	if err := c.sql("CREATE DATABASE " + template); err != nil {
		return err
	}
	config := filepath.Join(c.Dir, "cinder.conf")
	text := fmt.Sprintf("[DEFAULT]\nstate_path = %s\n[database]\nconnection = %s\n", c.Dir, c.database(template))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return err
	}
	manage := exec.Command("/usr/bin/cinder-manage", "--config-file", config, "db", "sync")
	manage.Env, manage.Dir = pythonEnv(c.Dir), c.Dir
	if out, err := manage.CombinedOutput(); err != nil {
		return fmt.Errorf("cinder-manage db sync: %w\n%s", err, tail(out))
	}
	return nil
}

// Close ends the PostgreSQL and removes what it left.
func (c *CinderServer) Close() {
	if c.guard == nil { // another process's
		return
	}
	c.guard.end(c.postgresql, syscall.SIGKILL, 0)
	c.guard.release()
}

// database is the URL of a database of the PostgreSQL.
func (c *CinderServer) database(name string) string {
	return fmt.Sprintf("postgresql+psycopg2://postgres@127.0.0.1:%d/%s", c.PostgreSQLPort, name)
}

func (c *CinderServer) sql(statement string) error {
	psql := exec.Command(filepath.Join(postgresqlDir(), "psql"), "-qX", "-h", "127.0.0.1", "-p", strconv.Itoa(c.PostgreSQLPort), "-U", "postgres", "-c", statement, "postgres")
	if out, err := psql.CombinedOutput(); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", statement, err), errors.New(string(tail(out))))
	}
	return nil
}

// pythonEnv is the environment of OpenStack's programs.
func pythonEnv(home string, more ...string) []string {
	return append([]string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + home, "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", "no_proxy=*"}, more...)
}

var sharedCinder = sync.OnceValues(func() (*CinderServer, error) {
	return find(CinderEnvironment, CinderName, LaunchCinder)
})
