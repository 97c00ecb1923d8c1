package ceilometer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// call is a request that gives a list, or a document.
type call struct {
	what       string // "list meters", for an error
	path       string
	conditions []sources.Condition
	parameters []string // name=value, escaped
	limit      int      // 0 is all
	everything bool     // a limit is sent, whatever the release

	// Where an argument is not known to every release: whether this API is known
	// not to know it. Nil where it is not sent.
	noLimit, noUnique *atomic.Bool
}

func (c *call) add(name, value string) {
	c.parameters = append(c.parameters, name+"="+url.QueryEscape(value))
}

// query spells the conditions as the ceilometer client does: all fields, then
// all operators, types and values. A ; in a value is escaped, since the API
// takes it for a separator.
func (c *call) query() string {
	var parts []string
	for _, attribute := range []struct {
		name string
		of   func(sources.Condition) string
	}{
		{"q.field", func(q sources.Condition) string { return q.Field }},
		{"q.op", func(q sources.Condition) string { return q.Op }},
		{"q.type", func(q sources.Condition) string { return q.Type }},
		{"q.value", func(q sources.Condition) string { return q.Value }},
	} {
		for _, q := range c.conditions {
			parts = append(parts, attribute.name+"="+url.QueryEscape(attribute.of(q)))
		}
	}
	parts = append(parts, c.parameters...)
	if c.everything || c.noLimit != nil && !c.noLimit.Load() {
		limit := c.limit
		if limit == 0 {
			limit = everything
		}
		parts = append(parts, "limit="+itoa(limit))
	}
	if c.noUnique != nil && !c.noUnique.Load() {
		parts = append(parts, "unique=True")
	}
	return strings.Join(parts, "&")
}

func itoa(n int) string { return strconv.Itoa(n) }

// answer is the body of an answer that is being read.
type answer struct {
	body   io.ReadCloser
	asked  string
	html   bool
	cancel context.CancelCauseFunc
	ctx    context.Context
	timer  *time.Timer
	wait   time.Duration
}

// errPatience is the cause of the end when nothing came for too long.
var errPatience = errors.New("nothing came")

func (a *answer) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	a.timer.Reset(a.wait)
	if err != nil && err != io.EOF && a.ctx.Err() != nil {
		err = context.Cause(a.ctx)
	}
	return n, err
}

func (a *answer) Close() error {
	a.timer.Stop()
	a.cancel(nil)
	return a.body.Close()
}

// open sends a call and returns an answer that promises a list. An argument
// that an old release does not know is left out then and in later calls.
func (s *Store) open(ctx context.Context, ask func() call) (*answer, error) {
	for {
		c := ask()
		sentLimit := c.noLimit != nil && !c.noLimit.Load()
		sentUnique := c.noUnique != nil && !c.noUnique.Load()
		a, err := s.send(ctx, c)
		var refused *Refusal
		if !errors.As(err, &refused) || refused.Status != http.StatusBadRequest {
			return a, err
		}
		switch unknown := unknownArgument(refused.Said); {
		case unknown == "limit" && sentLimit:
			c.noLimit.Store(true)
		case unknown == "unique" && sentUnique:
			c.noUnique.Store(true)
		default:
			return nil, err
		}
	}
}

// unknownArgument is the argument that a refusal is about as a whole. A field
// of a query that is not known is refused with the same words and more.
func unknownArgument(said string) string {
	name, found := strings.CutPrefix(said, `Unknown argument: "`)
	name, rest, closed := strings.Cut(name, `"`)
	if !found || !closed {
		return ""
	}
	// WSME names the other unknown arguments in place of a reason.
	if rest = strings.TrimPrefix(rest, ": "); rest == "" || rest == "limit" || rest == "unique" {
		return name
	}
	return ""
}

// send makes one request. What it returns answered 200.
func (s *Store) send(ctx context.Context, c call) (*answer, error) {
	address := s.base + c.path
	if q := c.query(); q != "" {
		address += "?" + q
	}
	asked := c.what + ": GET " + shorten(address, longestURL)
	ctx, cancel := context.WithCancelCause(ctx)
	a := &answer{asked: asked, cancel: cancel, ctx: ctx, wait: s.patience}
	a.timer = time.AfterFunc(s.patience, func() { cancel(errPatience) })
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		a.timer.Stop()
		cancel(nil)
		return nil, a.trouble(err)
	}
	request.URL.User = s.user
	request.Header.Set("Accept", "application/json")
	response, err := s.http.Do(request)
	if err != nil {
		defer cancel(nil)
		a.timer.Stop()
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, a.trouble(err)
	}
	a.body = response.Body
	a.timer.Reset(a.wait)
	a.html = strings.Contains(response.Header.Get("Content-Type"), "html")
	if response.StatusCode == http.StatusOK && !a.html {
		return a, nil
	}
	defer a.Close()
	body, _ := io.ReadAll(io.LimitReader(a, longestError))
	return nil, refusal(asked, response, body)
}

const (
	// longestURL is how much of a URL an error shows: ids may have 2 kB.
	longestURL = 300
	// longestError is how much of an answer is searched for the server's words.
	longestError = 64 << 10
)

// stayHere refuses to follow a redirect to another host, because the client
// adds the token to whatever it is sent to.
func stayHere(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	if next.URL.Host != first.Host || first.Scheme == "https" && next.URL.Scheme != "https" {
		return fmt.Errorf("the server sends us to %s://%s, which may not see the token", next.URL.Scheme, shorten(next.URL.Host, 80))
	}
	if len(via) >= 5 {
		return errors.New("the server sends us from one URL to the next")
	}
	return nil
}

// quoted is a name from outside within a sentence.
func quoted(s string) string { return fmt.Sprintf("%q", shorten(s, 80)) }
