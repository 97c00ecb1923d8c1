package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
)

// storePatience is how long the store may take to answer.
const storePatience = 10 * time.Second

// firstSamples looks for a sample of each family in the first store that can be
// read.
func (a *app) firstSamples(ctx context.Context, wanted setup.Answers, since time.Time, arrivals []verify.Arrival) verify.Store {
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	found := a.stores(ctx, &storeFlags{timeout: storePatience.String()})
	i := slices.IndexFunc(found, func(f foundStore) bool { return f.Store != nil })
	if i < 0 {
		var errs []error
		for _, f := range found {
			errs = append(errs, f.Err)
		}
		err := errors.Join(errs...)
		if err == nil {
			err = sources.WithHint(errors.New("no store of meters that ceilotop can read is known"), "source the openrc of a user who may read meters")
		}
		return verify.Store{Err: err}
	}
	s := verify.Store{Address: found[i].Address, Samples: make(map[string]sources.Sample)}
	for _, f := range verify.Families(wanted.Features) {
		sample, err := firstSample(ctx, found[i].Store, f, since, f.Fed(arrivals))
		switch {
		case err != nil:
			s.Err = fmt.Errorf("look for %s: %w", f.Meters[0], err)
		case sample.Meter != "":
			s.Samples[f.Name] = sample
		}
	}
	return s
}

// firstSample is the newest sample of a family; it has no Meter where there is
// none. Gnocchi has to ask each metric of a name for its measures, which are as
// many as the cloud has volumes: it is asked about the resource of an event
// alone.
func firstSample(ctx context.Context, store sources.MeterStore, f verify.Family, since time.Time, fed []verify.Arrival) (sources.Sample, error) {
	var resource string
	var last time.Time
	for _, arrival := range fed {
		if arrival.Resource != "" && arrival.Last.After(last) {
			resource, last = arrival.Resource, arrival.Last
		}
	}
	if resource == "" && store.Where().Kind == sources.Gnocchi {
		return sources.Sample{}, nil
	}
	for _, meter := range f.Meters {
		for sample, err := range store.Samples(ctx, f.SampleOf(meter, resource, since)) {
			return sample, err
		}
	}
	return sources.Sample{}, nil
}
