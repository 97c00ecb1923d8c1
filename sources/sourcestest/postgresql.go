package sourcestest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// postgresql is a PostgreSQL on loopback that trusts everybody who reaches it.
// It is no server for tests by itself: Gnocchi keeps its index in one.
type postgresql struct {
	Port int
	dir  string
	pid  int
}

// postgresqlDir is where the programs of the newest PostgreSQL are, or "".
// Debian puts them beside each other by version, and only psql on PATH.
func postgresqlDir() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		if path, err := exec.LookPath("postgres"); err == nil {
			return filepath.Dir(path)
		}
		return ""
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1])
}

// startPostgreSQL makes a database cluster in a directory of the guard's, and
// starts it there.
func startPostgreSQL(g *guard) (*postgresql, error) {
	p := &postgresql{dir: filepath.Join(g.dir, "postgresql")}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	var err error
	for range 3 { // another process may take the port between choice and use
		if err = p.start(g); err == nil {
			return p, nil
		}
	}
	return nil, err
}

// as runs a program as the user postgres where we are root, which PostgreSQL
// refuses to be. Unlike runuser, setpriv becomes the program itself, so that
// the guard knows its process id.
func (p *postgresql) as(program string, args ...string) []string {
	command := append([]string{filepath.Join(postgresqlDir(), program)}, args...)
	if os.Getuid() != 0 {
		return command
	}
	return append([]string{"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"}, command...)
}

func (p *postgresql) prepare() error {
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		postgres, err := user.Lookup("postgres")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(postgres.Uid)
		gid, _ := strconv.Atoi(postgres.Gid)
		if err := os.Chown(p.dir, uid, gid); err != nil {
			return err
		}
		// The user postgres has to reach its own directory in it.
		if err := os.Chmod(filepath.Dir(p.dir), 0o711); err != nil {
			return err
		}
	}
	command := p.as("initdb", "--pgdata", p.dir, "--auth", "trust", "--username", "postgres", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Dir = p.env(), p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, tail(out))
	}
	return nil
}

func (p *postgresql) env() []string { return []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"} }

func (p *postgresql) start(g *guard) error {
	ports, err := freePorts(1)
	if err != nil {
		return err
	}
	p.Port = ports[0]
	command := p.as("postgres", "-D", p.dir, "-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(p.Port),
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "max_parallel_workers=0")
	if p.pid, err = g.start(p.env(), "postgresql.log", command[0], command[1:]...); err != nil {
		return err
	}
	for deadline := time.Now().Add(bootPatience); ; time.Sleep(20 * time.Millisecond) {
		ready := exec.Command(filepath.Join(postgresqlDir(), "pg_isready"), "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(p.Port))
		if ready.Run() == nil {
			return nil
		}
		if exited(p.pid) {
			text, _ := os.ReadFile(filepath.Join(g.dir, "postgresql.log"))
			return fmt.Errorf("postgres ended while it started: %s", tail(text))
		}
		if time.Now().After(deadline) {
			g.end(p.pid, syscall.SIGKILL, time.Minute)
			return fmt.Errorf("postgres in %s did not answer within %v", p.dir, bootPatience)
		}
	}
}
