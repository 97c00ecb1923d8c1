package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/ceilotop/ceilotop/sources"
)

// all reads a recording to its end: the bodies, and the lines that were bad.
func all(t *testing.T, r *Reader) (bodies []string, bad []*LineError) {
	t.Helper()
	for {
		var m sources.Message
		err := r.Next(&m)
		var line *LineError
		switch {
		case err == io.EOF:
			return bodies, bad
		case errors.As(err, &line):
			bad = append(bad, line)
		case err != nil:
			t.Fatal(err)
		default:
			bodies = append(bodies, string(m.Body))
		}
	}
}

func open(t *testing.T, path string) *Reader {
	t.Helper()
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func create(t *testing.T, path string) *Writer {
	t.Helper()
	w, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWrittenIsRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"r.jsonl", "r.jsonl.zst"} {
		path := filepath.Join(t.TempDir(), name)
		w := create(t, path)
		var writers sync.WaitGroup
		for range 4 { // A and B write at once
			writers.Go(func() {
				for i := range 250 {
					if err := w.Write(message(fmt.Sprint(i))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		bodies, bad := all(t, open(t, path))
		if len(bodies) != 1000 || len(bad) != 0 || w.Count() != 1000 {
			t.Errorf("%s: %d read, %d counted, bad: %v", name, len(bodies), w.Count(), bad)
		}
		if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, want 0600: bodies name users and projects", name, info.Mode())
		}
	}
}

func TestCreateNeverTouchesAnExistingFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(path, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path); err == nil || sources.HintOf(err) == "" {
		t.Errorf("got %v, want an error with a hint", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "precious" {
		t.Errorf("the file now has %q", text)
	}
}

func TestAKilledRecorderLosesASecondAtMost(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"r.jsonl", "r.jsonl.zst"} {
		path := filepath.Join(t.TempDir(), name)
		synctest.Test(t, func(t *testing.T) {
			w := create(t, path)
			defer w.Close()
			for range 10 {
				if err := w.Write(message("{}")); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(flushAfter)
			synctest.Wait()
			text, err := os.ReadFile(path) // what a kill would leave
			if err != nil {
				t.Fatal(err)
			}
			r, err := NewReader(bytes.NewReader(text), name)
			if err != nil {
				t.Fatal(err)
			}
			if bodies, bad := all(t, r); len(bodies) != 10 || len(bad) > 1 {
				t.Errorf("%s: %d of 10 messages, bad: %v", name, len(bodies), bad)
			}
		})
	}
}

func TestAFullDiskIsSaidOnceAndForGood(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"r.jsonl", "r.jsonl.zst"} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip("no /dev/full here")
		}
		w, err := newWriter(name, full)
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			err = w.Write(message(strings.Repeat("x", 100_000)))
		}
		if !strings.Contains(err.Error(), "no space left on device") || sources.HintOf(err) == "" {
			t.Errorf("%s: Write: %v", name, err)
		}
		if again := w.Close(); again == nil || again.Error() != err.Error() {
			t.Errorf("%s: Close: %v, want %v", name, again, err)
		}
	}
}

func TestReaderStepsOverBadLines(t *testing.T) {
	t.Parallel()
	good := string(AppendLine(nil, message("good")))
	in := good + "\n\n\r\n" + "rubbish\n" + good + "\r\n" + `{"body": 1}` + "\n" + good + "\n" + good[:len(good)/2]
	r, err := NewReader(strings.NewReader(in), "r.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	bodies, bad := all(t, r)
	if len(bodies) != 3 {
		t.Errorf("got %d messages, want 3", len(bodies))
	}
	var got []string
	for _, b := range bad {
		got = append(got, b.Error())
	}
	want := []string{
		"r.jsonl:4: byte 1: invalid character 'r' looking for beginning of value",
		"r.jsonl:6: body is a number",
		"r.jsonl:8: the line is cut off",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestReaderTakesCapturedFiles(t *testing.T) {
	t.Parallel()
	bodies, bad := all(t, open(t, "testdata/captured.jsonl"))
	if len(bodies) != 14 || len(bad) != 0 {
		t.Errorf("%d messages, bad: %v", len(bodies), bad)
	}
}

func TestReaderBoundsLines(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("200 MiB")
	}
	big := AppendLine(nil, message(strings.Repeat("x", 20<<20)))
	in := io.MultiReader(
		bytes.NewReader(big), strings.NewReader("\n"),
		strings.NewReader(`{"body":"`), io.LimitReader(endless{}, MaxLine), strings.NewReader("\"}\n"),
		bytes.NewReader(AppendLine(nil, message("after"))))
	r, err := NewReader(in, "r")
	if err != nil {
		t.Fatal(err)
	}
	bodies, bad := all(t, r)
	if len(bodies) != 2 || len(bodies[0]) != 20<<20 || bodies[1] != "after" {
		t.Errorf("got %d messages", len(bodies))
	}
	if len(bad) != 1 || bad[0].Line != 2 || !strings.Contains(bad[0].Error(), "longer than 64 MiB") {
		t.Errorf("bad: %v", bad)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestReaderKnowsZstdByContent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "no-ending")
	enc, _ := zstd.NewWriter(nil)
	text := enc.EncodeAll(append(AppendLine(nil, message("x")), '\n'), nil)
	text = append(text, text...) // as `cat a.zst b.zst` makes
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if bodies, bad := all(t, open(t, path)); len(bodies) != 2 || len(bad) != 0 {
		t.Errorf("%d messages, bad: %v", len(bodies), bad)
	}
}

func TestReaderSurvivesACompressedFileCutAnywhere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r.zst")
	w := create(t, path)
	for i := range 20 {
		if err := errors.Join(w.Write(message(fmt.Sprintf("%d %x", i, i*i*7919))), w.Flush()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(path)
	last := 0
	for cut := 4; cut < len(whole); cut++ {
		r, err := NewReader(bytes.NewReader(whole[:cut]), "r")
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		bodies, bad := all(t, r)
		if len(bodies) < last || len(bad) > 1 {
			t.Fatalf("cut at %d: %d messages after %d, bad: %v", cut, len(bodies), last, bad)
		}
		last = len(bodies)
	}
	if last != 20 {
		t.Errorf("the file but its last byte has %d messages, want 20", last)
	}
}

func TestOpenNamesWhatItCouldNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(dir, "none"): "no such file",
		dir:                        "it is a directory",
	} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), path) != 1 {
			t.Errorf("got %v, want %q and the path once", err, want)
		}
	}
}

func TestEndFindsTheLastTime(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"r.jsonl", "r.jsonl.zst"} {
		path := filepath.Join(t.TempDir(), name)
		w := create(t, path)
		for i := range 200 {
			m := message(strings.Repeat("y", 1000*i))
			m.ReceivedAt = noon.Add(time.Duration(i) * time.Second)
			if err := w.Write(m); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".zst") { // and a line that was being written
			f, _ := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			fmt.Fprint(f, `{"received_at":"2027`)
			f.Close()
		}
		if last, known := End(path); !known || !last.Equal(noon.Add(199*time.Second)) {
			t.Errorf("%s: End = %v, %v", name, last, known)
		}
	}
	if _, known := End(os.DevNull); known {
		t.Error("an empty recording has an end")
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, name := range []string{"r.jsonl", "r.jsonl.zst"} {
		b.Run(filepath.Ext(name), func(b *testing.B) {
			var ms []*sources.Message
			for _, body := range captured(b) {
				ms = append(ms, message(body))
			}
			w, err := Create(filepath.Join(b.TempDir(), name))
			if err != nil {
				b.Fatal(err)
			}
			defer w.Close()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if err := w.Write(ms[i%len(ms)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	var text []byte
	for _, body := range captured(b) {
		text = append(AppendLine(text, message(body)), '\n')
	}
	r, err := NewReader(&loop{text: text}, "r")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var m sources.Message
		if err := r.Next(&m); err != nil {
			b.Fatal(err)
		}
	}
}

type loop struct {
	text []byte
	at   int
}

func (l *loop) Read(p []byte) (int, error) {
	n := copy(p, l.text[l.at:])
	l.at = (l.at + n) % len(l.text)
	return n, nil
}

func captured(b *testing.B) (bodies []string) {
	r, err := Open("testdata/captured.jsonl")
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	for {
		var m sources.Message
		if err := r.Next(&m); err != nil {
			return bodies
		}
		bodies = append(bodies, string(m.Body))
	}
}
