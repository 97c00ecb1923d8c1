package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// foundStore is a place where meters are kept. One that ceilotop cannot read has
// neither a Store nor an Err: its address is where to look instead.
type foundStore struct {
	Address sources.StoreAddress
	Store   sources.MeterStore
	Err     error // why there is no Store
}

// store opens the one to list from. Which one it is is said on standard error
// when there was a choice.
func (a *app) store(ctx context.Context, f *storeFlags) (sources.MeterStore, error) {
	s, err := a.newStoreFinder(f)
	if err != nil {
		return nil, err
	}
	c, why, err := s.choose(ctx)
	if err != nil {
		return nil, err
	}
	if why != "" {
		a.say("listing from %s: %s", c, sources.Visible(why))
	}
	return s.openCandidate(ctx, c)
}

// stores opens every store that is known, in the order in which store would
// choose, and lists those that cannot be read after them.
func (a *app) stores(ctx context.Context, f *storeFlags) []foundStore {
	s, err := a.newStoreFinder(f)
	if err != nil {
		return []foundStore{{Err: err}}
	}
	return s.all(ctx)
}

// candidate is a store that something has named.
type candidate struct {
	kind     sources.StoreKind
	url      sources.Secret
	from     string
	explicit bool // by an option or a variable of its own
}

var storeNames = map[sources.StoreKind]string{
	sources.CeilometerAPI: "the Ceilometer API",
	sources.MongoDB:       "MongoDB",
	sources.Gnocchi:       "Gnocchi",
}

func (c candidate) String() string {
	return fmt.Sprintf("%s at %s (%s)", storeNames[c.kind], setup.WithoutCredentials(c.url.Reveal()), sources.Visible(c.from))
}

// storeFinder knows what the command line, the environment, the catalogue and
// the machine say about stores. The two last are asked only when they have to be.
type storeFinder struct {
	*app
	flags    *storeFlags
	env      func(string) string
	explicit []candidate
	patience time.Duration

	facts   func() (setup.Facts, error)
	session func() (*keystone.Session, error)
	open    func(candidate, *http.Client, time.Duration) (sources.MeterStore, error)
}

func (a *app) newStoreFinder(f *storeFlags) (*storeFinder, error) {
	if err := f.check(a); err != nil {
		return nil, err
	}
	s := &storeFinder{app: a, flags: f, env: f.environment(a.getenv), open: openStore}
	s.patience, _ = f.patience() // checked above
	for _, o := range []struct {
		kind        sources.StoreKind
		value, from string
	}{
		{sources.CeilometerAPI, f.ceilometerURL, "--ceilometer-url"},
		{sources.MongoDB, f.mongodbURL, "--mongodb-url"},
		{sources.Gnocchi, f.gnocchiURL, "--gnocchi-url"},
	} {
		url, err := a.storeURL(o.from, o.value)
		if err != nil {
			return nil, err
		}
		if url != "" {
			s.explicit = append(s.explicit, candidate{o.kind, url, o.from, true})
		}
	}
	// A variable of an openrc does not contradict an option.
	if url := a.getenv("CEILOMETER_URL"); url != "" && len(s.explicit) == 0 {
		s.explicit = append(s.explicit, candidate{sources.CeilometerAPI, sources.Secret(url), "CEILOMETER_URL", true})
	}
	s.facts = sync.OnceValues(func() (setup.Facts, error) {
		if a.config != "" {
			return machine.InspectFile(a.config)
		}
		return machine.Inspect(a.root)
	})
	s.session = sync.OnceValues(s.newSession)
	return s, nil
}

// wanted reports whether --source allows a kind of store.
func (s *storeFinder) wanted(kind sources.StoreKind) bool {
	return s.flags.source == "" || s.flags.source == string(kind)
}

func (s *storeFinder) only(all []candidate) []candidate {
	return slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !s.wanted(c.kind) })
}

// fromCatalogue are the stores in Keystone's catalogue, Gnocchi first. Without
// credentials there are none. The error says why the catalogue is unknown, or
// that it has no store.
func (s *storeFinder) fromCatalogue(ctx context.Context) (all []candidate, err error) {
	if !s.wanted(sources.Gnocchi) && !s.wanted(sources.CeilometerAPI) {
		return nil, nil
	}
	session, err := s.session()
	if err != nil || session == nil {
		return nil, err
	}
	var absent *keystone.MissingError
	for _, service := range []struct {
		kind sources.StoreKind
		name string
	}{{sources.Gnocchi, "metric"}, {sources.CeilometerAPI, "metering"}} {
		if !s.wanted(service.kind) {
			continue
		}
		url, err := session.Endpoint(ctx, service.name)
		var missing *keystone.MissingError
		switch {
		case err == nil:
			all = append(all, candidate{kind: service.kind, url: sources.Secret(url), from: "the catalogue"})
		case errors.As(err, &missing):
			// One that is in another region is the better news.
			if absent == nil || missing.Known && !absent.Known {
				absent = missing
			}
		default:
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, absent
	}
	return all, nil
}

// fromConfiguration are the stores that ceilometer.conf names, the database
// first.
func (s *storeFinder) fromConfiguration() (all []candidate) {
	facts, _ := s.facts()
	for _, kind := range []sources.StoreKind{sources.MongoDB, sources.Gnocchi, sources.CeilometerAPI} {
		for _, store := range facts.Stores {
			if store.Kind == kind && s.wanted(kind) {
				all = append(all, candidate{kind: kind, url: store.URL, from: store.From.String()})
			}
		}
	}
	return all
}

// elsewhere are the places of meters that ceilotop cannot read.
func (s *storeFinder) elsewhere() (all []sources.StoreAddress) {
	facts, _ := s.facts()
	add := func(url string, from setup.Place) {
		if !slices.ContainsFunc(all, func(o sources.StoreAddress) bool { return o.URL == url }) {
			all = append(all, sources.StoreAddress{URL: url, From: from.String()})
		}
	}
	for _, store := range facts.Stores {
		if store.Kind == "" {
			add(store.At(), store.From)
		}
	}
	for _, pipeline := range facts.Pipelines {
		for _, source := range pipeline.Sources {
			for _, p := range source.Publishers {
				if p.Elsewhere() {
					add(p.At(), p.From)
				}
			}
		}
	}
	return all
}

// all opens everything. What the configuration says about a kind of store that
// the catalogue has is the same store by another name.
func (s *storeFinder) all(ctx context.Context) (found []foundStore) {
	candidates := s.only(s.explicit)
	known := func(kind sources.StoreKind) bool {
		return slices.ContainsFunc(candidates, func(c candidate) bool { return c.kind == kind })
	}
	listed, err := s.fromCatalogue(ctx)
	for _, c := range append(listed, s.fromConfiguration()...) {
		if !known(c.kind) {
			candidates = append(candidates, c)
		}
	}
	for _, c := range candidates {
		f := foundStore{Address: sources.StoreAddress{Kind: c.kind, URL: setup.WithoutCredentials(c.url.Reveal()), From: c.from}}
		if f.Store, f.Err = s.openCandidate(ctx, c); f.Store != nil {
			f.Address = f.Store.Where()
		}
		found = append(found, f)
	}
	if err != nil && (!errors.As(err, new(*keystone.MissingError)) || len(candidates) == 0) {
		found = append(found, foundStore{Address: sources.StoreAddress{From: "the catalogue"}, Err: err})
	}
	if len(found) == 0 {
		if err := s.obstacles(); err != nil {
			found = append(found, foundStore{Err: err})
		}
	}
	if s.flags.source == "" {
		for _, address := range s.elsewhere() {
			found = append(found, foundStore{Address: address})
		}
	}
	return found
}

// obstacles are what stood in the way of knowing the configuration.
func (s *storeFinder) obstacles() error {
	facts, err := s.facts()
	all := []error{err}
	for _, b := range facts.Broken {
		all = append(all, b)
	}
	for _, u := range facts.Unreadable {
		all = append(all, u)
	}
	return errors.Join(all...)
}

// names lists addresses for a sentence.
func names(all []sources.StoreAddress) string {
	var parts []string
	for _, address := range all {
		parts = append(parts, fmt.Sprintf("%s (%s)", address.URL, address.From))
	}
	return strings.Join(parts, ", ")
}
