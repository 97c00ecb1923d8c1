package meters

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// workers is how many rows are asked about at the same time.
	workers = 3
	// probeLimit is how long one may take.
	probeLimit = 15 * time.Second
	// points is how many samples a row needs: twelve cells of a sparkline, and
	// as many again to tell a gap from a pause.
	points = 24
	// broad is how many resources of a name are asked about in Gnocchi, which
	// has no question about all of them: each costs it a request of its own.
	broad = 5
	// readingLimit bounds the readings that are kept of rows out of sight.
	readingLimit = 4096
)

// target is what samples are asked of: a meter of one resource or of any.
type target struct {
	store    *store
	name     string
	resource string
	any      bool
}

// target is where the samples of a row are.
func (r *row) target() target {
	return target{store: r.store, name: r.meter.Name, resource: r.meter.ResourceID.Value, any: r.count > 0}
}

// askable reports whether a store can be asked for the samples of this very row.
func (r *row) askable() bool {
	return r.store.readable() && (r.count > 0 || r.meter.ResourceID.Known)
}

// question is a target with all that it takes to ask.
type question struct {
	target
	from      sources.MeterStore
	resources []string // to be asked one by one; nil for all at once
	of        int      // how many there are
}

func (r *row) question() question {
	q := question{target: r.target(), from: r.store.Store.Store, of: r.count}
	if r.count > 0 && r.store.Address.Kind == sources.Gnocchi && len(r.some) > 0 {
		q.resources = r.some
	}
	return q
}

// reading is the newest samples of a target.
type reading struct {
	at     time.Time // when it was taken
	newest sources.Sample
	none   bool // there is no sample
	points []point
	asked  int // resources, 0: all there are
	of     int
	err    error
}

// point is a sample of the newest one's resource; the newest is the last.
type point struct {
	at    time.Time
	value float64
}

// partial reports that an older age may only mean that the others were not
// asked.
func (r *reading) partial() bool { return r.asked > 0 && r.asked < r.of }

// prober asks for samples. The page says which it wants, workers take them one
// by one and leave the readings for the next Frame.
type prober struct {
	wake     func()
	readings map[target]*reading // the page's own

	mu      sync.Mutex
	queue   []question
	flight  map[target]context.CancelFunc
	results map[target]*reading
	running int
}

func newProber(wake func()) *prober {
	return &prober{wake: wake, readings: map[target]*reading{}, flight: map[target]context.CancelFunc{}, results: map[target]*reading{}}
}

// want replaces the questions that are waiting. What is being asked for and no
// longer wanted is called off. It returns how many more workers there is work
// for.
func (b *prober) want(list []question) (more int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for t, cancel := range b.flight {
		if !slices.ContainsFunc(list, func(q question) bool { return q.target == t }) {
			cancel()
		}
	}
	b.queue = b.queue[:0]
	for _, q := range list {
		_, asked := b.flight[q.target]
		_, told := b.results[q.target]
		if !asked && !told {
			b.queue = append(b.queue, q)
		}
	}
	more = max(min(workers-b.running, len(b.queue)), 0)
	b.running += more
	return more
}

// work answers questions until there are none.
func (b *prober) work(ctx context.Context) tea.Msg {
	for {
		b.mu.Lock()
		if len(b.queue) == 0 || ctx.Err() != nil {
			b.running--
			b.mu.Unlock()
			return nil
		}
		q := b.queue[0]
		b.queue = b.queue[1:]
		limited, cancel := context.WithTimeout(ctx, probeLimit)
		b.flight[q.target] = cancel
		b.mu.Unlock()

		r := q.ask(limited)
		gone := errors.Is(limited.Err(), context.Canceled)
		cancel()

		b.mu.Lock()
		delete(b.flight, q.target)
		if !gone {
			b.results[q.target] = r
		}
		b.mu.Unlock()
		b.wake()
	}
}

// take moves what has arrived to the readings and reports whether anything had.
func (b *prober) take(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for t, r := range b.results {
		r.at = now
		b.readings[t] = r
	}
	some := len(b.results) > 0
	clear(b.results)
	return some
}

// forget has everything asked again. What was read stays until then.
func (b *prober) forget() {
	for _, r := range b.readings {
		r.at = time.Time{}
	}
}

// ask gets the newest samples.
func (q *question) ask(ctx context.Context) *reading {
	r := &reading{of: q.of}
	conditions := func(resource string) []sources.Condition {
		return []sources.Condition{{Field: "resource_id", Op: sources.Equal, Value: resource}}
	}
	switch {
	case !q.any:
		r.read(ctx, q, conditions(q.resource))
	case q.resources == nil:
		r.read(ctx, q, nil)
	default:
		for _, resource := range q.resources {
			r.read(ctx, q, conditions(resource))
			r.asked++
		}
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.err = fmt.Errorf("ask for the samples of %s: no answer in %s", q.name, probeLimit)
	}
	r.none = r.err == nil && r.newest.Timestamp.IsZero()
	return r
}

// read takes over samples that are newer than those it has.
func (r *reading) read(ctx context.Context, q *question, where []sources.Condition) {
	var list []point
	first := true
	for s, err := range q.from.Samples(ctx, sources.SampleQuery{Meter: q.name, Conditions: where, Limit: points}) {
		if err != nil {
			r.err = err
			return
		}
		if first {
			if !r.newest.Timestamp.IsZero() && !s.Timestamp.After(r.newest.Timestamp) {
				return
			}
			first, r.newest = false, s
		}
		if s.ResourceID == r.newest.ResourceID {
			list = append(list, point{s.Timestamp, s.Volume})
		}
		if len(list) >= points {
			break
		}
	}
	if !first {
		slices.Reverse(list)
		r.points = list
	}
}
