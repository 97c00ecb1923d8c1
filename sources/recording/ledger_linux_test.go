package recording

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// TestAFullDiskIsAGapAndNotTheEnd fills a small file system of its own.
func TestAFullDiskIsAGapAndNotTheEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("ceilotop-test", dir, "tmpfs", 0, "size=512k,mode=755"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("a small file system cannot be mounted: run the test as root")
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	now := &clock{at("10:00:00")}
	l := ledger(t, dir, now)
	var troubles []Trouble
	l.OnTrouble = func(tr Trouble) { troubles = append(troubles, tr) }
	l.Live("B", now.Time, []string{"nova"}, nil, 0)
	written := 0
	write := func() {
		t.Helper()
		now.Time = now.Add(time.Second)
		m := message(`{"event_type":"x"}`)
		m.ReceivedAt = now.Time
		if err := l.Write(m); err != nil {
			t.Fatal(err)
		}
		written++
	}
	flush := func() {
		t.Helper()
		if err := l.w.Flush(); err != nil && len(troubles) == 0 {
			t.Logf("flush: %v", err)
		}
	}
	write()
	flush()

	// The rest of the disk goes to somebody else.
	filler := filepath.Join(dir, "filling")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{4096, 512, 1} {
		for err == nil {
			_, err = f.WriteString(strings.Repeat("x", size))
		}
		err = nil
	}
	f.Close()
	for i := 0; len(troubles) == 0 && i < 10_000; i++ {
		write()
		if l.w != nil {
			flush()
		}
	}
	if len(troubles) != 1 || !strings.Contains(troubles[0].Err.Error(), "no space left") || sources.HintOf(troubles[0].Err) == "" {
		t.Fatalf("told of %+v", troubles)
	}
	broke := troubles[0].From
	for range 300 { // it tries all the while, and leaves nothing lying around
		write()
	}
	if names, _, _ := kept(t, dir); len(names) != 1 || len(troubles) != 1 {
		t.Errorf("while the disk was full: files %q, told of %+v", names, troubles)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for i := 0; len(troubles) == 1 && i < 100; i++ {
		write()
	}
	if len(troubles) != 2 || troubles[1].Err != nil || troubles[1].Lost != l.Unwritten() || !troubles[1].From.Equal(broke) {
		t.Fatalf("told of %+v", troubles)
	}
	resumed := now.Time
	for range 10 {
		write()
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	names, spans, messages := kept(t, dir)
	if len(names) != 2 || messages+int(l.Unwritten()) < written || messages > written {
		t.Errorf("%d of %d messages are in %q, %d are said to be lost", messages, written, names, l.Unwritten())
	}
	gaps := Gaps(Join(spans), at("10:00:00"), now.Time)
	if len(spans) != 2 || spans[0].Orderly || spans[1].Unwritten != troubles[1].Lost || len(gaps) != 1 || gaps[0].From.After(broke) || !gaps[0].To.Equal(resumed) {
		t.Errorf("observed %+v with gaps %+v, broke %v, resumed %v", spans, gaps, broke, resumed)
	}
}
