package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// choose picks the store to list from. Why is empty when there was no choice.
func (s *storeFinder) choose(ctx context.Context) (c candidate, why string, err error) {
	switch explicit := s.only(s.explicit); len(explicit) {
	case 0:
	case 1:
		return explicit[0], "", nil
	default:
		return c, "", misused("%s and %s: say with --source which of them to list from", explicit[0].from, explicit[1].from)
	}
	listed, unlisted := s.fromCatalogue(ctx)
	switch len(listed) {
	case 1:
		return listed[0], "", nil
	case 2:
		c, why = s.between(ctx, listed[0], listed[1])
		return c, why, nil
	}
	if ctx.Err() != nil {
		return c, "", context.Cause(ctx)
	}
	configured := s.fromConfiguration()
	if len(configured) == 0 {
		return c, "", s.nothing(unlisted)
	}
	if unlisted != nil && s.flags.source != string(configured[0].kind) {
		why = unlisted.Error()
	}
	return configured[0], why, nil
}

// probePatience is how long the API may take to say whether it still has
// meters. It does so before it asks its database.
const probePatience = 15 * time.Second

// between decides where a cloud keeps its meters that has both services. Its API
// knows: from Ocata on it answers 410 when Gnocchi has them. A catalogue may
// also hold an API that was switched off with Queens.
func (s *storeFinder) between(ctx context.Context, gnocchi, api candidate) (c candidate, why string) {
	session, err := s.session()
	if err != nil || session == nil {
		return gnocchi, ""
	}
	ctx, cancel := context.WithTimeoutCause(ctx, probePatience, fmt.Errorf("no answer within %v", probePatience))
	defer cancel()
	url := strings.TrimSuffix(strings.TrimRight(api.url.Reveal(), "/"), "/v2") + "/v2/meters?limit=1"
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return gnocchi, err.Error()
	}
	answer, err := session.Client().Do(r)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return gnocchi, fmt.Sprintf("%s does not answer: %v", api, err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	switch code := answer.StatusCode; {
	case code == http.StatusGone:
		return gnocchi, fmt.Sprintf("%s says that Gnocchi has the meters", api)
	case code == http.StatusNotFound, code >= http.StatusInternalServerError:
		return gnocchi, fmt.Sprintf("%s answers %s", api, answer.Status)
	}
	return api, fmt.Sprintf("it has meters of its own; for %s say --source gnocchi", gnocchi)
}

// nothing says that no store is known, and everything that is known about why.
func (s *storeFinder) nothing(unlisted error) error {
	return errors.Join(s.reason(unlisted), s.obstacles())
}

func (s *storeFinder) reason(unlisted error) error {
	const doing = "find a store of meters"
	var missing *keystone.MissingError
	incomplete := errors.As(unlisted, &missing)
	elsewhere := s.elsewhere()
	switch {
	case s.flags.source == "" && len(elsewhere) > 0 && (unlisted == nil || incomplete):
		return sources.WithHint(fmt.Errorf("%s: they are stored elsewhere, where ceilotop cannot read: %s", doing, names(elsewhere)),
			"look there, or add gnocchi:// to the publishers of pipeline.yaml")
	case incomplete:
		return sources.WithHint(fmt.Errorf("%s: %w, and no ceilometer.conf below %s names another", doing, unlisted, s.root), missing.Hint())
	case unlisted != nil:
		return unlisted
	case s.flags.source == string(sources.MongoDB):
		return sources.WithHint(fmt.Errorf("%s: no ceilometer.conf below %s names a MongoDB", doing, s.root),
			"--mongodb-url env:VARIABLE or --mongodb-url file:PATH")
	}
	return sources.WithHint(fmt.Errorf("%s: neither the OS_* variables nor a ceilometer.conf below %s has credentials for Keystone", doing, s.root),
		"--os-cloud CLOUD, or source an openrc file")
}
