package meters_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// today is when the tests begin.
var today = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// fixture is the whole program, both of its pages, on a virtual terminal. It
// begins on the Meters page.
type fixture struct {
	*tuitest.Screen
	t      testing.TB
	log    *eventlog.Log
	stores []meters.Store
	find   func(ctx context.Context, found func([]meters.Store)) // nil: stores, at once
	finds  int
	config meters.Config
	lang   words.Language
	saved  strings.Builder
}

// known are the intervals that the tests expect samples at.
func known(name string) (sources.MeterKind, bool) {
	switch name {
	case "image", "memory", "vcpus", "cpu_util", "cpu", "volume.size":
		return sources.MeterKind{Interval: 10 * time.Minute}, true
	case "image.size", "image.download", "volume":
		return sources.MeterKind{}, true
	}
	return sources.MeterKind{}, false
}

func run(t *testing.T, o tuitest.Options, before func(*fixture), script func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, screen *tuitest.Screen) {
		time.Sleep(time.Until(today)) // the bubble's clock begins in 2000
		f := &fixture{Screen: screen, t: t, log: eventlog.New(eventlog.Options{})}
		defer f.log.Close()
		f.config = meters.Config{Known: known, Local: time.FixedZone("CET", 3600), Stores: func(ctx context.Context, found func([]meters.Store)) {
			f.finds++
			if f.find != nil {
				f.find(ctx, found)
				return
			}
			found(f.stores)
		}}
		if before != nil {
			before(f)
		}
		c := tui.Config{Log: f.log, Lang: f.lang, Meters: &f.config}
		screen.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
			c.TeaOptions = options
			return tui.Run(ctx, c)
		})
		f.Keys("2")
		script(t, f)
	})
}

func (f *fixture) save(write func(io.Writer) error) (string, error) {
	return "/tmp/ceilotop-meters-1.jsonl", write(&f.saved)
}

// reads adds a store that can be read.
func (f *fixture) reads(s *fake) *fake {
	f.stores = append(f.stores, meters.Store{Address: s.address, Store: s})
	return s
}

// cloud is a small one in one store: something fresh, something late, something
// stale, something that comes by use, something nobody knows.
func cloud(s *fake) *fake {
	const min = time.Minute
	s.add("image", "gauge", "image", "0198e207-7618-43af-975e-224000000000", 3*min, 10*min, 1, 1, 1, 1)
	s.add("image.size", "gauge", "B", "0198e207-7618-43af-975e-224000000000", 3*min, 10*min, 41126400)
	s.add("image.size", "gauge", "B", "0198e207-7618-43af-975e-224000000001", 50*time.Hour, 10*min, 13287936)
	for i, id := range []string{"5ce05c85-7621-4d2a-895d-39283d6fb400", "5ce05c85-7621-4d2a-895d-39283d6fb401", "5ce05c85-7621-4d2a-895d-39283d6fb402"} {
		age := time.Duration(4+i) * min
		s.add("memory", "gauge", "MB", id, age, 10*min, 512, 512, 512)
		s.add("vcpus", "gauge", "vcpu", id, age+26*min, 10*min, 1, 1, 1)
		s.add("cpu_util", "gauge", "%", id, age, 10*min, 5, 12.5, 25, 80.25, 60, 33)
		s.add("cpu", "cumulative", "ns", id, age, 10*min, 1e9, 2e9, 5e9, 6e9, 6.5e9)
	}
	s.add("volume", "gauge", "volume", "7d0e1f2a-3b4c-4d5e-8f60-718293000000", 30*time.Second, 10*min, 1)
	s.add("volume.size", "gauge", "GB", "7d0e1f2a-3b4c-4d5e-8f60-718293000000", 3*time.Hour, 30*min, 1, 1, 2)
	s.add("两\n行.name\x1b[2J", "gauge", "个", "edge\x07control", min, min, 1, 2)
	return s
}

// part is the page's part of a screen: without the header of two lines and the
// status line, which have their own tests.
func part(screen string) string {
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	return strings.Join(lines[2:len(lines)-1], "\n") + "\n"
}

// order fails unless the texts are one below the other.
func (f *fixture) order(texts ...string) {
	f.t.Helper()
	last := -1
	for _, text := range texts {
		_, y := f.Find(text)
		if y <= last {
			f.t.Errorf("%q is not below the one before:\n%s", text, f.Text())
		}
		last = y
	}
}
