package meters_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// fake is a store in memory. It is a fake: real stores have their own tests,
// and what this one is for is to stall, to fail half-way and to count what it
// is asked, all under a fake clock.
type fake struct {
	address sources.StoreAddress
	health  sources.StoreHealth
	sick    error

	mu      sync.Mutex
	meters  []sources.Meter
	samples []sources.Sample // newest first
	lists   int              // how often the list was asked for
	asked   []sources.SampleQuery
	summed  []sources.StatisticsQuery
	atOnce  int // samples that are being asked for
	most    int

	fails   error         // ends a list
	after   int           // rows before it fails, or stalls
	stalls  chan struct{} // a list waits for it after so many rows
	slow    time.Duration // each question about samples takes so long
	refuses error         // of samples
}

func newFake(kind sources.StoreKind) *fake {
	return &fake{address: sources.StoreAddress{Kind: kind, URL: "http://192.0.2.7:8777", From: "the catalogue"}, health: sources.StoreHealth{Version: "v2", Waiting: -1, Metrics: -1}}
}

// add adds a meter of a resource with samples: values from the oldest on, the
// newest of age, the others before it at distances of every.
func (f *fake) add(name, kind, unit, resource string, age, every time.Duration, values ...float64) {
	known := sources.Known
	m := sources.Meter{
		Name: name, Type: known(kind), Unit: known(unit), ResourceID: known(resource),
		ProjectID: known("6f1d1e7c5a0b4c0e9b0a7d3a5c9e1f01"), UserID: known("11aa22bb33cc44dd55ee66ff77008811"), Source: known("openstack"),
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.meters = append(f.meters, m)
	f.take(&m, age, every, values...)
}

// take adds samples of a meter that is there.
func (f *fake) take(m *sources.Meter, age, every time.Duration, values ...float64) {
	newest := time.Now().Add(-age)
	for i := range values {
		f.samples = append(f.samples, sources.Sample{
			ID: fmt.Sprintf("sample-%d", len(f.samples)), Meter: m.Name, Type: m.Type, Unit: m.Unit, Volume: values[len(values)-1-i],
			ResourceID: m.ResourceID, ProjectID: m.ProjectID, UserID: m.UserID, Source: m.Source,
			Timestamp: newest.Add(-time.Duration(i) * every), Metadata: []byte(`{"display_name":"web-1"}`),
		})
	}
	slices.SortStableFunc(f.samples, func(a, b sources.Sample) int { return b.Timestamp.Compare(a.Timestamp) })
}

// change lets a test do something to the store while the program runs.
func (f *fake) change(do func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do(f)
}

func (f *fake) Where() sources.StoreAddress { return f.address }

func (f *fake) Meters(ctx context.Context, q sources.MeterQuery) iter.Seq2[sources.Meter, error] {
	return func(yield func(sources.Meter, error) bool) {
		f.mu.Lock()
		meters, fails, after, stalls := f.meters, f.fails, f.after, f.stalls
		f.lists++
		f.mu.Unlock()
		for i := range meters {
			if q.Limit > 0 && i == q.Limit {
				return
			}
			if i == after && (fails != nil || stalls != nil) {
				if stalls != nil {
					select {
					case <-stalls:
					case <-ctx.Done():
						yield(sources.Meter{}, ctx.Err())
						return
					}
				}
				if fails != nil {
					break
				}
			}
			if !yield(meters[i], nil) {
				return
			}
		}
		if fails != nil {
			yield(sources.Meter{}, fails)
		}
	}
}

func (f *fake) Samples(ctx context.Context, q sources.SampleQuery) iter.Seq2[sources.Sample, error] {
	return func(yield func(sources.Sample, error) bool) {
		f.mu.Lock()
		f.asked = append(f.asked, q)
		f.atOnce++
		f.most = max(f.most, f.atOnce)
		slow, refuses, samples := f.slow, f.refuses, f.samples
		f.mu.Unlock()
		defer f.change(func(f *fake) { f.atOnce-- })
		if slow > 0 {
			select {
			case <-time.After(slow):
			case <-ctx.Done():
				yield(sources.Sample{}, ctx.Err())
				return
			}
		}
		if refuses != nil {
			yield(sources.Sample{}, refuses)
			return
		}
		n := 0
		for _, s := range samples {
			if s.Meter != q.Meter || !holds(q.Conditions, &s) {
				continue
			}
			if q.Limit > 0 && n == q.Limit || !yield(s, nil) {
				return
			}
			n++
		}
	}
}

// holds knows the two conditions that the page makes.
func holds(conditions []sources.Condition, s *sources.Sample) bool {
	for _, c := range conditions {
		switch c.Field {
		case "resource_id":
			if s.ResourceID != sources.Known(c.Value) {
				return false
			}
		case "timestamp":
			at, err := time.Parse("2006-01-02T15:04:05.999999", c.Value)
			if err != nil || s.Timestamp.Before(at) {
				return false
			}
		default:
			panic("a condition on " + c.Field)
		}
	}
	return true
}

func (f *fake) Statistics(ctx context.Context, q sources.StatisticsQuery) iter.Seq2[sources.Statistic, error] {
	return func(yield func(sources.Statistic, error) bool) {
		f.change(func(f *fake) { f.summed = append(f.summed, q) })
		known := func(v float64) sources.Number { return sources.Number{Value: v, Known: true} }
		var st sources.Statistic
		f.mu.Lock()
		for _, s := range f.samples {
			if s.Meter != q.Meter || !holds(q.Conditions, &s) {
				continue
			}
			if !st.Count.Known {
				st.Min, st.Max = known(s.Volume), known(s.Volume)
			}
			st.Min, st.Max = known(min(st.Min.Value, s.Volume)), known(max(st.Max.Value, s.Volume))
			st.Sum, st.Count = known(st.Sum.Value+s.Volume), known(st.Count.Value+1)
		}
		f.mu.Unlock()
		if st.Count.Known {
			st.Avg = known(st.Sum.Value / st.Count.Value)
			yield(st, nil)
		}
	}
}

func (f *fake) Resources(context.Context, sources.ResourceQuery) iter.Seq2[sources.Resource, error] {
	return func(func(sources.Resource, error) bool) {}
}

func (f *fake) Health(context.Context) (sources.StoreHealth, error) { return f.health, f.sick }
