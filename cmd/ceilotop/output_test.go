package main

import (
	"bytes"
	"context"
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

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// writes is a writer that remembers each write, and when it came.
type writes struct {
	start time.Time
	mu    sync.Mutex
	all   []string
	err   error
}

func (w *writes) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	w.all = append(w.all, fmt.Sprintf("%v %d", time.Since(w.start), bytes.Count(p, []byte("\n"))))
	return len(p), nil
}

func event(kind string) (*sources.Message, *sources.Event) {
	return &sources.Message{Broker: "B", Body: []byte("{}")}, &sources.Event{Broker: "B", EventType: kind, Service: "nova", Priority: "info"}
}

func newTestOutput(t *testing.T, to io.Writer) (o *output, ended *error) {
	t.Helper()
	ended = new(error)
	o = &output{to: to}
	o.start(func(err error) { *ended = err }, false)
	return o, ended
}

func TestOutputIsPromptWhenQuietAndLazyWhenBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &writes{start: time.Now()}
		o, _ := newTestOutput(t, w)
		put := o.receiver("B")
		time.Sleep(time.Second)
		put(event("alone")) // at once
		time.Sleep(time.Second)
		for range 100 { // the first at once, the others together
			put(event("burst"))
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(time.Second)
		if err := o.close(); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(w.all, ", "), "1s 1, 2s 1, 2.05s 99"; got != want {
			t.Errorf("writes: %s, want %s", got, want)
		}
	})
}

func TestOutputWritesFullBuffersWithoutWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &writes{start: time.Now()}
		o, _ := newTestOutput(t, w)
		put := o.receiver("B")
		m, e := event("x")
		e.Payload = []byte(`"` + strings.Repeat("x", bufferSize/4) + `"`)
		for range 8 {
			put(m, e)
		}
		if len(w.all) < 2 {
			t.Errorf("%d writes before any time has passed", len(w.all))
		}
		if err := o.close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestOutputStopsAtExactlyTheCount(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	o, ended := newTestOutput(t, &out)
	o.limit = 1000
	var brokers sync.WaitGroup
	for _, name := range []string{"A", "B"} {
		brokers.Go(func() {
			put := o.receiver(name)
			for range 900 {
				put(event("x"))
			}
		})
	}
	brokers.Wait()
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(out.Bytes(), []byte("\n")); n != 1000 || !errors.Is(*ended, errEnough) {
		t.Errorf("%d lines, ended with %v", n, *ended)
	}
}

func TestOutputEndsWithTheReader(t *testing.T) {
	t.Parallel()
	o, ended := newTestOutput(t, &writes{err: io.ErrClosedPipe})
	put := o.receiver("B")
	for range 3 {
		put(event("x"))
	}
	if !errors.Is(*ended, io.ErrClosedPipe) || !errors.Is(o.close(), io.ErrClosedPipe) {
		t.Errorf("ended with %v", *ended)
	}
}

func TestOutputRecordsWhatItWrites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r.jsonl")
	var out bytes.Buffer
	o, _ := newTestOutput(t, &out)
	var err error
	if o.record, err = recording.OpenLedger(path); err != nil {
		t.Fatal(err)
	}
	if o.filter, err = filter.Parse("volume"); err != nil {
		t.Fatal(err)
	}
	put := o.receiver("B")
	for _, kind := range []string{"volume.create.end", "image.update", "volume.delete.end"} {
		put(event(kind))
	}
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n, kept := bytes.Count(out.Bytes(), []byte("\n")), bytes.Count(text, []byte("\n")); n != 2 || kept != 2 {
		t.Errorf("%d lines, %d recorded, want 2 of each", n, kept)
	}
}

func TestIdleEndsAStreamThatStoppedGrowing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancelCause(t.Context())
		o, _ := newTestOutput(t, io.Discard)
		put := o.receiver("B")
		start := time.Now()
		go watchIdle(ctx, 10*time.Second, o, stop)
		for range 5 {
			time.Sleep(8 * time.Second)
			put(event("x"))
		}
		<-ctx.Done()
		if took := time.Since(start); !errors.Is(context.Cause(ctx), errIdle) || took < 50*time.Second || took > 52*time.Second {
			t.Errorf("ended after %v with %v", took, context.Cause(ctx))
		}
	})
}
