package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// metersLookedAt is how many meters are read: enough to know whether any of a kind
// is there, and few enough for a store that is slow.
const metersLookedAt = 2000

// lookStore asks the first store of meters that is known: what it has, or what
// the newest samples are of those meters whose age is asked for.
func lookStore(ctx context.Context, o *observer, _ setup.Facts, _ []broker) (glance, error) {
	all := o.a.stores(ctx, &storeFlags{timeout: strconv.Itoa(int(doctor.Patience / time.Second))})
	all = slices.DeleteFunc(all, func(f foundStore) bool { return f.Store == nil && f.Err == nil })
	if len(all) == 0 {
		return func(*doctor.Seen) {}, nil
	}
	first := all[0]
	found := doctor.StoreFacts{Kind: first.Address.Kind, Address: first.Address.URL}
	failed := func(err error) error {
		if errors.As(err, new(*keystone.RefusedError)) || errors.As(err, new(*keystone.MissingError)) || found.Kind == "" {
			return err // it was not the store that failed
		}
		found.Err, found.Hint = err.Error(), sources.HintOf(err)
		var status interface{ HTTPStatus() int }
		if errors.As(err, &status) {
			found.Status = status.HTTPStatus()
		}
		return nil
	}
	if first.Store == nil {
		if err := failed(first.Err); err != nil {
			return nil, err
		}
		return func(s *doctor.Seen) { s.Store = found }, nil
	}
	if err := fill(ctx, first.Store, &found, o.ages); err != nil {
		if ctx.Err() != nil {
			return nil, sources.WithHint(errors.New("ask the store of meters: no answer in time"), "look whether it answers at "+found.Address)
		}
		if err := failed(err); err != nil {
			return nil, err
		}
	}
	return func(s *doctor.Seen) {
		found.Limit = limitOf(s)
		s.Store = found
	}, nil
}

// fill asks a store that is open.
func fill(ctx context.Context, store sources.MeterStore, found *doctor.StoreFacts, ages []string) error {
	found.Newest = make(map[string]time.Time)
	for _, name := range ages {
		for sample, err := range store.Samples(ctx, sources.SampleQuery{Meter: name, Limit: 1}) {
			if err != nil {
				return err
			}
			found.Newest[name] = sample.Timestamp
		}
	}
	if len(ages) == 0 {
		if err := namesOf(ctx, store, found); err != nil {
			return err
		}
	}
	health, err := store.Health(ctx)
	if err != nil {
		return err
	}
	if health.Waiting >= 0 && found.Kind == sources.Gnocchi {
		found.Backlog = &health.Waiting
	}
	found.Idle = slices.ContainsFunc(health.Notes, func(note string) bool { return strings.HasPrefix(note, "no gnocchi-metricd runs") })
	if g, ok := store.(interface {
		Kinds(context.Context) (types, policies []string, err error)
	}); ok {
		if found.Types, found.Policies, err = g.Kinds(ctx); err != nil {
			return err
		}
	}
	found.Status = 200
	return nil
}

// namesOf counts the meters and remembers their names. When they were last heard
// of is not asked.
func namesOf(ctx context.Context, store sources.MeterStore, found *doctor.StoreFacts) error {
	polled := false
	for m, err := range store.Meters(ctx, sources.MeterQuery{Limit: metersLookedAt}) {
		if err != nil {
			return err
		}
		found.Rows++
		found.Newest[m.Name] = time.Time{}
		polled = polled || doctor.Polled(m.Name)
	}
	if found.Rows == metersLookedAt && !polled {
		found.Newest = nil // the list goes on, and what it has is not known
	}
	return nil
}

// limitOf is where Ceilometer's API cuts a list without a limit.
func limitOf(s *doctor.Seen) int {
	for _, o := range s.Options {
		if o.Service == "ceilometer" && strings.HasSuffix(o.Name, "default_api_return_limit") && len(o.Values) > 0 {
			if n, err := strconv.Atoi(o.Values[len(o.Values)-1]); err == nil {
				return n
			}
		}
	}
	return 100
}
