package recording

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// clock is a time that the test sets.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func ledger(t *testing.T, path string, c *clock) *Ledger {
	t.Helper()
	l, err := openLedger(path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// kept are the names of the files in a directory, and the spans and the number
// of messages of all of them.
func kept(t *testing.T, dir string) (names []string, spans []Span, messages int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "events-") {
			continue
		}
		names = append(names, e.Name())
		r := open(t, filepath.Join(dir, e.Name()))
		bodies, _ := all(t, r)
		messages += len(bodies)
		spans = append(spans, r.Observed()...)
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", e.Name(), info.Mode(), err)
		}
	}
	return names, spans, messages
}

func TestADayIsAFileAndMidnightNoGap(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "ledger")
	now := &clock{at("23:00:00")}
	l := ledger(t, dir+"/", now)
	l.Live("B", at("23:00:01"), []string{"nova"}, nil, 0)
	l.Live("A", at("23:00:01"), []string{"nova"}, nil, 0)
	write := func(m *sources.Message) {
		t.Helper()
		now.Time = m.ReceivedAt
		if err := l.Write(m); err != nil {
			t.Fatal(err)
		}
	}
	write(came("23:59:58"))
	l.Alive("A", at("23:59:50"), 0)
	next := came("00:00:02")
	next.ReceivedAt = next.ReceivedAt.Add(24 * time.Hour)
	write(next)
	write(came("23:59:59")) // the other broker's clock is ours, its goroutine is not
	l.Alive("A", next.ReceivedAt, 0)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Write(next); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	names, spans, messages := kept(t, dir)
	if want := []string{"events-2026-11-28T230000Z.jsonl.zst", "events-2026-11-29T000002Z.jsonl.zst"}; !slices.Equal(names, want) || messages != 3 {
		t.Errorf("files %q with %d messages, want %q with 3", names, messages, want)
	}
	for _, s := range spans {
		if !s.Orderly || !s.Told {
			t.Errorf("%+v is not told to have ended", s)
		}
	}
	joined := Join(spans)
	if len(joined) != 2 {
		t.Fatalf("midnight divides what was observed: %+v", joined)
	}
	for _, s := range joined {
		if !s.From.Equal(at("23:00:01")) || !s.To.Equal(next.ReceivedAt) {
			t.Errorf("observed %+v", s)
		}
	}
}

func TestAQuietDayBeginsWithASignOfLife(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := &clock{at("23:59:59")}
	l := ledger(t, dir, now)
	l.Live("B", now.Time, nil, nil, 0)
	now.Time = now.Add(3 * time.Second)
	l.Alive("B", now.Add(-2*time.Second), 0)
	names, _, _ := kept(t, dir)
	if len(names) != 2 || !strings.HasPrefix(names[1], "events-2026-11-29T000002Z") {
		t.Errorf("files: %q", names)
	}
}

func TestRestartsNeverShareAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := &clock{at("10:00:00")}
	for range 3 {
		l := ledger(t, dir, now)
		l.Live("B", now.Time, nil, nil, 0)
		if err := l.Write(came("10:00:00")); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	names, _, messages := kept(t, dir)
	if len(names) != 3 || messages != 3 || !slices.IsSorted(names) {
		t.Errorf("%d messages in %q", messages, names)
	}
}

func TestATapThatWasLostLeavesAGap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := &clock{at("10:00:00")}
	l := ledger(t, dir, now)
	l.Live("B", at("10:00:00"), []string{"nova"}, nil, 0)
	l.Live("B", at("10:00:00"), []string{"nova"}, nil, 0) // said again
	l.Alive("B", at("10:10:00"), 0)
	l.Lost("B")
	l.Alive("B", at("10:15:00"), 0) // too late to be true
	l.Live("B", at("10:20:00"), []string{"nova"}, nil, 7)
	l.Alive("B", at("10:30:00"), 9)
	l.Live("B", at("10:40:00"), []string{"nova"}, nil, 9) // it was lost in between
	l.Live("B", at("10:40:00"), []string{"nova", "cinder"}, []string{"secret"}, 9)
	l.Alive("B", at("10:50:00"), 9)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, spans, _ := kept(t, dir)
	var got []string
	for _, s := range spans {
		got = append(got, s.From.Format("15:04")+"-"+s.To.Format("15:04")+" "+strings.Join(s.Exchanges, ","))
	}
	want := []string{"10:00-10:10 nova", "10:20-10:30 nova", "10:40-10:40 nova", "10:40-10:50 nova,cinder"}
	if !slices.Equal(got, want) {
		t.Errorf("observed %q, want %q", got, want)
	}
	if spans[1].Dropped != 2 || spans[3].Dropped != 0 || !slices.Equal(spans[3].Denied, []string{"secret"}) {
		t.Errorf("dropped and denied: %+v", spans)
	}
}

func TestASingleFileHasMarksAndStopsWithAnError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r.jsonl")
	now := &clock{at("10:00:00")}
	l := ledger(t, path, now)
	l.Filter = "~nova"
	l.Live("B", at("10:00:00"), nil, nil, 0)
	l.Alive("B", at("23:00:00"), 0)
	if _, err := OpenLedger(path); err == nil || sources.HintOf(err) == "" {
		t.Errorf("the same file again: %v", err)
	}
	l.w.file.Close() // nothing can be written any more
	var err error
	for i := 0; err == nil && i < 100; i++ {
		err = l.Write(message(strings.Repeat("x", 100_000)))
	}
	if err == nil {
		t.Error("an error of the file was not told")
	}
}

func TestADirectoryThatCannotBeMadeIsToldAtOnce(t *testing.T) {
	t.Parallel()
	if _, err := OpenLedger(filepath.Join(t.TempDir(), "no", "such") + "/"); err == nil || sources.HintOf(err) == "" {
		t.Errorf("%v, want an error with a hint", err)
	}
}
