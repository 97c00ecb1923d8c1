package main

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/ceilometer"
	"github.com/ceilotop/ceilotop/sources/gnocchi"
	"github.com/ceilotop/ceilotop/sources/keystone"
	"github.com/ceilotop/ceilotop/sources/meterdef"
	"github.com/ceilotop/ceilotop/sources/mongodb"
)

// openStore makes the backend of a store.
func openStore(c candidate, client *http.Client, patience time.Duration) (sources.MeterStore, error) {
	switch c.kind {
	case sources.MongoDB:
		store, err := mongodb.New(mongodb.Config{URL: c.url, From: c.from})
		if err != nil {
			return nil, err // and not a nil *mongodb.Store, which is no nil store
		}
		return store, nil
	case sources.CeilometerAPI:
		return ceilometer.New(ceilometer.Config{Endpoint: c.url.Reveal(), HTTP: client, From: c.from, Patience: patience}), nil
	}
	return gnocchi.New(gnocchi.Config{Endpoint: c.url.Reveal(), HTTP: client, Known: meterdef.Lookup, From: c.from, Patience: patience}), nil
}

// openCandidate gives a store the client that it needs, and logs in at once so
// that a wrong password is told before the first row. A URL with a user in it
// needs no token.
func (s *storeFinder) openCandidate(ctx context.Context, c candidate) (sources.MeterStore, error) {
	if c.kind == sources.MongoDB {
		return s.open(c, nil, s.patience)
	}
	session, err := s.sessionFor(c)
	if err != nil {
		return nil, err
	}
	if _, err := session.Project(ctx); err != nil {
		return nil, err
	}
	return s.open(c, session.Client(), s.patience)
}

// sessionFor is the login for a store; a plain client where there is none, or
// none is needed.
func (s *storeFinder) sessionFor(c candidate) (*keystone.Session, error) {
	plain := keystone.Login{Timeout: s.patience, TLS: s.tls(keystone.TLS{})}
	if strings.Contains(c.url.Reveal(), "@") {
		return keystone.New(plain)
	}
	if token := cmp.Or(s.env("OS_AUTH_TOKEN"), s.env("OS_TOKEN")); token != "" && c.explicit {
		plain.Token = sources.Secret(token)
		return keystone.New(plain)
	}
	session, err := s.session()
	if session == nil && err == nil {
		return keystone.New(plain)
	}
	return session, err
}

// newSession prepares the login that the first of these names: --os-cloud, the
// OS_* variables, the sections of ceilometer.conf. It is nil when none does.
func (s *storeFinder) newSession() (*keystone.Session, error) {
	l, found, err := s.login()
	if err != nil || !found {
		return nil, err
	}
	l.Timeout = s.patience
	l.TLS = s.tls(l.TLS)
	return keystone.New(l)
}

func (s *storeFinder) login() (l keystone.Login, found bool, err error) {
	if name := s.env("OS_CLOUD"); name != "" {
		l, err = keystone.FromCloud(name, keystone.EnvironmentPlaces(s.getenv, s.root), s.over)
		return l, true, err
	}
	if len(s.explicit) > 0 && s.env("OS_AUTH_URL") == "" && cmp.Or(s.env("OS_AUTH_TOKEN"), s.env("OS_TOKEN")) != "" {
		return l, false, nil // a token for that endpoint, as the old client takes it, and no login
	}
	if l, found, err = keystone.FromEnvironment(s.env); found {
		return l, true, err
	}
	facts, _ := s.facts()
	for _, c := range facts.Credentials {
		l, err := keystone.FromOptions(c.String(), func(option string) string {
			return cmp.Or(s.over(option), c.Options[option].Reveal())
		})
		if err == nil {
			return l, true, nil
		}
	}
	return l, false, nil
}

// over is what the options and the environment say about where to look, which
// wins over clouds.yaml in the other clients too.
func (s *storeFinder) over(option string) string {
	switch option {
	case "region_name":
		return s.env("OS_REGION_NAME")
	case "interface":
		return cmp.Or(s.env("OS_INTERFACE"), s.env("OS_ENDPOINT_TYPE"))
	}
	return ""
}

// tls puts what the options and the environment say over a login's own.
func (s *storeFinder) tls(t keystone.TLS) keystone.TLS {
	for variable, file := range map[string]*string{"OS_CACERT": &t.CAFile, "OS_CERT": &t.CertFile, "OS_KEY": &t.KeyFile} {
		if v := s.env(variable); v != "" {
			*file = v
		}
	}
	t.Insecure = t.Insecure || s.flags.insecure
	return t
}
