package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// lookIdentity logs in to Keystone with the credentials that Ceilometer itself
// has in its files, reads the catalogue and compares the clocks.
func lookIdentity(ctx context.Context, _ *observer, facts setup.Facts, _ []broker) (glance, error) {
	var found doctor.IdentityFacts
	for _, c := range facts.Credentials {
		one := askKeystone(ctx, c)
		if ctx.Err() != nil {
			return nil, sources.WithHint(errors.New("ask Keystone: no answer in time"), "look whether Keystone answers at "+one.Asked)
		}
		if found.Asked == "" || one.LoginErr != "" && found.LoginErr == "" {
			metering := found.Metering
			found = one
			if len(found.Metering) == 0 {
				found.Metering = metering
			}
		}
	}
	return func(s *doctor.Seen) { s.Identity = found }, nil
}

// askKeystone tries one section of ceilometer.conf.
func askKeystone(ctx context.Context, c setup.Credentials) (found doctor.IdentityFacts) {
	found.From = c.From
	fail := func(err error) doctor.IdentityFacts {
		found.LoginErr, found.LoginHint = err.Error(), sources.HintOf(err)
		return found
	}
	l, err := keystone.FromOptions(c.String(), func(option string) string { return c.Options[option].Reveal() })
	if err != nil {
		return fail(err)
	}
	found.Asked = setup.WithoutCredentials(l.AuthURL)
	l.Timeout = doctor.Patience
	session, err := keystone.New(l)
	if err != nil {
		return fail(err)
	}
	defer session.Close()
	found.Skew, found.SkewKnown = skewOf(ctx, l)
	endpoints, err := session.Endpoints(ctx, "metering")
	if err != nil {
		return fail(err)
	}
	for _, e := range endpoints {
		found.Metering = append(found.Metering, setup.CatalogueEndpoint{ID: e.ID, ServiceID: e.Service, Interface: e.Interface, Region: e.Region, URL: e.URL})
	}
	return found
}

// skewOf is by how much the server's clock is ahead, from the Date of its answer,
// which is cut to whole seconds, against the middle of the request.
func skewOf(ctx context.Context, l keystone.Login) (skew time.Duration, known bool) {
	plain, err := keystone.New(keystone.Login{Timeout: l.Timeout, TLS: l.TLS})
	if err != nil {
		return 0, false
	}
	defer plain.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, cmp.Or(l.AuthURL, "/"), nil)
	if err != nil {
		return 0, false
	}
	began := time.Now()
	answer, err := plain.Client().Do(request)
	if err != nil {
		return 0, false
	}
	took := time.Since(began)
	_ = answer.Body.Close()
	date, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return date.Add(time.Second / 2).Sub(began.Add(took / 2)).Round(time.Second), true
}
