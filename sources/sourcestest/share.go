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
	dir := os.Getenv(Environment)
	if dir == "" {
		return Launch()
	}
	deadline := time.Now().Add(2 * bootPatience)
	for {
		b, err := readNode(dir, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("node %s was never written down in %s, which %s names", name, dir, Environment)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// note is what the test run writes down about a node.
type note struct {
	Node  *Broker
	Error string // why there is none
}

func readNode(dir, name string) (*Broker, error) {
	text, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if err != nil {
		return nil, err
	}
	var n note
	if err := json.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("read the note about node %s: %w", name, err)
	}
	if n.Error != "" {
		return nil, errors.New(n.Error)
	}
	return n.Node, nil
}

// WriteNode writes down a node, or the reason why there is none, for the other
// processes of a test run.
func WriteNode(dir, name string, b *Broker, failure error) error {
	n := note{Node: b}
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
