package sourcestest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Environment is the variable that names the directory in which the nodes of a
// whole test run are written down.
const Environment = "CEILOTOP_TEST_RABBITMQ"

// SharedNames are the nodes of a test run, in the words of the interface.
var SharedNames = []string{"A", "B"}

var (
	sharedA = sync.OnceValues(func() (*Broker, error) { return obtain("A") })
	sharedB = sync.OnceValues(func() (*Broker, error) { return obtain("B") })
)

// SharedA is the node that plays broker A. Use it through a [VHost].
func SharedA(t testing.TB) *Broker { t.Helper(); return shared(t, sharedA) }

// SharedB is the node that plays broker B. Use it through a [VHost].
func SharedB(t testing.TB) *Broker { t.Helper(); return shared(t, sharedB) }

func shared(t testing.TB, get func() (*Broker, error)) *Broker {
	t.Helper()
	needRabbitMQ(t)
	b, err := get()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// obtain finds the node that the test run has started, or starts one that ends
// with this process: the guard sees to that.
func obtain(name string) (*Broker, error) {
	return find(Environment, name, func() (*Broker, error) { return Launch() })
}

// find returns the server that the test run has written down in the directory
// that the environment names. Without such a directory it launches one.
func find[S any](environment, name string, launch func() (*S, error)) (*S, error) {
	dir := os.Getenv(environment)
	if dir == "" {
		return launch()
	}
	deadline := time.Now().Add(2 * bootPatience)
	for {
		s, err := readNode[S](dir, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return s, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%s was never written down in %s, which %s names", name, dir, environment)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// note is what the test run writes down about a server.
type note[S any] struct {
	Node  *S
	Error string // why there is none
}

func readNode[S any](dir, name string) (*S, error) {
	text, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if err != nil {
		return nil, err
	}
	var n note[S]
	if err := json.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("read the note about %s: %w", name, err)
	}
	if n.Error != "" {
		return nil, errors.New(n.Error)
	}
	return n.Node, nil
}

// WriteNode writes down a server, or the reason why there is none, for the other
// processes of a test run.
func WriteNode[S any](dir, name string, server *S, failure error) error {
	n := note[S]{Node: server}
	if failure != nil {
		n.Error = failure.Error()
	}
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, name+".json")
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
