package main

import (
	"context"

	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/tui/meters"
)

// metersPage finds its stores as meter-list does without an option: in the
// OS_* variables, the catalogue and the machine's configuration.
func (a *app) metersPage() *meters.Config {
	return &meters.Config{
		Known: meterdef.Lookup,
		Save:  saveRows,
		Stores: func(ctx context.Context, found func([]meters.Store)) {
			var all []meters.Store
			for _, f := range a.stores(ctx, &storeFlags{}) {
				s := meters.Store{Address: f.Address, Store: f.Store, Err: f.Err}
				if s.Store == nil && s.Err == nil {
					s.Elsewhere = f.Address.URL
				}
				all = append(all, s)
			}
			found(all)
		},
	}
}

// knowsStores reports whether something names a store, or a login whose
// catalogue may. Nobody is asked.
func (a *app) knowsStores() bool {
	s, err := a.newStoreFinder(&storeFlags{})
	if err != nil {
		return false
	}
	_, found, _ := s.login()
	return found || len(s.explicit) > 0 || len(s.fromConfiguration()) > 0
}
