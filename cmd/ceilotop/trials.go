package main

import (
	"context"
	"errors"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify/trial"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// trialPatience is how long an API may take to answer.
const trialPatience = 30 * time.Second

// trials are the harmless changes of the cloud that can be offered, and what is
// lacking for those that cannot be made. It asks Keystone, Glance and Cinder.
func (a *app) trials(ctx context.Context, wanted setup.Answers) []setup.Trial {
	cloud, err := a.operator(wanted)
	return trial.All(ctx, wanted.Features, cloud, err)
}

// try makes one of them and takes it back.
func (a *app) try(ctx context.Context, wanted setup.Answers, id string) error {
	cloud, err := a.operator(wanted)
	if err != nil {
		return err
	}
	return trial.Make(ctx, cloud, id)
}

// operator is the login of the person, never that of a service.
func (a *app) operator(wanted setup.Answers) (*keystone.Session, error) {
	cloud := wanted.Keystone.Cloud
	if cloud == "" {
		cloud = a.getenv("OS_CLOUD")
	}
	var l keystone.Login
	var err error
	found := cloud != ""
	if found {
		l, err = keystone.FromCloud(cloud, keystone.EnvironmentPlaces(a.getenv, a.root), nil)
	} else {
		l, found, err = keystone.FromEnvironment(a.getenv)
	}
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, sources.WithHint(errors.New("no login of an operator is known: neither OS_CLOUD nor OS_AUTH_URL is set"), "source an openrc before ceilotop is started, or set keystone.cloud")
	}
	l.Timeout = trialPatience
	return keystone.New(l)
}
