package isolation_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

// The hours of the day on which everything happens.
var (
	edited  = at("12:00:00") // the files were changed
	started = at("12:30:00") // the services were started
	tapped  = at("14:28:00") // the tap of A went live, too late for silence to prove anything
	now     = at("14:30:00")
)

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2026-11-28 "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

func known[T any](v T) *T { return &v }

// edit is a change of a file of the cloud.
type edit struct{ path, old, with string }

// cloud is one where nothing is wrong, of the files of a real controller, but for
// the edits.
func cloud(t *testing.T, edits ...edit) *doctor.Seen {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "testdata", "zed-debian.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, f := range archive.Files {
		text := string(f.Data)
		for _, e := range edits {
			if e.path == "/"+f.Name {
				if !strings.Contains(text, e.old) {
					t.Fatalf("%s has no %q", e.path, e.old)
				}
				text = strings.ReplaceAll(text, e.old, e.with)
			}
		}
		name := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	facts, err := machine.Survey(t.Context(), root, func(_ context.Context, program string, _ ...string) ([]byte, error) {
		return nil, errors.New("there is no " + program)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range facts.Files {
		facts.Files[i].Changed = edited
	}
	seen := &doctor.Seen{
		At: now, Facts: facts,
		Taps: []sources.BrokerStatus{{Broker: "A", State: sources.Live, Since: tapped}, {Broker: "B", State: sources.Live, Since: tapped}},
		A:    &sources.Statistics{Broker: "A", Address: "192.0.2.11:5672/", At: now, Management: true},
		B:    &sources.Statistics{Broker: "B", Address: "192.0.2.71:5672/", At: now, Management: true},
	}
	for _, name := range []string{"nova-api", "nova-scheduler", "cinder-volume", "glance-api", "keystone", "neutron-server", "ceilometer-agent-notification"} {
		seen.Processes = append(seen.Processes, doctor.Process{PID: 100 + len(seen.Processes), Program: name, Unit: name + ".service", Started: started})
	}
	return seen
}

// event is one that came over a broker.
func event(broker, service, host, exchange, clock string) doctor.Arrival {
	return doctor.Arrival{Broker: broker, Service: service, Host: host, Exchange: exchange, Type: "x.create.end", Count: 1, First: at(clock), Last: at(clock)}
}

// queue is one of A that holds messages.
func queue(name string, messages int, readers *int, growth *float64) sources.QueueStatistics {
	return sources.QueueStatistics{VHost: "/", Name: name, Messages: &messages, Readers: readers, Growth: growth, Published: known(0.0)}
}

// mends is a plan whose step is to be done.
func mends(step string) setup.Plan {
	return setup.Plan{Steps: []setup.Step{{ID: step, State: setup.Change}}}
}
