package sourcestest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// CheckMeterStore proves that a store which holds docs, and nothing else that
// it would list, keeps the promises of [sources.MeterStore]: the same rows as
// the Ceilometer API gives, in the same order, to every kind of query; an error
// or a list that is whole; an early end whenever the caller wants one.
//
// It needs docs with at least two resources, as [SmallCloud] has. It may run
// beside other tests, and queries the store from several goroutines.
func CheckMeterStore(t *testing.T, store sources.MeterStore, docs *Documents, exceptions ...Exception) {
	t.Helper()
	c := &contract{store: store, docs: docs}
	for _, e := range exceptions {
		e(c)
	}
	for _, part := range []struct {
		name  string
		check func(*testing.T)
	}{
		{"where", c.where},
		{"health", c.health},
		{"meters", c.meters},
		{"unique meters", c.uniqueMeters},
		{"meters by condition", c.metersByCondition},
		{"samples", c.samples},
		{"samples by condition", c.samplesByCondition},
		{"statistics", c.statistics},
		{"statistics by period", c.statisticsByPeriod},
		{"statistics by group", c.statisticsByGroup},
		{"statistics by aggregate", c.statisticsByAggregate},
		{"resources", c.resources},
		{"refusals", c.refusals},
		{"early stop", c.earlyStop},
		{"cancelled", c.cancelled},
		{"concurrent use", c.concurrentUse},
	} {
		if !slices.Contains(c.without, part.name) {
			t.Run(part.name, part.check)
		}
	}
}

// Exception is something that a store is known to do otherwise, because of what
// it keeps. Each names what is missing, so that the rest is still checked.
type Exception func(*contract)

// Without leaves out parts of the contract by the names of their subtests.
func Without(parts ...string) Exception {
	return func(c *contract) { c.without = append(c.without, parts...) }
}

// InAnyOrder is for a store that lists meters in another order than the one in
// which they were inserted. A limited list may then be any part of the whole.
func InAnyOrder() Exception { return func(c *contract) { c.anyOrder = true } }

// Refusing is for a store that cannot ask for these fields: resource, project,
// user, source or metadata. A query by one must give a *sources.UnsupportedError.
func Refusing(fields ...string) Exception {
	return func(c *contract) { c.refused = append(c.refused, fields...) }
}

// AsMeters turns each meter that is expected into what the store can give of
// it, or drops it with false.
func AsMeters(as func(sources.Meter) (sources.Meter, bool)) Exception {
	return func(c *contract) { c.asMeter = as }
}

// AsSamples does for samples what AsMeters does for meters.
func AsSamples(as func(sources.Sample) (sources.Sample, bool)) Exception {
	return func(c *contract) { c.asSample = as }
}

// AsResources does for resources what AsMeters does for meters.
func AsResources(as func(sources.Resource) (sources.Resource, bool)) Exception {
	return func(c *contract) { c.asResource = as }
}

// AsStatistics does for statistics what AsMeters does for meters.
func AsStatistics(as func(sources.Statistic) (sources.Statistic, bool)) Exception {
	return func(c *contract) { c.asStatistic = as }
}

type contract struct {
	store    sources.MeterStore
	docs     *Documents
	without  []string
	refused  []string
	anyOrder bool

	asMeter     func(sources.Meter) (sources.Meter, bool)
	asSample    func(sources.Sample) (sources.Sample, bool)
	asResource  func(sources.Resource) (sources.Resource, bool)
	asStatistic func(sources.Statistic) (sources.Statistic, bool)
}

// convert applies an exception to the rows that are expected.
func convert[T any](rows []T, as func(T) (T, bool)) []T {
	if as == nil {
		return rows
	}
	var out []T
	for _, row := range rows {
		if row, keep := as(row); keep {
			out = append(out, row)
		}
	}
	return out
}

// refuses reports whether the store may not be asked for one of the conditions.
func (c *contract) refuses(conditions []sources.Condition) bool {
	return slices.ContainsFunc(conditions, func(q sources.Condition) bool {
		name := shortName(q.Field)
		if _, ok := metadataPath(q.Field); ok {
			name = "metadata"
		}
		return slices.Contains(c.refused, name)
	})
}

// count is how many rows a list has, for the checks that only need that.
func count[T any](list iter.Seq2[T, error]) (int, error) {
	n := 0
	for _, err := range list {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (c *contract) where(t *testing.T) {
	at := c.store.Where()
	if at.Kind == "" || at.URL == "" || strings.Contains(at.URL, "@") {
		t.Errorf("Where() = %+v, want a kind and a URL without credentials", at)
	}
}

func (c *contract) health(t *testing.T) {
	if _, err := c.store.Health(t.Context()); err != nil {
		t.Errorf("Health: %v", err)
	}
}

// cancelled holds a list to the context's end: an error, never a shorter list.
func (c *contract) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, list := range c.lists(ctx) {
		if n, err := list(); !errors.Is(err, context.Canceled) || n > 0 {
			t.Errorf("%s: got %d rows and the error %v, want none and context.Canceled", name, n, err)
		}
	}
	if _, err := c.store.Health(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Health: got the error %v, want context.Canceled", err)
	}

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	var err error
	n := 0
	for _, err = range c.store.Meters(ctx, sources.MeterQuery{}) {
		if err == nil {
			n++
		}
		cancel()
	}
	if want := len(c.expectMeters(nil)); n != want && !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled after the first row: got %d rows of %d and the error %v", n, want, err)
	}
}

// lists are one list of each kind, reduced to how many rows it had.
func (c *contract) lists(ctx context.Context) map[string]func() (int, error) {
	meter := c.docs.Samples[0].Meter.Name
	return map[string]func() (int, error){
		"meters":     func() (int, error) { return count(c.store.Meters(ctx, sources.MeterQuery{})) },
		"samples":    func() (int, error) { return count(c.store.Samples(ctx, sources.SampleQuery{Meter: meter})) },
		"statistics": func() (int, error) { return count(c.store.Statistics(ctx, sources.StatisticsQuery{Meter: meter})) },
		"resources":  func() (int, error) { return count(c.store.Resources(ctx, sources.ResourceQuery{})) },
	}
}

// earlyStop relies on range: it panics when a list goes on after a break.
func (c *contract) earlyStop(t *testing.T) {
	for range 3 {
		for _, err := range c.store.Meters(t.Context(), sources.MeterQuery{}) {
			if err != nil {
				t.Fatalf("meters: %v", err)
			}
			break
		}
		for _, err := range c.store.Samples(t.Context(), sources.SampleQuery{Meter: c.docs.Samples[0].Meter.Name}) {
			if err != nil {
				t.Fatalf("samples: %v", err)
			}
			break
		}
		for _, err := range c.store.Resources(t.Context(), sources.ResourceQuery{}) {
			if err != nil {
				t.Fatalf("resources: %v", err)
			}
			break
		}
	}
	n, err := count(c.store.Meters(t.Context(), sources.MeterQuery{}))
	if want := len(c.expectMeters(nil)); n != want || err != nil {
		t.Errorf("after early stops: got %d meters and the error %v, want %d", n, err, want)
	}
}

func (c *contract) concurrentUse(t *testing.T) {
	want := map[string]int{}
	for name, list := range c.lists(t.Context()) {
		n, err := list()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want[name] = n
	}
	done := make(chan struct{})
	const askers = 4
	for range askers {
		go func() {
			defer func() { done <- struct{}{} }()
			for name, list := range c.lists(t.Context()) {
				if n, err := list(); n != want[name] || err != nil {
					t.Errorf("%s beside others: got %d rows and the error %v, want %d", name, n, err, want[name])
				}
			}
		}()
	}
	for range askers {
		<-done
	}
}
