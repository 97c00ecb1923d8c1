package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
)

// eyes look at a cloud as the Pipeline page does: with taps that listen all the
// time, so that a look need not.
type eyes struct {
	observer *observer
	feed     *feed

	mu  sync.Mutex
	log *eventlog.Log // of what has come since the last look
}

func newEyes(t *testing.T, root string) *eyes {
	t.Helper()
	a := &app{root: root, stderr: t.Output(), getenv: func(string) string { return "" }}
	brokers, err := a.brokers()
	done(t, err)
	log, _ := a.openLog()
	e := &eyes{observer: a.newObserver(), feed: a.newFeed(brokers, &subjects{}, log), log: eventlog.New(eventlog.Options{MaxBytes: listenMemory})}
	e.feed.list, e.observer.heard = true, e.heard
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = e.feed.run(ctx, true, func(string) receiver {
			return func(m *sources.Message, event *sources.Event) {
				e.mu.Lock()
				defer e.mu.Unlock()
				e.log.Put(m, event)
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		e.observer.close()
		e.log.Close()
	})
	return e
}

// heard is what came since the last look. A tap that waits for its broker tries
// again at once.
func (e *eyes) heard() ([]sources.BrokerStatus, []doctor.Arrival) {
	e.mu.Lock()
	old := e.log
	e.log = eventlog.New(eventlog.Options{MaxBytes: listenMemory})
	e.mu.Unlock()
	defer old.Close()
	for _, name := range []string{"A", "B"} {
		e.feed.again(name)
	}
	return e.feed.statuses(), newCensus(old).arrived()
}

// look makes those checks, or all of them with none, and gives those that warn
// or worse.
func (e *eyes) look(t *testing.T, only []string) (ids []string, said string) {
	t.Helper()
	e.observer.logins.known = nil // which are tried once a minute
	var found []findingJSON
	for _, f := range doctor.Examine(e.observer.look(t.Context(), nil, only), only) {
		found = append(found, findingOf(f))
	}
	return bad(found)
}

func bad(found []findingJSON) (ids []string, said string) {
	all := make(map[string]bool)
	for _, f := range found {
		if f.Result == "critical" || f.Result == "warning" {
			all[f.Check] = true
			text, _ := json.Marshal(f)
			said += string(text) + "\n"
		}
	}
	return slices.Sorted(maps.Keys(all)), said
}

// examine is what the command finds.
func examine(t *testing.T, getenv func(string) string, options ...string) (ids []string, said string) {
	t.Helper()
	var stdout, stderr strings.Builder
	run(t.Context(), append([]string{"doctor", "-f", "json"}, options...), strings.NewReader(""), &stdout, &stderr, getenv)
	var found []findingJSON
	if err := json.Unmarshal([]byte(stdout.String()), &found); err != nil {
		t.Errorf("%v: %s%s", err, stdout.String(), stderr.String())
	}
	return bad(found)
}

// wardPatience is for what takes effect in time: statistics, an agent that
// starts, on a machine that does much else beside.
const wardPatience = 3 * time.Minute

// glancePause is between two looks. A look takes as much of the machine as it can
// get, which those that are waited for need: an agent that starts, a broker that
// counts.
const glancePause = 200 * time.Millisecond

// sees makes those checks until these of them find something.
func (e *eyes) sees(t *testing.T, only, want []string) {
	t.Helper()
	var ids []string
	var said string
	for deadline := time.Now().Add(wardPatience); ; time.Sleep(glancePause) {
		if ids, said = e.look(t, only); slices.Equal(ids, want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it finds %q, want %q:\n%s", ids, want, said)
		}
	}
}

// await makes all checks until these alone find something.
func (e *eyes) await(t *testing.T, want ...string) { t.Helper(); e.sees(t, nil, want) }
