// Package ceilometer reads meters from Ceilometer's API v2, which was removed
// in Queens (2018) and runs on in the clouds that are older.
//
// The API has no pages. A list is one request with an explicit limit, because
// without one the API gives 100 rows and does not say that there are more; the
// rows are handed out as they arrive and are not kept. A list ends well only
// when its JSON does: an answer that is cut off, at whatever place, is an error
// that says how many rows came. Of the API before Mitaka, what is missing is
// made up for here: Kilo has no limits and Liberty no unique.
//
// An answer that is an error is a *[Refusal], in the server's own words.
package ceilometer

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Config says where the API is and how to speak to it.
type Config struct {
	// Endpoint is the URL of the service metering, with or without a path, a
	// slash at its end or /v2.
	Endpoint string
	// HTTP adds the token to each request. Without one, no token is sent.
	HTTP *http.Client
	From string // what led to the endpoint
	// Patience is how long to wait for the next byte, 10 minutes if 0: the API
	// computes a whole list before it sends the first one, and its old client
	// waited as long.
	Patience time.Duration
}

// Store is the Ceilometer API as a store of meters.
type Store struct {
	base     string // without /v2 and without credentials
	user     *url.Userinfo
	from     string
	http     *http.Client
	patience time.Duration

	// What an old release was found not to know.
	noMeterLimit, noResourceLimit, noUnique atomic.Bool
}

var _ sources.MeterStore = (*Store)(nil)

// everything is the limit that asks for all rows: the largest round number that
// MongoDB's old protocol, where it has 32 bits, and every release take.
const everything = 1_000_000_000

// New does not speak to the API. An endpoint that is no URL shows at the first
// request.
func New(c Config) *Store {
	client := http.Client{}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	if client.CheckRedirect == nil {
		client.CheckRedirect = stayHere
	}
	s := &Store{base: c.Endpoint, from: c.From, http: &client, patience: c.Patience}
	if u, err := url.Parse(c.Endpoint); err == nil {
		s.user, u.User = u.User, nil
		u.RawQuery, u.Fragment = "", ""
		s.base = u.String()
	} else if at := strings.LastIndexByte(c.Endpoint, '@'); at >= 0 {
		s.base = c.Endpoint[at+1:] // what came before it may be a password
	}
	s.base = strings.TrimSuffix(strings.TrimRight(s.base, "/"), "/v2")
	s.base = strings.TrimRight(s.base, "/")
	if s.patience <= 0 {
		s.patience = 10 * time.Minute
	}
	return s
}

// Where says which API it is.
func (s *Store) Where() sources.StoreAddress {
	return sources.StoreAddress{Kind: sources.CeilometerAPI, URL: s.base, From: s.from}
}

// Meters come in the order in which their resources were inserted.
func (s *Store) Meters(ctx context.Context, q sources.MeterQuery) iter.Seq2[sources.Meter, error] {
	ask := func() call {
		c := call{what: "list meters", path: "/v2/meters", conditions: q.Conditions, limit: q.Limit, noLimit: &s.noMeterLimit}
		if q.Unique {
			c.noUnique = &s.noUnique
			if s.noUnique.Load() {
				c.limit = 0 // of rows that are not unique yet
			}
		}
		return c
	}
	all := rows(ctx, s, ask, q.Limit, (*decoder).meter)
	if !q.Unique {
		return all
	}
	return func(yield func(sources.Meter, error) bool) {
		// Where the API makes them unique itself, this changes nothing.
		seen := map[string]bool{}
		for m, err := range rows(ctx, s, ask, 0, (*decoder).meter) {
			if err == nil {
				if seen[m.Name] {
					continue
				}
				seen[m.Name] = true
				m = sources.Meter{Name: m.Name, Type: m.Type, Unit: m.Unit}
			}
			if !yield(m, err) || err != nil || len(seen) == q.Limit {
				return
			}
		}
	}
}

// Samples come newest first.
func (s *Store) Samples(ctx context.Context, q sources.SampleQuery) iter.Seq2[sources.Sample, error] {
	return rows(ctx, s, func() call {
		c := call{what: "list samples", path: "/v2/samples", conditions: q.Conditions, limit: q.Limit, everything: true}
		switch {
		case q.Meter == "":
		case isSegment(q.Meter):
			c.what, c.path = "list samples of "+shorten(q.Meter, 80), "/v2/meters/"+url.PathEscape(q.Meter)
		default:
			// The API takes a slash for the end of the name, however it is
			// escaped. The list of all samples can be asked for one meter too.
			c.conditions = append(c.conditions[:len(c.conditions):len(c.conditions)], sources.Condition{Field: "meter", Op: sources.Equal, Value: q.Meter})
		}
		return c
	}, q.Limit, (*decoder).sample)
}

// isSegment reports whether a meter's name can stand in a path.
func isSegment(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.Contains(name, "/")
}

// Statistics have one row for each unit, period and group.
func (s *Store) Statistics(ctx context.Context, q sources.StatisticsQuery) iter.Seq2[sources.Statistic, error] {
	if !isSegment(q.Meter) {
		return failed[sources.Statistic](&sources.UnsupportedError{Store: sources.CeilometerAPI, What: "statistics of the meter " + quoted(q.Meter) + ", whose name cannot stand in a path"})
	}
	return rows(ctx, s, func() call {
		c := call{what: "get statistics of " + shorten(q.Meter, 80), path: "/v2/meters/" + url.PathEscape(q.Meter) + "/statistics", conditions: q.Conditions}
		if q.Period != 0 {
			c.add("period", itoa(q.Period))
		}
		for _, field := range q.GroupBy {
			c.add("groupby", field)
		}
		// Functions and parameters are paired by their order, so those with a
		// parameter come first.
		for _, withParam := range []bool{true, false} {
			for _, a := range q.Aggregates {
				if (a.Param != "") == withParam {
					c.add("aggregate.func", a.Func)
					if withParam {
						c.add("aggregate.param", a.Param)
					}
				}
			}
		}
		return c
	}, 0, (*decoder).statistic)
}

// Resources come without links to their meters: the API would look each up.
func (s *Store) Resources(ctx context.Context, q sources.ResourceQuery) iter.Seq2[sources.Resource, error] {
	return rows(ctx, s, func() call {
		c := call{what: "list resources", path: "/v2/resources", conditions: q.Conditions, limit: q.Limit, noLimit: &s.noResourceLimit}
		c.add("meter_links", "0")
		return c
	}, q.Limit, (*decoder).resource)
}

func failed[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		yield(zero, err)
	}
}

// rows streams the rows of an answer, no more than limit if that is not 0.
func rows[T any](ctx context.Context, s *Store, ask func() call, limit int, decode func(*decoder, []byte, *T) (int, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var row, zero T
		answer, err := s.open(ctx, ask)
		if err != nil {
			yield(zero, err)
			return
		}
		defer answer.Close()
		d := &decoder{}
		l := &list{from: answer}
		for limit == 0 || l.rows < limit {
			err := l.next(func(b []byte) (int, error) { return decode(d, b, &row) })
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(zero, answer.explain(err, l))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
