package gnocchi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/ceilotop/ceilotop/sources"
)

// answerLimit is how many bytes one answer may have. A page has less than a
// megabyte; ten million measures have this.
const answerLimit = 512 << 20

// query is a request to Gnocchi. What is in path between slashes must be an id
// or a word that needs no escaping.
type query struct {
	method string // GET, or POST for a search
	path   string // /v1/metric
	args   url.Values
	body   any
}

// ask makes a request and reads its answer, which is JSON, into a value.
func (s *Store) ask(ctx context.Context, q query, into any) (http.Header, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	u := s.base
	u.Path += q.path
	u.RawQuery = q.args.Encode()
	asked := q.method + " " + sources.Visible(u.String())

	r, err := s.request(ctx, q, u)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", asked, err)
	}
	answer, err := s.http.Do(r)
	if err != nil {
		return nil, unreachable(asked, err)
	}
	defer answer.Body.Close() //nolint:errcheck // all of it that matters was read
	body, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit+1))
	switch {
	case ctx.Err() != nil:
		return nil, unreachable(asked, context.Cause(ctx))
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return nil, refused(asked, answer, body)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%s: the answer ends in the middle, after %d bytes", asked, len(body))
	case err != nil:
		return nil, unreachable(asked, err)
	case len(body) > answerLimit:
		return nil, fmt.Errorf("%s: the answer has more than %d MiB", asked, answerLimit>>20)
	}
	if bytes.Equal(bytes.TrimSpace(body), []byte("null")) {
		return nil, fmt.Errorf("%s: the answer is null", asked)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return nil, fmt.Errorf("%s: %w", asked, unreadable(answer, body, err))
	}
	return answer.Header, nil
}

func (s *Store) request(ctx context.Context, q query, u url.URL) (*http.Request, error) {
	var body io.Reader
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, u.String(), body)
	if err != nil {
		return nil, err
	}
	if q.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	// Without this Gnocchi writes its errors as HTML.
	r.Header.Set("Accept", "application/json")
	if s.user != nil {
		password, _ := s.user.Password()
		r.SetBasicAuth(s.user.Username(), password)
	}
	return r, nil
}
