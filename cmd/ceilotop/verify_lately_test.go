package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
)

// TestALookCostsASurveyOnlyWhenAFileChanged: the arrivals are counted each time.
func TestALookCostsASurveyOnlyWhenAFileChanged(t *testing.T) {
	t.Parallel()
	s, g := inSandbox(t)
	_, d := drafted(t, g)
	since := time.Now()
	seen := func() (machine, queue time.Time) {
		t.Helper()
		hops, err := g.Verify(t.Context(), d, since)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hops {
			switch h.ID {
			case "notifies:nova":
				machine = h.Seen
			case "consumes":
				queue = h.Seen
			}
		}
		return machine, queue
	}
	machine, queue := seen()
	if machine.Before(since) || queue.Before(since) {
		t.Fatalf("first seen at %v and %v", machine, queue)
	}
	// A look is good for its time, however slow this machine is.
	later, _ := seen()
	if !later.Equal(machine) && later.Sub(machine) < brokenGood {
		t.Errorf("surveyed at %v and again at %v", machine, later)
	}
	nova := filepath.Join(s.root(), "etc/nova/nova.conf")
	if err := os.Chtimes(nova, since, since.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if now, _ := seen(); !now.After(later) {
		t.Errorf("a file changed, and the survey is still of %v", now)
	}
	later, _ = seen()
	since = since.Add(time.Second)
	if now, _ := seen(); !now.After(later) {
		t.Error("another setup is judged by the survey of the one before")
	}

	g.sees(&counter{statuses: func() []sources.BrokerStatus { return nil }, log: emptyLog(t)})
	hops, err := g.Verify(t.Context(), d, since)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hops {
		if h.State != setup.HopProven && h.Why == "" {
			t.Errorf("nothing says why %s is %s", h.ID, h.State)
		}
	}
}

// TestALinkBelowAnotherRootIsNoChange: what it leads to on this machine is not
// what was surveyed. A survey at every look kept half a core busy.
func TestALinkBelowAnotherRootIsNoChange(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	real := filepath.Join(root, "a.conf")
	if err := errors.Join(os.WriteFile(real, nil, 0o600), os.Chtimes(real, at, at), os.Symlink("/a.conf", filepath.Join(root, "link.conf")), os.Symlink("link.conf", filepath.Join(root, "far.conf"))); err != nil {
		t.Fatal(err)
	}
	files := []setup.File{{Path: "/link.conf", Target: "/a.conf", Changed: at}}
	var l lately
	if l.changed(root, files) {
		t.Error("a link is a change")
	}
	odd := append(files, setup.File{Path: "/far.conf", Target: "link.conf", Changed: at})
	l.changed(root, odd)
	if l.changed(root, odd) {
		t.Error("a link that cannot be followed here is a change at every look")
	}
	if err := os.Chtimes(real, at, at.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if !l.changed(root, odd) {
		t.Error("a change behind a link is none")
	}
}

func emptyLog(t *testing.T) *eventlog.Log {
	log := eventlog.New(eventlog.Options{})
	t.Cleanup(log.Close)
	return log
}
