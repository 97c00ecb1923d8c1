package statistics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/ceilotop/ceilotop/sources"
)

// api is the management API at one place.
type api struct {
	base     string
	user     string
	password sources.Secret
	client   *http.Client
	way      *http.Transport
}

// refusal is an answer that is none.
type refusal struct {
	status int
	reason string
}

func (r *refusal) Error() string {
	if r.reason == "" {
		return fmt.Sprintf("it answered with %d", r.status)
	}
	return fmt.Sprintf("it answered with %d, %s", r.status, sources.Visible(r.reason))
}

// denied reports whether the API knows us, or not, and does not answer us.
func denied(err error) bool {
	var r *refusal
	return errors.As(err, &r) && (r.status == http.StatusUnauthorized || r.status == http.StatusForbidden)
}

// absent reports whether there is no such thing, or no longer.
func absent(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.status == http.StatusNotFound
}

// get asks for a path, whose parts are escaped already, and reads the answer.
func (a *api) get(ctx context.Context, path string, query url.Values, read func(io.Reader) error) error {
	at := a.base + "/api/" + path
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return err
	}
	request.SetBasicAuth(a.user, a.password.Reveal())
	answer, err := a.client.Do(request)
	if err != nil {
		var outer *url.Error // the address is said already
		if errors.As(err, &outer) {
			err = outer.Err
		}
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if answer.StatusCode != http.StatusOK {
		var said struct {
			Reason text `json:"reason"`
		}
		_ = json.NewDecoder(io.LimitReader(answer.Body, 4096)).Decode(&said)
		return &refusal{answer.StatusCode, string(said.Reason)}
	}
	return read(answer.Body)
}

// rows asks for a list and hands on its rows, of which no more than limit are read.
func rows[T any](ctx context.Context, a *api, path string, query url.Values, limit int, row func(T)) (l list, err error) {
	err = a.get(ctx, path, query, func(r io.Reader) (err error) {
		l, err = readList(r, limit, row)
		return err
	})
	return l, err
}
