package inventory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// service is one of the services, as it is asked.
type service struct {
	name    string
	client  *gophercloud.ServiceClient
	options Options
}

// most is how many rows of one list are taken. A cloud that has more does not
// fit into memory either; a service that repeats itself for ever is stopped.
const most = 10_000_000

// pages lists what is at path, a page behind the last row of the one before, as
// the clients in Python do: the links to the next page are wrong behind many a
// proxy. Each row is given to take once.
func pages[T any](ctx context.Context, s *service, path, key string, query url.Values, id func(*T) string, take func(*T)) error {
	query = maps.Clone(query)
	query.Set("limit", strconv.Itoa(s.options.Page))
	seen := make(map[string]bool)
	for {
		var body map[string]json.RawMessage
		if err := s.get(ctx, path+"?"+query.Encode(), &body); err != nil {
			return err
		}
		if len(body[key]) == 0 {
			return fmt.Errorf("its answer has no %s", key)
		}
		var rows []T
		if err := json.Unmarshal(body[key], &rows); err != nil {
			return fmt.Errorf("its %s cannot be read: %w", key, err)
		}
		if len(rows) == 0 {
			return nil
		}
		fresh := false
		for i := range rows {
			row := &rows[i]
			name := id(row)
			if name == "" {
				return fmt.Errorf("its answer has %s without an id", key)
			}
			if seen[name] { // it moved between two pages
				continue
			}
			seen[name], fresh = true, true
			take(row)
		}
		query.Set("marker", id(&rows[len(rows)-1]))
		if !fresh || len(seen) > most {
			return fmt.Errorf("it gives the same page of %s again and again", key)
		}
	}
}

// get asks for one thing.
func (s *service) get(ctx context.Context, path string, into any) error {
	tooLong := fmt.Errorf("it does not answer within %v", s.options.Patience)
	ctx, cancel := context.WithTimeoutCause(ctx, s.options.Patience, tooLong)
	defer cancel()
	_, err := s.client.Get(ctx, s.client.ServiceURL()+path, into, nil) //nolint:bodyclose // it is read and closed
	if err != nil && ctx.Err() != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
	}
	return err
}

// failed says what was asked for, of whom, and what came back.
func (s *service) failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	said := new(gophercloud.ErrUnexpectedResponseCode)
	hint := sources.HintOf(err)
	reason := err
	switch {
	case errors.As(err, said):
		reason = fmt.Errorf("it answers %d %s", said.Actual, http.StatusText(said.Actual))
		switch said.Actual {
		case http.StatusUnauthorized, http.StatusForbidden:
			hint = asAdmin
		case http.StatusNotFound:
			hint = "openstack catalog list: is the endpoint right?"
		default:
			hint = "look into the log of " + strings.ToLower(s.name) + "-api"
		}
	default:
		text, _, _ := strings.Cut(err.Error(), "\n")
		reason = errors.New(text)
		if hint == "" {
			hint = "curl " + s.client.Endpoint
		}
	}
	return sources.WithHint(fmt.Errorf("%s of %s at %s: %w", doing, s.name, s.client.Endpoint, reason), hint)
}

// instant is a time as the services write it; one that cannot be read is none.
type instant struct{ time.Time }

// UnmarshalJSON never fails: null and "" are no time.
func (i *instant) UnmarshalJSON(text []byte) error {
	if s, err := strconv.Unquote(string(text)); err == nil {
		i.Time, _ = oslo.ParseTime(s)
	}
	return nil
}
