//go:build bench

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// figureMemory plays a recording of 1,000,000 different notifications into the
// interface and asks the kernel how large the process became.
func figureMemory(t *testing.T, table *figures) {
	const events = 1_000_000
	path := filepath.Join(t.TempDir(), "million.jsonl.zst")
	raw := writeMillion(t, path, events)
	s := openScreen(t, nil, "replay", path, "--speed", "0", "--lang", "en")
	start := time.Now()
	s.wait(0, "Events")
	for s.written() >= 0 {
		time.Sleep(2 * time.Second)
		if keptPattern.Match(s.tail()) || time.Since(start) > 10*time.Minute {
			break
		}
	}
	took := time.Since(start)
	s.quiet(3 * time.Second)
	peak, now := residentMiB(t, s.cmd.Process.Pid)
	table.add("1,000,000 events kept", fmt.Sprintf("%.1f GB raw in %.0f s", float64(raw)/1e9, took.Seconds()), "", "1,000,000")
	table.add("  resident, peak / at rest", fmt.Sprintf("%d / %d MiB", peak, now), "", "≤ 384 MiB")
}

var keptPattern = regexp.MustCompile(`1[,. ]?000[,. ]?000|1\.0+ ?M`)

func (s *screen) tail() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[max(0, len(s.seen)-20_000):]
}

func writeMillion(t *testing.T, path string, events int) (raw int64) {
	t.Helper()
	mix, err := templates(everything)
	if err != nil {
		t.Fatal(err)
	}
	w, err := recording.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	random, start := rand.NewChaCha8([32]byte{3}), time.Now().Add(-time.Hour)
	for n := range events {
		tpl, at := &mix[n%len(mix)], start.Add(time.Duration(n)*time.Millisecond)
		m := sources.Message{ReceivedAt: at, Broker: "B", Exchange: tpl.exchange, RoutingKey: tpl.key, Body: tpl.render(nil, random, at)}
		raw += int64(len(m.Body))
		if err := w.Write(&m); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return raw
}

var residentPattern = regexp.MustCompile(`(?s)VmHWM:\s+(\d+) kB.*VmRSS:\s+(\d+) kB`)

func residentMiB(t *testing.T, pid int) (peak, now int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	found := residentPattern.FindSubmatch(status)
	if found == nil {
		t.Fatalf("no VmHWM in %s", status)
	}
	peak, _ = strconv.Atoi(string(found[1]))
	now, _ = strconv.Atoi(string(found[2]))
	return peak >> 10, now >> 10
}
