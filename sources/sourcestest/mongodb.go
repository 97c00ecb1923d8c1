package sourcestest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// MongoDBEnvironment is the variable that names the directory in which the
// FerretDB of a whole test run is written down.
const MongoDBEnvironment = "CEILOTOP_TEST_MONGODB"

// MongoDBName is that FerretDB's name there.
const MongoDBName = "mongodb"

// MongoServer is a FerretDB on loopback: it speaks MongoDB's wire protocol of
// today, keeps its data in SQLite, and lets in only users who log in by SCRAM.
// Whoever is in may do everything: it knows no roles.
type MongoServer struct {
	Address, TLSAddress string // host:port
	CAFile              string // of the certificate for TLS

	Dir    string
	guard  *guard
	server int
}

var sharedMongoDB = sync.OnceValues(func() (*MongoServer, error) {
	return find(MongoDBEnvironment, MongoDBName, LaunchMongoDB)
})

// LaunchMongoDB builds FerretDB and starts it.
func LaunchMongoDB() (*MongoServer, error) {
	dir, err := os.MkdirTemp("", "ceilotop-mongodb-")
	if err != nil {
		return nil, err
	}
	m := &MongoServer{Dir: dir}
	if m.guard, err = newGuard(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err = m.build(); err == nil {
		err = m.certificates()
	}
	for range 3 { // another process may take a port between choice and use
		if err == nil {
			if err = m.start(); err == nil {
				return m, nil
			}
		}
	}
	m.Close()
	return nil, err
}

func (m *MongoServer) path(name string) string { return filepath.Join(m.Dir, name) }

// build compiles the program. Go's cache makes that a matter of seconds after
// the first time.
func (m *MongoServer) build() error {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/ceilotop/ceilotop/sources/sourcestest").Output()
	if err != nil {
		return fmt.Errorf("find the source of FerretDB's program: %w", err)
	}
	source := filepath.Join(strings.TrimSpace(string(out)), "ferretdb")
	build := exec.Command("go", "build", "-C", source, "-o", m.path("ferretdb"), ".")
	// The race detector is for the tests' own program.
	build.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build FerretDB; go build -C %s fetches what is missing: %w\n%s", source, err, out)
	}
	return nil
}

func (m *MongoServer) certificates() error {
	ca, err := NewAuthority("ceilotop test authority")
	if err != nil {
		return err
	}
	server, err := ca.Issue("localhost", "localhost", "127.0.0.1")
	if err != nil {
		return err
	}
	m.CAFile = m.path("ca.pem")
	return errors.Join(os.WriteFile(m.CAFile, ca.PEM, 0o600), server.Write(m.path("server.pem"), m.path("server.key")))
}

func (m *MongoServer) start() error {
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	data := m.path(fmt.Sprintf("data-%d", ports[0]))
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	m.Address, m.TLSAddress = fmt.Sprintf("127.0.0.1:%d", ports[0]), fmt.Sprintf("127.0.0.1:%d", ports[1])
	m.server, err = m.guard.start([]string{"HOME=" + m.Dir, "TMPDIR=" + m.Dir, "GOGC=400"}, "server.log", m.path("ferretdb"),
		"-data", data+"/", "-user", Admin, "-tcp", m.Address,
		"-tls", m.TLSAddress, "-cert", m.path("server.pem"), "-key", m.path("server.key"))
	if err != nil {
		return err
	}
	deadline := time.Now().Add(bootPatience)
	for !m.answers() {
		if exited(m.server) {
			log, _ := os.ReadFile(m.path("server.log"))
			return fmt.Errorf("FerretDB ended while it started: %s", log[max(0, len(log)-2000):])
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("FerretDB in %s did not answer within %v", m.Dir, bootPatience)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// answers reports whether both listeners accept connections and the
// administrator is let in.
func (m *MongoServer) answers() bool {
	for _, address := range []string{m.Address, m.TLSAddress} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return false
		}
		_ = conn.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := m.connect(ctx)
	if err != nil {
		return false
	}
	defer client.Disconnect(ctx) //nolint:errcheck // it was only a question
	return client.Ping(ctx, nil) == nil
}

// connect connects as the administrator.
func (m *MongoServer) connect(ctx context.Context) (*mongo.Client, error) {
	return mongo.Connect(ctx, options.Client().SetHosts([]string{m.Address}).SetDirect(true).
		SetAuth(options.Credential{Username: Admin, Password: Admin, AuthSource: "admin"}))
}

// Close ends the server and removes what it left.
func (m *MongoServer) Close() {
	if m.guard == nil { // another process's server
		return
	}
	m.guard.end(m.server, syscall.SIGKILL, time.Minute)
	m.guard.release()
}

func needMongoDB(t testing.TB) {
	t.Helper()
	_, err := exec.LookPath("go")
	need(t, err == nil, "FerretDB cannot be built without the go command; on Debian: apt-get install golang-go")
}
