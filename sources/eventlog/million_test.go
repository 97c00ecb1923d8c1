//go:build bench

package eventlog_test

import (
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/eventlog"
)

// TestMillion keeps 1,000,000 different events under the settings that the
// package comment asks of the program, and reads from the kernel how large the
// process became. The test's own messages, about 1 MB, are in that figure.
func TestMillion(t *testing.T) {
	debug.SetGCPercent(25)
	debug.SetMemoryLimit(336 << 20)
	const events = 1_000_000
	x := newMix(t)
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	start := time.Now()
	raw := x.fill(l, events)
	took := time.Since(start)
	s := l.Stats()
	peak, now := resident(t)
	fmt.Printf("kept %d of %d events (%.2f GB raw) in %.0f s, own count %.1f MiB, %.0f bytes an event, resident peak %d MiB, now %d MiB, duplicates %d\n",
		s.Kept, s.Seen, float64(raw)/1e9, took.Seconds(), float64(s.Bytes)/(1<<20), float64(s.Bytes)/float64(s.Kept), peak, now, s.Duplicates)
	if s.Kept != events || s.Bytes > 256<<20 {
		t.Errorf("kept %d events in %d bytes, want all in 256 MiB", s.Kept, s.Bytes)
	}
	if peak > 384 {
		t.Errorf("the process took %d MiB, want 384 at most", peak)
	}
}

var residentLine = regexp.MustCompile(`(?s)VmHWM:\s+(\d+) kB.*VmRSS:\s+(\d+) kB`)

func resident(t *testing.T) (peak, now int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc here to ask the kernel:", err)
	}
	m := residentLine.FindSubmatch(status)
	peak, _ = strconv.Atoi(string(m[1]))
	now, _ = strconv.Atoi(string(m[2]))
	return peak >> 10, now >> 10
}
