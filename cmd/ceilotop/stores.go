package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
)

// store opens the store that the flags or the environment name.
func (a *app) store(_ context.Context, f *storeFlags) (sources.MeterStore, error) {
	if f.source != "" && f.source != string(sources.CeilometerAPI) {
		return nil, misused("--source %s: the stores are api", f.source)
	}
	from := "--ceilometer-url"
	if f.ceilometerURL == "" {
		from = "CEILOMETER_URL"
	}
	endpoint := cmp.Or(f.ceilometerURL, a.getenv("CEILOMETER_URL"))
	if endpoint == "" {
		return nil, sources.WithHint(errors.New("no store of meters is known"), "--ceilometer-url http://controller:8777, with a token in OS_AUTH_TOKEN")
	}
	token := sources.Secret(cmp.Or(a.getenv("OS_AUTH_TOKEN"), a.getenv("OS_TOKEN")))
	return ceilometer.New(ceilometer.Config{Endpoint: endpoint, HTTP: &http.Client{Transport: withToken(token)}, From: from}), nil
}

// withToken adds a token to each request.
type withToken sources.Secret

func (token withToken) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Auth-Token", sources.Secret(token).Reveal())
	return http.DefaultTransport.RoundTrip(r)
}
