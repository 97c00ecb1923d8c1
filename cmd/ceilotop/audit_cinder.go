package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/audit/cinder"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// inventoryPatience is how long Keystone and Cinder may take for one answer.
const inventoryPatience = time.Minute

// cinder is the API as the first of these logs in: OS_CLOUD, the OS_*
// variables, Cinder's own user, Ceilometer's. It is nil where none is known.
func (a *app) cinder(ctx context.Context, facts setup.Facts, t audit.Target) (audit.Inventory, error) {
	s := &storeFinder{app: a, flags: &storeFlags{}, env: a.getenv, patience: inventoryPatience, facts: func() (setup.Facts, error) {
		f := facts
		if _, err := keystone.FromOptions("", t.Settings.Login); err == nil {
			f.Credentials = nil
		}
		return f, nil
	}}
	login, found, err := s.login()
	if err != nil {
		return nil, err
	}
	if !found {
		if login, err = keystone.FromOptions("[keystone_authtoken] of cinder.conf", t.Settings.Login); err != nil {
			return nil, nil
		}
	}
	login.Timeout = inventoryPatience
	login.TLS = s.tls(login.TLS)
	session, err := keystone.New(login)
	if err != nil {
		return nil, err
	}
	var missing error
	for _, kind := range cinder.Types {
		url, err := session.Endpoint(ctx, kind)
		if err == nil {
			return cinder.New(url, session.Client()), nil
		}
		if !errors.As(err, new(*keystone.MissingError)) {
			return nil, err
		}
		missing = cmp.Or(missing, err)
	}
	return nil, missing
}
