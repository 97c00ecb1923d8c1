package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/spf13/pflag"

	"github.com/ceilotop/ceilotop/sources"
)

// newList is what a command makes of its flags, with buffers for its streams.
func newList(t *testing.T, what string, columns []string, sortBy int, args ...string) (l *listing, out, told *bytes.Buffer) {
	t.Helper()
	out, told = &bytes.Buffer{}, &bytes.Buffer{}
	l, err := newListOn(&app{stdout: out, stderr: told}, what, columns, sortBy, args...)
	if err != nil {
		t.Fatal(err)
	}
	return l, out, told
}

func newListOn(a *app, what string, columns []string, sortBy int, args ...string) (*listing, error) {
	var f listFlags
	flags := pflag.NewFlagSet("list", pflag.ContinueOnError)
	f.add(flags, what, true)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	a.getenv = func(string) string { return "" }
	return a.newListing(flags, &f, what, columns, sortBy)
}

// whole is a store's list of these items, failing one that ends with err.
func whole[T any](items []T) func(context.Context) iter.Seq2[T, error] { return failing(items, nil) }

func failing[T any](items []T, err error) func(context.Context) iter.Seq2[T, error] {
	return func(context.Context) iter.Seq2[T, error] {
		return func(yield func(T, error) bool) {
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if err != nil {
				var none T
				yield(none, err)
			}
		}
	}
}

func meterRows(n int) (all []sources.Meter) {
	for i := range n {
		all = append(all, sources.Meter{Name: fmt.Sprintf("m%d", n-i), Type: sources.Known("gauge"), Unit: sources.Known("B")})
	}
	return all
}

func TestALimitThatCutsTheListIsSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit       string
		rows, shown int
		told        string
	}{
		"cut":             {"3", 4, 3, "ceilotop: 3 of at least 4 meters: -l cut the list\n"},
		"cut by far":      {"1200", 5000, 1200, "ceilotop: 1,200 of at least 1,201 meters: -l cut the list\n"},
		"as many as are":  {"4", 4, 4, ""},
		"more than are":   {" +9", 4, 4, ""},
		"more than fits":  {"100000000000000000000", 4, 4, ""},
		"the largest int": {"9223372036854775807", 4, 4, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, format := range []string{"table", "value"} {
				l, out, told := newList(t, "meters", meterColumns, 0, "-l", c.limit, "-f", format)
				all := meterRows(c.rows)
				if ask := l.ask(); ask > 0 { // a store gives no more than it is asked for
					all = all[:min(ask, len(all))]
				}
				if err := writeList(t.Context(), l, whole(all), meterRow); err != nil {
					t.Fatal(err)
				}
				if got := strings.Count(out.String(), "gauge"); got != c.shown || told.String() != c.told {
					t.Errorf("%s: %d rows and %q, want %d and %q", format, got, told, c.shown, c.told)
				}
			}
		})
	}
}

func TestALimitIsCheckedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	for limit, want := range map[string]struct {
		code int
		told string
	}{
		"0":                     {exitError, "Limit must be positive"},
		"-1":                    {exitError, "Limit must be positive"},
		"-99999999999999999999": {exitError, "Limit must be positive"},
		"abc":                   {exitError, "a number is needed"},
		"1.5":                   {exitError, "a number is needed"},
		"":                      {exitError, "a number is needed"},
		"1 2":                   {exitError, "a number is needed"},
	} {
		var out, told bytes.Buffer
		code := run(t.Context(), []string{"meter-list", "-l", limit}, strings.NewReader(""), &out, &told, func(string) string { return "" })
		if code != want.code || !strings.Contains(told.String(), want.told) || out.Len() > 0 {
			t.Errorf("-l %q: exit code %d, %s", limit, code, told.String())
		}
	}
}

// TestAListThatBreaksOffIsNeverTakenForAWholeOne holds for each format.
func TestAListThatBreaksOffIsNeverTakenForAWholeOne(t *testing.T) {
	t.Parallel()
	cut := errors.New("http://127.0.0.1:8777/v2/meters: the answer ends in the middle")
	for format, want := range map[string]struct{ out, told string }{
		"table": {"", "the answer ends in the middle; 2 meters had come, a table is made of whole lists only"},
		"csv":   {"\"Name\"\n\"m2\"\n\"m1\"\n", "the answer ends in the middle; 2 meters were written, the list is not whole"},
		"value": {"m2\nm1\n", "2 meters were written, the list is not whole"},
		"json":  {"[\n  {\n    \"Name\": \"m2\"\n  },\n  {\n    \"Name\": \"m1\"\n  }", "2 meters were written, the list is not whole"},
		"yaml":  {"- Name: m2\n- Name: m1\n", "2 meters were written, the list is not whole"},
	} {
		l, out, _ := newList(t, "meters", meterColumns, 0, "-f", format, "-c", "name")
		err := writeList(t.Context(), l, failing(meterRows(2), cut), meterRow)
		if !errors.Is(err, cut) || !strings.Contains(err.Error(), want.told) || out.String() != want.out {
			t.Errorf("%s: got %q and %v, want %q and %q", format, out, err, want.out, want.told)
		}
		if hint := sources.HintOf(err); (hint != "") != (format == "table") {
			t.Errorf("%s: hint %q", format, hint)
		}
	}
	// The hint of the error itself is better than ours, and an error before the
	// first row needs no more words.
	l, _, _ := newList(t, "meters", meterColumns, 0)
	if err := writeList(t.Context(), l, failing(meterRows(2), sources.WithHint(cut, "look there")), meterRow); sources.HintOf(err) != "look there" {
		t.Errorf("hint %q", sources.HintOf(err))
	}
	l, _, _ = newList(t, "meters", meterColumns, 0)
	if err := writeList(t.Context(), l, failing[sources.Meter](nil, cut), meterRow); err != cut {
		t.Errorf("got %v, want %v", err, cut)
	}
}

func TestColumnsAreFoundAsCliffFindsThem(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{{"Resource ID", "Name"}, {"resource_id", "NAME"}, {" name ", "RESOURCE id", "name"}} {
		var args []string
		for _, name := range names {
			args = append(args, "-c", name)
		}
		l, out, _ := newList(t, "meters", meterColumns, 0, append(args, "-f", "csv")...)
		if err := writeList(t.Context(), l, whole(meterRows(1)), meterRow); err != nil {
			t.Fatal(err)
		}
		if want := "\"Name\",\"Resource ID\"\n\"m1\",\"\"\n"; out.String() != want {
			t.Errorf("-c %q: got %q, want %q", names, out, want)
		}
	}
	_, err := newListOn(&app{stdout: io.Discard}, "meters", meterColumns, 0, "-c", "Name", "-c", "Source")
	var usage *usageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "-c Source: the columns are Name, Type, Unit, Resource ID, User ID, Project ID") {
		t.Errorf("got %v", err)
	}
}

// TestStreamsHoldNoRows looks at the memory in use after many rows, and again
// after ten times as many.
func TestStreamsHoldNoRows(t *testing.T) { // not parallel: it measures the heap
	for _, format := range []string{"csv", "json", "value", "yaml"} {
		l, err := newListOn(&app{stdout: io.Discard, stderr: io.Discard}, "meters", meterColumns, 0, "-f", format)
		if err != nil {
			t.Fatal(err)
		}
		inUse := func() uint64 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		var after []uint64
		source := func(context.Context) iter.Seq2[sources.Meter, error] {
			return func(yield func(sources.Meter, error) bool) {
				for i := range 100_001 {
					if i == 10_000 || i == 100_000 {
						after = append(after, inUse())
					}
					yield(sources.Meter{Name: "cpu_util", ResourceID: sources.Known(fmt.Sprintf("5ce05c85-7621-4d2a-895d-%012d", i))}, nil)
				}
			}
		}
		if err := writeList(t.Context(), l, source, meterRow); err != nil {
			t.Fatal(err)
		}
		if after[1] > after[0]+4<<20 {
			t.Errorf("%s: %d bytes in use after 10,000 rows, %d after 100,000", format, after[0], after[1])
		}
	}
}

// stalled is a list that never ends by itself.
func stalled(began chan<- struct{}) func(context.Context) iter.Seq2[sources.Meter, error] {
	return func(ctx context.Context) iter.Seq2[sources.Meter, error] {
		return func(yield func(sources.Meter, error) bool) {
			yield(sources.Meter{Name: "first"}, nil)
			close(began)
			<-ctx.Done()
			yield(sources.Meter{}, ctx.Err())
		}
	}
}

func TestAListCanBeInterrupted(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"table", "csv"} {
		l, _, told := newList(t, "meters", meterColumns, 0, "-f", format)
		ctx, interrupt := context.WithCancel(t.Context())
		began := make(chan struct{})
		go func() {
			<-began
			interrupt()
		}()
		// run makes this 130, and says nothing.
		if err := writeList(ctx, l, stalled(began), meterRow); err != context.Canceled || told.Len() > 0 {
			t.Errorf("%s: %v %s", format, err, told)
		}
	}
}

func TestAReaderThatLeavesEndsTheList(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	l, err := newListOn(&app{stdout: writer, stderr: io.Discard}, "meters", meterColumns, 0, "-f", "csv")
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan struct{})
	go func() {
		<-began
		reader.Close()
	}()
	if err := writeList(t.Context(), l, stalled(began), meterRow); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("got %v, want EPIPE", err)
	}
}

// terminal is a stream that a person looks at, and what he has seen so far.
func terminal(t *testing.T) (stream *os.File, seen func() string) {
	t.Helper()
	screen, stream, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var all []byte
	done := make(chan struct{})
	go func() {
		defer close(done)
		part := make([]byte, 32<<10)
		for {
			n, err := screen.Read(part)
			mu.Lock()
			all = append(all, part[:n]...)
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		stream.Close()
		screen.Close()
		<-done
	})
	return stream, func() string {
		mu.Lock()
		defer mu.Unlock()
		return string(all)
	}
}

// eventually waits for what another goroutine or the kernel does.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// TestALongListIsCountedOnTheTerminal and the count is gone before a word.
func TestALongListIsCountedOnTheTerminal(t *testing.T) {
	t.Parallel()
	stderr, seen := terminal(t)
	var out bytes.Buffer
	l, err := newListOn(&app{stdout: &out, stderr: stderr}, "meters", meterColumns, 0, "-l", "12345")
	if err != nil {
		t.Fatal(err)
	}
	source := func(context.Context) iter.Seq2[sources.Meter, error] {
		return func(yield func(sources.Meter, error) bool) {
			for i := range 12346 {
				if i == 12345 {
					eventually(t, "the count", func() bool { return strings.Contains(seen(), "12,345 meters …") })
				}
				if !yield(sources.Meter{Name: "m"}, nil) {
					return
				}
			}
		}
	}
	if err := writeList(t.Context(), l, source, meterRow); err != nil {
		t.Fatal(err)
	}
	const last = "\r\x1b[Kceilotop: 12,345 of at least 12,346 meters: -l cut the list\r\n"
	eventually(t, "the end", func() bool { return strings.HasSuffix(seen(), last) })
}

// TestATerminalGetsNoControlCharacters but a pipe gets the client's bytes.
func TestATerminalGetsNoControlCharacters(t *testing.T) {
	t.Parallel()
	evil := []sources.Meter{{Name: "evil\x1b[2J\u202e\x07name"}}
	for _, format := range []string{"table", "csv", "value", "json", "yaml"} {
		stdout, seen := terminal(t)
		l, err := newListOn(&app{stdout: stdout, stderr: io.Discard}, "meters", meterColumns, 0, "-f", format, "-c", "Name")
		if err != nil {
			t.Fatal(err)
		}
		if err := writeList(t.Context(), l, whole(evil), meterRow); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the name", func() bool { return strings.Contains(seen(), "name") && strings.HasSuffix(seen(), "\n") })
		if strings.ContainsAny(seen(), "\x1b\x07\u202e") {
			t.Errorf("%s: the terminal got %q", format, seen())
		}
	}
	for format, want := range map[string]string{"csv": "\"Name\"\n\"evil\x1b[2J\u202e\x07name\"\n", "value": "evil\x1b[2J\u202e\x07name\n"} {
		l, out, _ := newList(t, "meters", meterColumns, 0, "-f", format, "-c", "Name")
		if err := writeList(t.Context(), l, whole(evil), meterRow); err != nil || out.String() != want {
			t.Errorf("%s into a pipe: %q, %v", format, out, err)
		}
	}
}
