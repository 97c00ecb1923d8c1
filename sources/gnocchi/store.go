package gnocchi

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Config is how to reach a Gnocchi.
type Config struct {
	// Endpoint is what the catalogue has for the type metric, with or without
	// the version: http://127.0.0.1:8041, https://cloud.example/metric/v1. A
	// user and password in it are sent as basic authentication.
	Endpoint string
	// HTTP makes the requests. It adds the token, if there is one, and may set
	// a time-out of its own. nil is a plain client.
	HTTP *http.Client
	// Known tells a meter's type by its name. nil knows none.
	Known func(name string) (sources.MeterKind, bool)
	// From is what led to the endpoint.
	From string
	// Patience is how long one request may take; 0 is two minutes. A page of a
	// thousand resources takes seconds on a busy controller.
	Patience time.Duration
}

// Store is one Gnocchi.
type Store struct {
	base  url.URL // without credentials, version and final slash
	user  *url.Userinfo
	http  *http.Client
	known func(string) (sources.MeterKind, bool)
	from  string

	patience time.Duration
	atOnce   int         // how many measures are held at a time
	broken   error       // the endpoint cannot be one
	spelled  atomic.Bool // search has no operator "in", as before 3.1
	// Several metrics cannot be asked for measures at once.
	oneByOne atomic.Bool
}

var _ sources.MeterStore = (*Store)(nil)

// New makes a store. It asks nothing yet; an endpoint that is none is told by
// every method.
func New(c Config) *Store {
	s := &Store{http: c.HTTP, known: c.Known, from: c.From, patience: cmp.Or(c.Patience, 2*time.Minute), atOnce: measuresAtOnce}
	if s.http == nil {
		s.http = &http.Client{}
	}
	if s.known == nil {
		s.known = func(string) (sources.MeterKind, bool) { return sources.MeterKind{}, false }
	}
	u, err := url.Parse(strings.TrimSpace(c.Endpoint))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		// The text may hold a password, so it is not repeated.
		s.broken = sources.WithHint(fmt.Errorf("the endpoint of Gnocchi is not an http or https URL"), "give it as http://HOST:8041")
		return s
	}
	s.user, u.User = u.User, nil
	u.RawQuery, u.Fragment, u.RawFragment = "", "", ""
	u.Path = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/v1"), "/")
	u.RawPath = ""
	s.base = *u
	return s
}

// Where says which store it is.
func (s *Store) Where() sources.StoreAddress {
	return sources.StoreAddress{Kind: sources.Gnocchi, URL: s.base.String(), From: s.from}
}

func unsupported(format string, args ...any) error {
	return &sources.UnsupportedError{Store: sources.Gnocchi, What: fmt.Sprintf(format, args...)}
}
